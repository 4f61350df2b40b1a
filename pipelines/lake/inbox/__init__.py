"""From a dropped file to the lake: recognised, archived, mapped, reported, and replayed when its mapping changes."""
