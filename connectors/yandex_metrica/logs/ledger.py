"""The request ledger: what was asked of the server and how far it got, so that a killed run can be taken over."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from connectors.common.errors import Problem
from connectors.yandex_metrica.api.answers import LogRequest
from connectors.yandex_metrica.logs.entry import Entry
from connectors.yandex_metrica.logs.ledger_file import LedgerFile
from connectors.yandex_metrica.logs.order import LogOrder
from connectors.yandex_metrica.logs.spooled_part import SpooledPart

KEPT_FOR = timedelta(days=90)


def utc_now() -> datetime:
    """Whole seconds are enough."""
    return datetime.now(UTC).replace(microsecond=0)


class Ledger:
    """The rows of requests and parts; every change is on the disk when its method returns."""

    def __init__(self, file: LedgerFile, now: Callable[[], datetime] = utc_now) -> None:
        self._file, self.now = file, now

    def intend(self, order: LogOrder, seen: Iterable[int], lock: Callable[[str], object]) -> Entry:
        """A new request is about to be sent. `lock` is taken on its key before anybody else can see the row."""
        key, now = uuid4().hex, self.now()
        with self._file.transaction() as connection:
            lock(key)
            connection.execute(
                "insert into requests (key, counter, source, first_day, last_day, fields_hash, fields, model,"
                " asked_at, seen, state, held) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'intent', 1)",
                (
                    key, order.counter_id, order.source, order.first_day.isoformat(), order.last_day.isoformat(),
                    order.fields_hash, ",".join(order.fields), order.model, now.isoformat(), json.dumps(sorted(seen)),
                ),
            )  # fmt: skip
            old = "held = 0 and state in ('loaded', 'given_up') and asked_at < ?"
            before = ((now - KEPT_FOR).isoformat(),)
            connection.execute(f"delete from parts where key in (select key from requests where {old})", before)
            connection.execute(f"delete from requests where {old}", before)
        return self.entry(key)

    def intend_again(self, entry: Entry, seen: Iterable[int]) -> Entry:
        """The POST of this intent never arrived, and is about to be sent again."""
        return self._change(entry, seen=json.dumps(sorted(seen)), asked_at=self.now().isoformat())

    def asked(self, entry: Entry, log: LogRequest, *, foreign: bool, former: Entry | None = None) -> Entry:
        """The server has it, under this id. `former` answered for it before, and doesn't from now on."""
        with self._file.transaction() as connection:
            if former is not None:
                connection.execute("update requests set state = 'given_up', held = 0 where key = ?", (former.key,))
            connection.execute(
                "update requests set state = 'asked', request_id = ?, is_foreign = ?, held = ?, attribution = ?"
                " where key = ?",
                (log.request_id, foreign, not foreign, log.attribution, entry.key),
            )
        return self.entry(entry.key)

    def listed(self, entry: Entry, log: LogRequest) -> Entry:
        """The log is prepared, in these parts."""
        listing = json.dumps([[part.part_number, part.size] for part in log.parts])
        model = log.attribution or entry.attribution
        return self._change(entry, listed=listing, bytes=log.announced_bytes, attribution=model)

    def part_spooled(self, entry: Entry, part: SpooledPart) -> None:
        """This part needn't be downloaded again."""
        with self._file.transaction() as connection:
            connection.execute(
                "insert or replace into parts values (?, ?, ?, ?, ?, ?, ?)",
                (entry.key, part.number, part.bytes, part.rows, part.rejected, part.sha256, part.path.name),
            )

    def parts_forgotten(self, entry: Entry) -> None:
        """What lies in the spool of it is worth nothing."""
        with self._file.transaction() as connection:
            connection.execute("delete from parts where key = ?", (entry.key,))

    def spooled_numbers(self, entry: Entry) -> set[int]:
        """The parts of which the ledger knows that they are in the spool."""
        with self._file.transaction() as connection:
            return {row[0] for row in connection.execute("select number from parts where key = ?", (entry.key,))}

    def spooled(self, entry: Entry) -> Entry:
        """All parts are in the spool: the server's log isn't needed any more."""
        return self._change(entry, state="spooled")

    def released(self, entry: Entry) -> Entry:
        """The server holds nothing of it any more."""
        return self._change(entry, held=False)

    def loaded(self, entry: Entry) -> Entry:
        """Its rows are in the lake."""
        return self._change(entry, state="loaded")

    def given_up(self, entry: Entry) -> Entry:
        """It will never become rows."""
        return self._change(entry, state="given_up")

    def entry(self, key: str) -> Entry:
        """As it stands now. Raises a `Problem` where it is gone."""
        with self._file.transaction() as connection:
            row = connection.execute("select * from requests where key = ?", (key,)).fetchone()
        if row is None:
            raise Problem(
                "the ledger of log requests doesn't know a request of ours any more.",
                where=str(self._file.path),
                mend="Somebody removed or replaced the file in the midst of a run; run again.",
            )
        return Entry.of_row(row)

    def open_entries(self, counter_id: int) -> list[Entry]:
        """Those that can still become rows, and those of which the server still holds something; oldest first."""
        with self._file.transaction() as connection:
            rows = connection.execute(
                "select * from requests where counter = ? and (held = 1 or state in ('intent', 'asked', 'spooled'))"
                " order by asked_at, rowid",
                (counter_id,),
            )
            return [Entry.of_row(row) for row in rows]

    def known_ids(self, counter_id: int) -> set[int]:
        """Requests on the server that some row tells of already."""
        with self._file.transaction() as connection:
            rows = connection.execute(
                "select request_id from requests where counter = ? and request_id is not null", (counter_id,)
            )
            return {row[0] for row in rows}

    def live_keys(self, asked_after: datetime) -> set[str]:
        """Whose spool is needed, of all counters."""
        with self._file.transaction() as connection:
            rows = connection.execute(
                "select key from requests where state in ('intent', 'asked', 'spooled') and asked_at > ?",
                (asked_after.isoformat(),),
            )
            return {row[0] for row in rows}

    def _change(self, entry: Entry, **columns: object) -> Entry:
        assignments = ", ".join(f"{name} = :{name}" for name in columns)
        with self._file.transaction() as connection:
            connection.execute(f"update requests set {assignments} where key = :key", {**columns, "key": entry.key})
        return self.entry(entry.key)
