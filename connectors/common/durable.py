"""Files that a power cut leaves whole: on the disk first, then under their name, then the name on the disk."""

import os
from pathlib import Path


def place(beside: Path, target: Path) -> None:
    """Move a finished file to its place, for good."""
    sync(beside)
    beside.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Wait until the file, or the names in the folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
