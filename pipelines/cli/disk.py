"""What a disk refuses, in a sentence: it is full, or it may only be read. Whichever library was told, by its words."""

import re
from collections.abc import Iterator

FULL = ("No space left on device", "database or disk is full", "Disk quota exceeded", "File too large")
FAILS = ("disk I/O error",)  # SQLite's, where not even a page of its journal finds room
READ_ONLY = ("Read-only file system", "Permission denied", "Operation not permitted", "attempt to write a readonly")
FREE = "Free some space, and run again; what was published before is still there."
ALLOW = "Let your user write there, or set TABLO_HOME to a folder of yours; what was published before is still there."
_PATH = re.compile(r"['\"](?P<path>/[^'\"]+)['\"]")


def refusal_of(error: BaseException) -> str | None:
    """The sentence, where a disk is behind the error or behind one that it came from."""
    return next(filter(None, (disk_refusal(str(each)) for each in _chain(error))), None)


def disk_refusal(text: str) -> str | None:
    """The sentence for an error's text; None where it is about something else."""
    found = _PATH.search(text)
    where = f"{found['path']}: " if found else ""
    if any(words in text for words in FULL):
        return f"{where}the disk is full. {FREE}"
    if any(words in text for words in FAILS):
        return f"{where}the disk is full, or it fails. {FREE}"
    if any(words in text for words in READ_ONLY):
        return f"{where or 'the data folder: '}this can't be written. {ALLOW}"
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__
