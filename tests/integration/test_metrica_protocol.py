"""The connector against a server that speaks the Logs API: what is loaded is what the company did, or nothing."""

import hashlib
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import requests

from connectors.common.errors import AccessRefused, BadInput, QuotaSpent, SourceDown
from connectors.common.http import Retry
from connectors.common.stream import Facts, Piece, Rejected, Rows
from connectors.yandex_metrica.api import session
from connectors.yandex_metrica.client import MetricaClient
from connectors.yandex_metrica.fields import HITS_LOG, VISITS_LOG, LogStream
from connectors.yandex_metrica.logs.chunks import chunks
from connectors.yandex_metrica.logs.waiting import Polling
from connectors.yandex_metrica.settings import MetricaSettings
from sandbox.company import Company
from sandbox.company.visit_table import COUNTER_ID
from sandbox.servers.serving import in_thread
from sandbox.servers.yandex_metrica import LogQueue, MetricaServer
from sandbox.servers.yandex_metrica.quotas import Quotas

TOKEN, THEIRS = "y0_demo", "y0_somebody"
TODAY = date(2026, 11, 21)
YESTERDAY = TODAY - timedelta(days=1)
FIRST_DAY = TODAY - timedelta(days=30)
# what every counter has; Pro's isRobotPro is refused
(FIELDS,) = chunks({field.api: field for field in VISITS_LOG.fields if not field.pro}, VISITS_LOG)
COMPANY = Company(size=200)
Loaded = tuple[pa.Table, list[Rejected], Facts]


class Visits:
    """The company's, while `gate` is open."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def visits(self, day: date) -> pa.Table:
        self.gate.wait(20)
        return COMPANY.visits(day)


@dataclass
class World:
    """The server, and a home."""

    url: str
    server: MetricaServer
    visits: Visits
    state: Path

    def client(self, counter_id: int = COUNTER_ID, longest_wait: float = 30, **settings: Any) -> MetricaClient:
        return MetricaClient(
            MetricaSettings(counter_id=counter_id, **settings),
            Hashed(),
            self.state,
            retry=Retry(attempts=3, first_pause=0.001, longest_pause=0.002),
            polling=Polling(first=0.01, longest=0.05, longest_wait=longest_wait),
        )

    def loads(self, first: date, last: date, log: LogStream = VISITS_LOG, **settings: Any) -> list[Loaded]:
        """Each export of the days."""
        loaded = []
        with self.client(**settings) as metrica:
            for export in metrica.exports(log, first, last):
                with export:
                    loaded.append(divided(list(export.pieces()), log))
        return loaded

    def load(self, first: date, last: date, **settings: Any) -> Loaded:
        (loaded,) = self.loads(first, last, **settings)
        return loaded

    def somebody_asks(self, first: date, last: date, fields: Sequence[str] = FIELDS) -> int:
        """Another user's request on the same counter."""
        asked = {"date1": str(first), "date2": str(last), "fields": ",".join(fields), "source": "visits"}
        response = requests.post(
            f"{self.url}/management/v1/counter/{COUNTER_ID}/logrequests",
            params={**asked, "attribution": "LAST"},
            headers={"Authorization": f"OAuth {THEIRS}"},
            timeout=10,
        )
        return int(response.json()["log_request"]["request_id"])

    def status(self, request_id: int) -> str:
        found = self.server.queue.find(request_id)
        assert found is not None
        return found.status

    def wait_until(self, request_id: int, status: str) -> None:
        while self.status(request_id) != status:
            time.sleep(0.01)

    def open_logs(self) -> list[int]:
        """Requests of anybody that take up room or are going to."""
        return [log.request_id for log in self.server.queue.all() if log.status in ("created", "processed")]


class Hashed:
    """Hides addresses, and leaves texts, in which the company has no contacts."""

    def address(self, address: str) -> str:
        return hashlib.sha256(address.encode()).hexdigest()[:16]

    def texts(self, column: pa.Array) -> pa.Array:
        return column


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for limit in ("REQUESTS_PER_SECOND", "LOGS_REQUESTS_PER_SECOND"):  # the pace has tests of its own
        monkeypatch.setattr(session, limit, 100_000)
    visits = Visits()
    queue = LogQueue(visits, first_day=FIRST_DAY, part_bytes=50_000, delay=0.01)
    server = MetricaServer(
        queue,
        counter_id=COUNTER_ID,
        token=TOKEN,
        today=lambda: TODAY,
        quota_bytes=200_000_000,
        users={THEIRS: "somebody"},
        quotas=Quotas.off(),
    )
    with in_thread(server.app()) as url:
        monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", url)
        monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)
        yield World(url, server, visits, tmp_path / "state" / "yandex_metrica")
        visits.gate.set()


