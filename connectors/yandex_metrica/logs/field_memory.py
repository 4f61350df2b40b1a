"""Which fields a counter has, as it said so lately: asking costs requests of a daily quota."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from connectors.yandex_metrica.logs.ledger import utc_now
from connectors.yandex_metrica.logs.ledger_file import LedgerFile
from connectors.yandex_metrica.logs.order import fields_hash

REMEMBERED_FOR = timedelta(days=1)


class FieldMemory:
    """Refused names, and lists that were accepted as a whole; both are forgotten after a day."""

    def __init__(self, file: LedgerFile, now: Callable[[], datetime] = utc_now) -> None:
        self._file, self._now = file, now

    def refused(self, counter_id: int, source: str) -> set[str]:
        """The names that the counter doesn't know."""
        with self._file.transaction() as connection:
            rows = connection.execute(
                "select field from refused_fields where counter = ? and source = ?"
                " and learned_at > ? and learned_at <= ?",
                (counter_id, source, *self._lately()),
            )
            return {row[0] for row in rows}

    def refuse(self, counter_id: int, source: str, field: str) -> None:
        """The counter doesn't know this name."""
        self._learn("refused_fields", counter_id, source, field)

    def accepts(self, counter_id: int, source: str, fields: Iterable[str]) -> bool:
        """Was exactly this list accepted?"""
        with self._file.transaction() as connection:
            row = connection.execute(
                "select 1 from accepted_fields where counter = ? and source = ? and fields_hash = ?"
                " and learned_at > ? and learned_at <= ?",
                (counter_id, source, fields_hash(fields), *self._lately()),
            ).fetchone()
            return row is not None

    def accept(self, counter_id: int, source: str, fields: Iterable[str]) -> None:
        """The counter knows all of these."""
        self._learn("accepted_fields", counter_id, source, fields_hash(fields))

    def doubt(self, counter_id: int, source: str) -> None:
        """What was accepted is refused now: ask again."""
        with self._file.transaction() as connection:
            connection.execute("delete from accepted_fields where counter = ? and source = ?", (counter_id, source))

    def _learn(self, table: str, counter_id: int, source: str, what: str) -> None:
        with self._file.transaction() as connection:
            connection.execute(
                f"insert or replace into {table} values (?, ?, ?, ?)",
                (counter_id, source, what, self._now().isoformat()),
            )

    def _lately(self) -> tuple[str, str]:
        """What was learned after now was learned by a wrong clock, and would never be forgotten."""
        now = self._now()
        return (now - REMEMBERED_FOR).isoformat(), now.isoformat()
