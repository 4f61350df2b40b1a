"""Redaction of batches: the reader gives contacts, this gives tokens. Nothing is written before."""

import re
from collections.abc import Callable, Collection

import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.errors import BadInput
from pipelines.lake.contacts import KeyMissing, Tokens

CONTACT_HEADER = re.compile(
    r"e-?mail|почт|телефон|(?<![^\W_])тел(?![^\W_])|phone|mobile|мобильн|whatsapp|viber|msisdn", re.IGNORECASE
)
# what a text must hold to be looked at closely; RE2, so without look-around
SUSPICIOUS = r"@|%40|(\+|%2[Bb])\d|[78][\s\-(\x{00a0}]+\d{3}[\s\-)\x{00a0}]+\d{3}"


class Redactor:
    """Redacts the kept columns of one file. `contacts` are the columns that feed a canonical `contact`."""

    def __init__(self, key: bytes | None, kept: Collection[str], contacts: Collection[str], where: str) -> None:
        self._tokens = Tokens(key)
        self._kept = kept
        self._contacts = frozenset(contacts)
        self._where = where

    @property
    def replaced(self) -> int:
        """How many contacts were replaced so far."""
        return self._tokens.made

    def batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Only the kept columns and the places of rows, with tokens instead of contacts; raises without a key."""
        names = [name for name in batch.schema.names if name in self._kept]
        columns = [self._column(name, batch.column(name)) for name in names]
        places = batch.schema.names[-2:]
        return pa.RecordBatch.from_arrays([*columns, *(batch.column(name) for name in places)], names=[*names, *places])

    def _column(self, name: str, column: pa.Array) -> pa.Array:
        try:
            if name in self._contacts:
                return _replaced(column, pc.is_valid(column), self._tokens.whole)
            if CONTACT_HEADER.search(name):
                return _replaced(column, pc.is_valid(column), self._tokens.if_contact)
            suspicious = pc.fill_null(pc.match_substring_regex(column, SUSPICIOUS), False)
            return _replaced(column, suspicious, self._tokens.inside)
        except KeyMissing:
            raise BadInput(
                f"the column “{name}” has contacts, and there is no key to hash them with.",
                where=self._where,
                mend="Set TABLO_HASH_KEY to a long random text, keep it, and run again.",
            ) from None


def _replaced(column: pa.Array, mask: pa.Array, token: Callable[[str], str]) -> pa.Array:
    if not pc.any(mask).as_py():
        return column
    texts = [token(text) for text in pc.filter(column, mask).to_pylist()]
    return pc.replace_with_mask(column, mask, pa.array(texts, pa.string()))
