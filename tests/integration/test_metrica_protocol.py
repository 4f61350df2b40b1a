"""The connector against a server that speaks the Logs API: what is loaded is what the company did, or nothing."""

import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
import requests
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from connectors.common.errors import AccessRefused, BadInput, Problem, QuotaSpent, SourceDown
from connectors.common.http import Retry
from connectors.common.stream import Facts, Piece, Rejected, Rows
from connectors.yandex_metrica import VISITS, Export, MetricaClient, MetricaSettings
from connectors.yandex_metrica.api import logs as api
from connectors.yandex_metrica.fields.schema import VISIT_FIELDS
from connectors.yandex_metrica.logs.request import Polling
from sandbox.company import Company
from sandbox.company.visit_table import COUNTER_ID
from sandbox.servers.metrica_log import LogRequest
from sandbox.servers.metrica_queue import LogQueue
from sandbox.servers.serving import in_thread
from sandbox.servers.yandex_metrica import MetricaServer

TOKEN = "y0_demo"
TODAY = date(2026, 11, 21)
YESTERDAY = TODAY - timedelta(days=1)
FIRST_DAY = TODAY - timedelta(days=30)
BROKEN_DAY = FIRST_DAY + timedelta(days=1)
FIELDS = ",".join(field.api for field in VISIT_FIELDS)
HEADER = "\t".join(sorted(FIELDS.split(","), key=str.lower)) + "\n"
SIGN_IN = HTMLResponse("<html>Please sign in</html>")
COMPANY = Company(size=200)


class Visits:
    """The company's, while `gate` is open; one day fails."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def visits(self, day: date) -> pa.Table:
        self.gate.wait(20)
        if day == BROKEN_DAY:
            raise RuntimeError("the vendor's own failure")
        return COMPANY.visits(day)


@dataclass
class Meddler:
    """Stands before the server, and answers instead of it where a path ends like this, so many times."""

    app: ASGIApp
    answers: dict[str, list[Response]] = field(default_factory=dict)
    listed: threading.Event = field(default_factory=threading.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (scope["method"], scope["path"].rpartition("/")[2]) == ("GET", "logrequests"):
            self.listed.set()
        for ending, responses in self.answers.items():
            if scope["path"].endswith(ending) and responses:
                await responses.pop(0)(scope, receive, send)
                return
        await self.app(scope, receive, send)


@dataclass
class World:
    """The server under test."""

    url: str
    queue: LogQueue
    visits: Visits
    meddler: Meddler

    def requests(self) -> list[LogRequest]:
        return self.queue.all()

    def somebody_asks(self, first: date, last: date) -> int:
        """Another user's request on the same counter, prepared."""
        response = requests.post(
            f"{self.url}/management/v1/counter/{COUNTER_ID}/logrequests",
            params={
                "date1": str(first),
                "date2": str(last),
                "fields": FIELDS,
                "source": "visits",
                "attribution": "LAST",
            },
            headers={"Authorization": f"OAuth {TOKEN}"},
            timeout=10,
        )
        return int(response.json()["log_request"]["request_id"])

    def wait_until(self, request_id: int, status: str) -> None:
        while self.status(request_id) != status:
            time.sleep(0.01)

    def status(self, request_id: int) -> str:
        found = self.queue.find(request_id)
        assert found is not None
        return found.status


@pytest.fixture(scope="module")
def running() -> Iterator[World]:
    visits = Visits()
    queue = LogQueue(visits, first_day=FIRST_DAY, part_bytes=50_000, delay=0.01)
    server = MetricaServer(queue, counter_id=COUNTER_ID, token=TOKEN, today=lambda: TODAY, quota_bytes=200_000_000)
    meddler = Meddler(server.app())
    with in_thread(meddler) as url:
        yield World(url, queue, visits, meddler)


@pytest.fixture
def world(running: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", running.url)
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)
    monkeypatch.setattr(api, "LOGS_REQUESTS_PER_SECOND", 1000)
    yield running
    running.visits.gate.set()
    running.meddler.answers.clear()


