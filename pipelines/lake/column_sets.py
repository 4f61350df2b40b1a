"""Which loads have the same columns stored, remembered: a query needn't open the files of years to know their columns.

A load's file never changes, so that its footer is read once, by the first run that sees it. A reload is another load.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.lake.manifest import LOAD_ID, Manifest
from pipelines.lake.paths import Lake

_TABLE = "meta.stored_columns"


@dataclass(frozen=True)
class ColumnSets:
    """`marks` gives each load, by its `load_id`, a text that it shares with those of the same columns and types.

    Without a mark are loads whose file can't be read.
    """

    lake: Lake
    marks: Mapping[str, str]

    def are_one(self, loads: Collection[Manifest]) -> bool:
        """Whether all of these loads have the same columns."""
        return len({self.marks.get(load.load_id, load.load_id) for load in loads}) == 1

    def files(self, loads: Collection[Manifest]) -> list[list[Path]]:
        """The files of these loads, those with the same columns together, the greatest set first.

        Those that can't be read end the first list, so that only a query over their rows meets them; a file that is
        gone is left out.
        """
        sets: dict[str, list[Path]] = {}
        unreadable: list[Path] = []
        for load in loads:
            if (data := self.lake.of(load).data).exists():
                mark = self.marks.get(load.load_id)
                (sets.setdefault(mark, []) if mark else unreadable).append(data)
        greatest, *others = sorted(sets.values(), key=len, reverse=True) or [[]]
        return [files for files in ([*greatest, *unreadable], *others) if files]


def column_sets(con: duckdb.DuckDBPyConnection, lake: Lake, loads: Collection[Manifest]) -> ColumnSets:
    """Of these loads; the connection's database remembers them, and forgets all others."""
    con.execute("create schema if not exists meta")
    con.execute(f"create table if not exists {_TABLE} (load_id varchar, columns varchar)")
    known = dict(con.execute(f"select load_id, columns from {_TABLE}").fetchall())
    marks, coming = {}, {}
    for load in loads:
        if mark := known.get(load.load_id):
            marks[load.load_id] = mark
        elif schema := _schema(lake.of(load).data):
            marks[load.load_id] = _mark(schema)
            # not where a reload took the file's place meanwhile: its manifest comes with the next run
            if (schema.metadata or {}).get(LOAD_ID, load.load_id.encode()) == load.load_id.encode():
                coming[load.load_id] = marks[load.load_id]
    if gone := known.keys() - marks.keys():
        con.execute(f"delete from {_TABLE} where load_id in (select unnest(?::varchar[]))", [list(gone)])
    if coming:
        new = [list(coming), list(coming.values())]
        con.execute(f"insert into {_TABLE} select unnest(?::varchar[]), unnest(?::varchar[])", new)
    return ColumnSets(lake, marks)


def _schema(data: Path) -> pa.Schema | None:
    """None where the file is gone or torn: a reload heals that, and says so itself."""
    try:
        return pq.read_schema(data)
    except (OSError, pa.ArrowException):
        return None


def _mark(schema: pa.Schema) -> str:
    columns = sorted(f"{field.name} {field.type}" for field in schema)
    return sha256("\n".join(columns).encode()).hexdigest()[:16]
