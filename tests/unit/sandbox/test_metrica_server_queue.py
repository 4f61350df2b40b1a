"""The queue of logs: statuses, owners, quota, parts."""

import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from sandbox.company import Company
from sandbox.servers.yandex_metrica import spoils

Serve = Callable[..., Any]
COMPANY = Company(size=60)


class Gated:
    """The company's visits, while the gate is open."""

    def __init__(self) -> None:
        self.gate = threading.Event()

    def visits(self, day: date) -> pa.Table:
        self.gate.wait(20)
        return COMPANY.visits(day)


def test_some_requests_wait_to_be_tried_again(serve: Serve) -> None:
    metrica = serve(queue={"retried": 1, "delay": 0.1})
    first, second = metrica.created(), metrica.created(date1="2026-11-19")
    seen: dict[int, list[str]] = {first["request_id"]: [], second["request_id"]: []}
    while any("processed" not in statuses for statuses in seen.values()):
        for request_id, statuses in seen.items():
            status = metrica.status(request_id)["status"]
            if status not in statuses:
                statuses.append(status)
        time.sleep(0.01)
    assert list(seen.values()) == [["created", "awaiting_retry", "processed"], ["created", "processed"]]


def test_requests_are_prepared_in_the_order_of_asking_and_cancel_takes_those_that_wait(serve: Serve) -> None:
    source = Gated()
    metrica = serve(source=source)
    logs = [metrica.created(date1=f"2026-11-{day}") for day in (18, 19, 20)]
    waiting = metrica.counter("GET", "/logrequests").json()["requests"]
    assert [log["status"] for log in waiting] == ["created"] * 3
    canceled = metrica.counter("POST", f"/logrequest/{logs[1]['request_id']}/cancel").json()["log_request"]
    assert canceled["status"] == "canceled"
    source.gate.set()
    while metrica.status(logs[2]["request_id"])["status"] != "processed":
        time.sleep(0.01)
    statuses = [metrica.status(log["request_id"])["status"] for log in logs]
    assert statuses == ["processed", "canceled", "processed"]


def test_an_old_log_is_cleaned_by_the_server_itself(serve: Serve) -> None:
    clock = [1_000_000.0]
    metrica = serve(queue={"keep_days": 7, "clock": lambda: clock[0]})
    log = metrica.prepared()
    clock[0] += 7 * 86_400 - 1
    assert metrica.status(log["request_id"])["status"] == "processed"
    clock[0] += 1
    told = metrica.status(log["request_id"])
    assert (told["status"], "parts" in told) == ("cleaned_automatically_as_too_old", False)
    assert metrica.counter("POST", f"/logrequest/{log['request_id']}/clean").status_code == 400
    assert metrica.server.queue.stored_bytes == 0


def test_every_user_sees_everybodys_requests_and_the_server_knows_whose_they_are(serve: Serve) -> None:
    metrica = serve(users={"their-token": "colleague"})
    own = metrica.prepared()
    metrica.token = "their-token"
    theirs = metrica.prepared(date1="2026-11-18")
    listed = metrica.counter("GET", "/logrequests").json()["requests"]
    assert [log["request_id"] for log in listed] == [own["request_id"], theirs["request_id"]]
    assert metrica.server.queue.stored() == {
        "samovar-owner": [own["request_id"]],
        "colleague": [theirs["request_id"]],
    }
    metrica.counter("POST", f"/logrequest/{own['request_id']}/clean")
    assert metrica.server.queue.stored() == {"colleague": [theirs["request_id"]]}


def test_the_same_request_of_another_user_is_202_too(serve: Serve) -> None:
    source = Gated()
    metrica = serve(source=source, users={"their-token": "colleague"})
    metrica.created()
    metrica.token = "their-token"
    params = {"date1": "2026-11-20", "date2": "2026-11-20", "source": "visits", "fields": "ym:s:visitID,ym:s:date"}
    answer = metrica.counter("POST", "/logrequests", **params)
    source.gate.set()
    assert (answer.status_code, answer.content) == (202, b"")


@pytest.mark.parametrize(
    ("quota", "taken", "days", "possible"),
    [(10_000, 0, 10, True), (10_000, 9_500, 0, False), (10_000, 15_500, -6, False), (1_000, 0, 1, True)],
)
def test_days_that_fit_may_be_fewer_than_none(serve: Serve, quota: int, taken: int, days: int, possible: bool) -> None:
    metrica = serve(quota_bytes=quota, day_bytes=1_000)
    metrica.server.logs.taken_bytes = taken
    params = {"date1": "2026-11-20", "date2": "2026-11-20", "source": "visits", "fields": "ym:s:visitID"}
    evaluated = metrica.counter("GET", "/logrequests/evaluate", **params).json()["log_request_evaluation"]
    assert evaluated == {"possible": possible, "max_possible_day_quantity": days}
    created = metrica.counter("POST", "/logrequests", **params)
    assert created.status_code == (200 if possible else 400)


def test_fewer_fields_may_fit_where_more_do_not(serve: Serve) -> None:
    metrica = serve(quota_bytes=2_500, day_bytes=lambda asked: 1_000 * len(asked.fields))
    params = {"date1": "2026-11-20", "date2": "2026-11-20", "source": "visits"}
    fields = ["ym:s:visitID", "ym:s:date", "ym:s:bounce"]
    evaluated = [
        metrica.counter("GET", "/logrequests/evaluate", fields=",".join(fields[:count]), **params).json()
        for count in (1, 2, 3)
    ]
    assert [one["log_request_evaluation"]["max_possible_day_quantity"] for one in evaluated] == [2, 1, 0]


def test_parts_are_cut_by_bytes_in_the_middle_of_a_day_and_each_has_a_header(serve: Serve) -> None:
    metrica = serve(queue={"part_bytes": 600, "whole_days": False})
    log = metrica.prepared(date1="2026-11-19")
    parts = metrica.text(log)
    assert len(parts) > 5
    assert [len(part.encode()) for part in parts] == [part["size"] for part in log["parts"]]
    lines = [part.splitlines() for part in parts]
    assert {part[0] for part in lines} == {"ym:s:date\tym:s:visitID"}
    assert all(len(part) > 1 for part in lines)
    served = [int(line.split("\t")[1]) for part in lines for line in part[1:]]
    days = [date(2026, 11, 19), date(2026, 11, 20)]
    assert served == [visit for day in days for visit in COMPANY.visits(day).column("visit_id").to_pylist()]


def test_a_stuck_request_does_not_hold_up_those_after_it(serve: Serve) -> None:
    metrica = serve()
    metrica.server.faults.spoil(spoils.stuck())
    first, second = metrica.created(), metrica.prepared(date1="2026-11-19")
    assert second["status"] == "processed"
    assert metrica.status(first["request_id"])["status"] == "created"
    canceled = metrica.counter("POST", f"/logrequest/{first['request_id']}/cancel").json()["log_request"]
    assert canceled["status"] == "canceled"


def test_a_range_is_a_year_at_most(serve: Serve) -> None:
    metrica = serve(today=lambda: date(2026, 11, 21))
    params = {"date2": "2026-11-20", "source": "visits", "fields": "ym:s:visitID"}
    evaluated = [
        metrica.counter("GET", "/logrequests/evaluate", date1=first, **params).status_code
        for first in ("2025-11-20", "2025-11-19")
    ]
    assert evaluated == [200, 400]