def pseudonym(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def client(counter_id: int = COUNTER_ID, longest_wait: float = 30, **settings: Any) -> MetricaClient:
    return MetricaClient(
        MetricaSettings(counter_id=counter_id, **settings),
        pseudonym,
        retry=Retry(attempts=3, first_pause=0.001, longest_pause=0.002),
        polling=Polling(first=0.01, longest=0.05, longest_wait=longest_wait),
    )


def load(first: date, last: date, **settings: Any) -> tuple[pa.Table, list[Rejected], Facts, list[str]]:
    with client(**settings) as metrica, metrica.export(first, last) as export:
        pieces = list(export.pieces())
    return *divided(pieces), export.warnings


def divided(pieces: list[Piece]) -> tuple[pa.Table, list[Rejected], Facts]:
    """Rows, rejected rows, and the facts, which come last and alone."""
    facts = pieces[-1]
    assert isinstance(facts, Facts)
    assert sum(isinstance(piece, Facts) for piece in pieces) == 1
    rows = pa.Table.from_batches([piece.batch for piece in pieces if isinstance(piece, Rows)], schema=VISITS)
    rejected = [piece for piece in pieces if isinstance(piece, Rejected)]
    assert facts.rows_read == rows.num_rows + len(rejected)
    return rows, rejected, facts


def truth(first: date, last: date) -> pa.Table:
    """What the company did, with network addresses replaced."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    visits = pa.concat_tables([COMPANY.visits(day) for day in days])
    addresses = [pseudonym(address) if address else None for address in visits.column("ip_address").to_pylist()]
    position = visits.schema.get_field_index("ip_address")
    return visits.set_column(position, "ip_address", pa.array(addresses, pa.string())).select(VISITS.names).cast(VISITS)


@pytest.mark.parametrize("gzip", [False, True])
def test_what_is_loaded_is_what_the_company_did(world: World, gzip: bool) -> None:
    first = TODAY - timedelta(days=5)
    rows, rejected, facts, warnings = load(first, YESTERDAY, gzip=gzip)
    assert rejected == []
    assert warnings == []
    assert rows.equals(truth(first, YESTERDAY))
    assert rows.num_rows > 500
    assert facts.details["parts"] == 5
    (request_id,) = facts.details["request_ids"]  # type: ignore[misc,union-attr]
    assert world.status(int(request_id)) == "cleaned_by_user"
    assert (facts.details["attribution_asked"], facts.details["attribution_answered"]) == ("LAST", "LAST")
    assert (facts.details["date_from"], facts.details["date_to"]) == (str(first), str(YESTERDAY))
    assert facts.details["bytes"] > 100_000  # type: ignore[operator]


def test_days_without_visits_are_loaded_as_such(world: World) -> None:
    rows, _, facts, _ = load(FIRST_DAY - timedelta(days=3), FIRST_DAY - timedelta(days=2))
    assert (rows.num_rows, facts.rows_read) == (0, 0)


def test_progress_counts_parts(world: World) -> None:
    seen: list[tuple[int, int]] = []
    with client() as metrica:
        first = TODAY - timedelta(days=3)
        with metrica.export(first, YESTERDAY, lambda done, all_parts: seen.append((done, all_parts))) as export:
            list(export.pieces())
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_the_log_stays_until_the_block_is_left(world: World) -> None:
    with client() as metrica, metrica.export(YESTERDAY, YESTERDAY) as export:
        _, _, facts = divided(list(export.pieces()))
        (request_id,) = facts.details["request_ids"]  # type: ignore[misc,union-attr]
        assert world.status(int(request_id)) == "processed"
    assert world.status(int(request_id)) == "cleaned_by_user"


def test_other_peoples_logs_are_left_alone(world: World) -> None:
    theirs = world.somebody_asks(FIRST_DAY, FIRST_DAY)
    world.wait_until(theirs, "processed")
    load(YESTERDAY, YESTERDAY)
    assert world.status(theirs) == "processed"


def test_a_log_that_somebody_asked_for_already_is_used_and_left_to_them(world: World) -> None:
    world.visits.gate.clear()
    day = TODAY - timedelta(days=9)
    theirs = world.somebody_asks(day, day)
    threading.Thread(target=lambda: world.meddler.listed.wait(20) and world.visits.gate.set()).start()
    rows, _, facts, warnings = load(day, day)
    assert rows.equals(truth(day, day))
    assert facts.details["request_ids"] == [str(theirs)]
    assert world.status(theirs) == "processed"
    assert warnings == [f"The log request {theirs} was already in flight; it is used and not cleaned."]


def own_request(world: World, before: set[int]) -> LogRequest:
    (own,) = [request for request in world.requests() if request.request_id not in before]
    return own


@pytest.mark.parametrize("error", [RuntimeError("the disk is full"), KeyboardInterrupt()], ids=["error", "Ctrl+C"])
def test_a_load_that_fails_after_the_download_still_cleans(world: World, error: BaseException) -> None:
    before = {request.request_id for request in world.requests()}

    def fails(export: Export) -> None:
        for _ in export.pieces():
            raise error

    with pytest.raises(type(error)), client() as metrica, metrica.export(YESTERDAY, YESTERDAY) as export:
        fails(export)
    assert own_request(world, before).status == "cleaned_by_user"


def test_a_log_that_never_gets_ready_is_given_up_and_canceled(world: World) -> None:
    before = {request.request_id for request in world.requests()}
    world.visits.gate.clear()
    with (
        pytest.raises(SourceDown, match="is not ready after 0 minutes"),
        client(longest_wait=0) as metrica,
        metrica.export(YESTERDAY, YESTERDAY) as export,
    ):
        list(export.pieces())
    assert own_request(world, before).status == "canceled"


def test_a_log_that_the_vendor_fails_to_prepare_is_a_sentence(world: World) -> None:
    with pytest.raises(SourceDown) as down:
        load(BROKEN_DAY, BROKEN_DAY)
    request_id = world.requests()[-1].request_id
    assert str(down.value) == (
        f"Yandex.Metrica, counter {COUNTER_ID}: the log request {request_id} ended as processing_failed. "
        "Nothing of it is loaded; a later run asks again."
    )


@pytest.mark.parametrize("status", ["canceled", "cleaned_by_user", "cleaned_automatically_as_too_old"])
def test_a_log_that_somebody_else_ended_is_a_sentence(world: World, status: str) -> None:
    with client() as metrica, metrica.export(YESTERDAY, YESTERDAY) as export:
        log = {"request_id": 1, "date1": "2026-11-20", "date2": "2026-11-20", "fields": [], "status": status}
        world.meddler.answers["/logrequests"] = [JSONResponse({"log_request": log})]
        with pytest.raises(SourceDown, match=f"the log request 1 ended as {status}"):
            list(export.pieces())


def test_a_clean_that_fails_is_a_warning_and_not_a_lost_load(world: World) -> None:
    world.meddler.answers["/clean"] = [JSONResponse({}, 503) for _ in range(9)]
    rows, _, facts, (warning,) = load(YESTERDAY, YESTERDAY)
    (request_id,) = facts.details["request_ids"]  # type: ignore[misc,union-attr]
    assert rows.equals(truth(YESTERDAY, YESTERDAY))
    assert warning.endswith(f"The log request {request_id} was not cleaned and takes up quota.")


@pytest.mark.parametrize(
    ("ending", "response"),
    [
        ("/logrequests", JSONResponse({}, 503)),
        ("/logrequests", JSONResponse({"errors": [{"error_type": "quota_parallel_requests"}]}, 420)),
        ("/evaluate", SIGN_IN),
        ("/download", SIGN_IN),
        ("/download", Response(HEADER)),
        ("/download", JSONResponse({"errors": [{"error_type": "quota_requests_by_ip"}]}, 429)),
    ],
    ids=["busy", "too many at once", "a page", "a page as a part", "a cut part", "too fast"],
)
def test_what_passes_is_waited_out(world: World, ending: str, response: Response) -> None:
    world.meddler.answers[ending] = [response]
    rows, _, _, _ = load(YESTERDAY, YESTERDAY)
    assert world.meddler.answers[ending] == []
    assert rows.equals(truth(YESTERDAY, YESTERDAY))


@pytest.mark.parametrize(
    ("response", "says"),
    [
        (SIGN_IN, "something that is not a log"),
        (Response(HEADER), "the part is cut short"),
        (JSONResponse({}, 503), "it failed by itself (503"),
    ],
    ids=["a page", "a cut part", "an error"],
)
def test_half_a_load_never_comes_out_and_the_log_is_cleaned(world: World, response: Response, says: str) -> None:
    before = {request.request_id for request in world.requests()}
    world.meddler.answers["/part/1/download"] = [response] * 9
    pieces: list[Piece] = []
    with (
        pytest.raises(SourceDown) as down,
        client() as metrica,
        metrica.export(TODAY - timedelta(days=3), YESTERDAY) as export,
    ):
        pieces.extend(export.pieces())
    assert says in str(down.value)
    assert not any(isinstance(piece, Facts) for piece in pieces)
    assert own_request(world, before).status == "cleaned_by_user"


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
    for act in (lambda: load(YESTERDAY, YESTERDAY, counter_id=counter_id), lambda: client(counter_id).check(TODAY)):
        with pytest.raises(AccessRefused) as refused:
            act()
        assert says in str(refused.value)
        assert token not in str(refused.value)


@pytest.mark.parametrize(
    ("first", "last", "kind", "says"),
    [
        (YESTERDAY, TODAY, BadInput, "date2 < today"),
        (YESTERDAY, FIRST_DAY, BadInput, "is not a range of 1 to 365 days"),
        (date(2024, 1, 1), YESTERDAY, BadInput, "is not a range of 1 to 365 days"),
        (TODAY - timedelta(days=200), YESTERDAY, QuotaSpent, "days fit into what is left of the counter's 10 GB"),
    ],
)
def test_days_that_can_not_be_had_are_a_sentence(
    world: World, first: date, last: date, kind: type[Problem], says: str
) -> None:
    with pytest.raises(kind, match=says):
        load(first, last)


def test_a_check_says_what_the_token_sees(world: World) -> None:
    with client() as metrica:
        said = metrica.check(TODAY)
    assert said.startswith(f"Yandex.Metrica, counter {COUNTER_ID}: the token is accepted; ")
    assert said.endswith(" days of logs fit into the quota.")
