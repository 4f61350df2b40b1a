"""The real client against the local property, into the lake: every stream, both transports, each fault."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from analytics_home import DAY, AnalyticsHome, serving, visits_of

from connectors.common.errors import AccessRefused, BadInput, Problem, SourceDown
from connectors.google_analytics.catalogue import STANDARD
from connectors.google_analytics.catalogue.dimensions import column_of
from pipelines.lake.paths import Lake
from pipelines.lake.windows.load import WindowLoad
from pipelines.reconciliation import add_up
from sandbox.servers.google_analytics import Behaviour, misbehaviour
from sandbox.servers.google_analytics.misbehaviour import Fault
from sandbox.servers.serving import in_thread

LAST = DAY + timedelta(days=6)
KNOWN_TO_THE_TRUTH = [
    *("daily_totals", "channel_days", "campaign_days", "landing_page_days", "acquisition_days"),
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AnalyticsHome]:
    """A week of twelve visits a day."""
    with serving(tmp_path, monkeypatch) as home:
        yield home


def load(home: AnalyticsHome, stream: str, first: date = DAY, last: date = LAST, **settings: Any) -> Lake:
    """As a run does it."""
    connector, lake = home.connector(**settings), Lake(home.state.parent / "lake")
    for export in connector.exports(stream, first, last):
        days = [export.first_day + timedelta(days=n) for n in range((export.last_day - export.first_day).days + 1)]
        declared = connector.streams[stream]
        with export, WindowLoad(lake, connector.name, stream, connector.account, declared, days) as window:
            window.take(export.pieces())
    return lake


def in_lake(home: AnalyticsHome, stream: str) -> pa.Table:
    files = sorted((home.state.parent / "lake").glob(f"raw/google_analytics/{stream}/**/data.parquet"))
    schema = home.connector().streams[stream].schema
    return pa.concat_tables([pq.ParquetFile(file).read().cast(schema) for file in files])


@pytest.mark.parametrize("stream", KNOWN_TO_THE_TRUTH)
def test_the_lake_has_what_the_property_counted_visit_by_visit(home: AnalyticsHome, stream: str) -> None:
    load(home, stream)
    report, found = STANDARD[stream], {}
    for row in in_lake(home, stream).to_pylist():
        group = tuple(row[column_of(name)] for name in report.dimensions)
        found[row["date"], group] = {name: row[column_of(name)] for name in report.metrics}
    expected = {
        (day, group): {name: totals[name] for name in report.metrics}
        for day in (DAY + timedelta(days=ago) for ago in range(7))
        for group, totals in home.server.expected(day, *report.dimensions).items()
    }
    assert found == expected


@pytest.mark.parametrize("stream", list(STANDARD))
def test_every_stream_comes_by_rest_as_by_grpc(
    home: AnalyticsHome, stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_grpc = home.pull(stream, DAY, DAY + timedelta(days=2), page_rows=10)
    with in_thread(home.server.rest_app()) as url:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        by_rest = home.pull(stream, DAY, DAY + timedelta(days=2), page_rows=10)
    assert by_rest.rows.equals(by_grpc.rows)
    assert by_rest.rows.num_rows
    assert by_rest.of(DAY).quality == by_grpc.of(DAY).quality


def test_key_events_orders_and_costs_are_told_by_their_streams(home: AnalyticsHome) -> None:
    rows = {name: home.pull(name).rows.to_pylist() for name in ("key_event_days", "purchase_days", "ad_cost_days")}
    events = {(row["event_name"], row["session_source"]): row["key_events"] for row in rows["key_event_days"]}
    assert sum(events.values()) == 5  # three people signed up, and two bought
    assert [row["transaction_id"] for row in rows["purchase_days"]] == ["1110-0", "1110-6"]
    assert {row["purchase_revenue"] for row in rows["purchase_days"]} == {Decimal("1500.5")}
    assert [(row["advertiser_ad_cost"], row["advertiser_ad_clicks"]) for row in rows["ad_cost_days"]] == [
        (Decimal("100.5"), 3)
    ]


def test_a_restated_day_leaves_no_ghost_row(home: AnalyticsHome) -> None:
    home.server.change(behaviour=Behaviour(restates=True))
    young = date(2026, 11, 21)
    home.source.put(young, visits_of(young, 120))
    load(home, "campaign_days", young, young)
    before = in_lake(home, "campaign_days")
    assert "(data not available)" in before.column("session_source").to_pylist()
    home.clock.now += timedelta(days=3)
    load(home, "campaign_days", young, young)
    after = in_lake(home, "campaign_days")
    assert "(data not available)" not in after.column("session_source").to_pylist()
    assert sum(after.column("sessions").to_pylist()) == sum(before.column("sessions").to_pylist()) == 120
    assert sum(after.column("key_events").to_pylist()) > sum(before.column("key_events").to_pylist())


def test_a_collapse_of_the_dimensional_rows_is_found_by_the_totals(home: AnalyticsHome) -> None:
    home.source.put(DAY, visits_of(DAY, 600))
    home.server.change(behaviour=Behaviour(collapses={DAY: 0.02}))
    load(home, "daily_totals")
    lake = load(home, "channel_days")
    days = [DAY + timedelta(days=ago) for ago in range(7)]
    connector = home.connector()
    found = add_up(lake, connector.name, connector.account, "channel_days", connector.streams, days)
    assert not found.agrees
    home.server.change(behaviour=Behaviour())
    load(home, "channel_days")
    assert add_up(lake, connector.name, connector.account, "channel_days", connector.streams, days).agrees


WORSE: dict[str, Behaviour] = {
    "rows collapse": Behaviour(collapses={DAY: 0.02}),
    "our role no longer sees revenue": Behaviour(restricted=frozenset({"REVENUE_DATA"})),
}


@pytest.mark.parametrize("behaviour", WORSE.values(), ids=list(WORSE))
def test_a_known_day_that_comes_again_with_less_is_kept_aside(home: AnalyticsHome, behaviour: Behaviour) -> None:
    home.source.put(DAY, visits_of(DAY, 600))
    load(home, "channel_days", DAY, DAY)
    before = in_lake(home, "channel_days")
    home.server.change(behaviour=behaviour)
    lake = load(home, "channel_days", DAY, DAY)
    assert in_lake(home, "channel_days").equals(before)
    assert len(lake.days_held("google_analytics", "channel_days", home.connector().account)) == 1


@pytest.mark.parametrize("stream", [name for name, report in STANDARD.items() if report.adding_up])
def test_streams_that_add_up_do(home: AnalyticsHome, stream: str) -> None:
    load(home, "daily_totals")
    lake, connector = load(home, stream), home.connector()
    days = [DAY + timedelta(days=ago) for ago in range(7)]
    assert add_up(lake, connector.name, connector.account, stream, connector.streams, days).agrees


HEALED: dict[str, tuple[Fault, int]] = {
    "one 500": (misbehaviour.internal(), 1),
    "two 503": (misbehaviour.unavailable(), 2),
    "a reset": (misbehaviour.reset(), 1),
    "an answer that is lost": (misbehaviour.lost(), 1),
    "a 504": (misbehaviour.deadline(), 1),
    "too slow for a batch": (misbehaviour.deadline(), 2),
    "too many at once": (misbehaviour.quota_spent("concurrent_requests"), 2),
    "the hour's tokens": (misbehaviour.quota_spent("tokens_per_hour"), 1),
    "the project's tokens": (misbehaviour.quota_spent("tokens_per_project_per_hour"), 1),
    "thresholded requests": (misbehaviour.quota_spent("potentially_thresholded_requests_per_hour"), 1),
    "lost rows": (misbehaviour.loses_rows(), 1),
    "a row twice": (misbehaviour.grows(), 1),
}
REFUSED: dict[str, tuple[Fault, type[Problem]]] = {
    "no credentials": (misbehaviour.unauthenticated(), AccessRefused),
    "no role": (misbehaviour.forbidden(), AccessRefused),
    "a failing vendor": (misbehaviour.internal(), SourceDown),
    "the day's tokens": (misbehaviour.quota_spent("tokens_per_day"), Problem),
    "a request that is wrong": (misbehaviour.refused("INVALID_ARGUMENT", "Field x is not valid."), BadInput),
    "a torn row": (misbehaviour.short_row(), SourceDown),
}


@pytest.mark.parametrize(("fault", "times"), HEALED.values(), ids=list(HEALED))
def test_a_fault_that_passes_ends_in_the_same_rows(home: AnalyticsHome, fault: Fault, times: int) -> None:
    expected = home.pull("campaign_days", DAY, LAST).rows
    home.server.faults.arm("batchRunReports", fault, times=times)
    found = home.pull("campaign_days", DAY, LAST)
    assert home.server.faults.struck.total() == times
    assert found.rows.equals(expected)


@pytest.mark.parametrize(("fault", "kind"), REFUSED.values(), ids=list(REFUSED))
def test_a_fault_that_stays_ends_in_one_sentence_and_the_lake_as_it_was(
    home: AnalyticsHome, fault: Fault, kind: type[Problem]
) -> None:
    load(home, "campaign_days")
    before = in_lake(home, "campaign_days")
    home.source.put(DAY, [])
    home.server.faults.arm("batchRunReports", fault, times=100)
    with pytest.raises(kind) as refusal:
        load(home, "campaign_days")
    told = str(refusal.value)
    assert told.startswith("google_analytics property ")
    assert "\n" not in told
    assert in_lake(home, "campaign_days").equals(before)


SPOILT: dict[str, Callable[[AnalyticsHome], None]] = {
    "nobody answers": lambda home: home.server.faults.arm("batchRunReports", misbehaviour.reset(), times=100),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=list(SPOILT))
def test_tries_are_few_where_the_server_fails(home: AnalyticsHome, spoil: Callable[[AnalyticsHome], None]) -> None:
    spoil(home)
    with pytest.raises(SourceDown):
        load(home, "campaign_days")
    assert home.server.requests.count["batchRunReports"] == 3
