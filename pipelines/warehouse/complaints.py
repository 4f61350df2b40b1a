"""What DuckDB says, in one sentence of ours: what happened, and what to do."""

import re

import duckdb

from connectors.common.errors import Problem

_FREE = "Free some space, and run again."
_HOLDER = re.compile(r"held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_READ_ONLY = ("Permission denied", "Operation not permitted", "Read-only file system", "read-only mode")
_UNREADABLE = ("not a valid DuckDB database", "Corrupt database", "replaying WAL", "Could not read enough bytes")
_VERSION = re.compile(r"database file with (?:storage )?version number")  # DuckDB 1, and since 2
_KIND = re.compile(r"^(?:[A-Z][A-Za-z]+ )+(?:Error|exception|Exception): ?")


def sentence(error: duckdb.Error) -> str:
    """The first line of an error of a query, without DuckDB's name for its kind, and ended by a full stop."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return "the memory isn't enough for this query."
    text = str(error)
    if disk_is_full(text):
        return f"the disk is full. {_FREE}"
    # a binder's second line lists the columns that there are
    said = " ".join(line.strip() for line in text.split("\n\nLINE ")[0].splitlines() if line.strip())
    return _KIND.sub("", said, count=1).rstrip(".") + "."


def opening_problem(error: Exception, path: str) -> Problem:
    """Why the warehouse's file can't be opened."""
    text = str(error)
    if holder := _HOLDER.search(text):
        return Problem(
            f"the warehouse is open in another program ({holder['program']}, process {holder['pid']}).",
            where=path,
            mend="Close it there, and run again. Look at published/marts.duckdb instead: it is never locked.",
        )
    if "Could not set lock" in text:
        return Problem("the warehouse is open in another program.", where=path, mend="Close it there, and run again.")
    if disk_is_full(text):
        return Problem("the disk is full.", where=path, mend=_FREE)
    if _VERSION.search(text):
        age = "a newer" if "newer version of DuckDB" in text else "another"
        return Problem(
            f"the warehouse was written by {age} DuckDB than this one.",
            where=path,
            mend="Install that version, or move the file away: it is built again from the lake.",
        )
    if any(reason in text for reason in _READ_ONLY):
        return Problem(
            "the warehouse can't be written: the folder is read-only for you.",
            where=path,
            mend="Set TABLO_HOME to a folder of yours.",
        )
    if any(reason in text for reason in _UNREADABLE):
        return Problem(
            "this is no readable DuckDB database.",
            where=path,
            mend="Move the file away: it is built again from the lake.",
        )
    return Problem(f"the warehouse can't be opened: {text.splitlines()[0]}.", where=path)


def disk_is_full(text: str) -> bool:
    """Whether DuckDB, or the system behind it, tells so."""
    return "No space left on device" in text or "max_temp_directory_size" in text
