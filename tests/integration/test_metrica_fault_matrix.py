"""Every fault that the local server can be ordered to have, one by one, on the way from the API into the lake.

Whatever happens, the days hold the truth afterwards, or the run has failed in a sentence and the days of before are
untouched; and the next run, without the fault, makes them the truth and leaves nothing behind on either side.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from connectors.common.errors import Problem
from connectors.common.http import Retry
from connectors.common.stream import Stream
from connectors.yandex_metrica import MetricaClient, MetricaSettings
from connectors.yandex_metrica.api import session
from connectors.yandex_metrica.fields import HITS_LOG, VISITS_LOG, LogStream
from connectors.yandex_metrica.logs.waiting import Polling
from pipelines.lake import Lake
from pipelines.lake.privacy.pseudonyms import Pseudonyms
from pipelines.lake.windows.load import WindowLoad
from pipelines.partitions import day_range
from sandbox.company import Company
from sandbox.company.visit_table import COUNTER_ID
from sandbox.servers.serving import in_thread
from sandbox.servers.yandex_metrica import LogQueue, MetricaServer
from sandbox.servers.yandex_metrica import misbehaviour as fault
from sandbox.servers.yandex_metrica import spoils as spoil
from sandbox.servers.yandex_metrica.app import OWNER
from sandbox.servers.yandex_metrica.faults import Faults
from sandbox.servers.yandex_metrica.quotas import Quotas

TOKEN = "y0_demo"
TODAY = date(2026, 11, 21)
DAYS = day_range(TODAY - timedelta(days=3), TODAY - timedelta(days=1))
COMPANY = Company(size=60)
LOGS = {log.name: log for log in (VISITS_LOG, HITS_LOG)}
FOR_EVER = 1000
PATIENCE = Retry(attempts=3, first_pause=0.001, longest_pause=0.002)

Arm = Callable[[Faults], None]
LOADED, FAILED = "loaded", "failed"


def every_time(operation: str, what: fault.Fault) -> Arm:
    return lambda faults: faults.arm(operation, what, times=FOR_EVER)  # type: ignore[arg-type]


def once(operation: str, what: fault.Fault, nth: int = 1, part: int | None = None) -> Arm:
    return lambda faults: faults.arm(operation, what, nth=nth, part=part)  # type: ignore[arg-type]


def spoiled(what: spoil.Spoil, times: int = 1) -> Arm:
    return lambda faults: faults.spoil(what, times=times)


OPERATIONS = ("evaluate", "create", "list", "status", "download", "clean")
ASKED = ("evaluate", "create", "status", "download")  # without their answer there are no rows
PASSING = {
    "503": fault.refused(503),
    "504": fault.refused(504, "timeout"),
    "500": fault.refused(500),
    "parallel requests, 429": fault.refused(429, "quota_parallel_requests"),
    "requests of an address, 429": fault.refused(429, "quota_requests_by_ip"),
    "parallel requests, 420": fault.refused(420, "quota_parallel_requests"),
    "a quota nobody knows, 420": fault.refused(420, "quota_of_tomorrow"),
    "the connection is reset": fault.unreachable(),
    "a page with 200": fault.page(),
    "no body": fault.empty(),
    "a page with 502": fault.page(502),
    "the answer is lost": fault.lost(),
}
FINAL = {
    "400 invalid_parameter": fault.refused(400, "invalid_parameter"),
    "400 query_error": fault.refused(400, "query_error"),
    "401": fault.refused(401, "unauthorized"),
    "403 access_denied": fault.refused(403, "access_denied"),
    "403 invalid_token": fault.refused(403, "invalid_token"),
    "406": fault.refused(406, "not_acceptable"),
    "the user's day, 429": fault.refused(429, "quota_requests_by_uid"),
    "the counter's day, 420": fault.refused(420, "quota_requests_by_counter_id"),
}


def found_in_the_list(operation: str, name: str) -> str:
    """A request that the server has queued, though it never says so."""
    return LOADED if (operation, name) == ("create", "the answer is lost") else FAILED


CASES: list[tuple[str, Arm, str | None]] = [
    *((f"{op}: {name}, once", once(op, what), LOADED) for op in OPERATIONS for name, what in PASSING.items()),
    *(
        (f"{op}: {name}, always", every_time(op, what), found_in_the_list(op, name))
        for op in ASKED
        for name, what in PASSING.items()
    ),
    *((f"{op}: {name}, always", every_time(op, what), FAILED) for op in ASKED for name, what in FINAL.items()),
    *((f"clean: {name}, always", every_time("clean", what), LOADED) for name, what in {**PASSING, **FINAL}.items()),
    *((f"list: {name}, always", every_time("list", what), None) for name, what in {**PASSING, **FINAL}.items()),
    ("evaluate: JSON of another shape", every_time("evaluate", fault.shape({"possible": True})), FAILED),
    ("create: JSON of another shape", every_time("create", fault.shape([])), FAILED),
    ("status: JSON of another shape", every_time("status", fault.shape({"log_request": None})), FAILED),
    ("status: half of JSON, once", once("status", fault.not_json()), LOADED),
    ("create: half of JSON, once", once("create", fault.not_json()), LOADED),
    ("create: 202 for nothing, once", once("create", fault.accepted()), LOADED),
    ("create: a storm of 202", every_time("create", fault.accepted()), FAILED),
    ("create: 409, once", once("create", fault.refused(409, "conflict")), None),
    ("create: no room", every_time("create", fault.refused(400, "limit_exceeded")), FAILED),
    ("status: 409, once", once("status", fault.refused(409, "conflict")), None),
    ("status: vanished", once("status", fault.vanishes()), LOADED),
    ("status: vanishes always", every_time("status", fault.vanishes()), FAILED),
    ("download: vanished", once("download", fault.vanishes()), LOADED),
    ("download: vanished after a part", once("download", fault.vanishes(), part=1), LOADED),
    *(
        (f"status: becomes {status}", once("status", fault.becomes(status)), LOADED)  # type: ignore[arg-type]
        for status in ("canceled", "cleaned_by_user", "cleaned_automatically_as_too_old", "processing_failed")
    ),
    ("download: cleaned by somebody", once("download", fault.becomes("cleaned_by_user"), part=1), LOADED),
    ("download: cut by a byte, once", once("download", fault.cut_short(1)), LOADED),
    ("download: cut after a line, once", once("download", fault.cut_after_line(5), part=1), LOADED),
    ("download: cut after a line, always", every_time("download", fault.cut_after_line(5)), FAILED),
    ("download: the header alone, always", every_time("download", fault.cut_after_line(1)), FAILED),
    ("download: reset amid, once", once("download", fault.reset_amid()), LOADED),
    ("download: reset amid, always", every_time("download", fault.reset_amid()), FAILED),
    ("download: broken gzip, once", once("download", fault.broken_gzip()), LOADED),
    ("download: broken gzip, always", every_time("download", fault.broken_gzip()), FAILED),
    ("download: slow", once("download", fault.slow(0.2)), LOADED),
    ("log: failed once", spoiled(spoil.failed()), LOADED),
    ("log: fails always", spoiled(spoil.failed(), FOR_EVER), FAILED),
    ("log: stuck", spoiled(spoil.stuck(), FOR_EVER), FAILED),
    ("log: no parts, once", spoiled(spoil.no_parts()), LOADED),
    ("log: a part listed twice", spoiled(spoil.listed_twice()), LOADED),
    ("log: a part listed twice, always", spoiled(spoil.listed_twice(), FOR_EVER), FAILED),
    ("log: a part served twice", spoiled(spoil.served_twice()), LOADED),
    ("log: a part served twice, always", spoiled(spoil.served_twice(), FOR_EVER), FAILED),
    ("log: more announced than sent", spoiled(spoil.announced(+7), FOR_EVER), FAILED),
    ("log: less announced than sent", spoiled(spoil.announced(-7), FOR_EVER), FAILED),
    ("log: columns in another order", spoiled(spoil.columns_moved()), LOADED),
    ("log: another order in the second part", spoiled(spoil.columns_moved(1)), LOADED),
    ("log: without a header", spoiled(spoil.header_missing(), FOR_EVER), FAILED),
    ("log: a part without a header", spoiled(spoil.header_missing(1), FOR_EVER), FAILED),
    ("log: without a column", spoiled(spoil.column_missing(), FOR_EVER), FAILED),
    ("log: with one more column", spoiled(spoil.column_added(), FOR_EVER), FAILED),
    ("log: a column renamed", spoiled(spoil.column_renamed(1), FOR_EVER), FAILED),
]
# a sample of the ways in which a log comes out wrong, and of what can happen on the way to it; the rest is `slow`
QUICK = [case for case in CASES if case[0].startswith("log:")][::5] + [
    case for case in CASES if not case[0].startswith("log:")
][::30]


class Visits:
    """The company's; `share` of a day's are there already."""

    def __init__(self) -> None:
        self.share = 1.0

    def visits(self, day: date) -> pa.Table:
        table = COMPANY.visits(day)
        return table.slice(0, int(table.num_rows * self.share))


@dataclass
class Bench:
    """A home and a server."""

    log: LogStream
    home: Path
    visits: Visits
    queue: LogQueue
    server: MetricaServer
    settings: MetricaSettings

    @property
    def lake(self) -> Lake:
        return Lake(self.home / "lake")

    def pull(self) -> None:
        """As a run does it."""
        stream = Stream(self.log.schema, key=tuple(field.column for field in self.log.key[:1]))
        client = MetricaClient(
            self.settings,
            Pseudonyms(b"a key for tests", "yandex_metrica"),
            self.home / "state" / "yandex_metrica",
            retry=PATIENCE,
            polling=Polling(first=0.005, longest=0.02, longest_wait=0.6),
        )
        with client:
            for export in client.exports(self.log, DAYS[0], DAYS[-1]):
                days = day_range(export.first_day, export.last_day)
                with (
                    export,
                    WindowLoad(self.lake, "yandex_metrica", self.log.name, str(COUNTER_ID), stream, days) as load,
                ):
                    load.take(export.pieces())

    def rows(self) -> list[tuple[object, ...]]:
        files = [self.lake.day("yandex_metrica", self.log.name, str(COUNTER_ID), day).data for day in DAYS]
        con = duckdb.connect()
        return con.execute(f"select * from read_parquet({[str(file) for file in files]}) order by all").fetchall()

    def left_behind(self) -> tuple[list[int], list[str]]:
        """Our logs on the server, and files in the spool."""
        spool = self.home / "state" / "yandex_metrica" / "spool"
        return self.queue.stored().get(OWNER, []), [str(file) for file in spool.rglob("*") if file.is_file()]

    def queue_is_idle(self) -> bool:
        return not [log for log in self.queue.all() if log.status in ("created", "awaiting_retry")]


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    for limit in ("REQUESTS_PER_SECOND", "LOGS_REQUESTS_PER_SECOND"):  # the pace has tests of its own
        monkeypatch.setattr(session, limit, 100_000)
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)
    log = LOGS[getattr(request, "param", "visits")]
    visits = Visits()
    queue = LogQueue(visits, first_day=DAYS[0], part_bytes=20_000, delay=0, whole_days=False)
    server = MetricaServer(queue, counter_id=COUNTER_ID, token=TOKEN, today=lambda: TODAY, quotas=Quotas.off())
    with in_thread(server.app()) as url:
        monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", url)
        yield Bench(log, tmp_path, visits, queue, server, MetricaSettings(counter_id=COUNTER_ID))


@pytest.mark.parametrize("bench", ["visits", "hits"], indirect=True)
def test_without_a_fault_the_days_are_the_companys_own(bench: Bench) -> None:
    bench.pull()
    index = bench.log.schema.names.index
    stored: dict[object, int] = {}
    for row in bench.rows():
        stored[row[index("visit_id")]] = stored.get(row[index("visit_id")], 0) + 1
    true = {}
    for day in DAYS:
        for visit in COMPANY.visits(day).to_pylist():
            true[visit["visit_id"]] = 1 if bench.log is VISITS_LOG else visit["page_views"]
    assert stored == true
    assert len(bench.queue.all()) == 1
    assert bench.left_behind() == ([], [])


@pytest.mark.parametrize(
    ("name", "arm", "expected"),
    [pytest.param(*case, id=case[0], marks=() if case in QUICK else (pytest.mark.slow,)) for case in CASES],
)
def test_a_fault_costs_no_row(bench: Bench, name: str, arm: Arm, expected: str | None) -> None:
    bench.visits.share = 0.8
    bench.pull()
    before = bench.rows()
    bench.visits.share = 1.0
    arm(bench.server.faults)
    failure = None
    try:
        bench.pull()
    except Problem as problem:  # anything else is a defect
        failure = problem
    if failure:
        assert str(failure).startswith("Yandex.Metrica, counter ")
        assert failure.what.endswith(".")
        assert failure.mend
        assert TOKEN not in str(failure)
    outcome = FAILED if failure else LOADED
    after = bench.rows()
    assert bench.server.faults.struck, "the fault never had its turn"
    assert outcome == (expected or outcome)
    bench.server.faults.disarm()
    budgets_open_again(bench)
    bench.pull()
    truth = bench.rows()
    assert after == (truth if outcome == LOADED else before)
    assert len(before) < len(truth)
    assert {row[0] for row in truth} == {
        visit for day in DAYS for visit in COMPANY.visits(day).column("visit_id").to_pylist()
    }
    assert bench.left_behind() == ([], [])
    assert bench.queue_is_idle()


def budgets_open_again(bench: Bench) -> None:
    """As they do at 00:00 GMT."""
    for file in (bench.home / "state" / "limits").glob("*-days.sqlite"):
        file.unlink()
