"""The archive: the redacted text of every delivery, from which a changed mapping replays. Never the original."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.common.stream import Rejected, Rows
from connectors.files.batches import text_schema
from connectors.files.header import LINE, ROW
from connectors.files.text_file import TextFile
from pipelines.lake.inbox.ahead import read_ahead
from pipelines.lake.privacy.contacts import TOKEN
from pipelines.lake.privacy.redaction import Redactor
from pipelines.lake.quarantine import SCHEMA
from pipelines.lake.storage import PartFile

READ_AS, PROFILE, HEADER, HASHED = b"tablo.read_as", b"tablo.profile", b"tablo.header", b"tablo.hashed"


@dataclass(frozen=True)
class Notes:
    """What is kept of a file beside its text: how it was read, what it was recognised as, all its headers.

    `hashed` are those of the kept ones whose cells were made tokens whole.
    """

    read_as: str
    profile: str | None
    header: tuple[str, ...]
    hashed: frozenset[str] = frozenset()

    @property
    def metadata(self) -> dict[bytes, bytes]:
        """As the Parquet file carries it."""
        header = json.dumps(self.header, ensure_ascii=False)
        return {
            READ_AS: self.read_as.encode(),
            PROFILE: (self.profile or "").encode(),
            HEADER: header.encode(),
            HASHED: json.dumps(sorted(self.hashed), ensure_ascii=False).encode(),
        }


@dataclass(frozen=True)
class Archived:
    """One delivery's text. Its presence means that it is whole: the rows that can't be read are written before it."""

    root: Path
    folder: str
    sha256: str

    @property
    def text(self) -> Path:
        """The kept columns, redacted, with `_row` and `_line`."""
        return self.root / self.folder / f"{self.sha256[:12]}.parquet"

    @property
    def refused(self) -> Path:
        """Rows that could not be read as rows, masked. Absent where there are none."""
        return self.text.with_suffix(".refused.parquet")

    @property
    def header(self) -> tuple[str, ...]:
        """The columns that were kept; empty where nothing is archived."""
        if not self.text.exists():
            return ()
        return tuple(name for name in pq.read_schema(self.text).names if name not in (ROW, LINE))

    @property
    def rows(self) -> int:
        """How many rows of the file could be read."""
        return int(pq.read_metadata(self.text).num_rows)

    def refusals(self) -> Iterator[Rejected]:
        """What could not be read, in the order of the file."""
        if self.refused.exists():
            for batch in pq.ParquetFile(self.refused).iter_batches():
                for row in batch.to_pylist():
                    yield Rejected(row["file"], row["line"], row["column"], row["reason"], row["text"])

    @property
    def read_as(self) -> str | None:
        """How the reader was told to read the file: a delivery that was misread once is loaded anew."""
        return self._noted(READ_AS) if self.text.exists() else None

    @property
    def profile(self) -> str | None:
        """The export that the file was recognised as."""
        return self._noted(PROFILE) or None

    @property
    def whole_header(self) -> tuple[str, ...]:
        """Every header that the file had, without contacts in it; only some columns were kept."""
        return tuple(json.loads(self._noted(HEADER) or "[]"))

    @property
    def hashed(self) -> frozenset[str] | None:
        """The kept columns of tokens; None where the archive is older than this note."""
        noted = self._noted(HASHED)
        return frozenset(json.loads(noted)) if noted else None

    def write(self, file: TextFile, redactor: Redactor, kept: frozenset[str], notes: Notes, file_name: str) -> None:
        """Read the whole file, and keep what is asked for, redacted."""
        schema = text_schema([name for name in file.header if name in kept])
        text, refused = PartFile(self.text, schema, notes.metadata), PartFile(self.refused, SCHEMA)
        try:
            # three threads: one reads, one redacts, this one writes
            for piece in read_ahead(_redacted(read_ahead(file.pieces), redactor)):
                match piece:
                    case Rows(batch):
                        text.write(batch)
                    case Rejected():
                        refused.write(_refused_row(piece, file_name, self.sha256))
            if refused.rows:
                refused.place()
            else:
                self.refused.unlink(missing_ok=True)
            text.place()
        finally:
            text.discard()
            refused.discard()

    def forget(self, columns: Collection[str]) -> None:
        """Write it anew without some columns."""
        stored = pq.ParquetFile(self.text)
        names = [name for name in stored.schema_arrow.names if name not in columns]
        self._rewrite(stored, names, lambda batch: batch, {})

    def hash(self, columns: Collection[str], redactor: Redactor) -> None:
        """Write it anew with tokens in some columns that were kept as they were. `redactor` makes these columns."""
        stored = pq.ParquetFile(self.text)
        names = stored.schema_arrow.names

        def hashed_too(batch: pa.RecordBatch) -> pa.RecordBatch:
            made = redactor.batch(batch)
            arrays = [_token_of(batch.column(name), made.column(name)) for name in columns]
            new = dict(zip(columns, arrays, strict=True))
            return pa.RecordBatch.from_arrays([new.get(name, batch.column(name)) for name in names], names=names)

        hashed = json.dumps(sorted({*(self.hashed or ()), *columns}), ensure_ascii=False).encode()
        self._rewrite(stored, names, hashed_too, {HASHED: hashed})

    def _rewrite(
        self,
        stored: pq.ParquetFile,
        names: list[str],
        change: Callable[[pa.RecordBatch], pa.RecordBatch],
        notes: dict[bytes, bytes],
    ) -> None:
        schema = stored.schema_arrow
        metadata = {**(schema.metadata or {}), **notes}
        part = PartFile(self.text, pa.schema([schema.field(name) for name in names]), metadata)
        try:
            for batch in stored.iter_batches(columns=names):
                part.write(change(batch))
            part.place()
        finally:
            part.discard()

    def _noted(self, key: bytes) -> str:
        if not self.text.exists():
            return ""
        return str((pq.read_schema(self.text).metadata or {}).get(key, b"").decode())


def _token_of(stored: pa.Array, made: pa.Array) -> pa.Array:
    """What was made of a cell, unless it holds the tokens of its contacts already."""
    has_token = pc.fill_null(pc.match_substring_regex(stored, f"^{TOKEN}(;{TOKEN})*$"), False)
    return pc.if_else(has_token, stored, made)


def _redacted(pieces: Iterator[Rows | Rejected], redactor: Redactor) -> Iterator[Rows | Rejected]:
    for piece in pieces:
        yield Rows(redactor.batch(piece.batch)) if isinstance(piece, Rows) else piece


def _refused_row(piece: Rejected, file_name: str, sha256: str) -> pa.RecordBatch:
    row = {"file": file_name, "file_sha": sha256, "line": piece.line, "column": piece.column}
    return pa.RecordBatch.from_pylist([{**row, "reason": piece.reason, "text": piece.text}], schema=SCHEMA)
