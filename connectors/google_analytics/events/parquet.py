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
from connectors.google_analytics.events.nested import event_texts, text_size
from connectors.google_analytics.events.shape import HEADER, event_rows, part_of

# no text is stored once and unfolded later, as in flat files: Arrow can't do that below a list
EVENTS_PER_BATCH = 5_000


class EventsParquet(ParquetFile):
    """One Parquet file of exported events."""

    @staticmethod
    def fits(path: Path) -> bool:
        """Whether its columns are those of the export; a damaged file is for others to tell."""
        try:
            schema = pq.read_schema(path)
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            return False
        return set(schema.names) >= SIGNS and _are_pairs(schema.field(PARAMS).type)

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
        return []

    def _pieces(self, header: tuple[str, ...]) -> Iterator[Rows | Rejected]:
        tops = {path.partition(".")[0] for path in (*PATHS, PARAMS)}
        names = [name for name in self._file.schema_arrow.names if name in tops]
        first = 1
        with self._reading():
            for batch in self._file.iter_batches(batch_size=EVENTS_PER_BATCH, columns=names):
                for piece in self._bounded(batch):
                    numbers = range(first, first + piece.num_rows)
                    first += piece.num_rows
                    texts = event_texts(piece)
                    for text in texts.values():
                        text.validate(full=True)
                    yield event_rows(texts, self._part, numbers, numbers)

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
    """A list of `key` and `value`, which is a struct itself."""
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)) or not pa.types.is_struct(kind.value_type):
        return False
    pair = kind.value_type
    places = [pair.get_field_index(name) for name in ("key", "value")]
    return bool(min(places) >= 0 and pa.types.is_struct(pair.field(places[1]).type))
