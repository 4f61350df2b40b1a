"""The warehouse's memory, schema `meta`: which loads there are, and what each model was built from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from pipelines.lake.manifest import Manifest
from pipelines.warehouse.load_quality import LOAD_QUALITY, quality_of, widen_loads

_LOADS = """
create table if not exists meta.loads (
    seq bigint, ended_seq bigint, load_id varchar, relation varchar, source varchar, stream varchar, account varchar,
    "partition" varchar, kind varchar, date_from date, date_to date, "rows" bigint, rows_read bigint,
    quarantined bigint, arrival bigint, file_name varchar, loaded_at timestamp
)
"""
_MODEL_STATE = """
create table if not exists meta.model_state (model varchar, version varchar, consumed_seq bigint, built_at timestamp)
"""
_NEW = pa.schema(
    [
        ("seq", pa.int64()),
        *((name, pa.string()) for name in ("load_id", "relation", "source", "stream", "account", "partition", "kind")),
        *((name, pa.date32()) for name in ("date_from", "date_to")),
        *((name, pa.int64()) for name in ("rows", "rows_read", "quarantined", "arrival")),
        ("file_name", pa.string()),
        ("loaded_at", pa.timestamp("us")),
        *LOAD_QUALITY,
    ]
)
# what of a load can change the rows that models make of it: a file that arrives again keeps its load, and may now win
_IDENTITY = ("load_id", "arrival", "date_from", "date_to", "rows")


LOADS_COLUMNS = (*(name for name in _NEW.names if name != "load_id"), "load_id")


@dataclass(frozen=True)
class BuiltState:
    """What a model's rows were made from: its version, and all loads up to `consumed_seq`."""

    version: str
    consumed_seq: int


def create_meta(con: duckdb.DuckDBPyConnection) -> None:
    """Make the schema's tables where they are missing. The caller holds the transaction."""
    con.execute("create schema if not exists meta")
    con.execute(_LOADS)
    widen_loads(con)
    con.execute(_MODEL_STATE)


def number_loads(con: duckdb.DuckDBPyConnection, manifests: Iterable[Manifest]) -> None:
    """Give each manifest that is seen for the first time the next number, oldest load first.

    A load that is there no more (replaced by another one, or taken away) gets the number of its end: its days have
    changed just as those of a new load have. The caller holds the transaction.
    """
    current = {tuple(getattr(manifest, name) for name in _IDENTITY): manifest for manifest in manifests}
    columns = ", ".join(f'"{name}"' for name in _IDENTITY)
    rows = con.execute(f"select seq, {columns} from meta.loads where ended_seq is null").fetchall()
    known = {identity: seq for seq, *identity_of in rows for identity in [tuple(identity_of)]}
    number = last_number(con)
    ended = [seq for identity, seq in known.items() if identity not in current]
    if ended:
        number += 1
        con.execute(f"update meta.loads set ended_seq = {number} where seq in (select unnest(?))", [ended])
    new = sorted((manifest for identity, manifest in current.items() if identity not in known), key=_age)
    if new:
        table = pa.Table.from_pylist([_row(each, seq) for seq, each in enumerate(new, start=number + 1)], schema=_NEW)
        con.register("new_loads", table)
        con.execute("insert into meta.loads by name select * from new_loads")
        con.unregister("new_loads")


def last_number(con: duckdb.DuckDBPyConnection) -> int:
    """The greatest number given so far; 0 before the first load."""
    found = con.execute("select coalesce(max(greatest(seq, coalesce(ended_seq, 0))), 0) from meta.loads").fetchall()
    return int(found[0][0])


def read_states(con: duckdb.DuckDBPyConnection) -> dict[str, BuiltState]:
    """What each relation was built from."""
    rows = con.execute("select model, version, consumed_seq from meta.model_state").fetchall()
    return {model: BuiltState(version, consumed) for model, version, consumed in rows}


def write_state(con: duckdb.DuckDBPyConnection, relation: str, state: BuiltState, built_at: datetime) -> None:
    """Remember a build, in the transaction that wrote its rows."""
    forget_state(con, relation)
    moment = built_at.astimezone(UTC).replace(tzinfo=None)
    con.execute(
        "insert into meta.model_state values (?, ?, ?, ?)", [relation, state.version, state.consumed_seq, moment]
    )


def forget_state(con: duckdb.DuckDBPyConnection, relation: str) -> None:
    """Forget what a relation was built from."""
    con.execute("delete from meta.model_state where model = ?", [relation])


def _age(manifest: Manifest) -> tuple[datetime, str, str, str, str]:
    return (_moment(manifest), manifest.source, manifest.stream, manifest.account, manifest.partition)


def _moment(manifest: Manifest) -> datetime:
    return datetime.fromisoformat(manifest.loaded_at).astimezone(UTC).replace(tzinfo=None)


def _row(manifest: Manifest, seq: int) -> dict[str, object]:
    made = {"seq": seq, "relation": f"lake.{manifest.relation}", "loaded_at": _moment(manifest), **quality_of(manifest)}
    return made | {name: getattr(manifest, name) for name in _NEW.names if name not in made}
