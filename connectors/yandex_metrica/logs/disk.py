"""Failures of our own disk as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

from connectors.common.errors import Problem


@contextmanager
def own_disk(where: str) -> Iterator[None]:
    """The network's failures are problems already, so that an `OSError` in the block is one of files."""
    try:
        yield
    except OSError as error:
        raise Problem(
            f"our own disk can't be used: {error.strerror or error}.",
            where=where,
            mend="Make room on the disk of TABLO_HOME, see that it can be written, and run again.",
        ) from None
