import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
import requests

from sandbox.company import Company
from sandbox.servers.serving import in_thread
from sandbox.servers.yandex_metrica import LogQueue, MetricaServer, Quotas

COUNTER, TOKEN = 90601234, "demo-token"
TODAY = date(2026, 11, 21)
FIELDS = ("ym:s:visitID", "ym:s:bounce", "ym:s:startURL", "ym:s:lastUTMTerm", "ym:s:endURL")
FIRST_DAY = TODAY - timedelta(days=10)
BROKEN_DAY = date(2026, 11, 13)
VISITS_A_DAY = 60
DAY = {"date1": "2026-11-20", "date2": "2026-11-20", "source": "visits", "fields": "ym:s:visitID,ym:s:date"}


class Visits:
    """The company's, while `gate` is open; one day fails."""

    def __init__(self) -> None:
        self.company = Company(size=VISITS_A_DAY)
        self.gate = threading.Event()
        self.gate.set()

    def visits(self, day: date) -> pa.Table:
        self.gate.wait(20)
        if day == BROKEN_DAY:
            raise RuntimeError("the vendor's own failure")
        return self.company.visits(day)


VISITS = Visits()


@pytest.fixture
def _held_back() -> Iterator[None]:
    """No log gets ready during the test."""
    VISITS.gate.clear()
    yield
    VISITS.gate.set()


@pytest.fixture(scope="module")
def counter() -> Iterator[str]:
    queue = LogQueue(VISITS, first_day=FIRST_DAY, part_bytes=2000, delay=0.01)
    app = MetricaServer(
        queue, counter_id=COUNTER, token=TOKEN, today=lambda: TODAY, quota_bytes=40_000_000, quotas=Quotas.off()
    ).app()
    with in_thread(app) as url:
        yield f"{url}/management/v1/counter/{COUNTER}"


def ask(method: str, url: str, token: str | None = f"OAuth {TOKEN}", **params: str) -> requests.Response:
    headers = {"Authorization": token} if token else {}
    return requests.request(method, url, params=params, headers=headers, timeout=10)


def prepared(counter: str, **params: str) -> dict[str, Any]:
    created = ask("POST", f"{counter}/logrequests", **{**DAY, **params}).json()["log_request"]
    while True:
        log: dict[str, Any] = ask("GET", f"{counter}/logrequest/{created['request_id']}").json()["log_request"]
        if log["status"] != "created":
            return log
        time.sleep(0.02)


def text_of(counter: str, log: dict[str, Any]) -> list[str]:
    root = f"{counter}/logrequest/{log['request_id']}/part"
    return [ask("GET", f"{root}/{part['part_number']}/download").text for part in log["parts"]]


def test_a_log_is_created_prepared_downloaded_and_cleaned(counter: str) -> None:
    log = prepared(counter, date1="2026-11-18")
    assert (log["source"], log["date1"], log["date2"]) == (["visits"], "2026-11-18", "2026-11-20")
    assert (log["attribution"], log["counter_id"]) == ("CROSS_DEVICE_LAST_SIGNIFICANT", COUNTER)
    parts = text_of(counter, log)
    assert len(parts) == len(log["parts"]) > 1
    assert [len(part.encode()) for part in parts] == [part["size"] for part in log["parts"]]
    assert log["size"] == sum(part["size"] for part in log["parts"])
    assert all(part.startswith("ym:s:date\tym:s:visitID\n") for part in parts)
    served = {int(line.split("\t")[1]) for part in parts for line in part.splitlines()[1:]}
    company = Company(size=VISITS_A_DAY)
    days = [date(2026, 11, 18) + timedelta(days=n) for n in range(3)]
    assert served == {visit for day in days for visit in company.visits(day).column("visit_id").to_pylist()}
    cleaned = ask("POST", f"{counter}/logrequest/{log['request_id']}/clean").json()["log_request"]
    assert (cleaned["status"], "parts" in cleaned) == ("cleaned_by_user", False)
    gone = ask("GET", f"{counter}/logrequest/{log['request_id']}/part/0/download")
    assert gone.json()["message"] == "Only log of requests in status 'processed' can be downloaded"


def test_columns_are_sorted_without_regard_to_case(counter: str) -> None:
    log = prepared(counter, fields=",".join(reversed(FIELDS)))
    header = text_of(counter, log)[0].partition("\n")[0].split("\t")
    assert header == sorted(FIELDS, key=str.lower)


def test_days_before_the_first_have_no_visits(counter: str) -> None:
    log = prepared(counter, date1="2026-10-01", date2="2026-10-02")
    assert text_of(counter, log) == ["ym:s:date\tym:s:visitID\n"]


@pytest.mark.usefixtures("_held_back")
def test_a_log_that_is_not_ready_has_no_parts_and_no_size(counter: str) -> None:
    log = ask("POST", f"{counter}/logrequests", **{**DAY, "date1": "2026-11-16"}).json()["log_request"]
    assert (log["status"], "parts" in log, "size" in log) == ("created", False, False)
    early = ask("GET", f"{counter}/logrequest/{log['request_id']}/part/0/download")
    assert early.json()["message"] == "Only log of requests in status 'processed' can be downloaded"


@pytest.mark.usefixtures("_held_back")
def test_the_same_request_in_flight_is_202_without_a_body(counter: str) -> None:
    params = {**DAY, "date1": "2026-11-19"}
    first, second = (ask("POST", f"{counter}/logrequests", **params) for _ in range(2))
    assert first.status_code == 200
    assert (second.status_code, second.content) == (202, b"")
    other = ask("POST", f"{counter}/logrequests", **params, attribution="LAST")
    assert other.status_code == 200
    ids = [log["request_id"] for log in ask("GET", f"{counter}/logrequests").json()["requests"]]
    assert {first.json()["log_request"]["request_id"], other.json()["log_request"]["request_id"]} <= set(ids)


