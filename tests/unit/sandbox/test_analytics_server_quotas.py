import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox.servers.google_analytics import AnalyticsProperty, AnalyticsServer, Behaviour, Session, TableSource
from sandbox.servers.google_analytics import misbehaviour as fault
from sandbox.servers.google_analytics.caller import ask
from sandbox.servers.google_analytics.quotas import EXHAUSTED, STANDARD, Bucket
from sandbox.servers.google_analytics.refusals import Refusal

DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
TOKENS: tuple[Bucket, ...] = ("tokens_per_day", "tokens_per_hour", "tokens_per_project_per_hour")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock) -> AnalyticsServer:
    return AnalyticsServer(AnalyticsProperty(TableSource([Session(DAY, "c")])), today=clock)


def refusal_of(server: AnalyticsServer) -> str | None:
    try:
        ask(server, ["sessionSource"], ["sessions"], DAY)
    except Refusal as refusal:
        return refusal.message
    return None


def test_each_answer_tells_what_it_cost_and_what_is_left(server: AnalyticsServer) -> None:
    for turn in (1, 2):
        quota = ask(server, [], ["sessions"], DAY, return_property_quota=True).property_quota
        assert {bucket: getattr(quota, bucket).remaining for bucket in STANDARD} == {
            **STANDARD,
            **{bucket: STANDARD[bucket] - turn for bucket in TOKENS},
            "concurrent_requests": 9,
        }
        assert quota.tokens_per_day.consumed == 1
    assert not ask(server, [], ["sessions"], DAY).HasField("property_quota")


@pytest.mark.parametrize("bucket", TOKENS)
def test_a_bucket_that_has_run_out_refuses_with_its_own_sentence(server: AnalyticsServer, bucket: Bucket) -> None:
    server.quota.leave(bucket, 1)
    assert [refusal_of(server), refusal_of(server)] == [None, EXHAUSTED[bucket]]
    assert server.quota.refused == {bucket: 1}
    assert server.requests.refused == {"RESOURCE_EXHAUSTED": 1}


@pytest.mark.parametrize(
    ("bucket", "minutes"),
    [
        ("tokens_per_project_per_hour", 30),
        ("tokens_per_hour", 30),
        ("server_errors_per_project_per_hour", 30),
        ("tokens_per_day", 30),  # midnight in Los Angeles is 8:00 UTC in winter
    ],
)
def test_a_bucket_fills_when_its_hour_or_its_day_in_california_is_over(
    server: AnalyticsServer, clock: Clock, bucket: Bucket, minutes: int
) -> None:
    server.quota.leave(bucket, 0)
    clock.now += timedelta(minutes=minutes - 1)
    assert refusal_of(server) == EXHAUSTED[bucket]
    clock.now += timedelta(minutes=1)
    assert refusal_of(server) is None


def test_ten_server_errors_exhaust_an_hour(server: AnalyticsServer) -> None:
    server.faults.arm("runReport", fault.unavailable(), times=5)
    server.faults.arm("runReport", fault.internal(), nth=6, times=5)
    for _ in range(10):
        with pytest.raises(Refusal):
            ask(server, [], ["sessions"], DAY)
    assert refusal_of(server) == EXHAUSTED["server_errors_per_project_per_hour"]


def test_reports_that_could_be_thresholded_have_a_quota_of_their_own(server: AnalyticsServer) -> None:
    server.change(behaviour=Behaviour(threshold_users=1))
    server.quota.leave("potentially_thresholded_requests_per_hour", 1)
    assert refusal_of(server) is None
    assert refusal_of(server) == EXHAUSTED["potentially_thresholded_requests_per_hour"]
    ask(server, [], ["sessions"], DAY)  # totals are never withheld


def test_requests_at_once_are_counted(server: AnalyticsServer) -> None:
    server.quota.limits["concurrent_requests"] = 2
    goes_on = threading.Event()
    server.faults.arm("runReport", fault.held(goes_on), times=2)
    slow = [threading.Thread(target=refusal_of, args=(server,)) for _ in range(2)]
    for thread in slow:
        thread.start()
    while server.quota.used("concurrent_requests") < 2:
        time.sleep(0.01)
    assert refusal_of(server) == EXHAUSTED["concurrent_requests"]
    goes_on.set()
    for thread in slow:
        thread.join()
    assert refusal_of(server) is None
    assert server.quota.most_at_once == 2


def test_a_large_property_has_ten_times_as_much() -> None:
    server = AnalyticsServer(AnalyticsProperty(TableSource([]), plan="360"), today=lambda: NOW)
    quota = ask(server, [], ["sessions"], DAY, return_property_quota=True).property_quota
    assert quota.tokens_per_project_per_hour.remaining == 139_999
