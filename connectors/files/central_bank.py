"""The exchange rates of a day as the Bank of Russia publishes them: `ValCurs` of XML_daily."""

from collections.abc import Iterator
from pathlib import Path

from connectors.common.errors import BadInput
from connectors.files.grid import Grid, Row
from connectors.files.header import place
from connectors.files.layout import Candidate, Layout
from connectors.files.text_file import TextFile
from connectors.files.xml_events import fed, xml_parser

CHUNK = 1 << 16
FIELDS = ("CharCode", "Nominal", "Value", "VunitRate")
HEADER = ("Date", *FIELDS)


class RatesFile:
    """One day's rates. `Date` is the day that they hold for: at weekends it is earlier than the day asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._where = place(path)

    def candidates(self) -> Iterator[Candidate]:
        """Its only header."""
        yield Candidate(HEADER, Layout())

    def table(self, layout: Layout | None = None) -> TextFile:
        """One row per currency; numbers with a comma, as published."""
        return Grid(self._rows(), layout, self._where).text()

    def _rows(self) -> Iterator[Row]:
        reader = _Reader(self._where)
        yield 1, HEADER
        with self._path.open("rb") as file:
            for _ in fed(reader.parser, iter(lambda: file.read(CHUNK), b""), self._where):
                yield from reader.taken()


class _Reader:
    def __init__(self, where: str) -> None:
        self.parser = xml_parser(where, self._start, self._end, self._add)
        self._where = where
        self._date: str | None = None
        self._line = 0
        self._values: dict[str, str] | None = None
        self._text = ""
        self._done: list[Row] = []

    def taken(self) -> list[Row]:
        """The rows that are whole by now."""
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text = ""
        if name == "ValCurs":
            self._date = attributes.get("Date")
        elif name == "Valute":
            self._line, self._values = self.parser.CurrentLineNumber, {}
        elif name == "Record":
            raise BadInput(
                "these are rates of one currency over time, and the file doesn't say which currency.",
                where=self._where,
                mend="Drop the rates of each day (XML_daily).",
            )

    def _add(self, text: str) -> None:
        self._text = (self._text + text)[:1000]

    def _end(self, name: str) -> None:
        if self._values is None:
            return
        if name == "Valute":
            self._done.append((self._line, [self._date, *(self._values.get(field) for field in FIELDS)]))
            self._values = None
        elif name in FIELDS:
            self._values[name] = self._text.strip()
