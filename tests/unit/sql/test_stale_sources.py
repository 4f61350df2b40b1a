"""A stream that the configuration pulls and that ends too early is stale, and so is each KPI that is made from it."""

from datetime import date, timedelta

import pytest

from pipelines.settings import load_configuration
from pipelines.settings.configuration import ApiSource
from pipelines.warehouse.inputs.kpi_sources import kpi_sources
from pipelines.workspace import PROJECT

METRICA = ApiSource(connector="yandex_metrica", settings={"counter_id": 1, "token_env": "T", "streams": ["visits"]})
REPORTS = ["daily_totals", "campaign_days", "key_event_days"]
ANALYTICS = {"property_id": 42, "time_zone": "Europe/Moscow", "credentials_env": "C", "streams": REPORTS}
FRESHNESS = "source, stream, covered_to, due_from, due_to, status"
YESTERDAY = "2026-11-20"  # of the usual moment of these tests


def analytics(**changes):
    return ApiSource(connector="google_analytics", history_days=30, settings=ANALYTICS | changes)


def loaded(warehouse, source, stream, last, *, account="42", first="2026-10-01"):
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        warehouse._loaded(source, stream, account, day.isoformat(), "window", [day], 1, "")
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("covered_to", "status"),
    [(YESTERDAY, "ok"), ("2026-11-19", "stale"), ("2026-10-03", "stale"), (None, "no_data")],
    ids=["to yesterday", "a day is missing", "a month is missing", "never came"],
)
def test_a_pulled_stream_is_due_through_yesterday(warehouse, covered_to, status) -> None:
    warehouse.api_sources = {"yandex_metrica": METRICA}
    if covered_to:
        warehouse.web_covers("2026-10-01", covered_to)
    row = ("yandex_metrica", "visits", covered_to, "2024-01-01", YESTERDAY, status)
    assert warehouse.read("data_freshness", FRESHNESS) == [row]


def test_files_and_what_is_no_longer_pulled_are_due_nothing(warehouse) -> None:
    warehouse.web_covers("2026-10-01", "2026-10-03")
    warehouse.orders({"id": "1", "at": "2026-10-01 12:00", "revenue": 1})
    assert warehouse.read("data_freshness", FRESHNESS) == [
        ("files", "orders", "2026-10-01", None, None, "ok"),
        ("yandex_metrica", "visits", "2026-10-03", None, None, "ok"),
    ]


def test_a_stream_that_never_came_is_an_empty_row(warehouse) -> None:
    warehouse.api_sources = {"google_analytics": analytics(streams=["daily_totals"])}
    columns = "stream, last_loaded_at, covered_from, rows, quarantined, is_final_through, due_from, status"
    row = ("daily_totals", None, None, 0, 0, None, "2026-10-22", "no_data")
    assert warehouse.read("data_freshness", columns) == [row]


def test_the_account_that_is_pulled_must_be_fresh_whatever_others_left(warehouse) -> None:
    warehouse.api_sources = {"yandex_metrica": METRICA}
    loaded(warehouse, "yandex_metrica", "visits", YESTERDAY, account="2")
    loaded(warehouse, "yandex_metrica", "visits", "2026-11-18", account="1")
    assert warehouse.read("core_streams", "account, covered_to, due_to, status") == [
        ("1", "2026-11-18", YESTERDAY, "stale"),
        ("2", YESTERDAY, None, "ok"),
    ]
    assert warehouse.one("data_freshness", "covered_to, status") == ("2026-11-18", "stale")


def test_west_of_the_company_a_day_is_due_when_it_is_over_there(warehouse) -> None:
    """At nine in the morning in Moscow the twentieth still runs in Los Angeles."""
    west = analytics(streams=["daily_totals"], time_zone="America/Los_Angeles")
    warehouse.api_sources = {"google_analytics": west}
    loaded(warehouse, "google_analytics", "daily_totals", "2026-11-19")
    assert warehouse.one("data_freshness", "due_to, status") == ("2026-11-19", "ok")


