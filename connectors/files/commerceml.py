"""1C's exchange with shops: the documents of a CommerceML file as flat rows, one a product.

Headers are paths within the document without the lists on the way (`Контрагент.Наименование`, `Товар.Сумма`), and
`Реквизит.<name>` for the properties that 1C adds at will. Two passes: the header must be known before the first row.
"""

from collections.abc import Iterator
from pathlib import Path

from connectors.common.errors import BadInput
from connectors.files.document import Document
from connectors.files.grid import Grid, Row
from connectors.files.header import MOST_COLUMNS, place
from connectors.files.layout import Candidate, Layout
from connectors.files.text_file import TextFile
from connectors.files.xml_events import fed, xml_parser

CHUNK = 1 << 16
DOCUMENT = "Документ"
LONGEST_DOCUMENT = 1 << 24
LONGEST_VALUE = 131_072


class CommerceMlFile:
    """One CommerceML file with documents: orders, sales, returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._where = place(path)
        self._header = self._names()

    def candidates(self) -> Iterator[Candidate]:
        """Its only header."""
        yield Candidate(self._header, Layout())

    def table(self, layout: Layout | None = None) -> TextFile:
        """One row per product of a document, the document's own values repeated; one row where it has none."""
        return Grid(self._rows(), layout, self._where).text()

    def _rows(self) -> Iterator[Row]:
        yield 1, self._header
        for document in self._documents():
            for line, values in document.rows():
                yield line, [values.get(name) for name in self._header]

    def _names(self) -> tuple[str, ...]:
        """Every path, in the order of its first appearance: the document's own before those of its products."""
        own: dict[str, None] = {}
        products: dict[str, None] = {}
        for document in self._documents():
            own.update(dict.fromkeys(document.values))
            for _, values in document.products:
                products.update(dict.fromkeys(values))
            if len(own) + len(products) > MOST_COLUMNS:
                raise BadInput(
                    f"its documents have more than {MOST_COLUMNS} different fields.",
                    where=self._where,
                    mend="Export only the fields that you need.",
                )
        if not own:
            raise BadInput(
                "there are no documents in it: it may be a catalogue.", where=self._where, mend="Export the orders."
            )
        return (*own, *products)

    def _documents(self) -> Iterator[Document]:
        reader = _Reader(self._where)
        with self._path.open("rb") as file:
            for _ in fed(reader.parser, iter(lambda: file.read(CHUNK), b""), self._where):
                yield from reader.taken()


class _Reader:
    """Gathers documents from the parser's events."""

    def __init__(self, where: str) -> None:
        self.parser = xml_parser(where, self._start, self._end, self._text)
        self._where = where
        self._path: list[str] = []  # below the document
        self._document: Document | None = None
        self._done: list[Document] = []
        self._texts: list[str] = []
        self._length = 0
        self._began = 0

    def taken(self) -> list[Document]:
        """The documents that are whole by now."""
        done, self._done = self._done, []
        return done

    def _start(self, name: str, _: dict[str, str]) -> None:
        if self._document is not None:
            self._path.append(name)
            self._document.open(self._path, self.parser.CurrentLineNumber)
            is_short = self.parser.CurrentByteIndex - self._began <= LONGEST_DOCUMENT
            self._bound(is_short and not self._document.is_too_long, "no document is as long as this one")
        elif name == DOCUMENT:
            self._document, self._began = Document(self.parser.CurrentLineNumber), self.parser.CurrentByteIndex
        self._texts, self._length = [], 0

    def _text(self, text: str) -> None:
        if self._document is not None:
            self._texts.append(text)
            self._length += len(text)
            self._bound(self._length <= LONGEST_VALUE, "a value is longer than 131 072 characters")

    def _end(self, _: str) -> None:
        if self._document is None:
            return
        if self._path:
            self._document.close(self._path, "".join(self._texts).strip())
            self._path.pop()
        else:
            self._done.append(self._document)
            self._document = None
        self._texts, self._length = [], 0

    def _bound(self, holds: bool, otherwise: str) -> None:
        if not holds:
            line = self.parser.CurrentLineNumber
            raise BadInput(f"line {line}: {otherwise}.", where=self._where, mend="Export it again.")
