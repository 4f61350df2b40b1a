"""From a part's bytes to typed rows: every row comes out as a row, or as a rejected one with its reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

import pyarrow as pa

from connectors.common.privacy import Privacy
from connectors.common.stream import Rejected, Rows
from connectors.yandex_metrica.fields.field import Field
from connectors.yandex_metrica.fields.groups import parallel_columns
from connectors.yandex_metrica.parsing.ahead import in_order
from connectors.yandex_metrica.parsing.blocks import BLOCK, blocks, count_lines, header_and_rest
from connectors.yandex_metrica.parsing.header import asked_names
from connectors.yandex_metrica.parsing.lines import Flaw, text_rows
from connectors.yandex_metrica.parsing.masking import masked
from connectors.yandex_metrica.parsing.rows import Typing

LONGEST_VALUE = 40


class LogParser:
    """Parses the parts of one log. `rows_read` counts the rows that came: good and rejected ones together.

    `asked` are the fields by the names that they were asked by; `schema` has their columns, in this order. `parallel`
    are groups of columns whose arrays have equal lengths: those of the fields, if not given. With `counter_id`, rows of
    another counter are rejected. About `block_size` bytes are worked on at a time.
    """

    def __init__(
        self,
        asked: Mapping[str, Field],
        first_day: date,
        last_day: date,
        privacy: Privacy,
        *,
        parallel: Sequence[Sequence[str]] | None = None,
        counter_id: int | None = None,
        block_size: int = BLOCK,
    ) -> None:
        groups = parallel_columns(asked.values()) if parallel is None else parallel
        self._asked, self._block_size = dict(asked), block_size
        self._typing = Typing(self._asked, (first_day, last_day), privacy, groups, counter_id)
        self._hide = privacy.texts
        self.schema: pa.Schema = self._typing.schema
        self.rows_read = 0

    def parse(self, chunks: Iterable[bytes], where: str) -> Iterator[Rows | Rejected]:
        """Batches of one part. Raises `BadInput` where its header doesn't hold exactly the fields asked for.

        Blocks of it are worked on in threads, while the caller has the batches before them.
        """
        header, text = header_and_rest(blocks(chunks, self._block_size, where))
        if not header and not any(block.strip() for block in text):
            return
        names = asked_names(header, self._asked, where)
        for batch, rejected in in_order(partial(self._block, names, where), _with_first_lines(text)):
            self.rows_read += batch.num_rows + len(rejected)
            yield from rejected
            if batch.num_rows:
                yield Rows(batch)

    def _block(self, names: list[str], where: str, block: tuple[int, bytes]) -> tuple[pa.RecordBatch, list[Rejected]]:
        first_line, text = block
        rows, broken = text_rows(text, names, first_line)
        batch, wrong = self._typing.typed(rows)
        if batch.num_rows + len(wrong) != len(rows.numbers):
            raise AssertionError("a row was lost")
        return batch, self._rejected(sorted(broken + wrong, key=lambda flaw: flaw.line), where)

    def _rejected(self, flaws: list[Flaw], where: str) -> list[Rejected]:
        """Contacts in them are hidden as in rows; then what else could tell of a person is taken out."""
        if not flaws:
            return []
        lines, values = (
            self._hide(pa.array(texts, pa.string())).to_pylist()
            for texts in ([flaw.text for flaw in flaws], [flaw.value for flaw in flaws])
        )
        return [
            Rejected(where, flaw.line, flaw.column, flaw.reason.format(masked(value, LONGEST_VALUE)), masked(line))
            for flaw, line, value in zip(flaws, lines, values, strict=True)
        ]


def _with_first_lines(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each block with the number of its first line; the header is line 1."""
    line = 2
    for block in blocks:
        yield line, block
        line += count_lines(block)
