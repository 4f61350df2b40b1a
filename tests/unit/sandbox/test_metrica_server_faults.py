"""Each fault strikes when it is its turn, and does what its name says."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from sandbox.servers.yandex_metrica import misbehaviour as fault
from sandbox.servers.yandex_metrica import spoils
from sandbox.servers.yandex_metrica.refusals import CONTRACT

Serve = Callable[..., Any]
HEADER = "ym:s:date\tym:s:visitID\n"
PATHS = {
    "evaluate": ("GET", "/logrequests/evaluate"),
    "create": ("POST", "/logrequests"),
    "list": ("GET", "/logrequests"),
    "status": ("GET", "/logrequest/20000001"),
    "download": ("GET", "/logrequest/20000001/part/0/download"),
    "clean": ("POST", "/logrequest/20000001/clean"),
    "cancel": ("POST", "/logrequest/20000001/cancel"),
    "counter": ("GET", ""),
    "goals": ("GET", "/goals"),
}
DAY = {"date1": "2026-11-20", "date2": "2026-11-20", "source": "visits", "fields": "ym:s:visitID"}


@pytest.fixture
def metrica(serve: Serve) -> Any:
    return serve(queue={"part_bytes": 800, "whole_days": False})


@pytest.mark.parametrize(("status", "error_type"), CONTRACT)
def test_every_refusal_of_the_contract_can_be_had(metrica: Any, status: int, error_type: str) -> None:
    metrica.server.faults.arm("list", fault.refused(status, error_type, "no"))
    answer = metrica.counter("GET", "/logrequests")
    error = {"error_type": error_type, "message": "no", "location": ""}
    assert (answer.status_code, answer.json()) == (status, {"errors": [error], "code": status, "message": "no"})
    assert metrica.counter("GET", "/logrequests").status_code == 200
    assert metrica.server.faults.struck == {f"{status} {error_type}": 1}


@pytest.mark.parametrize("operation", PATHS)
def test_every_operation_can_go_wrong_and_is_counted(metrica: Any, operation: str) -> None:
    metrica.server.faults.arm(operation, fault.page())
    method, path = PATHS[operation]
    answer = metrica.counter(method, path, **DAY)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.startswith("<!doctype html>")
    assert metrica.server.house.requests == {operation: 1}
    assert metrica.server.queue.all() == []


def test_reports_and_lists_of_counters_can_go_wrong_too(metrica: Any) -> None:
    metrica.server.faults.arm("data", fault.empty())
    metrica.server.faults.arm("counters", fault.shape({"unheard": []}))
    assert metrica.data().content == b""
    assert metrica.ask("GET", "/management/v1/counters").json() == {"unheard": []}


def test_a_fault_strikes_at_the_nth_call_and_so_many_times(metrica: Any) -> None:
    metrica.server.faults.arm("list", fault.refused(503), nth=2, times=2)
    metrica.server.faults.arm("list", fault.refused(504, "timeout"), nth=3, times=2)
    assert [metrica.counter("GET", "/logrequests").status_code for _ in range(6)] == [200, 503, 503, 504, 200, 200]


def test_a_fault_may_strike_one_part_alone(metrica: Any) -> None:
    log = metrica.prepared()
    metrica.server.faults.arm("download", fault.refused(503), part=1)
    assert [metrica.download(log, part).status_code for part in (0, 1, 1)] == [200, 503, 200]
    assert metrica.server.logs.downloads == {(log["request_id"], 0): 1, (log["request_id"], 1): 1}


def test_disarmed_faults_are_forgotten(metrica: Any) -> None:
    metrica.server.faults.arm("list", fault.refused(503), times=9)
    metrica.server.faults.spoil(spoils.failed())
    metrica.server.faults.disarm()
    assert metrica.counter("GET", "/logrequests").status_code == 200
    assert metrica.prepared()["status"] == "processed"


@pytest.mark.parametrize(("what", "created"), [(fault.lost(), 1), (fault.unreachable(), 0)])
def test_a_connection_is_reset_before_anything_is_done_or_after(metrica: Any, what: fault.Fault, created: int) -> None:
    metrica.server.faults.arm("create", what)
    with pytest.raises(requests.ConnectionError):
        metrica.created()
    assert len(metrica.server.queue.all()) == created


def test_202_for_nothing_creates_nothing(metrica: Any) -> None:
    metrica.server.faults.arm("create", fault.accepted(), times=3)
    answers = [metrica.counter("POST", "/logrequests", **DAY) for _ in range(4)]
    assert [(answer.status_code, bool(answer.content)) for answer in answers] == [(202, False)] * 3 + [(200, True)]
    assert len(metrica.server.queue.all()) == 1


def test_an_answer_that_breaks_off_amid(metrica: Any) -> None:
    log = metrica.prepared()
    metrica.server.faults.arm("download", fault.reset_amid())
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        metrica.download(log)
    assert len(metrica.download(log).content) == log["parts"][0]["size"]


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_part_that_is_cut_closes_as_if_it_were_whole(metrica: Any, encoding: str) -> None:
    log = metrica.prepared()
    url = f"{metrica.root}/management/v1/counter/90601234/logrequest/{log['request_id']}/part/0/download"
    headers = {"Authorization": f"OAuth {metrica.token}", "Accept-Encoding": encoding}
    metrica.server.faults.arm("download", fault.cut_short(3))
    metrica.server.faults.arm("download", fault.cut_after_line(2), nth=2)
    short = requests.get(url, headers=headers, timeout=10)
    assert len(short.content) == log["parts"][0]["size"] - 3
    two_lines = requests.get(url, headers=headers, timeout=10)
    assert two_lines.content.count(b"\n") == 2
    assert two_lines.text.startswith(HEADER)


def test_wrong_gzip_is_called_gzip(metrica: Any) -> None:
    log = metrica.prepared()
    metrica.server.faults.arm("download", fault.broken_gzip())
    with pytest.raises(requests.exceptions.ContentDecodingError):
        metrica.download(log)


def test_half_of_json_is_none(metrica: Any) -> None:
    metrica.server.faults.arm("list", fault.not_json())
    with pytest.raises(requests.exceptions.JSONDecodeError):
        metrica.counter("GET", "/logrequests").json()


def test_slow_answers_come(metrica: Any) -> None:
    metrica.server.faults.arm("list", fault.slow(0.1))
    assert metrica.counter("GET", "/logrequests").status_code == 200
    assert metrica.server.faults.struck == {"slow": 1}


def test_a_request_vanishes(metrica: Any) -> None:
    log = metrica.prepared()
    metrica.server.faults.arm("status", fault.vanishes(), nth=2)
    path = f"/logrequest/{log['request_id']}"
    assert [metrica.counter("GET", path).status_code for _ in range(3)] == [200, 404, 404]
    assert metrica.counter("GET", "/logrequests").json() == {"requests": []}
    assert metrica.download(log).status_code == 404


@pytest.mark.parametrize("status", ["canceled", "cleaned_by_user", "cleaned_automatically_as_too_old"])
def test_somebody_else_ends_a_request(metrica: Any, status: Any) -> None:
    log = metrica.prepared()
    metrica.server.faults.arm("status", fault.becomes(status))
    told = metrica.status(log["request_id"])
    assert (told["status"], "parts" in told) == (status, False)


def test_a_log_fails(metrica: Any) -> None:
    metrica.server.faults.spoil(spoils.failed(), nth=2)
    assert [metrica.prepared(date1=f"2026-11-{day}")["status"] for day in (17, 18, 19)] == [
        "processed",
        "processing_failed",
        "processed",
    ]


def spoiled(metrica: Any, spoil: spoils.Spoil) -> tuple[dict[str, Any], list[str], list[str]]:
    """The log, its parts, and what they would have been."""
    before = metrica.text(metrica.prepared())
    metrica.server.faults.spoil(spoil)
    log = metrica.prepared()
    return log, metrica.text(log), before


def test_the_list_names_a_part_twice(metrica: Any) -> None:
    log, parts, before = spoiled(metrica, spoils.listed_twice(1))
    numbers = [part["part_number"] for part in log["parts"]]
    assert numbers[:4] == [0, 1, 1, 2]
    assert parts == [before[0], before[1], *before[1:]]


def test_one_part_comes_under_two_numbers(metrica: Any) -> None:
    log, parts, before = spoiled(metrica, spoils.served_twice(0, 1))
    assert parts == [before[0], before[0], *before[2:]]
    assert log["parts"][1]["size"] == len(before[0].encode())


@pytest.mark.parametrize("more", [100, -100])
def test_the_list_is_wrong_about_a_size(metrica: Any, more: int) -> None:
    log, parts, before = spoiled(metrica, spoils.announced(more))
    assert parts == before
    assert log["parts"][0]["size"] == len(before[0].encode()) + more


@pytest.mark.parametrize(
    ("spoil", "header", "row"),
    [
        (spoils.columns_moved(), "ym:s:visitID\tym:s:date\n", 2),
        (spoils.column_missing(), "ym:s:date\n", 1),
        (spoils.column_missing(column=0), "ym:s:visitID\n", 1),
        (spoils.column_added(), "ym:s:date\tym:s:visitID\tym:s:unheardOf\n", 3),
        (spoils.column_renamed(), "ym:s:unheardOf\tym:s:visitID\n", 2),
        (spoils.rows_added(0, b"one cell"), HEADER, 2),
        (spoils.rows_lost(0), HEADER, 2),
        (spoils.header_missing(), None, 2),
    ],
    ids=lambda case: getattr(case, "name", ""),
)
def test_a_part_is_whole_and_wrong(metrica: Any, spoil: spoils.Spoil, header: str | None, row: int) -> None:
    log, parts, before = spoiled(metrica, spoil)
    assert parts[1:] == before[1:]
    assert parts[0] != before[0]
    assert log["parts"][0]["size"] == len(parts[0].encode())
    lines = parts[0].splitlines(keepends=True)
    assert lines[0] == (header or before[0].splitlines(keepends=True)[1])
    assert len(lines[1].split("\t")) == row


def test_a_log_without_parts_is_processed(metrica: Any) -> None:
    log, parts, _ = spoiled(metrica, spoils.no_parts())
    assert (log["status"], log["size"], parts) == ("processed", 0, [])
