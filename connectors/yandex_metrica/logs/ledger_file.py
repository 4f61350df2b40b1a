"""The ledger's SQLite file: short transactions, each on the disk before anything happens that it tells of."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock

from connectors.common.errors import Problem
from connectors.yandex_metrica.logs.disk import own_disk

BUSY_SECONDS = 60.0
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
TABLES = """
create table if not exists requests (
    key text primary key, counter integer not null, source text not null,
    first_day text not null, last_day text not null, fields_hash text not null, fields text not null,
    model text not null, asked_at text not null, seen text not null,
    request_id integer, is_foreign integer not null default 0,
    state text not null, held integer not null, attribution text, listed text, bytes integer
);
create table if not exists parts (
    key text not null, number integer not null, bytes integer not null, rows integer not null,
    rejected integer not null, sha256 text not null, file text not null, primary key (key, number)
);
create table if not exists refused_fields (
    counter integer not null, source text not null, field text not null, learned_at text not null,
    primary key (counter, source, field)
);
create table if not exists accepted_fields (
    counter integer not null, source text not null, fields_hash text not null, learned_at text not null,
    primary key (counter, source, fields_hash)
);
"""


class LedgerFile:
    """Shared by all processes of the home. A damaged file is put aside, and `warning` says what that means."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warning: str | None = None
        with own_disk(str(path.parent)):
            path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(path.with_name(f"{path.name}.lock")):
                if self._damaged():
                    self._put_aside()
                with self.transaction() as connection:
                    for table in TABLES.split(";"):
                        connection.execute(table)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the block or nothing. Raises a `Problem` where the file can't be used."""
        try:
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
                connection.row_factory = sqlite3.Row
                connection.execute("pragma synchronous = full")
                connection.execute("begin immediate")
                try:
                    yield connection
                except BaseException:
                    connection.execute("rollback")
                    raise
                connection.execute("commit")
        except sqlite3.Error as error:
            raise Problem(
                f"the ledger of log requests can't be used: {error}.",
                where=str(self.path),
                mend="Check the disk and the rights of this file, and run again.",
            ) from None

    def _damaged(self) -> bool:
        if not self.path.exists():
            return False
        try:
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as connection:
                return bool(connection.execute("pragma quick_check(1)").fetchone()[0] != "ok")
        except sqlite3.DatabaseError as error:
            return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in DAMAGED

    def _put_aside(self) -> None:
        """What it knew is lost, but no data: days that are not in the lake yet are asked for again."""
        aside = self.path.with_name(f"{self.path.name}.damaged")
        self.path.replace(aside)
        self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)
        self.warning = (
            f"The ledger of log requests was damaged and begins anew (the old file is {aside.name}); "
            "logs of ours that stand prepared on the server are not known any more and take up quota."
        )
