"""Nothing is lost between pages: a total order, all rows that were counted, each once, or the day is asked anew."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from analytics_home import DAY, AnalyticsHome, serving

from connectors.common.errors import DaysUnreadable
from sandbox.servers.google_analytics import PROPERTY_ID, misbehaviour
from sandbox.servers.google_analytics.misbehaviour import Fault
from sandbox.servers.google_analytics.tables import many

CAMPAIGNS = 43


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AnalyticsHome]:
    """43 campaigns on each of two days."""
    with serving(tmp_path, monkeypatch, days=0) as home:
        for ago in range(2):
            home.source.put(DAY + timedelta(days=ago), many(DAY + timedelta(days=ago), 100, CAMPAIGNS))
        yield home


@pytest.mark.parametrize("page_rows", [5, 10, 42, 43, 44, 100_000])
def test_a_day_comes_whole_whatever_the_size_of_pages(home: AnalyticsHome, page_rows: int) -> None:
    pulled = home.pull("campaign_days", DAY, DAY, page_rows=page_rows)
    assert sorted(pulled.rows.column("session_campaign_name").to_pylist()) == [f"letter {n:06d}" for n in range(43)]
    assert sum(pulled.rows.column("sessions").to_pylist()) == 100
    assert pulled.facts[0].rows_read == pulled.of(DAY).details["row_count"] == CAMPAIGNS
    assert home.server.requests.count["runReport"] == -(-CAMPAIGNS // page_rows)


def test_pages_are_asked_for_in_a_total_order_with_the_quota(home: AnalyticsHome) -> None:
    home.pull("campaign_days", page_rows=20)
    for asked in home.server.requests.reports:
        ordered = [each.dimension.dimension_name for each in asked.order_bys]
        assert ordered == [each.name for each in asked.dimensions]
        assert not any(each.desc for each in asked.order_bys)
        assert asked.return_property_quota
        assert not asked.keep_empty_rows
    assert [asked.offset for asked in home.server.requests.reports] == [0, 20, 40]


def test_a_day_that_is_larger_than_its_share_of_a_batch_goes_on_from_there(home: AnalyticsHome) -> None:
    pulled = home.pull("campaign_days", DAY, DAY + timedelta(days=1), page_rows=100)
    assert pulled.rows.num_rows == 2 * CAMPAIGNS
    asked = [(each.date_ranges[0].start_date, each.offset, each.limit) for each in home.server.requests.reports]
    first, second = f"{DAY}", f"{DAY + timedelta(days=1)}"
    assert asked == [(first, 0, 20), (second, 0, 20), (first, 20, 100), (second, 20, 100)]
    assert dict(home.server.requests.count) == {
        "getMetadata": 1,
        "checkCompatibility": 1,
        "batchRunReports": 1,
        "runReport": 2,
    }


TORN = {
    "a row is lost": misbehaviour.loses_rows(),
    "the number of rows changes": misbehaviour.grows(),
    "a row is there twice": misbehaviour.repeats_a_row(),
}


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("fault", TORN.values(), ids=list(TORN))
def test_a_torn_day_is_asked_anew(home: AnalyticsHome, fault: Fault, page: int) -> None:
    home.server.faults.arm("runReport", fault, nth=page)
    pulled = home.pull("campaign_days", page_rows=20)
    assert home.server.faults.struck.total() == 1
    assert len(set(pulled.rows.column("session_campaign_name").to_pylist())) == pulled.rows.num_rows == CAMPAIGNS
    assert sum(pulled.rows.column("sessions").to_pylist()) == 100


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (TORN["a row is lost"], r"a page has 19 rows in place of 20 \(of 43 in all\)"),
        (TORN["a row is there twice"], "a row is there twice"),
    ],
    ids=["lost", "twice"],
)
def test_a_day_that_is_always_torn_is_not_loaded(home: AnalyticsHome, fault: Fault, why: str) -> None:
    home.server.faults.arm("runReport", fault, times=100)
    with pytest.raises(DaysUnreadable, match=f"the rows of {DAY} can't be read whole: {why}") as refusal:
        home.pull("campaign_days", page_rows=20)
    assert str(refusal.value).startswith(f"google_analytics property {PROPERTY_ID}, campaign_days: ")
    assert home.server.faults.struck.total() == (4 if "page has" in why else 12)


@pytest.mark.parametrize(("page", "line"), [(1, 1), (3, 41)])
def test_an_odd_cell_is_rejected_and_its_day_stays(home: AnalyticsHome, page: int, line: int) -> None:
    home.server.faults.arm("runReport", misbehaviour.odd_value(), nth=page)
    pulled = home.pull("campaign_days", page_rows=20)
    (rejected,) = pulled.rejected
    assert (rejected.line, rejected.column) == (line, "sessions")
    assert pulled.facts[0].rows_read == pulled.rows.num_rows + 1 == CAMPAIGNS


def test_a_row_that_is_too_short_refuses_the_day(home: AnalyticsHome) -> None:
    home.server.faults.arm("runReport", misbehaviour.short_row())
    with pytest.raises(DaysUnreadable, match="has 7 values in place of 8"):
        home.pull("campaign_days")
