"""Days of Google Analytics' reports from the lake to what BI opens: restated, marked, and never counted twice."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from connectors.common.stream import DayFacts, Facts, Quality, Refresh, Rows, Stream
from connectors.google_analytics.catalogue import STANDARD
from connectors.yandex_metrica import VISITS
from pipelines.lake import Lake
from pipelines.lake.windows.load import WindowLoad
from pipelines.settings import Configuration, Environment, load_configuration
from pipelines.settings.configuration import Web
from pipelines.warehouse import ModelResult, load_models, open_warehouse, run_models

ROOT = Path(__file__).parents[2]
MODELS = load_models(ROOT / "sql")
SCHEMAS = {f"google_analytics__{name}": report.schema for name, report in STANDARD.items()}
DAYS = [date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)]
PAID = ("google", "cpc", "spring")
UNKNOWN = ("(data not available)",) * 3


class Home:
    """A company whose only web data are daily reports; each run is a day later."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = datetime(2026, 10, 8, 6, tzinfo=UTC)

    def load(self, day: date, *tags: tuple[str, str, str], quality: Quality | None = None) -> None:
        """Ten sessions and a purchase for each of the tags; the day's totals agree."""
        names = ("session_source", "session_medium", "session_campaign_name")
        rows = [dict(zip(names, each, strict=True)) | {"sessions": 10, "engaged_sessions": 6} for each in tags]
        goals = [dict(zip(names, each, strict=True)) | {"event_name": "3000001"} for each in tags]
        self._replace("campaign_days", day, [{**row, "key_events": 1.0} for row in rows], quality)
        self._replace("key_event_days", day, [{**goal, "key_events": 1.0, "sessions": 1} for goal in goals], None)
        total = {"sessions": 10 * len(tags), "key_events": 1.0 * len(tags)}
        self._replace("daily_totals", day, [total], None)

    def _replace(self, report: str, day: date, rows: list[dict[str, Any]], quality: Quality | None) -> None:
        schema = STANDARD[report].schema
        stream = Stream(schema, key=(), refresh=(Refresh(days=3),), settles_after=3)
        with WindowLoad(Lake(self.path / "lake"), "google_analytics", report, "42", stream, [day], self.now) as load:
            load.add(Rows(pa.RecordBatch.from_pylist([{"date": day, **row} for row in rows], schema=schema)))
            load.commit(Facts(rows_read=len(rows), days={day: DayFacts(quality=quality)}))

    def run(self) -> dict[str, ModelResult]:
        """Bring every model up to date; nothing fails."""
        self.now += timedelta(days=1)
        environment = Environment("files", ROOT / "config", self.path, self.now, b"key")
        with open_warehouse(environment) as con:
            results = run_models(
                con,
                MODELS,
                environment=environment,
                configuration=_of_reports(),
                lake=Lake(self.path / "lake"),
                api_schemas=SCHEMAS | {"yandex_metrica__visits": VISITS},
            )
        assert {result.model: result.error for result in results if result.error} == {}
        return {result.model: result for result in results}

    def read(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.path / "warehouse.duckdb"), read_only=True) as con:
            return con.execute(query).fetchall()


def _of_reports() -> Configuration:
    known = load_configuration(ROOT / "config")
    company = known.company.model_copy(
        update={"web": Web(primary="google_analytics"), "history_starts_on": date(2026, 10, 1)}
    )
    return known.model_copy(update={"company": company, "file_sources": {}})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Three days; of the last one, the source isn't processed yet."""
    home = Home(tmp_path)
    for day in DAYS[:2]:
        home.load(day, PAID)
    home.load(DAYS[2], PAID, UNKNOWN, quality=Quality(is_thresholded=True))
    home.run()
    return home


def test_a_restated_day_leaves_no_ghost_and_touches_no_other_day(home: Home) -> None:
    traffic = "select date, channel, campaign, visits from core.core_campaign_traffic_daily order by 1, 2, 3"
    before = home.read(traffic)
    assert [row[1:] for row in before if row[0] == DAYS[2]] == [
        ("paid_search", "spring", 10),
        ("unassigned", "(data not available)", 10),
    ]
    home.load(DAYS[2], PAID, ("yandex", "organic", "(organic)"))
    results = home.run()
    after = home.read(traffic)
    assert [row[1:] for row in after if row[0] == DAYS[2]] == [
        ("organic_search", "(none)", 10),
        ("paid_search", "spring", 10),
    ]
    assert [row for row in after if row[0] < DAYS[2]] == [row for row in before if row[0] < DAYS[2]]
    rebuilt = {each for result in results.values() if result.model in TRAFFIC for each in result.ranges}
    assert {(each.start, each.end) for each in rebuilt} == {(DAYS[2], DAYS[2] + timedelta(days=1))}


TRAFFIC = {"core.core_campaign_traffic_daily", "core.core_sessions_daily", "core.core_conversions_daily"}


def test_what_the_vendor_says_of_a_day_marks_its_kpis_until_it_is_taken_back(home: Home) -> None:
    mark = "select quality_mark from core.core_period_quality where period = '2026-10'"
    assert home.read(mark) == [("thresholded",)]
    home.load(DAYS[2], PAID)
    home.run()
    assert home.read(mark) == []


def test_the_purchase_goal_is_reached_by_its_key_event(home: Home) -> None:
    query = (
        "select date, sum(conversions), sum(converting_visits), sum(valid_visits) from marts.conversion_daily "
        "where goal = 'purchase' group by date order by date"
    )
    assert home.read(query) == [(DAYS[0], 1, 1, 10), (DAYS[1], 1, 1, 10), (DAYS[2], 2, 2, 20)]


def test_reports_that_collapse_are_seen_beside_their_totals(home: Home) -> None:
    home._replace("daily_totals", DAYS[1], [{"sessions": 500, "key_events": 1.0}], None)
    home.run()
    where = f"where date = '{DAYS[1]}' and measure = 'sessions' and left_source like '%campaign_days'"
    query = f"select left_value, right_value, status from marts.source_reconciliation {where}"
    assert [(float(left), float(right), status) for left, right, status in home.read(query)] == [(10, 500, "differs")]
