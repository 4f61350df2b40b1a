"""Looks through a folder for the planted people, in every file, in every way that a text may be written."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from leaks.containers import Found, pieces
from leaks.people import MARKS, PEOPLE, Person
from leaks.raw_bytes import told_by_bytes

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
ESCAPED = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
ENCODED = re.compile("%[0-9a-f]{2}")
# digits of one number, parted as phones are
NUMBER = re.compile(r"\d(?:[ \t().\-/+_]{0,3}\d){9,}")
HEXADECIMAL = re.compile(r"(?<![0-9a-f])[0-9a-f]{32,64}(?![0-9a-f])")
MARKED = re.compile("|".join(map(re.escape, MARKS)))
PHONES = {person.national: person for person in PEOPLE}
AROUND = 60


@dataclass(frozen=True)
class Leak:
    """Who was found, where, and by what."""

    way: str
    what: str

    def __str__(self) -> str:
        return f"{self.way}: {self.what}"


@dataclass
class Scan:
    """What was found under some folders; `kinds` are the kinds of containers that were looked into."""

    leaks: list[Leak] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    files: int = 0

    @property
    def told(self) -> str:
        """A few of the leaks, for the message of a failed test."""
        return "\n".join(map(str, self.leaks[:20])) + f"\n{len(self.leaks)} in {self.files} files"


def scanned(root: Path, without: Collection[str] = ()) -> Scan:
    """Everything under a folder but the named folders right below it: names, and all that files hold."""
    scan = Scan()
    for path in sorted(root.rglob("*")):
        below = path.relative_to(root)
        if below.parts[0] in without:
            continue
        scan.leaks += [Leak(str(below), f"its name: {said}") for said in told_by(str(below))]
        if path.is_symlink():
            scan.leaks += [Leak(str(below), f"its target: {said}") for said in told_by(str(path.readlink()))]
        elif path.is_file():
            scan.files += 1
            for piece in pieces(path):
                scan.kinds.add(piece.kind)
                scan.leaks += [Leak(piece.way, said) for said in dict.fromkeys(_told(piece))]
    return scan


def told_by(text: str) -> Iterator[str]:
    """Each trace of a person in a text, with what stands around it."""
    for way in _ways_to_read(text):
        for match in MARKED.finditer(way):
            yield way[max(0, match.start() - AROUND) : match.end() + AROUND].replace("\n", " ")
        for match in NUMBER.finditer(way):
            digits = re.sub(r"\D", "", match[0])
            for start in range(len(digits) - 9):
                if digits[start : start + 10] in PHONES:
                    yield f"the phone {match[0]}"
        for match in HEXADECIMAL.finditer(way):
            if match[0] in _unkeyed():
                yield f"a hash that anybody can make: {match[0]}"


def who(texts: Iterable[str]) -> set[Person]:
    """The people whose phones stand in the texts."""
    found = set()
    for text in texts:
        for match in NUMBER.finditer(_folded(text)):
            digits = re.sub(r"\D", "", match[0])
            found |= {PHONES[part] for i in range(len(digits) - 9) if (part := digits[i : i + 10]) in PHONES}
    return found


def _told(piece: Found) -> Iterator[str]:
    if isinstance(piece.content, str):
        yield from told_by(piece.content)
    elif piece.kind == "bytes":
        yield from told_by_bytes(piece.content, PHONES)
    else:
        yield from told_by(piece.content.decode("utf-8", errors="ignore"))
        if not piece.content.isascii():
            yield from told_by(piece.content.decode("cp1251", errors="ignore"))


def _ways_to_read(text: str) -> Iterator[str]:
    plain = _folded(text)
    yield plain
    encoded = plain
    while ENCODED.search(encoded):
        once = _folded(unquote("\n".join(filter(ENCODED.search, encoded.splitlines())), errors="ignore"))
        yield once
        encoded = once if once != encoded else ""
    if "\\u" in plain or "\\x" in plain:
        yield _folded(ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), plain))
    if "&" in plain:
        yield _folded(html.unescape(plain))


def _folded(text: str) -> str:
    seen = text if text.isascii() else unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return re.sub("[\u2010-\u2015\u2212]", "-", seen).casefold().replace("ё", "е")


_HASHES: set[str] = set()


def _unkeyed() -> set[str]:
    """Digests of contacts without a key, which a list of all phones would turn back."""
    if not _HASHES:
        for person in PEOPLE:
            for text in (
                person.email,
                f"7{person.national}",
                f"+7{person.national}",
                f"8{person.national}",
                person.national,
            ):
                for algorithm in ("md5", "sha1", "sha256"):
                    digest = hashlib.new(algorithm, text.encode()).hexdigest()
                    _HASHES.update((digest, digest[:32]))
    return _HASHES