def divided(pieces: list[Piece], log: LogStream) -> Loaded:
    """Rows, rejected rows, and the facts, which come last and alone."""
    facts = pieces[-1]
    assert isinstance(facts, Facts)
    assert sum(isinstance(piece, Facts) for piece in pieces) == 1
    rows = pa.Table.from_batches([piece.batch for piece in pieces if isinstance(piece, Rows)], schema=log.schema)
    rejected = [piece for piece in pieces if isinstance(piece, Rejected)]
    assert facts.rows_read == rows.num_rows + len(rejected)
    return rows, rejected, facts


def same_as_the_truth(rows: pa.Table, first: date, last: date) -> bool:
    """What the company did, with network addresses replaced, in the columns that the company itself has."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    visits = pa.concat_tables([COMPANY.visits(day) for day in days])
    addresses = [Hashed().address(one) if one else None for one in visits.column("ip_address").to_pylist()]
    position = visits.schema.get_field_index("ip_address")
    visits = visits.set_column(position, "ip_address", pa.array(addresses, pa.string()))
    known = [name for name in rows.column_names if name in visits.column_names]
    assert len(known) > 35
    schema = pa.schema([VISITS_LOG.schema.field(name) for name in known])
    return bool(rows.select(known).equals(visits.select(known).cast(schema)))


@pytest.mark.parametrize("gzip", [False, True])
def test_what_is_loaded_is_what_the_company_did(world: World, gzip: bool) -> None:
    first = TODAY - timedelta(days=5)
    rows, rejected, facts = world.load(first, YESTERDAY, gzip=gzip)
    assert rejected == []
    assert facts.warnings == ()
    assert same_as_the_truth(rows, first, YESTERDAY)
    assert rows.num_rows > 500
    assert facts.details["parts"] == 5
    assert world.open_logs() == []
    assert (facts.details["attribution_asked"], facts.details["attribution_answered"]) == ("LAST", "LAST")
    assert facts.details["attribution_means"] == "last"
    assert (facts.details["date_from"], facts.details["date_to"]) == (str(first), str(YESTERDAY))
    assert facts.details["bytes"] == facts.details["downloaded_bytes"] > 100_000  # type: ignore[operator]
    assert facts.details["fields_refused"] == ["ym:s:isRobotPro"]


def test_a_load_gets_by_with_one_slot(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked while something else is: else as many runs as there are slots would wait for each other."""
    monkeypatch.setattr(session, "PARALLEL_OF_A_USER", 1)
    rows, rejected, _ = world.load(YESTERDAY - timedelta(days=1), YESTERDAY)
    assert rejected == []
    assert same_as_the_truth(rows, YESTERDAY - timedelta(days=1), YESTERDAY)


def test_hits_are_loaded_too(world: World) -> None:
    ((rows, rejected, _),) = world.loads(YESTERDAY, YESTERDAY, log=HITS_LOG)
    assert rejected == []
    assert set(rows.column("visit_id").to_pylist()) == set(COMPANY.visits(YESTERDAY).column("visit_id").to_pylist())
    assert world.open_logs() == []


def test_days_without_visits_are_loaded_as_such(world: World) -> None:
    rows, _, facts = world.load(FIRST_DAY - timedelta(days=3), FIRST_DAY - timedelta(days=2))
    assert (rows.num_rows, facts.rows_read) == (0, 0)


def test_the_log_is_cleaned_as_soon_as_its_rows_are_on_our_own_disk(world: World) -> None:
    with world.client() as metrica:
        for export in metrica.exports(VISITS_LOG, YESTERDAY, YESTERDAY):
            with export:
                next(export.pieces())
                assert world.open_logs() == []


def test_other_peoples_logs_are_left_alone(world: World) -> None:
    theirs = world.somebody_asks(FIRST_DAY, FIRST_DAY)
    world.wait_until(theirs, "processed")
    world.load(YESTERDAY, YESTERDAY)
    assert world.open_logs() == [theirs]


