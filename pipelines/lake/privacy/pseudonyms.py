"""What API sources hide before a value may reach the disk: network addresses, and contacts inside texts."""

import hashlib
import hmac

import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.errors import Problem
from pipelines.lake.privacy.contact_patterns import SUSPICIOUS
from pipelines.lake.privacy.contacts import KeyMissing, Tokens

DIGITS_OF_ADDRESS = 16


class Pseudonyms:
    """The `connectors.common.privacy.Privacy` of a home; `where` is the source that a missing key is reported for."""

    def __init__(self, key: bytes | None, where: str) -> None:
        self._key, self._where = key, where
        self._tokens = Tokens(key)

    def address(self, address: str) -> str:
        """The keyed hash of a network address, 16 hex digits."""
        if self._key is None:
            raise self._without_key("network addresses")
        return hmac.new(self._key, address.encode(), hashlib.sha256).hexdigest()[:DIGITS_OF_ADDRESS]

    def texts(self, column: pa.Array) -> pa.Array:
        """Strings with tokens instead of e-mail addresses and telephone numbers."""
        suspicious = pc.fill_null(pc.match_substring_regex(column, SUSPICIOUS), False)
        if not pc.any(suspicious).as_py():
            return column
        found = column.filter(suspicious).dictionary_encode()
        try:
            hidden = pa.array([self._tokens.inside(text) for text in found.dictionary.to_pylist()], column.type)
        except KeyMissing:
            raise self._without_key("e-mail addresses and telephone numbers") from None
        return pc.replace_with_mask(column, suspicious, hidden.take(found.indices))

    def _without_key(self, what: str) -> Problem:
        return Problem(
            f"{what} can't be hashed without a key, and are never kept in the open.",
            where=self._where,
            mend="Put a long random text into TABLO_HASH_KEY, and keep it for ever.",
        )
