"""Five days at a time: a batch of one request a day, halved where it takes too long."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from analytics_home import DAY, AnalyticsHome, serving

from connectors.common.errors import SourceDown
from sandbox.servers.google_analytics import misbehaviour


def days(count: int) -> list[date]:
    return [DAY + timedelta(days=ago) for ago in range(count)]


def asked_days(home: AnalyticsHome) -> list[list[str]]:
    """The days of each request for reports."""
    found = []
    for method, message in home.server.requests.asked:
        if method in ("batchRunReports", "runReport"):
            requests = message.requests if method == "batchRunReports" else [message]
            found.append([request.date_ranges[0].start_date for request in requests])
    return found


def test_a_range_is_exported_five_days_at_a_time_each_day_in_a_request_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, monkeypatch, days=11) as home:
        pulled = home.pull("channel_days", DAY, DAY + timedelta(days=10))
        assert [list(facts.days) for facts in pulled.facts] == [days(5), days(10)[5:], days(11)[10:]]
        assert [len(each) for each in asked_days(home)] == [5, 5, 1]
        assert all(len(report.date_ranges) == 1 for report in home.server.requests.reports)
    assert sorted(set(pulled.rows.column("date").to_pylist())) == days(11)


def test_a_batch_that_takes_too_long_is_halved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch, days=5) as home:
        home.server.faults.arm("batchRunReports", misbehaviour.deadline(), times=4)
        pulled = home.pull("channel_days", DAY, DAY + timedelta(days=4))
        asked = [len(each) for each in asked_days(home)]
    assert asked == [5, 5, 2, 2, 1, 1, 3]  # each is tried twice before it is halved
    assert sorted(set(pulled.rows.column("date").to_pylist())) == days(5)
    assert pulled.rows.num_rows == 15


def test_a_page_that_takes_too_long_is_halved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch, days=1) as home:
        home.server.faults.arm("runReport", misbehaviour.deadline(), times=4)
        pulled = home.pull("channel_days", page_rows=8000)
        limits = [report.limit for report in home.server.requests.reports]
    assert limits == [8000, 8000, 4000, 4000, 2000]
    assert pulled.rows.num_rows == 3


def test_where_not_even_a_small_page_comes_in_time_the_source_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, monkeypatch, days=1) as home:
        home.server.faults.arm("runReport", misbehaviour.deadline(), times=100)
        with pytest.raises(SourceDown, match=f"not even 500 rows of {DAY} come in time"):
            home.pull("channel_days", page_rows=2000)


def test_an_export_that_isn_t_taken_asks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch, days=1) as home:
        next(iter(home.connector().exports("channel_days", DAY, DAY)))
        assert not home.server.requests.asked
