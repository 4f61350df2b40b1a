"""Writers of synthetic exports, each in the exact form of its vendor, with all its traps."""
