"""Reports that a company adds in YAML: what becomes of them, and the sentence for each that can't be."""

from typing import Any

import pytest

from connectors.common.errors import BadInput
from connectors.google_analytics.catalogue import reports_of
from connectors.google_analytics.catalogue.own import own_report
from connectors.google_analytics.catalogue.report import ReportSpec
from connectors.google_analytics.settings import GoogleAnalyticsSettings, OwnReport


def made(**given: Any) -> ReportSpec:
    return own_report("mine", OwnReport.model_validate({"metrics": ["sessions"], **given}), where="config/x.yaml")


def test_a_report_becomes_a_stream_beside_the_standard_ones() -> None:
    settings = GoogleAnalyticsSettings.checked(
        {
            "property_id": 1,
            "time_zone": "Europe/Moscow",
            "streams": ["daily_totals"],
            "own_reports": {"levels": {"dimensions": ["customEvent:level"], "metrics": ["eventCount", "totalRevenue"]}},
        }
    )
    reports = reports_of(settings, where="here")
    assert list(reports) == ["daily_totals", "levels"]
    stream = reports["levels"].stream(settings)
    assert stream.schema.names == ["date", "custom_event_level", "event_count", "total_revenue", "currency"]
    assert (stream.key, stream.money, stream.totals) == (("custom_event_level",), ("total_revenue",), None)


@pytest.mark.parametrize(
    ("given", "scope", "settles_after"),
    [
        ({"dimensions": ["country"]}, "none", 3),
        ({"dimensions": ["sessionSource"]}, "session", 3),
        ({"dimensions": ["firstUserSource"]}, "user", 3),
        ({"dimensions": ["source"], "metrics": ["keyEvents"]}, "event", 13),
        ({"dimensions": ["country"], "filter": {"sessionMedium": "cpc"}}, "session", 3),
        ({"dimensions": ["country"], "scope": "session"}, "session", 3),
        ({"dimensions": ["source"], "settles_after": 20}, "event", 20),
    ],
    ids=["none", "session", "user", "event", "by the filter", "as said", "days as said"],
)
def test_the_scope_is_told_by_the_dimensions(given: dict[str, Any], scope: str, settles_after: int) -> None:
    report = made(**given)
    assert (report.scope, report.settles_after) == (scope, settles_after)


def test_another_field_or_filter_is_another_version() -> None:
    versions = {
        made().version,
        made(dimensions=["country"]).version,
        made(dimensions=["country"], filter={"deviceCategory": "mobile"}).version,
        made(dimensions=["country"], filter={"deviceCategory": ["mobile", "tablet"]}).version,
        made(metrics=["screenPageViews"]).version,
    }
    assert len(versions) == 5
    assert made().version == made().version


def test_old_names_are_had_by_their_present_ones() -> None:
    report = made(dimensions=["eventName"], metrics=["conversions"], filter={"isConversionEvent": "true"})
    assert (report.metrics, dict(report.filter)) == (("keyEvents",), {"isKeyEvent": ("true",)})
    assert dict(report.renamed) == {"conversions": "keyEvents", "isConversionEvent": "isKeyEvent"}


NINE = ["country", "city", "region", "browser", "language", "deviceCategory", "operatingSystem", "pagePath", "hostName"]
TEN = ["sessions", "engagedSessions", "newUsers", "eventCount", "keyEvents", "transactions", "addToCarts", "checkouts"]
TEN += ["totalRevenue", "refundAmount"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"dimensions": [*NINE, "pageTitle"]}, "10 dimensions, and a report takes 9: make two reports of it"),
        (
            {"dimensions": NINE, "metrics": ["totalUsers"], "grain": "periods"},
            "9 dimensions, and a report takes 8 besides the period",
        ),
        ({"metrics": [*TEN, "screenPageViews"]}, "11 metrics, and a report takes 10: make two reports of it"),
        ({"dimensions": ["date"]}, "date can't be a dimension, because each row has its day already"),
        ({"dimensions": ["nthDay"]}, "nthDay can't be a dimension"),
        ({"dimensions": ["dateRange"]}, "dateRange can't be a dimension"),
        ({"dimensions": ["cohortNthDay"]}, "cohortNthDay can't be a dimension, because cohorts"),
        ({"metrics": ["sessionz"]}, "whether sessionz adds up is not known"),
        ({"metrics": ["bounceRate"]}, "bounceRate is a ratio"),
        ({"metrics": ["totalUsers"]}, "totalUsers counts people"),
        ({"metrics": ["advertiserAdCost"]}, "advertiserAdCost is told by campaigns only: add sessionCampaignName"),
        (
            {"dimensions": ["sessionSource", "firstUserMedium"]},
            "one report has one scope, and here sessionSource is of the session, firstUserMedium is of the user",
        ),
        (
            {"dimensions": ["sessionSource"], "filter": {"source": "yandex"}},
            "one report has one scope, and here sessionSource is of the session, source is of the event",
        ),
        ({"dimensions": ["source"], "scope": "session"}, "its scope is session, and source is of the event"),
        ({"dimensions": ["country", "country"]}, "the column country would be there twice"),
        ({"dimensions": ["customEvent:Level", "customEvent:level"]}, "the column custom_event_level would be there"),
        ({"filter": {"country": []}}, "the filter of country has no values"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_can_t_be_is_refused_with_a_sentence(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        made(**given)
    assert str(refusal.value).startswith("config/x.yaml: settings.own_reports.mine: ")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("dimension", ["sessionCampaignName", "sessionCampaignId", "sessionGoogleAdsKeyword"])
def test_cost_is_had_beside_a_campaign(dimension: str) -> None:
    assert made(dimensions=[dimension], metrics=["advertiserAdCost"]).scope == "session"


def test_nine_dimensions_and_ten_metrics_are_had() -> None:
    assert len(made(dimensions=NINE, metrics=TEN).schema) == 1 + 9 + 10 + 1