def test_a_log_that_somebody_asked_for_already_is_used_and_left_to_them(world: World) -> None:
    world.visits.gate.clear()
    day = TODAY - timedelta(days=9)
    theirs = world.somebody_asks(day, day)

    def open_the_gate() -> None:
        while world.server.house.requests["create"] < 2:
            time.sleep(0.01)
        world.visits.gate.set()

    threading.Thread(target=open_the_gate, daemon=True).start()
    rows, _, facts = world.load(day, day)
    assert same_as_the_truth(rows, day, day)
    assert facts.details["request_ids"] == [str(theirs)]
    assert world.status(theirs) == "processed"
    assert facts.warnings == (f"The log request {theirs} was in flight already; it is used and not cleaned.",)


@pytest.mark.parametrize("error", [RuntimeError("the disk is full"), KeyboardInterrupt()], ids=["error", "Ctrl+C"])
def test_a_load_that_fails_after_the_download_goes_on_from_there(world: World, error: BaseException) -> None:
    def fails() -> None:
        with world.client() as metrica:
            for export in metrica.exports(VISITS_LOG, YESTERDAY, YESTERDAY):
                with export:
                    next(export.pieces())
                    raise error

    with pytest.raises(type(error)):
        fails()
    asked = sum(world.server.house.requests.values())
    rows, _, facts = world.load(YESTERDAY, YESTERDAY)
    assert same_as_the_truth(rows, YESTERDAY, YESTERDAY)
    assert sum(world.server.house.requests.values()) == asked
    assert facts.details["downloaded_bytes"] == 0
    assert facts.details["adopted"] == facts.details["request_ids"]


def test_a_log_that_never_gets_ready_stays_in_flight_for_the_next_run(world: World) -> None:
    world.visits.gate.clear()
    with pytest.raises(SourceDown, match="is not ready after 0 minutes"):
        world.load(YESTERDAY, YESTERDAY, longest_wait=0)
    assert len(world.open_logs()) == 1
    world.visits.gate.set()
    rows, _, facts = world.load(YESTERDAY, YESTERDAY)
    assert same_as_the_truth(rows, YESTERDAY, YESTERDAY)
    assert facts.details["adopted"] == [str(world.server.queue.all()[0].request_id)]
    assert len(world.server.queue.all()) == 1


@pytest.mark.parametrize(
    ("token", "counter_id", "says"),
    [
        ("y0_wrong", COUNTER_ID, "the token was not accepted (401, unauthorized)"),
        (TOKEN, 1, "the token gives no right to this counter (403, access_denied)"),
    ],
)
def test_a_token_that_is_refused_is_a_sentence_without_the_token(
    world: World, monkeypatch: pytest.MonkeyPatch, token: str, counter_id: int, says: str
) -> None:
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", token)
    with pytest.raises(AccessRefused) as refused:
        world.load(YESTERDAY, YESTERDAY, counter_id=counter_id)
    assert says in str(refused.value)
    assert token not in str(refused.value)


def test_a_day_that_is_not_over_is_a_sentence(world: World) -> None:
    with pytest.raises(BadInput, match="date2 < today"):
        world.load(YESTERDAY, TODAY)


def test_days_that_do_not_fit_at_once_come_one_export_after_another(world: World) -> None:
    world.server.logs.taken_bytes = 200_000_000 - 4 * 2_000_000  # room for four days
    loaded = world.loads(TODAY - timedelta(days=10), YESTERDAY)
    assert [facts.details["date_to"] for _, _, facts in loaded] == ["2026-11-14", "2026-11-18", "2026-11-20"]
    whole = pa.concat_tables([rows for rows, _, _ in loaded])
    assert same_as_the_truth(whole, TODAY - timedelta(days=10), YESTERDAY)
    assert world.open_logs() == []


@pytest.mark.parametrize("overdrawn_by", [0, 12_000_000])
def test_without_any_room_nothing_is_asked_for_and_the_sentence_says_why(world: World, overdrawn_by: int) -> None:
    world.server.logs.taken_bytes = 200_000_000 + overdrawn_by
    with pytest.raises(QuotaSpent, match="fit into the counter's quota of prepared logs"):
        world.load(YESTERDAY, YESTERDAY)
    assert world.server.queue.all() == []
