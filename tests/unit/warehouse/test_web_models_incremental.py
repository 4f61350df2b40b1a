"""Google Analytics' reports and events, loaded and replaced in any order: the models hold what a warehouse built from
nothing holds, and a file of events changes its own days only.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.google_analytics.catalogue import STANDARD
from connectors.yandex_metrica.fields import VISITS
from pipelines.warehouse import DateRange, Models, load_models, open_warehouse

FIRST = date(2026, 10, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(6)]
PRIMARIES = ("google_analytics", "google_analytics_events")
MODELS = "core.core_event_visits core.core_event_days core.core_origin_channels core.core_sessions_daily " + (
    "core.core_visit_validity core.core_visits core.core_conversions core.core_conversions_daily "
    "core.core_channel_traffic_daily core.core_campaign_traffic_daily marts.conversion_daily"
)
SQL = Path(__file__).parents[3] / "sql"
days = st.sampled_from(DAYS)
sources = st.sampled_from(["google", "yandex", "(not set)"])
# (browser, session, hour, source) of an event: sessions meet again, over one midnight and over several
told = st.tuples(st.sampled_from("AB"), st.sampled_from("12"), st.sampled_from([0, 12, 23]), sources)
reported = st.tuples(sources, st.integers(1, 5))
steps = st.one_of(
    st.tuples(st.just("events"), days, st.sampled_from([None, "0", "1"]), st.lists(told, min_size=1, max_size=4)),
    st.tuples(st.just("events again"), days, st.sampled_from([None, "0", "1"]), st.none()),
    st.tuples(st.just("campaign_days"), days, st.none(), st.lists(reported, max_size=2)),
    st.tuples(st.just("key_event_days"), days, st.none(), st.lists(reported, max_size=2)),
    st.tuples(st.just("run"), st.none() | days, st.none(), st.none()),
)
bounded = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def chosen() -> tuple[Models, set[str]]:
    """The real models, and all that the incremental ones need."""
    models = load_models(SQL)
    names = set(MODELS.split())
    return models, names | {above for name in names for above in models.upstream(name) if above in models}


@pytest.fixture
def web(benches: Callable[[], Any], configure: Callable[..., Any], chosen: Any) -> Callable[[str], Any]:
    """A bench of a company with this primary web source; it loads the real models once for all."""

    def bench(primary: str) -> Any:
        made = benches()
        company = made.configuration.company.model_copy(
            update={"web": made.configuration.company.web.model_copy(update={"primary": primary})}
        )
        goals = [{"code": "purchase", "name": {"en": "Purchase", "ru": "Покупка"}, "source_goals": ["purchase"]}]
        made.configuration = configure(company=company.model_dump(), goals=goals)
        made.schemas = {f"google_analytics__{name}": report.schema for name, report in STANDARD.items()}
        made.schemas["yandex_metrica__visits"] = VISITS
        made.folder.load = lambda: chosen[0]
        return made

    return bench


def deliver(bench: Any, day: date, part: str | None, rows: list[tuple[str, str, int, str]], arrival: int) -> None:
    """The events of a day, or a part of them, as a file of the export."""
    events = [
        {
            "event": "purchase", "event_date": day, "visitor_id": visitor, "session_id": session, "source": source,
            "happened_at": datetime(day.year, day.month, day.day, hour), "sequence": f"{number}", "part": part,
        }
        for number, (visitor, session, hour, source) in enumerate(rows)
    ]  # fmt: skip
    bench.lake.delivery("web_events", f"{day}-{part}-{arrival}", events, dates="event_date", arrival=arrival)


def report(bench: Any, stream: str, day: date, rows: list[tuple[str, int]]) -> None:
    """A day of a report."""
    cells = [
        {
            "date": day, "session_source": source, "session_medium": "cpc", "session_campaign_name": "spring",
            "session_default_channel_group": "Paid Search", "sessions": number, "engaged_sessions": 1,
            "screen_page_views": 2, "new_users": 1, "user_engagement_duration": 3.0, "event_name": "purchase",
            "key_events": float(number),
        }
        for source, number in dict(rows).items()
    ]  # fmt: skip
    table = pa.Table.from_pylist(cells, schema=STANDARD[stream].schema)
    folder = bench.lake.root / "raw" / "google_analytics" / stream / "account=42" / f"date={day}"
    bench.lake._write(folder, table, kind="window", source="google_analytics", stream=stream, first=day, last=day)


def contents(bench: Any) -> dict[str, list[Any]]:
    with open_warehouse(bench.environment) as con:
        return {name: con.execute(f"select * from {name} order by all").fetchall() for name in MODELS.split()}


def check(web: Callable[[str], Any], selection: set[str], primary: str, history: list[tuple[Any, ...]]) -> None:
    bench = web(primary)
    arrived: dict[tuple[date, str | None], str] = {}
    for number, (what, day, part, rows) in enumerate(history, start=1):
        if what == "events":
            deliver(bench, day, part, rows, number)
            arrived[day, part] = f"{day}-{part}-{number}"
        elif what == "events again" and (day, part) in arrived:
            bench.lake.arrive_again("web_events", arrived[day, part], arrival=number)
        elif what in ("campaign_days", "key_event_days"):
            report(bench, what, day, rows)
        elif what == "run":
            bench.run(requested=day and DateRange.inclusive(day, day), selection=selection)
    results = bench.run(selection=selection)
    assert {result.status for result in results.values()} <= {"built", "fresh"}, results
    again = web(primary)
    again.lake = bench.lake
    again.run(selection=selection)
    assert contents(bench) == contents(again)


@settings(bounded, max_examples=3)
@given(st.sampled_from(PRIMARIES), st.lists(steps, min_size=3, max_size=10))
def test_web_models_equal_a_full_rebuild(web, chosen, primary, history) -> None:
    check(web, chosen[1], primary, history)


@pytest.mark.slow
@settings(bounded, max_examples=100)
@given(st.sampled_from(PRIMARIES), st.lists(steps, min_size=3, max_size=16))
def test_web_models_equal_a_full_rebuild_whatever_comes(web, chosen, primary, history) -> None:
    check(web, chosen[1], primary, history)


def test_a_session_on_many_days_is_the_same_day_by_day(web, chosen) -> None:
    """Its number comes back on the third day, on the fourth, and after a gap."""
    history: list[tuple[Any, ...]] = []
    for number in (0, 1, 2, 3, 5):
        history += [("events", DAYS[number], None, [("A", "1", 12, "google")]), ("run", None, None, None)]
    check(web, chosen[1], "google_analytics_events", history)


def test_a_file_of_events_changes_its_own_days_and_their_neighbours(web, chosen) -> None:
    """Events can't move to another day, unlike orders."""
    bench = web("google_analytics_events")
    for number, day in enumerate(DAYS, start=1):
        deliver(bench, day, None, [("A", "1", 12, "google")], number)
    bench.run(selection=chosen[1])
    deliver(bench, DAYS[3], None, [("B", "1", 12, "google")], 10)
    results = bench.run(selection=chosen[1])
    assert results["core.core_event_days"].ranges == [DateRange.inclusive(DAYS[3], DAYS[3])]
    assert results["core.core_event_visits"].ranges == [DateRange.inclusive(DAYS[2], DAYS[5])]
