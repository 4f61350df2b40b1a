"""The standard reports: one scope each, within the API's limits, with columns that follow from API names."""

import pyarrow as pa
import pytest

from connectors.google_analytics.catalogue import STANDARD, ReportSpec, reports_of
from connectors.google_analytics.catalogue.dimensions import column_of, scope_of, scopes_of
from connectors.google_analytics.catalogue.metrics import MONEY, metric
from connectors.google_analytics.catalogue.report import MOST_DIMENSIONS, MOST_METRICS
from connectors.google_analytics.settings import STREAMS, GoogleAnalyticsSettings

SETTINGS = GoogleAnalyticsSettings.checked({"property_id": 1, "time_zone": "Europe/Moscow"})
EACH = pytest.mark.parametrize("report", STANDARD.values(), ids=list(STANDARD))


def test_the_settings_offer_exactly_the_standard_reports() -> None:
    assert tuple(STANDARD) == STREAMS == tuple(reports_of(SETTINGS, where="here"))


@EACH
def test_a_report_has_one_scope_and_keeps_the_limits(report: ReportSpec) -> None:
    scopes = scopes_of((*report.dimensions, *report.filter))
    assert list(scopes) == ([] if report.scope == "none" else [report.scope])
    assert len(report.dimensions) + (report.grain == "periods") <= MOST_DIMENSIONS
    assert 1 <= len(report.metrics) <= MOST_METRICS
    assert len(report.known_metrics) == len(report.metrics)


@EACH
def test_people_are_counted_by_periods_only_and_ratios_never_fetched(report: ReportSpec) -> None:
    additivities = {each.additivity for each in report.known_metrics}
    assert "ratio" not in additivities
    assert ("distinct" in additivities) == (report.grain == "periods")


@EACH
def test_the_lake_s_stream_has_the_day_first_and_the_currency_of_money_last(report: ReportSpec) -> None:
    stream = report.stream(SETTINGS)
    assert stream.schema.names[0] == "date"
    assert ("currency" in stream.schema.names) == (MONEY in stream.schema.types)
    assert "currency" not in stream.schema.names[:-1]
    assert set(stream.key) | set(stream.measures) | set(stream.money) <= set(stream.schema.names)
    assert stream.constant == ("time_zone", "currency", "report_version")


@EACH
def test_what_adds_up_to_the_totals_is_a_column_of_both(report: ReportSpec) -> None:
    totals = report.stream(SETTINGS).totals
    assert (totals is None) == (not report.adding_up)
    for column in totals.measures if totals else ():
        assert column in report.schema.names
        assert column in STANDARD["daily_totals"].schema.names


def test_estimates_may_miss_their_totals_more_than_counts() -> None:
    totals = STANDARD["channel_days"].stream(SETTINGS).totals
    assert totals is not None
    assert (totals.measures["sessions"], totals.measures["screen_page_views"]) == (0.02, 0.005)
    assert set(totals.measures) == set(STANDARD["daily_totals"].stream(SETTINGS).measures)


def test_without_the_totals_stream_nothing_is_compared_with_it() -> None:
    settings = SETTINGS.model_copy(update={"streams": ("channel_days",)})
    assert STANDARD["channel_days"].stream(settings).totals is None


def test_visits_with_several_key_events_are_no_measure_of_restatement() -> None:
    assert STANDARD["key_event_days"].stream(SETTINGS).measures == ("key_events",)


def test_a_day_that_comes_again_is_judged_by_its_first_count() -> None:
    assert {name: report.stream(SETTINGS).counted_by for name, report in STANDARD.items()} == {
        **dict.fromkeys(("daily_totals", "channel_days", "campaign_days", "landing_page_days"), "sessions"),
        **dict.fromkeys(("key_event_days", "attributed_key_event_days"), "key_events"),
        "acquisition_days": "new_users",
        "purchase_days": "ecommerce_purchases",
        "ad_cost_days": "advertiser_ad_clicks",
        "period_users": None,
        "channel_period_users": None,
    }


def test_attributed_key_events_settle_after_thirteen_days_and_all_others_after_three() -> None:
    late = {name for name, report in STANDARD.items() if report.settles_after == 13}
    assert late == {"attributed_key_event_days"}
    assert {report.settles_after for name, report in STANDARD.items() if name not in late} == {3}


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("sessionDefaultChannelGroup", "session_default_channel_group"),
        ("customEvent:level", "custom_event_level"),
        ("googleAdsAdGroupId", "google_ads_ad_group_id"),
        ("cm360CampaignName", "cm360_campaign_name"),
        ("active28DayUsers", "active28_day_users"),
        ("sessions", "sessions"),
    ],
)
def test_a_column_is_called_by_the_api_name_in_snake_case(name: str, column: str) -> None:
    assert column_of(name) == column


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("sessionSource", "session"),
        ("sessionManualAdContent", "session"),
        ("sessionCustomChannelGroup:12", "session"),
        ("firstUserCampaignId", "user"),
        ("source", "event"),
        ("sourcePlatform", "event"),
        ("googleAdsCampaignName", "event"),
        ("customChannelGroup:12", "event"),
        ("eventName", "none"),
        ("landingPage", "none"),
        ("newVsReturning", "none"),
        ("customEvent:source", "none"),
    ],
)
def test_the_scope_follows_from_the_name(name: str, scope: str) -> None:
    assert scope_of(name) == scope


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("sessions", pa.int64()),
        ("keyEvents", pa.float64()),
        ("keyEvents:purchase", pa.float64()),
        ("countCustomEvent:level", pa.int64()),
        ("userEngagementDuration", pa.float64()),
        ("totalRevenue", MONEY),
    ],
)
def test_a_metric_s_type_follows_from_what_it_counts(name: str, type_: pa.DataType) -> None:
    found = metric(name)
    assert found is not None
    assert found.type == type_