def test_a_company_whose_history_begins_today_is_due_nothing_yet(warehouse) -> None:
    warehouse.api_sources, warehouse.company = {"yandex_metrica": METRICA}, {"history_starts_on": "2026-11-21"}
    assert warehouse.read("data_freshness", FRESHNESS) == []


def without(warehouse, stream, *days):
    warehouse.loads = [
        load for load in warehouse.loads if not (load["stream"] == stream and f"{load['date_from']}" in days)
    ]


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        ([], ("ok", 0, None, None)),
        (["2026-10-21"], ("ok", 0, None, None)),
        (["2026-10-22", "2026-10-31", "2026-11-10"], ("incomplete", 3, "2026-10-22", "2026-11-10")),
        (["2026-11-10", YESTERDAY], ("stale", 1, "2026-11-10", "2026-11-10")),
    ],
    ids=["none", "before the days that are wanted", "in between", "in between and at the end"],
)
def test_days_that_are_missing_in_between_are_told(warehouse, lost, told) -> None:
    warehouse.api_sources = {"google_analytics": analytics(streams=["daily_totals"])}
    loaded(warehouse, "google_analytics", "daily_totals", YESTERDAY)
    without(warehouse, "daily_totals", *lost)
    assert warehouse.one("data_freshness", "status, missing_days, missing_from, missing_to") == told


def test_an_account_that_never_came_is_named_whatever_the_one_before_it_left(warehouse) -> None:
    warehouse.api_sources = {"yandex_metrica": METRICA}
    loaded(warehouse, "yandex_metrica", "visits", YESTERDAY, account="2")
    assert warehouse.one("data_freshness", "covered_to, status") == (None, "no_data")


def test_a_primary_source_west_of_the_company_is_not_stale_every_morning(warehouse) -> None:
    west = analytics(time_zone="America/Los_Angeles")
    warehouse.company = {"web": {"primary": "google_analytics"}, "history_starts_on": "2026-10-01"}
    warehouse.api_sources = {"google_analytics": west}
    for stream in REPORTS:
        loaded(warehouse, "google_analytics", stream, "2026-11-19")
    assert warehouse.one("core_period_coverage", "web_status", "period = '2026-11'") == (None,)


@pytest.fixture
def late_reports(warehouse):
    """Traffic is counted from the campaigns of Google Analytics, which came; key events end on the eighteenth."""
    warehouse.company = {"web": {"primary": "google_analytics"}, "history_starts_on": "2026-10-01"}
    warehouse.api_sources = {"google_analytics": analytics()}
    for stream in ("daily_totals", "campaign_days"):
        loaded(warehouse, "google_analytics", stream, YESTERDAY)
    loaded(warehouse, "google_analytics", "key_event_days", "2026-11-18")
    orders = ({"id": f"{day}", "at": f"2026-11-{day:02} 12:00", "revenue": 100} for day in range(1, 21))
    warehouse.orders({"id": "first", "at": "2026-10-01 12:00", "revenue": 100}, *orders)
    return warehouse


@pytest.mark.parametrize(
    ("period", "is_stale"),
    [
        ("2026-10", False),
        ("2026-11-18", False),
        ("2026-11-19", True),
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-W46", False),
        ("2026-W47", True),
        ("2026-11", True),
        ("2026", True),
    ],
)
def test_a_kpi_is_stale_in_periods_that_its_source_should_reach_further_into(late_reports, period, is_stale) -> None:
    """Of the twenty-first, which is today, nothing is due yet."""
    found = late_reports.read("core_stale_kpis", "kpi_code", f"period = '{period}' and kpi_code = 'conversion'")
    assert bool(found) == is_stale


