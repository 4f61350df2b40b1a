from datetime import UTC, date, datetime, timedelta
from typing import Any

import grpc
import pytest
from google.analytics import data_v1beta as ga
from google.analytics.data_v1beta.services.beta_analytics_data.transports import BetaAnalyticsDataGrpcTransport
from google.api_core import exceptions

from sandbox.servers.google_analytics import (
    AdCost,
    AnalyticsProperty,
    AnalyticsServer,
    Purchase,
    Session,
    TableSource,
)
from sandbox.servers.google_analytics.asked import asked
from sandbox.servers.google_analytics.caller import ask, report_request, rows
from sandbox.servers.google_analytics.refusals import Refusal
from sandbox.servers.google_analytics.tables import many

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY, BEFORE, AFTER = date(2026, 10, 5), date(2026, 10, 4), date(2026, 10, 6)
FIRST = ("yandex", "organic", "(organic)")
SESSIONS = [
    Session(DAY, "anna", "google", "cpc", "tea", "/sale/", page_views=3, seconds=60, is_new=True),
    Session(DAY, "anna", "google", "cpc", "tea", "/", page_views=2, key_events=("generate_lead", "generate_lead")),
    Session(DAY, "boris", first_origin=FIRST, purchases=(Purchase("261005-0001", 123_400, 20_000, 35_000, 10_000),)),
    Session(DAY, "vera", "vk.com", "referral", "(referral)", key_events=("sign_up",)),
    Session(DAY, "gleb", "shop.example", "referral", "(referral)"),
    Session(BEFORE, "anna", "google", "organic", "(organic)", is_new=True),
    *many(AFTER, 12, 4),
]
COSTS = [AdCost(DAY, "google", "cpc", "tea", 50_050, clicks=7, impressions=90)]
TOTALS = ["sessions", "engagedSessions", "screenPageViews", "eventCount", "keyEvents", "newUsers",
          "userEngagementDuration", "ecommercePurchases", "purchaseRevenue", "totalRevenue"]  # fmt: skip
CHANNEL = "sessionDefaultChannelGroup"
IS_KEY = {"filter": {"field_name": "isKeyEvent", "string_filter": {"value": "true"}}}
BY_NAME = [{"dimension": {"dimension_name": "sessionCampaignName"}}]


@pytest.fixture
def server() -> AnalyticsServer:
    return AnalyticsServer(AnalyticsProperty(TableSource(SESSIONS, COSTS)), today=lambda: NOW)


