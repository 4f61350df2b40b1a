"""The export as Parquet: batches of events, each column unfolded at once."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.common.stream import Rejected, Rows
from connectors.files.batches import CHARACTERS_PER_BATCH
from connectors.files.layout import Candidate, Layout
from connectors.files.parquet import ParquetFile
from connectors.files.text_file import TextFile
from connectors.google_analytics.events.leaves import PARAMS, PATHS, SIGNS
from connectors.google_analytics.events.nested import event_texts, is_text, text_size
from connectors.google_analytics.events.shape import HEADER, event_rows, part_of

EVENTS_PER_BATCH = 5_000
PARAMS_PER_BATCH = 1_000_000


class EventsParquet(ParquetFile):
    """One Parquet file of exported events."""

    @staticmethod
    def fits(path: Path) -> bool:
        """Whether its columns are those of the export; a damaged file is for others to tell."""
        try:
            schema = pq.read_schema(path)
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            return False
        is_plain = len(set(schema.names)) == len(schema.names)  # a name that comes twice names nothing
        return is_plain and set(schema.names) >= SIGNS and _are_pairs(schema.field(PARAMS).type)

    def __init__(self, path: Path) -> None:
        self._part = part_of(path)
        super().__init__(path)

    def candidates(self) -> Iterator[Candidate]:
        """The columns that events are unfolded to."""
        yield Candidate(HEADER, Layout())

    def table(self, layout: Layout | None = None) -> TextFile:
        """One row an event."""
        return TextFile(HEADER, self._pieces(HEADER))

    def _check_columns(self) -> None:
        """They are nested, and only the known ones are read."""

    def _texts(self) -> list[str]:
        columns = map(self._file.schema.column, range(len(self._file.schema)))
        kinds = {("BYTE_ARRAY", "STRING"), ("BYTE_ARRAY", "NONE")}  # numbers may be bytes too, and say so
        texts = (column.path for column in columns if (column.physical_type, column.logical_type.type) in kinds)
        return [path for path in texts if path in PATHS or path.startswith(f"{PARAMS}.")]

    def _pieces(self, header: tuple[str, ...]) -> Iterator[Rows | Rejected]:
        first = 1
        with self._reading():
            for batch in self._batches():
                for piece in self._bounded(batch):
                    numbers = range(first, first + piece.num_rows)
                    first += piece.num_rows
                    texts = event_texts(piece)
                    for text in texts.values():
                        text.validate(full=True)
                    yield event_rows(texts, self._part, numbers, numbers)

    def _batches(self) -> Iterator[pa.RecordBatch]:
        """Group by group: below a list, Arrow can't join the texts that two groups store once each."""
        facts = self._file.metadata
        for number in range(facts.num_row_groups):
            group = facts.row_group(number)
            values = max(group.column(index).num_values for index in range(group.num_columns))
            most = max(1, min(EVENTS_PER_BATCH, PARAMS_PER_BATCH * group.num_rows // max(1, values)))
            yield from self._file.iter_batches(batch_size=most, row_groups=[number], columns=[*PATHS, PARAMS])

    def _bounded(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """The batch in pieces, none of which is too large for those who redact it."""
        size = sum(map(text_size, batch.columns))
        if size <= CHARACTERS_PER_BATCH:
            yield batch
        elif batch.num_rows == 1:
            raise self._too_large(f"an event of {size >> 20} MB")
        else:
            half = batch.num_rows // 2
            yield from self._bounded(batch.slice(0, half))
            yield from self._bounded(batch.slice(half))


def _are_pairs(kind: pa.DataType) -> bool:
    """A list of `key`, a text, and `value`, which is a struct itself."""
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)) or not pa.types.is_struct(kind.value_type):
        return False
    pair = kind.value_type
    key, value = (pair.get_field_index(name) for name in ("key", "value"))
    return bool(min(key, value) >= 0 and is_text(pair.field(key).type) and pa.types.is_struct(pair.field(value).type))
