"""One downloaded part on our own disk, typed and redacted: an Arrow file, and the refused rows beside it.

It is written beside its place, flushed, and moved there in one step; what stands at its place is whole. What is known
of it stands in the file itself, so that it counts even if the process died before it could tell anybody.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from connectors.common.durable import place
from connectors.common.errors import SourceDown
from connectors.common.stream import Rejected, Rows

FACTS = b"tablo.facts"


@dataclass(frozen=True)
class SpooledPart:
    """`bytes` of text were downloaded, and became `rows` good ones and `rejected` others."""

    number: int
    bytes: int
    rows: int
    rejected: int
    sha256: str
    path: Path

    @classmethod
    def at(cls, path: Path, number: int, schema: pa.Schema) -> Self | None:
        """The part, if it is there whole, with the columns that are wanted, and made as their metadata says."""
        try:
            with pa.OSFile(str(path)) as file:
                reader = pa.ipc.open_file(file)
                _, facts = reader.get_batch_with_custom_metadata(reader.num_record_batches - 1)
                part = cls(**json.loads(facts[FACTS]), path=path)
                known = reader.schema.equals(schema, check_metadata=True) and part.number == number
                return part if known and (not part.rejected or rejects_of(path).exists()) else None
        except (OSError, ValueError, KeyError, TypeError, IndexError, pa.ArrowException):
            return None

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The good rows as they were parsed, a batch at a time; `columns` in the file's order."""
        try:
            with pa.OSFile(str(self.path)) as file:
                schema = pa.ipc.open_file(file).schema
                wanted = sorted(schema.get_field_index(name) for name in columns or ())
                reader = pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=wanted))
                for position in range(reader.num_record_batches - 1):
                    yield reader.get_batch(position)
        except (OSError, pa.ArrowException) as error:
            raise self._rotten(error) from None

    def refused_rows(self) -> Iterator[Rejected]:
        """As the parser told of them."""
        if not self.rejected:
            return
        try:
            with rejects_of(self.path).open(encoding="utf-8") as lines:
                yield from (Rejected(**json.loads(line)) for line in lines)
        except (OSError, ValueError, TypeError) as error:
            raise self._rotten(error) from None

    def _rotten(self, error: Exception) -> SourceDown:
        self.path.unlink(missing_ok=True)
        return SourceDown(
            f"this part can't be read from our own disk any more ({type(error).__name__}).",
            where=str(self.path),
            mend="It is removed; run again, and it is downloaded again.",
        )


class PartWriter:
    """Left without `finish`, nothing remains of it."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._schema = path, schema
        path.parent.mkdir(parents=True, exist_ok=True)
        self._beside, self._refused = _beside(path), _beside(rejects_of(path))
        self._writer = pa.ipc.new_file(str(self._beside), schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))
        self._lines = self._refused.open("w", encoding="utf-8")
        self.rows = self.rejected = 0

    def add(self, piece: Rows | Rejected) -> None:
        """Good rows, or a refused one whose text is masked already."""
        if isinstance(piece, Rows):
            self.rows += piece.batch.num_rows
            self._writer.write_batch(piece.batch)
        else:
            self.rejected += 1
            self._lines.write(json.dumps(asdict(piece), ensure_ascii=False) + "\n")

    def finish(self, number: int, text_bytes: int, sha256: str) -> SpooledPart:
        """Make the part durable."""
        part = SpooledPart(number, text_bytes, self.rows, self.rejected, sha256, self._path)
        facts = json.dumps({name: value for name, value in asdict(part).items() if name != "path"})
        self._writer.write_batch(pa.RecordBatch.from_pylist([], self._schema), custom_metadata={FACTS: facts.encode()})
        self._writer.close()
        self._lines.close()
        if self.rejected:
            place(self._refused, rejects_of(self._path))
        place(self._beside, self._path)
        return part

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with ExitStack() as ending:  # whatever of it fails on a full disk
            for beside in (self._beside, self._refused):
                ending.callback(beside.unlink, missing_ok=True)
            ending.callback(self._lines.close)
            ending.callback(self._writer.close)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.tmp")


def rejects_of(path: Path) -> Path:
    """Where the refused rows of a part lie."""
    return path.with_suffix(".rejects.jsonl")