REPORTS: dict[str, tuple[list[str], list[str], dict[str, Any], dict[tuple[str, ...], tuple[float, ...]]]] = {
    "a day's totals": ([], TOTALS, {}, {(): (5, 4, 8, 22, 4, 1, 60, 1, 1234, 1134)}),
    "its date": (["date"], ["sessions"], {}, {("20261005",): (5,)}),
    "channels": (
        [CHANNEL],
        ["sessions", "keyEvents"],
        {},
        {("Paid Search",): (2, 2), ("Direct",): (1, 1), ("Organic Social",): (1, 1), ("Referral",): (1, 0)},
    ),
    "key events and the sessions that had them": (
        ["eventName"],
        ["keyEvents", "sessions"],
        {"dimension_filter": IS_KEY},
        {("generate_lead",): (2, 1), ("purchase",): (1, 1), ("sign_up",): (1, 1)},
    ),
    "all events": (
        ["eventName"],
        ["eventCount", "screenPageViews", "newUsers"],
        {},
        {
            ("session_start",): (5, 0, 0),
            ("first_visit",): (1, 0, 1),
            ("user_engagement",): (4, 0, 0),
            ("page_view",): (8, 8, 0),
            ("generate_lead",): (2, 0, 0),
            ("purchase",): (1, 0, 0),
            ("sign_up",): (1, 0, 0),
        },
    ),
    "credit goes in part to the user's first source": (
        ["eventName", "source", "defaultChannelGroup"],
        ["keyEvents"],
        {"dimension_filter": {"filter": {"field_name": "eventName", "string_filter": {"value": "purchase"}}}},
        {("purchase", "(direct)", "Direct"): (0.6,), ("purchase", "yandex", "Organic Search"): (0.4,)},
    ),
    "acquisition": (
        ["firstUserSource", "firstUserMedium"],
        ["newUsers", "totalRevenue"],
        {},
        {("google", "cpc"): (1, 0), ("yandex", "organic"): (0, 1134)},
    ),
    "purchases": (
        ["transactionId"],
        ["ecommercePurchases", "purchaseRevenue", "refundAmount", "taxAmount", "shippingAmount"],
        {},
        {("261005-0001",): (1, 1234, 100, 200, 350)},
    ),
    "ad cost": (
        ["sessionSource", "sessionMedium", "sessionCampaignName"],
        ["advertiserAdCost", "advertiserAdClicks", "advertiserAdImpressions", "sessions"],
        {"dimension_filter": {"filter": {"field_name": "sessionMedium", "in_list_filter": {"values": ["CPC"]}}}},
        {("google", "cpc", "tea"): (500.5, 7, 90, 2)},
    ),
    "landing pages but the home page": (
        ["landingPage"],
        ["sessions"],
        {
            "dimension_filter": {
                "not_expression": {"filter": {"field_name": "landingPage", "string_filter": {"value": "/"}}}
            }
        },
        {("/sale/",): (1,)},
    ),
    "rates": ([], ["engagementRate", "bounceRate"], {}, {(): (0.8, 0.2)}),
    "rows of more than one session": (
        [CHANNEL],
        ["sessions"],
        {
            "metric_filter": {
                "filter": {
                    "field_name": "sessions",
                    "numeric_filter": {"operation": "GREATER_THAN", "value": {"int64_value": 1}},
                }
            }
        },
        {("Paid Search",): (2,)},
    ),
    "old names": ([], ["conversions"], {}, {(): (4,)}),
    "people": ([], ["totalUsers", "activeUsers"], {}, {(): (4, 3)}),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_says_what_happened(server: AnalyticsServer, name: str) -> None:
    dimensions, metrics, more, expected = REPORTS[name]
    report = ask(server, dimensions, metrics, DAY, **more)
    assert rows(report) == expected
    assert report.row_count == len(expected)
    assert [header.name for header in report.metric_headers] == metrics


def test_every_report_of_a_day_adds_up_to_the_truth_counted_one_by_one(server: AnalyticsServer) -> None:
    names = ("sessionSource", "sessionMedium", "sessionCampaignName")
    for day in (BEFORE, DAY, AFTER):
        told = rows(ask(server, names, TOTALS, day))
        truth = server.expected(day, *names)
        assert told == {key: tuple(float(truth[key][name]) for name in TOTALS) for key in truth}


def test_several_ranges_are_told_apart_and_people_are_counted_once_in_each(server: AnalyticsServer) -> None:
    spans = [{"start_date": str(first), "end_date": str(DAY), "name": name} for first, name in
             ((DAY, "day"), (BEFORE, "week"))]  # fmt: skip
    request = report_request(server, [], ["totalUsers", "newUsers", "sessions"], [])
    request.MergeFrom(ga.RunReportRequest.pb(ga.RunReportRequest(date_ranges=spans)))
    report = server.answer("runReport", request)
    assert [header.name for header in report.dimension_headers] == ["dateRange"]
    assert rows(report) == {("day",): (4, 1, 5), ("week",): (4, 2, 6)}


def test_pages_meet_when_the_order_is_total(server: AnalyticsServer) -> None:
    by_threes = {"order_bys": BY_NAME, "limit": 3}
    pages = [ask(server, ["sessionCampaignName"], ["sessions"], AFTER, offset=n, **by_threes) for n in (0, 3, 6)]
    assert [len(page.rows) for page in pages] == [3, 1, 0]
    assert {page.row_count for page in pages} == {4}
    assert [key[0] for page in pages for key in rows(page)] == [f"letter {place:06d}" for place in range(4)]


def test_equal_rows_stand_in_another_order_each_time_unless_one_is_asked_for(server: AnalyticsServer) -> None:
    seen = {tuple(rows(ask(server, ["sessionCampaignName"], ["sessions"], AFTER))) for _ in range(20)}
    assert len(seen) > 1


@pytest.mark.parametrize(
    ("limit", "rows_at_most"), [(12, 12), (0, 10_000), (300_000, 250_000)], ids=["as asked", "unsaid", "too many"]
)
def test_a_page_has_at_most(server: AnalyticsServer, limit: int, rows_at_most: int) -> None:
    request = report_request(server, [CHANNEL], ["sessions"], [(DAY, DAY)], limit=limit)
    assert asked(request, (), DAY).limit == rows_at_most


def test_a_day_without_sessions_has_no_rows(server: AnalyticsServer) -> None:
    for dimensions in ([], [CHANNEL], ["eventName"], ["source", "eventName"]):
        report = ask(server, dimensions, ["keyEvents"], date(2026, 1, 1))
        assert (len(report.rows), report.row_count) == (0, 0)


def test_totals_are_given_on_demand(server: AnalyticsServer) -> None:
    report = ask(server, [CHANNEL], ["sessions"], DAY, metric_aggregations=["TOTAL"])
    assert [value.value for value in report.totals[0].metric_values] == ["5"]


REFUSED: dict[str, tuple[list[str], list[str], dict[str, Any], str]] = {
    "a dimension of no property": (["foo"], ["sessions"], {}, "Field foo is not a valid dimension."),
    "a metric of no property": ([], ["foo"], {}, "Field foo is not a valid metric."),
    "cost by day alone": (["date"], ["advertiserAdCost"], {}, "Please add sessionCampaignName to make the request"),
    "credit of page views": (
        ["source"],
        ["eventCount", "keyEvents"],
        {},
        "Please remove eventCount to make the request compatible.",
    ),
    "purchases by item": (["itemName"], ["ecommercePurchases"], {}, "Please remove ecommercePurchases to make"),
    "cost by landing page": (
        ["landingPage", "sessionCampaignName"],
        ["advertiserAdCost"],
        {},
        "Please remove advertiserAdCost",
    ),
    "ten dimensions": ([CHANNEL] * 10, ["sessions"], {}, "Requests are limited to 9 dimensions."),
    "eleven metrics": ([], ["sessions"] * 11, {}, "Requests are limited to 10 metrics."),
    "a currency of nowhere": ([], ["sessions"], {"currency_code": "XYZ"}, "Invalid currency code: XYZ"),
    "an order by what isn't asked": (
        [CHANNEL],
        ["sessions"],
        {"order_bys": BY_NAME},
        "Field sessionCampaignName in orderBys is not in the request",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_request_that_cannot_be_answered_is_refused(server: AnalyticsServer, name: str) -> None:
    dimensions, metrics, more, sentence = REFUSED[name]
    with pytest.raises(Refusal) as refusal:
        ask(server, dimensions, metrics, DAY, **more)
    assert refusal.value.code == "INVALID_ARGUMENT"
    assert refusal.value.message.startswith(sentence)


def test_ranges_have_limits_too(server: AnalyticsServer) -> None:
    for spans in ([(DAY, DAY)] * 5, [(AFTER, DAY)], []):
        with pytest.raises(Refusal):
            ask(server, [], ["sessions"], *spans)


def test_days_can_be_named_by_their_distance_in_the_propertys_zone() -> None:
    late = datetime(2026, 10, 5, 22, tzinfo=UTC)  # the 6th in Moscow
    server = AnalyticsServer(AnalyticsProperty(TableSource(SESSIONS)), today=lambda: late)
    request = report_request(server, ["date"], ["sessions"], [])
    request.date_ranges.add(start_date="2daysAgo", end_date="yesterday")
    assert rows(server.answer("runReport", request)) == {("20261004",): (1,), ("20261005",): (5,)}


def test_the_real_client_is_answered(server: AnalyticsServer) -> None:
    name = f"properties/{server.property.id}"
    with server.grpc() as address, grpc.insecure_channel(address) as channel:
        client = ga.BetaAnalyticsDataClient(transport=BetaAnalyticsDataGrpcTransport(channel=channel))
        request = ga.RunReportRequest(report_request(server, [CHANNEL], ["sessions"], [(DAY, DAY)]))
        report = client.run_report(request)
        assert rows(report)["Direct",] == (1,)
        assert (report.metadata.time_zone, report.metadata.currency_code) == ("Europe/Moscow", "RUB")
        batch = client.batch_run_reports({"property": name, "requests": [request, request]})
        assert [rows(one) for one in batch.reports] == [rows(report)] * 2
        with pytest.raises(exceptions.InvalidArgument, match="limited to 5 requests"):
            client.batch_run_reports({"property": name, "requests": [request] * 6})
        with pytest.raises(exceptions.PermissionDenied, match="does not have sufficient permissions"):
            client.run_report({**type(request).to_dict(request), "property": "properties/1"})
    assert server.requests.count == {"runReport": 2, "batchRunReports": 2}
    assert len(server.requests.reports) == 2 + 2 + 6


def test_metadata_names_everything_with_its_old_names(server: AnalyticsServer) -> None:
    server.change(custom=("customEvent:level",))
    request = ga.GetMetadataRequest.pb(ga.GetMetadataRequest(name=f"properties/{server.property.id}/metadata"))
    answer = server.answer("getMetadata", request)
    metrics = {metric.api_name: metric for metric in answer.metrics}
    assert list(metrics["keyEvents"].deprecated_api_names) == ["conversions"]
    assert metrics["keyEvents"].type_ == ga.MetricType.TYPE_FLOAT
    assert not any(metric.blocked_reasons for metric in answer.metrics)
    assert [one.api_name for one in answer.dimensions if one.custom_definition] == ["customEvent:level"]


COMPATIBILITY: dict[str, tuple[list[str], list[str], set[str]]] = {
    "a day's channels": (["date", CHANNEL], TOTALS, set()),
    "credit of page views": (["date", "source"], ["eventCount", "keyEvents"], {"source", "eventCount"}),
    "cost by day alone": (["date"], ["advertiserAdCost"], {"advertiserAdCost"}),
    "cost by campaign": (["sessionCampaignName"], ["advertiserAdCost"], set()),
}


@pytest.mark.parametrize("name", COMPATIBILITY)
def test_compatibility_is_told_before_a_report_is_asked_for(server: AnalyticsServer, name: str) -> None:
    dimensions, metrics, expected = COMPATIBILITY[name]
    request = ga.CheckCompatibilityRequest.pb(
        ga.CheckCompatibilityRequest(
            property=f"properties/{server.property.id}",
            dimensions=[{"name": one} for one in dimensions],
            metrics=[{"name": one} for one in metrics],
            compatibility_filter="INCOMPATIBLE",
        )
    )
    answer = server.answer("checkCompatibility", request)
    found = {one.dimension_metadata.api_name for one in answer.dimension_compatibilities}
    found |= {one.metric_metadata.api_name for one in answer.metric_compatibilities}
    assert found & {*dimensions, *metrics} == expected


def test_a_large_page_is_beyond_what_a_channel_takes_by_default() -> None:
    day = DAY + timedelta(days=1)
    sessions = [Session(day, "c", "s" * 100, "m" * 100, f"{place:06d}" + "c" * 300) for place in range(9_000)]
    server = AnalyticsServer(AnalyticsProperty(TableSource(sessions)), today=lambda: NOW)
    names = ["sessionSource", "sessionMedium", "sessionCampaignName"]
    with server.grpc() as address, grpc.insecure_channel(address) as channel:
        client = ga.BetaAnalyticsDataClient(transport=BetaAnalyticsDataGrpcTransport(channel=channel))
        with pytest.raises(exceptions.ResourceExhausted, match="larger than max"):
            client.run_report(ga.RunReportRequest(report_request(server, names, ["sessions"], [(day, day)])))
