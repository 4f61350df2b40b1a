"""Days and fields are divided until they fit into what is left of the quota."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from metrica.counter import DAY, Counter, small_log
from metrica.home import ALL_NAMES, LOG, Home

from connectors.common.errors import BadInput, QuotaSpent, SourceDown


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path / "state" / "metrica", Counter(), monkeypatch)


def test_days_are_divided_until_they_fit(home: Home) -> None:
    home.counter.days_that_fit = lambda fields: 4
    result = home.pull(DAY, DAY + timedelta(days=9))
    assert [facts.details["date_to"] for _, _, facts in result] == ["2026-11-04", "2026-11-08", "2026-11-10"]
    assert sum(rows.num_rows for rows, _, _ in result) == 100


@pytest.mark.parametrize("fits", [0, -6])
def test_a_day_that_does_not_fit_is_pulled_with_fewer_fields_at_a_time(home: Home, fits: int) -> None:
    home.counter.days_that_fit = lambda fields: 1 if len(fields) <= 5 else fits
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert rows.column("start_url").null_count == 0
    assert len(facts.details["request_ids"]) > 1  # type: ignore[arg-type]


def test_without_any_room_the_sentence_says_who_takes_it_up(home: Home) -> None:
    home.counter.days_that_fit = lambda fields: -6
    theirs = home.counter.add(DAY, DAY, ALL_NAMES, status="processed")
    home.counter.requests[theirs.request_id] = theirs.model_copy(update={"size": 9_900_000_000})
    home.fails(QuotaSpent, "take up 9.9 GB of it, and of 10 GB 0.1 are free. Clean prepared logs")
    assert home.counter.count("create") == 0


def test_own_leftovers_are_given_back_before_days_are_divided(home: Home) -> None:
    home.counter.statuses = [["created"] * 99]
    home.fails(SourceDown, "not ready", longest_wait=0)
    later = DAY + timedelta(days=10)
    home.counter.days_that_fit = lambda fields: 0 if 1000 in home.counter.held() else 100
    ((rows, _, _),) = home.pull(later, later)
    assert rows.num_rows == 10
    assert home.counter.requests[1000].status == "canceled"


def test_a_range_is_never_longer_than_a_year(home: Home) -> None:
    home.counter.visits = lambda day, fields: []
    first = date(2024, 1, 1)
    result = home.pull(first, date(2025, 12, 31))
    assert [facts.details["date_from"] for _, _, facts in result] == ["2024-01-01", "2024-12-31", "2025-12-31"]


def test_days_divided_by_an_earlier_run_are_taken_over_as_they_were_divided(home: Home) -> None:
    home.counter.days_that_fit = lambda fields: 3
    exports = home.client().exports(LOG, DAY, DAY + timedelta(days=5))
    export = next(exports)
    with export:
        list(export.pieces())
    with next(exports) as export:  # left before its facts are out
        next(iter(export.pieces()))
    home.counter.days_that_fit = lambda fields: 100
    result = home.pull(DAY, DAY + timedelta(days=5))
    assert [facts.details["adopted"] for _, _, facts in result] == [[], ["1001"]]
    assert [facts.details["date_to"] for _, _, facts in result] == ["2026-11-03", "2026-11-06"]


def test_unfinished_requests_for_days_that_are_loaded_now_are_given_back(home: Home) -> None:
    home.counter.statuses = [["created"] * 99]
    home.fails(SourceDown, "not ready", longest_wait=0, last=DAY + timedelta(days=1))
    other = small_log("visitID counterID date dateTime pageViews")
    home.pull(DAY, DAY + timedelta(days=3), log=other)
    assert home.counter.held() == []


def test_a_last_day_before_the_first_is_a_sentence(home: Home) -> None:
    home.fails(BadInput, "is not a range of days", first=DAY + timedelta(days=1))