def test_a_kpi_is_stale_in_periods_that_lack_a_day_of_its_source(late_reports) -> None:
    loaded(late_reports, "google_analytics", "key_event_days", YESTERDAY, first="2026-11-19")
    without(late_reports, "key_event_days", "2026-11-04", "2026-11-10")
    stale = late_reports.read("core_stale_kpis", "period", "kpi_code = 'conversion'")
    weeks, months = ["2026-W45", "2026-W46"], ["2026", "2026-11", "2026-Q4"]
    assert sorted(period for (period,) in stale) == sorted(["2026-11-04", "2026-11-10", *weeks, *months])


def test_the_confidence_of_a_kpi_says_that_its_source_is_stale(late_reports) -> None:
    """The status of the conversion stays what it is, and comes first where it isn't ok; sales aren't the web's."""
    late_reports.analytics(
        "campaign_days", {"date": "2026-11-05", "session_source": "g", "session_medium": "cpc", "sessions": 400}
    )
    wanted = "kpi_code in ('conversion', 'net_sales') and period in ('2026-10', '2026-11', '2026-11-19')"
    assert late_reports.read("kpi_values", "kpi_code, period, status, confidence", wanted) == [
        ("conversion", "2026-10", "zero_denominator", "zero_denominator"),
        ("conversion", "2026-11", "ok", "stale"),
        ("conversion", "2026-11-19", "zero_denominator", "zero_denominator"),
        ("net_sales", "2026-10", "ok", "low"),
        ("net_sales", "2026-11", "ok", "low"),
        ("net_sales", "2026-11-19", "ok", "low"),
    ]


def test_a_report_that_never_came_makes_no_period_stale_from_which_it_was_not_asked(late_reports) -> None:
    late_reports.loads = [load for load in late_reports.loads if load["stream"] != "key_event_days"]
    periods = "period in ('2026-10-21', '2026-10-22', '2026-10') and kpi_code = 'conversion'"
    assert late_reports.read("core_stale_kpis", "period", periods) == [("2026-10",), ("2026-10-22",)]


def test_what_a_stale_source_says_comes_before_its_other_reserves(late_reports) -> None:
    row = {"date": "2026-11-05", "session_source": "g", "session_medium": "cpc", "sessions": 400}
    late_reports.analytics("campaign_days", row, quality={"is_thresholded": True})
    november = "kpi_code = 'conversion' and period = '2026-11'"
    assert late_reports.one("kpi_values", "confidence", november) == ("stale",)


def test_a_second_web_source_that_is_down_makes_no_kpi_stale(warehouse) -> None:
    warehouse.api_sources = {"yandex_metrica": METRICA, "google_analytics": analytics()}
    warehouse.web_covers("2026-10-01", YESTERDAY)
    found = warehouse.read("data_freshness", "source, stream, status")
    late = [("google_analytics", stream, "no_data") for stream in sorted(REPORTS)]
    assert found == [*late, ("yandex_metrica", "visits", "ok")]
    assert warehouse.read("core_stale_kpis", "kpi_code") == []


@pytest.mark.parametrize(
    ("primary", "web"),
    [
        ("yandex_metrica", {"yandex_metrica__visits"}),
        ("google_analytics", {"google_analytics__campaign_days", "google_analytics__key_event_days"}),
        ("google_analytics_events", set()),
        ("files", set()),
    ],
)
def test_a_kpi_is_made_from_the_primary_web_source_only(models, primary, web) -> None:
    demo = load_configuration(PROJECT / "config")
    company = demo.company.model_copy(update={"web": demo.company.web.model_copy(update={"primary": primary})})
    made = list(kpi_sources(models, demo.model_copy(update={"company": company})))
    api = {(kpi, relation) for kpi, relation in made if not relation.startswith("lake.files__")}
    kpis = ("conversion", "romi", "valid_traffic_share")
    assert api == {(kpi, f"lake.{relation}") for kpi in kpis for relation in web}
    assert ("net_sales", "lake.files__orders") in made
    assert not [relation for _, relation in made if relation in ("lake.loads", "lake.arrivals")]
