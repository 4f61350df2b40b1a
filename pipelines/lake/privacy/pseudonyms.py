"""What API sources hide before a value may reach the disk: network addresses, and contacts inside texts."""

import hashlib
import hmac
import re

import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.errors import Problem
from pipelines.lake.privacy.contact_patterns import AT, PLUS, SUSPICIOUS
from pipelines.lake.privacy.contacts import KeyMissing, Tokens

DIGITS_OF_ADDRESS = 16
# a parameter of a URL or a name in JSON which says that its value is somebody's phone; `user_id` says no such thing
_PHONE_NAMES = r"[\w.\-\[\]%]{0,40}?(?:phone|mobile|msisdn|telefon|whatsapp)[\w.\-\[\]%]{0,20}"
_LOGIN_NAMES = r"(?:[\w.\-\[\]%]{0,40}[_.\-\[])?(?:login|user(?:_?name)?|contact|client|customer|account|sms)\]?"
_IS = rf"(?:=|[\"']\s*:\s*[\"']?){PLUS}?"
_PARAMETER = re.compile(
    rf"(?i)[?&;#\"'](?:{_PHONE_NAMES}{_IS}(?P<phone>(?:[78][3489]|9)\d{{9}})|{_LOGIN_NAMES}{_IS}(?P<said>[78]9\d{{9}}))"
    r"(?![\w%])"
)
# the same for Arrow, which may find more; and full-width signs, and digits, that a URL holds encoded
_WORTH_A_LOOK = f"(?s){SUSPICIOUS}" + (
    r"|(phone|mobile|msisdn|telefon|whatsapp|login|user|name|contact|client|customer|account|sms)[^=&]{0,20}"
    r"(=|%(25)*3d|[\"']\s*:\s*[\"']?)(\+|%(25)*2b)?[789]\d{9}"
    r"|%(25)*ef%(25)*bc|%(25)*3[0-9]|%[0-9a-f]{2}[^a-z0-9%]{1,4}[78]?9\d{9}"
)
# a space as forms write it: the plus of a phone follows no letter or digit, and one before an @ belongs to the address
_WRITTEN_SPACE = re.compile(rf"(?<=\w)\+(?![\w.+\-]{{0,64}}+{AT})")
_SPACE = "\x1f"  # a space to patterns, and in no text otherwise


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
        suspicious = pc.fill_null(pc.match_substring_regex(column, _WORTH_A_LOOK), False)
        if not pc.any(suspicious).as_py():
            return column
        found = column.filter(suspicious).dictionary_encode()
        try:
            hidden = pa.array([self._hidden(text) for text in found.dictionary.to_pylist()], column.type)
        except KeyMissing:
            raise self._without_key("e-mail addresses and telephone numbers") from None
        return pc.replace_with_mask(column, suspicious, hidden.take(found.indices))

    def _hidden(self, text: str) -> str:
        spaced = _WRITTEN_SPACE.sub(_SPACE, text)
        hidden = self._tokens.inside(self._tokens.inside(spaced), _PARAMETER)
        return hidden.replace(_SPACE, "+") if hidden != spaced else text

    def _without_key(self, what: str) -> Problem:
        return Problem(
            f"{what} can't be hashed without a key, and are never kept in the open.",
            where=self._where,
            mend="Put a long random text into TABLO_HASH_KEY, and keep it for ever.",
        )
