"""The warehouse's memory, schema `meta`: which loads there are, and what each model was built from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import duckdb
import pyarrow as pa

from pipelines.lake.manifest import Manifest
from pipelines.warehouse.changes.load_quality import LOAD_QUALITY, quality_of, widen_loads
from pipelines.warehouse.changes.log import create_changes
from pipelines.warehouse.ranges import DateRange

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
_ADDED = ("built_on date", "checks varchar")  # columns that an older warehouse lacks
_NEW = pa.schema(
    [
        ("seq", pa.int64()),
        *((name, pa.string()) for name in ("load_id", "relation", "source", "stream", "account", "partition", "kind")),
        *((name, pa.date32()) for name in ("date_from", "date_to")),
        *((name, pa.int64()) for name in ("rows", "rows_read", "quarantined", "arrival")),
        ("file_name", pa.string()),
        ("loaded_at", pa.timestamp("us")),
        *LOAD_QUALITY,
        ("rows_id", pa.string()),
    ]
)
# what of a load can change the rows that models make of it: a file that arrives again keeps its load, and may now win
_IDENTITY = ("load_id", "arrival", "date_from", "date_to", "rows")


ROWS_ID = "rows_id"  # the load since which the day has had these very rows
LOADS_COLUMNS = (*(name for name in _NEW.names if name not in ("load_id", ROWS_ID)), "load_id")


@dataclass(frozen=True)
class BuiltState:
    """What a model's rows were made from: its version, all changes up to `consumed_seq`, and the clock's day; and the
    version of the checks that have looked at all of them.
    """

    version: str
    consumed_seq: int
    built_on: date | None = None
    checks: str | None = None


@dataclass(frozen=True)
class News:
    """A load that came or (`ended`) went since the last run."""

    relation: str
    kind: str
    account: str
    partition: str
    date_from: date | None
    date_to: date | None
    rows: int
    rows_id: str
    ended: bool

    @property
    def span(self) -> DateRange | None:
        """The days that its rows have."""
        if self.date_from is None or self.date_to is None:
            return None
        return DateRange.inclusive(self.date_from, self.date_to)


def create_meta(con: duckdb.DuckDBPyConnection) -> None:
    """Make the schema's tables where they are missing. The caller holds the transaction."""
    con.execute("create schema if not exists meta")
    con.execute(_LOADS)
    widen_loads(con)
    con.execute(_MODEL_STATE)
    for column in _ADDED:
        con.execute(f"alter table meta.model_state add column if not exists {column}")
    con.execute(f"alter table meta.loads add column if not exists {ROWS_ID} varchar")
    create_changes(con)


def number_loads(con: duckdb.DuckDBPyConnection, manifests: Iterable[Manifest]) -> list[News]:
    """Give each manifest that is seen for the first time the next number, oldest load first.

    A load that is there no more (replaced by another one, or taken away) gets the number of its end: its days have
    changed just as those of a new load have. Returns both, but for those that changed nothing: a day that came back
    with the very rows that it had. The caller holds the transaction.
    """
    current = {tuple(getattr(manifest, name) for name in _IDENTITY): manifest for manifest in manifests}
    columns = ", ".join(f'"{name}"' for name in _IDENTITY)
    rows = con.execute(f"select seq, {columns} from meta.loads where ended_seq is null").fetchall()
    known = {identity: seq for seq, *identity_of in rows for identity in [tuple(identity_of)]}
    number = last_number(con)
    ended = [seq for identity, seq in known.items() if identity not in current]
    gone: list[News] = []
    if ended:
        number += 1
        con.execute(f"update meta.loads set ended_seq = {number} where seq in (select unnest(?))", [ended])
        rows = con.execute(
            'select relation, kind, account, "partition", date_from, date_to, "rows", '
            f"coalesce({ROWS_ID}, load_id), true from meta.loads where ended_seq = {number}"
        ).fetchall()
        gone = [News(*row) for row in rows]
    new = sorted((manifest for identity, manifest in current.items() if identity not in known), key=_age)
    if new:
        table = pa.Table.from_pylist([_row(each, seq) for seq, each in enumerate(new, start=number + 1)], schema=_NEW)
        con.register("new_loads", table)
        con.execute("insert into meta.loads by name select * from new_loads")
        con.unregister("new_loads")
    return _that_matter(gone + [_news(manifest) for manifest in new])


