"""Which encoding a text file has. Strict: a file that can't be decoded whole is refused, nothing is replaced.

Guessing by statistics fails on exports of a few lines, and decoding cp1251 as Latin-1 succeeds silently: so the order
is the given name, a byte order mark, UTF-8, and Windows-1251 only where the header then reads as known Russian words.
"""

import codecs
import re
from collections.abc import Collection
from pathlib import Path

from connectors.common.errors import BadInput, Problem
from connectors.files.header import place

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CHUNK = 1 << 20
LONGEST_HEADER = 1 << 16
_WORDS = """
адрес бренд бюджет валюта воронка город дата доход заказ заявка имя источник канал категория клиент клики количество
компания контакт кампания лид менеджер название наименование номер ответственный отчество оценка оплата показы почта
примечание расход расходы регион сделка себестоимость создан создана стадия статус стоимость сумма телефон теги тип
товар утверждено фамилия цена этап
"""
HEADER_WORDS = frozenset(_WORDS.split())


def choose_encoding(path: Path, given: str | None, known_headers: Collection[str] = ()) -> str:
    """The codec of the whole file; raises where it has none. `known_headers` are names that the mapping expects."""
    with path.open("rb") as file:
        start = file.read(LONGEST_HEADER)
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise BadInput("the file is empty.", where=place(path), mend="Export it again.")
    if given:
        return _given(path, given, start)
    for mark, codec in MARKS:
        if start.startswith(mark):
            _decode(path, codec)
            return codec
    broken = undecodable_line(path, "utf-8")
    if broken is None:
        return "utf-8"
    if undecodable_line(path, "cp1251") is None and _reads_as_russian(start, known_headers):
        return "cp1251"
    raise BadInput(
        f"line {broken} is not UTF-8, and the header doesn't show that the file is Windows-1251.",
        where=place(path),
        mend=f"Name the encoding in config/sources/{path.parent.name}.yaml, for instance `encoding: cp1251`.",
    )


def undecodable_line(path: Path, codec: str) -> int | None:
    """The first line that the codec can't decode, in bounded memory; None where it decodes the whole file."""
    decoder = codecs.getincrementaldecoder(codec)(errors="strict")
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                good = error.object[: error.start]
                return line + good.count(b"\n")
            if not chunk:
                return None


def _given(path: Path, name: str, start: bytes) -> str:
    try:
        "".encode(name)
        codec = codecs.lookup(name).name
    except LookupError:
        raise Problem(
            f"there is no encoding {name!r}.",
            where=f"config/sources/{path.parent.name}.yaml",
            mend="Use utf-8, cp1251 or another name that Python knows.",
        ) from None
    if codec == "utf-8" and start.startswith(codecs.BOM_UTF8):
        codec = "utf-8-sig"
    _decode(path, codec)
    return codec


def _decode(path: Path, codec: str) -> None:
    broken = undecodable_line(path, codec)
    if broken is not None:
        raise BadInput(f"line {broken} is not {codec}.", where=place(path), mend="Export it again in one encoding.")


def _reads_as_russian(start: bytes, known_headers: Collection[str]) -> bool:
    header = start.split(b"\n", 1)[0].decode("cp1251", errors="ignore").casefold()
    words = set(re.findall(r"[^\W\d_]+", header))
    expected = {word for name in known_headers for word in re.findall(r"[^\W\d_]+", name.casefold())}
    return any(not word.isascii() for word in words & (HEADER_WORDS | expected))
