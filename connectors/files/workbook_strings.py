"""The texts of a workbook, which its cells name by their numbers."""

import re

from connectors.common.errors import BadInput
from connectors.files.workbook_package import Package

MOST_TEXTS = 5_000_000
MOST_CHARACTERS = 256 << 20
LONGEST_TEXT = 131_072
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_strings(package: Package, part: str | None) -> list[str | None]:
    """All of them: they are what a workbook needs memory for. None stands for one that is too long."""
    if part is None or not package.has(part):
        return []
    texts: list[str | None] = []
    pieces: list[str] = []
    characters = length = 0
    reading = phonetic = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal reading, phonetic, length
        if tag == "si":
            pieces.clear()
            length = 0
        elif tag == "t":
            reading = not phonetic
        elif tag == "rPh":
            phonetic = True

    def end(tag: str) -> None:
        nonlocal reading, phonetic
        if tag == "t":
            reading = False
        elif tag == "rPh":
            phonetic = False
        elif tag == "si":
            texts.append(unescaped("".join(pieces)) if length <= LONGEST_TEXT else None)
            if len(texts) > MOST_TEXTS:
                raise _too_much(package)

    def text(piece: str) -> None:
        nonlocal characters, length
        if reading:
            length += len(piece)
            if length > LONGEST_TEXT:
                return
            pieces.append(piece)
            characters += len(piece)
            if characters > MOST_CHARACTERS:
                raise _too_much(package)

    package.parse(part, start, end, text)
    return texts


def unescaped(text: str) -> str:
    """Excel writes characters that XML has no place for as `_x000D_`; what Python could not store stays as it is."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: _character(int(found[1], 16)) or found[0], text)


def _character(code: int) -> str | None:
    return None if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)


def _too_much(package: Package) -> BadInput:
    return BadInput("it has more text than can be held.", where=package.where, mend="Save it as CSV.")
