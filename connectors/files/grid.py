"""Rows of cells under a header, whatever kind of file they come from."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files.batches import CHARACTERS_PER_BATCH, RowBuffer
from connectors.files.csv_blocks import Block
from connectors.files.header import header_names, joined_rows
from connectors.files.layout import Layout
from connectors.files.masking import masked
from connectors.files.records import Broken
from connectors.files.text_file import NEAR_THE_TOP, TextFile

Cells = Sequence[str | None]
Row = tuple[int, Cells | Broken]
# what stands under a header of this width, and of this width as it was written: rows, and whole blocks of them
Rest = Callable[[int, int], Iterator[Row | tuple[int, Block]]]


def top_rows(rows: Iterable[Row]) -> Iterator[tuple[int, Cells]]:
    """The filled rows that may be a header, each with its number among the filled ones."""
    for number, (_, cells) in enumerate(islice(filter(_is_filled, rows), NEAR_THE_TOP), start=1):
        if not isinstance(cells, Broken):
            yield number, cells


class Grid:
    """Rows whose header is read at once, and whose others are streamed. Rows without a value are none.

    `characters` tells how much text was read so far, which bounds a batch; `joint` is what stands between two cells;
    the rows of a `ragged` file end with their last value, instead of having as many cells as the header; `rest` goes on
    where the header ends, where that is not simply the next of the rows.
    """

    def __init__(
        self,
        rows: Iterator[Row],
        layout: Layout | None,
        where: str,
        *,
        characters: Callable[[], int] = lambda: 0,
        joint: str = " | ",
        ragged: bool = False,
        rest: Rest | None = None,
    ) -> None:
        self._rows = rows
        self._where = where
        self._characters = characters
        self._joint = joint
        self._ragged = ragged
        self._rest = rest or (lambda width, raw_width: iter(rows))
        self._footer = re.compile(layout.footer, re.IGNORECASE) if layout and layout.footer else None
        head = self._head(layout)
        self._raw_width = max(map(len, head))
        self._header = header_names(joined_rows(head), where)

    def text(self) -> TextFile:
        """The header and everything under it."""
        return TextFile(self._header, self._pieces())

    def _head(self, layout: Layout | None) -> list[Cells]:
        """The header's rows. Without a layout it is the first row, filled or not: nobody looked for another one."""
        above, rows = (layout.header_row - 1, layout.header_rows) if layout else (0, 1)
        filled = filter(_is_filled, self._rows) if layout else self._rows
        head: list[Cells] = []
        for _, cells in islice(filled, above, above + rows):
            if isinstance(cells, Broken):
                raise BadInput(f"the header can't be read: {cells.reason}.", where=self._where, mend="Export it again.")
            head.append(cells)
        if len(head) < rows:
            what = f"it has no row {above + len(head) + 1}, where its header should be." if layout else ""
            raise BadInput(what or "the file is empty.", where=self._where, mend="Export it again.")
        return head

    def _pieces(self) -> Iterator[Rows | Rejected]:
        width, buffer, row, flushed = len(self._header), RowBuffer(self._header), 0, 0
        for line, cells in self._rest(width, self._raw_width):
            if isinstance(cells, Block):
                if len(buffer):
                    yield buffer.flush()
                yield Rows(cells.batch(self._header, row + 1, line))
                row, flushed = row + len(cells.starts), self._characters()
                continue
            if isinstance(cells, Broken):
                row += 1
                yield Rejected(self._where, line, None, cells.reason, masked(cells.text.rstrip("\r\n")))
                continue
            if not any(cells):
                continue
            row += 1
            if len(cells) != width:
                refusal = self._refusal(cells)
                if refusal:
                    yield Rejected(self._where, line, None, refusal, masked(self._joint.join(map(_text, cells))))
                    continue
                cells = [*cells[:width], *[None] * (width - len(cells))]
            buffer.add(row, line, cells)
            if buffer.is_full or self._characters() - flushed > CHARACTERS_PER_BATCH:
                flushed = self._characters()
                yield buffer.flush()
        if len(buffer):
            yield buffer.flush()

    def _refusal(self, cells: Cells) -> str | None:
        """What is wrong with a row of another width; nothing where only empty cells follow, or under the table."""
        width, count = len(self._header), len(cells)
        if count < width and (self._ragged or self._is_footer(cells)):
            return None
        if count != self._raw_width and not self._ragged:
            return f"the row has {count} values, the header {width}"
        return "there is a value beyond the last header" if any(cells[width:]) else None

    def _is_footer(self, cells: Cells) -> bool:
        first = next((cell.strip() for cell in cells if cell and cell.strip()), "")
        return self._footer is not None and self._footer.match(first) is not None


def _is_filled(row: Row) -> bool:
    return isinstance(row[1], Broken) or any(cell and not cell.isspace() for cell in row[1])


def _text(cell: str | None) -> str:
    return cell or ""
