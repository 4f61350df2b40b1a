"""Which encoding a text file has. Strict: a file that can't be decoded whole is refused, nothing is replaced.

Guessing by statistics fails on exports of a few lines, and decoding cp1251 as Latin-1 succeeds silently: so the order
is the given name, a byte order mark, UTF-8, and Windows-1251 only where the top then reads as known Russian words.
"""

import codecs
import re
from collections.abc import Collection
from pathlib import Path

from connectors.common.errors import BadInput, Problem
from connectors.files.header import mapping_of, place
from connectors.files.lines import not_text
from connectors.files.text_file import NEAR_THE_TOP

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHUNK = 1 << 20
LONGEST_HEADER = 1 << 16
_WORDS = """
адрес бренд бюджет валюта воронка город дата доход заказ заявка имя источник канал категория клиент клики количество
компания контакт кампания лид менеджер название наименование номер ответственный отчество оценка оплата показы почта
примечание расход расходы регион сделка себестоимость создан создана стадия статус стоимость сумма телефон теги тип
товар утверждено фамилия цена этап
"""
HEADER_WORDS = frozenset(_WORDS.split())
# three Cyrillic letters in UTF-8; in Windows-1251 they are capitals between signs that no word has
_UTF8_CYRILLIC = re.compile(rb"(?:\xd0[\x81\x90-\xbf]|\xd1[\x80-\x8f\x91]){3}")


def choose_encoding(
    path: Path,
    given: str | None,
    known_headers: Collection[str] = (),
    *,
    said: str | None = None,
    top_lines: int = NEAR_THE_TOP,
) -> str:
    """The codec of the whole file; raises where it has none.

    `known_headers` are names that the mapping expects; they and other known words are looked for in `top_lines`.
    `said` is what the file says of itself, which is believed only where it isn't UTF-8.
    """
    with path.open("rb") as file:
        start = file.read(LONGEST_HEADER)
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise BadInput("the file is empty.", where=place(path), mend="Export it again.")
    if given:
        return _given(path, given, start)
    for mark, codec in MARKS:
        if start.startswith(mark):
            return _marked(path, codec)
    _refuse_unmarked_utf16(path, start)
    broken = undecodable_line(path, "utf-8")
    if broken is None:
        return "utf-8"
    if said and _codec(said) and undecodable_line(path, said) is None:
        _refuse_mixture(path)
        return _codec(said) or said
    top = b"\n".join(start.splitlines()[:top_lines])
    if undecodable_line(path, "cp1251") is None and _reads_as_russian(top, known_headers):
        _refuse_mixture(path)
        return "cp1251"
    raise BadInput(
        f"line {broken} is not UTF-8, and the header doesn't show that the file is Windows-1251.",
        where=place(path),
        mend=f"Name the encoding in {mapping_of(path)}, for instance `encoding: cp1251`.",
    )


def undecodable_line(path: Path, codec: str) -> int | None:
    """The first line that the codec can't decode, in bounded memory; None where it decodes the whole file.

    Raises BadInput for NUL bytes: a file full of them need not be read to its end.
    """
    decoder = codecs.getincrementaldecoder(codec)(errors="strict")
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            if b"\0" in chunk and not codec.startswith(("utf-16", "utf-32")):
                line += chunk.count(b"\n", 0, chunk.index(b"\0"))
                raise not_text(line, place(path))
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                good = error.object[: error.start]
                return line + good.count(b"\n")
            if not chunk:
                return None


def _given(path: Path, name: str, start: bytes) -> str:
    codec = _codec(name)
    if codec is None:
        raise Problem(
            f"there is no encoding {name!r}.",
            where=mapping_of(path),
            mend="Use utf-8, cp1251 or another name that Python knows.",
        )
    if codec == "utf-8" and start.startswith(codecs.BOM_UTF8):
        codec = "utf-8-sig"
    _decode(path, codec)
    return codec


def _codec(name: str) -> str | None:
    """Python's own name of an encoding of text."""
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def _decode(path: Path, codec: str) -> None:
    broken = undecodable_line(path, codec)
    if broken is not None:
        raise BadInput(f"line {broken} is not {codec}.", where=place(path), mend="Export it again in one encoding.")


def _marked(path: Path, codec: str) -> str:
    if codec == "utf-32":
        raise BadInput("this is UTF-32.", where=place(path), mend="Export it in UTF-8.")
    _decode(path, codec)
    return codec


def _refuse_unmarked_utf16(path: Path, start: bytes) -> None:
    """Text of ASCII and Cyrillic has 0 or 4 in every other byte then."""
    even, odd = start[::2], start[1::2]
    for codec, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        signs = high.count(0) + high.count(4)
        if len(high) > 4 and signs > 0.9 * len(high) and 0 in high and low.count(0) < 0.1 * len(low):
            raise BadInput(
                "this is UTF-16 without its mark.",
                where=place(path),
                mend=f"Export it in UTF-8, or write `encoding: {codec}` in {mapping_of(path)}.",
            )


def _refuse_mixture(path: Path) -> None:
    """Windows-1251 decodes nearly anything: rows of UTF-8 among its rows would load as garbage."""
    line, tail = 1, b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found = _UTF8_CYRILLIC.search(tail + chunk)
            if found:
                line += (tail + chunk).count(b"\n", 0, found.start())
                raise BadInput(
                    f"line {line} is UTF-8, and others are Windows-1251.",
                    where=place(path),
                    mend="Export it again in one encoding.",
                )
            line += (tail + chunk)[:-6].count(b"\n")
            tail = (tail + chunk)[-6:]


def _reads_as_russian(top: bytes, known_headers: Collection[str]) -> bool:
    """Whether known words are near the top; titles may stand above the header."""
    words = set(re.findall(r"[^\W\d_]+", top.decode("cp1251", errors="ignore").casefold()))
    expected = {word for name in known_headers for word in re.findall(r"[^\W\d_]+", name.casefold())}
    return any(not word.isascii() for word in words & (HEADER_WORDS | expected))
