"""One part of a log as bytes: whole, or not at all.

Rows are read while bytes arrive, and nothing of a part touches the disk. Where a download breaks off, the part is
asked for again, and what was handed on already is skipped after its hash has been found equal.
"""

import hashlib
from collections.abc import Callable, Generator

import requests

from connectors.common.errors import SourceDown
from connectors.common.http import Retry, Transient, as_problem

CHUNK = 1 << 20
OTHERWISE = " If all parts of all logs end so, the API counts bytes otherwise: set check_part_sizes to false."
LOG_STARTS_WITH = (b"ym:", b"\xef\xbb\xbfym:")

Open = Callable[[bool], requests.Response]


class BrokenPart(SourceDown):
    """What came, however often it was asked for, is not the part that the API announced."""


class PartDownload:
    """`size` is what the API announced, in bytes of uncompressed text; `open_part` takes whether to ask for gzip."""

    def __init__(self, open_part: Open, *, size: int | None, where: str, retry: Retry, gzip: bool) -> None:
        self._open, self._size, self._retry, self._gzip = open_part, size, retry, gzip
        self.where = where
        self._source: Generator[bytes] | None = None
        self._digest = hashlib.sha256()
        self.bytes_read = 0

    @property
    def sha256(self) -> str:
        """Of all bytes that were handed on."""
        return self._digest.hexdigest()

    def chunks(self) -> Generator[bytes]:
        """The part's bytes. Raises `SourceDown` where they stay incomplete after all tries. Close it to hang up."""
        try:
            while (chunk := self._retry.run(self._next)) is not None:
                yield chunk
        finally:
            if self._source is not None:
                self._source.close()

    def _next(self) -> bytes | None:
        self._source = self._source or self._rest()
        try:
            return next(self._source, None)
        except (Transient, requests.RequestException) as error:
            self._source = None
            self._gzip = False  # compressed downloads are said to break; the second try does without
            raise as_problem(error, self.where) if isinstance(error, requests.RequestException) else error from None

    def _rest(self) -> Generator[bytes]:
        """What has not been handed on yet."""
        to_skip, skipped = self.bytes_read, hashlib.sha256()
        with self._open(self._gzip) as answer:
            for position, chunk in enumerate(answer.iter_content(CHUNK)):
                if position == 0 and not _starts_a_log(chunk):
                    raise self._fault("it answered with something that is not a log.")
                known, fresh = chunk[:to_skip], chunk[to_skip:]
                skipped.update(known)
                to_skip -= len(known)
                if known and not to_skip and skipped.digest() != self._digest.digest():
                    raise self._changed()
                if self._size is not None and self.bytes_read + len(fresh) > self._size:
                    raise self._fault(f"more than the {self._size} announced bytes came.", OTHERWISE)
                if fresh:
                    self._digest.update(fresh)
                    self.bytes_read += len(fresh)
                    yield fresh
        if to_skip or self.bytes_read < (self._size or 0):
            announced = self._size or self.bytes_read
            raise self._fault(
                f"the part is cut short: {self.bytes_read - to_skip} bytes came of {announced}.", OTHERWISE
            )

    def _fault(self, what: str, besides: str = "") -> Transient:
        mend = f"Nothing of it is loaded; a later run asks again.{besides}"
        return Transient(BrokenPart(what, where=self.where, mend=mend))

    def _changed(self) -> BrokenPart:
        what = "the part changed between two downloads."
        return BrokenPart(what, where=self.where, mend="Nothing of it is loaded; run again.")


def _starts_a_log(chunk: bytes) -> bool:
    return any(start.startswith(chunk[: len(start)]) for start in LOG_STARTS_WITH)