def last_number(con: duckdb.DuckDBPyConnection) -> int:
    """The greatest number given so far; 0 before the first load."""
    found = con.execute("select coalesce(max(greatest(seq, coalesce(ended_seq, 0))), 0) from meta.loads").fetchall()
    return int(found[0][0])


def read_states(con: duckdb.DuckDBPyConnection) -> dict[str, BuiltState]:
    """What each relation was built from."""
    rows = con.execute("select model, version, consumed_seq, built_on, checks from meta.model_state").fetchall()
    return {model: BuiltState(*state) for model, *state in rows}


def write_state(con: duckdb.DuckDBPyConnection, relation: str, state: BuiltState, built_at: datetime) -> None:
    """Remember a build, in the transaction that wrote its rows."""
    forget_state(con, relation)
    moment = built_at.astimezone(UTC).replace(tzinfo=None)
    con.execute(
        "insert into meta.model_state (model, version, consumed_seq, built_at, built_on, checks) "
        "values (?, ?, ?, ?, ?, ?)",
        [relation, state.version, state.consumed_seq, moment, state.built_on, state.checks],
    )


def write_states_seen(con: duckdb.DuckDBPyConnection, states: Mapping[str, BuiltState]) -> None:
    """That these models have seen all changes up to these numbers. The caller holds the transaction."""
    con.execute(
        """
        update meta.model_state as stored
        set consumed_seq = seen.seq, built_on = seen.day
        from (select unnest(?::varchar[]) as model, unnest(?::bigint[]) as seq, unnest(?::date[]) as day) as seen
        where stored.model = seen.model
            and (stored.consumed_seq <> seen.seq or stored.built_on is distinct from seen.day)
        """,
        [list(states), [each.consumed_seq for each in states.values()], [each.built_on for each in states.values()]],
    )


def forget_state(con: duckdb.DuckDBPyConnection, relation: str) -> None:
    """Forget what a relation was built from."""
    con.execute("delete from meta.model_state where model = ?", [relation])


def _news(load: Manifest) -> News:
    place = (f"lake.{load.relation}", load.kind, load.account, load.partition)
    return News(*place, load.date_from, load.date_to, load.rows, load.same_rows_as or load.load_id, ended=False)


def _that_matter(news: list[News]) -> list[News]:
    """A day of an API that went and came with the same rows is none."""
    places: dict[tuple[str, str, str, str], list[News]] = {}
    for each in news:
        places.setdefault((each.relation, each.account, each.partition, each.rows_id), []).append(each)
    as_before = [pair for pair in places.values() if len(pair) == 2 and pair[0].kind == "window"]
    unmoved = {id(each) for pair in as_before for each in pair}
    return [each for each in news if id(each) not in unmoved]


def _age(manifest: Manifest) -> tuple[datetime, str, str, str, str]:
    return (_moment(manifest), manifest.source, manifest.stream, manifest.account, manifest.partition)


def _moment(manifest: Manifest) -> datetime:
    return datetime.fromisoformat(manifest.loaded_at).astimezone(UTC).replace(tzinfo=None)


def _row(manifest: Manifest, seq: int) -> dict[str, object]:
    made = {"seq": seq, "relation": f"lake.{manifest.relation}", "loaded_at": _moment(manifest), **quality_of(manifest)}
    made[ROWS_ID] = manifest.same_rows_as or manifest.load_id
    return made | {name: getattr(manifest, name) for name in _NEW.names if name not in made}
