"""Phones and e-mails become tokens: equal contacts stay equal, and nobody can read them.

`email:` or `phone:` and 32 hex digits of HMAC-SHA256 over the normalised contact, under the key of the environment.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

DIGITS_KEPT = 32
TOKEN = rf"(email|phone|other):[0-9a-f]{{{DIGITS_KEPT}}}"
# an address inside a text or a URL, where @ may be %40
EMAIL = re.compile(r"[^\s@<>()\[\]\",;:|/\\?&=]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
# a phone inside a text: with a plus, or in the Russian way of grouping; bare digits may be any identifier
PHONE = re.compile(
    r"(?<![\w+])(?:\+|%2B)\d(?:[\s\-().\u00a0]*\d){9,14}(?!\d)"
    r"|(?<!\w)[78][\s\-(\u00a0]+\d{3}[\s\-)\u00a0]+\d{3}[\s\-\u00a0]?\d{2}[\s\-\u00a0]?\d{2}(?!\d)"
)
_WHOLE_PHONE = re.compile(r"[+\d][\d\s().\-/\u00a0]*")
_EXTENSION = re.compile(r"\s*(?:доб|ext|вн)\.?\s*\d+\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"[;,|\n]+")


@dataclass
class Tokens:
    """Makes tokens; `made` counts them. Without a key, the first contact raises KeyMissing."""

    key: bytes | None
    made: int = 0
    _known: dict[str, str] = field(default_factory=dict)

    def whole(self, cell: str) -> str:
        """A cell of a contact column: every contact in it, and anything else (`@nick`, a name) as `other:`."""
        parts = [part for part in (text.strip() for text in _BETWEEN.split(cell)) if part]
        return ";".join(self._token(*(contact(part) or ("other", part.casefold()))) for part in parts)

    def if_contact(self, cell: str) -> str:
        """A cell of a column whose header speaks of contacts: replaced where it is one, and otherwise kept."""
        parts = [part for part in (text.strip() for text in _BETWEEN.split(cell)) if part]
        found = [contact(part, fewest_digits=9) for part in parts]
        if found and all(found):
            return ";".join(self._token(*pair) for pair in found if pair)
        return self.inside(cell)

    def inside(self, text: str) -> str:
        """Any other text: addresses and phones in it are replaced, the rest is kept."""
        text = EMAIL.sub(lambda match: self._token("email", normal_email(match[0])), text)
        return PHONE.sub(lambda match: self._token("phone", normal_phone(unquote(match[0])) or match[0]), text)

    def _token(self, kind: str, normal: str) -> str:
        if self.key is None:
            raise KeyMissing
        self.made += 1
        name = f"{kind}:{normal}"
        token = self._known.get(name)
        if token is None:
            digest = hmac.new(self.key, normal.encode(), hashlib.sha256).hexdigest()[:DIGITS_KEPT]
            token = self._known[name] = f"{kind}:{digest}"
        return token


class KeyMissing(Exception):
    """There is a contact to hash, and no key."""


def contact(text: str, fewest_digits: int = 7) -> tuple[str, str] | None:
    """The kind and the normal form of a text that is one e-mail or one phone and nothing else."""
    bare = text.strip().removeprefix("mailto:").strip("<> ")
    if EMAIL.fullmatch(bare):
        return "email", normal_email(bare)
    bare = _EXTENSION.sub("", bare)
    if not _WHOLE_PHONE.fullmatch(bare):
        return None
    phone = normal_phone(bare, fewest_digits)
    return ("phone", phone) if phone else None


def normal_email(text: str) -> str:
    """`Ivan%40Mail.RU` → `ivan@mail.ru`."""
    return unquote(text).strip().lower()


def normal_phone(text: str, fewest_digits: int = 7) -> str | None:
    """Digits with the country code: `8 (916) 123-45-67`, `+7 916 …`, `9161234567` → `79161234567`."""
    digits = "".join(character for character in text if character in "0123456789")
    if digits.startswith("00"):
        digits = digits[2:]
    if len(digits) == 11 and digits[0] == "8":
        digits = "7" + digits[1:]
    elif len(digits) == 10 and digits[0] == "9":
        digits = "7" + digits
    return digits if fewest_digits <= len(digits) <= 15 else None
