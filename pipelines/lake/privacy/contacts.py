"""Phones and e-mails become tokens: equal contacts stay equal, and nobody can read them.

`email:`, `phone:` or `other:` and 32 hex digits of HMAC-SHA256 over the normalised contact, under the key of the
environment.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from pipelines.lake.privacy.contact_forms import (
    NOTHING,
    contact,
    decoded,
    normal_email,
    normal_other,
    normal_phone,
    simple_contact,
)
from pipelines.lake.privacy.contact_patterns import CONTACT, INVISIBLE, LOOSE, plain

DIGITS_KEPT = 32
BLOCK = 64  # bytes, of SHA-256
MOST_KNOWN = 1 << 19  # the same customer comes again and again
TOKEN = rf"(email|phone|other):[0-9a-f]{{{DIGITS_KEPT}}}"
_BETWEEN = re.compile(r"[;,|\n]+(?!\s*(?:доб|ext|вн))", re.IGNORECASE)
# a phone that Excel has made a number of: its last digits are gone, and many people share what is left
_DESTROYED = re.compile(r"\s*\d([.,]\d+)?[eE]\+\d{2}(\s*[;\s]\s*\d([.,]\d+)?[eE]\+\d{2})*\s*")
_SHORT_NUMBER = re.compile(r"-?\d{1,6}([.,]\d{1,4})?")

Pair = tuple[str, str]
StandIn = Callable[[str, str, str], str]


@dataclass
class Tokens:
    """Makes tokens; `made` counts them. Without a key, the first contact raises KeyMissing."""

    key: bytes | None
    made: int = 0
    _known: dict[str, str | None] = field(default_factory=dict)

    def whole(self, cell: str) -> str | None:
        """A cell of a contact column: every contact in it, and anything else (`@nick`, a name) as `other:`.

        Words that stand beside a contact are lost. NULL where the cell says that there is none. What Excel has
        destroyed is left as it is, for its cast to refuse: its token would be that of many people.
        """
        if cell in self._known:
            known = self._known[cell]
            self.made += known is not None
            return known
        token = self._whole(cell)
        if len(self._known) < MOST_KNOWN:
            self._known[cell] = token
        return token

    def _whole(self, cell: str) -> str | None:
        if simple := simple_contact(cell):
            return self._token(*simple)
        if _DESTROYED.fullmatch(cell):
            return cell.strip()
        pairs = [pair for part in _parts(cell) for pair in _pairs(part)]
        return ";".join(dict.fromkeys(self._token(*pair) for pair in pairs)) or None

    def guessed(self, cell: str) -> str | None:
        """A cell of a column whose header names contacts: as `whole`, but numbers too short for a phone are kept."""
        return cell if len(cell) < 13 and _SHORT_NUMBER.fullmatch(cell.strip()) else self.whole(cell)

    def if_contact(self, cell: str) -> str:
        """A cell of a column whose header speaks of contacts: replaced where it is one, and otherwise kept."""
        found = [contact(part, fewest_digits=9) for part in _parts(cell)]
        if found and all(found):
            return ";".join(self._token(*pair) for pair in found if pair)
        return self.inside(cell)

    def inside(self, text: str, pattern: re.Pattern[str] = CONTACT) -> str:
        """Any other text: addresses and phones in it are replaced, the rest is kept."""
        return _replaced(text, pattern, lambda kind, normal, written: self._token(kind, normal))

    def _token(self, kind: str, normal: str) -> str:
        if self.key is None:
            raise KeyMissing
        self.made += 1
        return f"{kind}:{self._digest(normal.encode())[:DIGITS_KEPT]}"

    @cached_property
    def _digest(self) -> Callable[[bytes], str]:
        """HMAC-SHA256 as RFC 2104 has it, with the key's two blocks hashed once: more than twice as fast as `hmac`."""
        key = self.key or b""
        block = (sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
        inner, outer = (sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))

        def digest(message: bytes) -> str:
            first, second = inner.copy(), outer.copy()
            first.update(message)
            second.update(first.digest())
            return second.hexdigest()

        return digest


class KeyMissing(Exception):
    """There is a contact to hash, and no key."""


def without_contacts(text: str, mask: Callable[[str], str]) -> str:
    """A header, a file's name or a sentence, with every contact in it masked; no key is needed."""
    return _replaced(text, LOOSE, lambda kind, normal, written: mask(written))


def _parts(cell: str) -> Iterator[str]:
    for text in _BETWEEN.split(cell):
        part = text.strip()
        if any(sign.isalnum() for sign in part) and part.casefold() not in NOTHING:
            yield part


def _pairs(part: str) -> list[Pair]:
    """What is one contact; else those that are in it; else the part itself."""
    found = contact(part)
    return [found] if found else [pair for *_, pair in _found(part, LOOSE)] or [("other", normal_other(part))]


def _found(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, Pair]]:
    for match in pattern.finditer(plain(text)):
        name = match.lastgroup or ""
        start, end = match.span(name)
        pair = _pair(name, text[start:end])
        if pair:
            yield start, end, pair


def _pair(name: str, written: str) -> Pair | None:
    if name == "email":
        return "email", normal_email(written)
    if name == "other":
        return contact(written) or ("other", normal_other(written))
    phone = normal_phone(written)
    return ("phone", phone) if phone else None


def _replaced(text: str, pattern: re.Pattern[str], stand_in: StandIn) -> str:
    """A text that still has contacts when it is decoded as a URL loses its encoding with them."""
    done = _replaced_as_written(text, pattern, stand_in)
    bare = decoded(done)
    return _replaced_as_written(bare, pattern, stand_in) if bare != done and any(_found(bare, pattern)) else done


def _replaced_as_written(text: str, pattern: re.Pattern[str], stand_in: StandIn) -> str:
    seen = INVISIBLE.sub("", text)
    pieces, done = [], 0
    for start, end, (kind, normal) in _found(seen, pattern):
        pieces += [seen[done:start], stand_in(kind, normal, seen[start:end])]
        done = end
    return "".join([*pieces, seen[done:]]) if pieces else text