@pytest.mark.usefixtures("_held_back")
def test_a_request_that_waits_is_canceled_and_one_that_ended_is_not(counter: str) -> None:
    created = ask("POST", f"{counter}/logrequests", **{**DAY, "date1": "2026-11-17"}).json()["log_request"]
    url = f"{counter}/logrequest/{created['request_id']}"
    assert ask("POST", f"{url}/clean").status_code == 400
    assert ask("POST", f"{url}/cancel").json()["log_request"]["status"] == "canceled"
    assert ask("POST", f"{url}/cancel").status_code == 400
    assert ask("GET", url).json()["log_request"]["status"] == "canceled"


def test_a_log_that_can_not_be_prepared_ends_as_failed(counter: str) -> None:
    assert prepared(counter, date1=BROKEN_DAY.isoformat())["status"] == "processing_failed"


def test_gzip_comes_when_asked_for_and_not_otherwise(counter: str) -> None:
    log = prepared(counter)
    url = f"{counter}/logrequest/{log['request_id']}/part/0/download"
    header = {"Authorization": f"OAuth {TOKEN}"}
    packed = requests.get(url, headers={**header, "Accept-Encoding": "gzip"}, timeout=10)
    plain = requests.get(url, headers={**header, "Accept-Encoding": "identity"}, timeout=10)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content
    assert len(plain.content) == log["parts"][0]["size"]


def test_evaluation_tells_how_many_days_fit(counter: str) -> None:
    answer = ask("GET", f"{counter}/logrequests/evaluate", **DAY).json()["log_request_evaluation"]
    assert answer["possible"] is True
    days = answer["max_possible_day_quantity"]
    longer = {**DAY, "date1": (date(2026, 11, 20) - timedelta(days=days)).isoformat()}
    assert ask("GET", f"{counter}/logrequests/evaluate", **longer).json()["log_request_evaluation"]["possible"] is False
    refused = ask("POST", f"{counter}/logrequests", **longer)
    assert (refused.status_code, refused.json()["errors"][0]["error_type"]) == (400, "limit_exceeded")


@pytest.mark.parametrize(
    ("token", "status"), [(None, 401), ("OAuth wrong", 401), (f"Bearer {TOKEN}", 401), (f"OAuth {TOKEN}", 200)]
)
def test_only_the_right_oauth_header_opens(counter: str, token: str | None, status: int) -> None:
    answer = ask("GET", f"{counter}/logrequests", token)
    assert answer.status_code == status
    if status == 401:
        assert answer.json() == {
            "errors": [
                {"error_type": "unauthorized", "message": "Authorization is required", "location": "authorization"}
            ],
            "code": 401,
            "message": "Authorization is required",
        }


def test_another_counter_is_403(counter: str) -> None:
    answer = ask("GET", counter.replace(str(COUNTER), "1") + "/logrequests")
    assert (answer.status_code, answer.json()["errors"][0]["error_type"]) == (403, "access_denied")


@pytest.mark.parametrize(
    ("change", "error_type", "says"),
    [
        ({"fields": "ym:s:visitID,ym:s:isRobot"}, "invalid_parameter",
         "Unknown field in the request: ym:s:isRobot for the source visits"),
        ({"fields": "ym:s:visitID," * 300}, "invalid_parameter", "longer than 3000 characters"),
        ({"fields": ""}, "missing_parameter", "Missing required parameter: fields"),
        ({"date1": ""}, "missing_parameter", "Missing required parameter: date1"),
        ({"date1": "20.11.2026"}, "invalid_parameter", "Wrong parameter: 'date1'"),
        ({"date2": "2026-11-21"}, "invalid_parameter", "date2 < today"),
        ({"date1": "2026-11-21"}, "invalid_parameter", "date1 <= date2"),
        ({"date1": "2025-11-01"}, "invalid_parameter", "at most a year"),
        ({"source": "clicks"}, "invalid_parameter", "Wrong parameter: 'source'"),
        ({"attribution": "NEWEST"}, "invalid_parameter", "Wrong parameter: 'attribution'"),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_request_is_400_with_its_reason(
    counter: str, change: dict[str, str], error_type: str, says: str
) -> None:
    answer = ask("POST", f"{counter}/logrequests", **{**DAY, **change})
    body = answer.json()
    assert (answer.status_code, body["code"], body["errors"][0]["error_type"]) == (400, 400, error_type)
    assert says in body["message"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/logrequest/1", 404),
        ("POST", "/logrequest/1/clean", 404),
        ("GET", "/logrequest/1/part/0/download", 404),
        ("GET", "/logrequests/1", 404),
        ("GET", "/logrequest", 404),
        ("GET", "/logrequest/1/clean", 405),
    ],
)
def test_what_is_not_there_is_said_in_the_same_form(counter: str, method: str, path: str, status: int) -> None:
    answer = ask(method, counter + path)
    assert (answer.status_code, answer.json()["code"]) == (status, status)


def test_a_part_that_is_not_there_is_400(counter: str) -> None:
    log = prepared(counter)
    answer = ask("GET", f"{counter}/logrequest/{log['request_id']}/part/9/download")
    assert (answer.status_code, answer.json()["message"]) == (400, "Incorrect part number")
