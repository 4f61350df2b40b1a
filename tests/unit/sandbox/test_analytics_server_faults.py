from collections.abc import Iterator
from datetime import UTC, date, datetime

import grpc
import pytest
from google.analytics import data_v1beta as ga
from google.analytics.data_v1beta.services.beta_analytics_data.transports import BetaAnalyticsDataGrpcTransport
from google.api_core import exceptions

from sandbox.servers.google_analytics import AnalyticsProperty, AnalyticsServer, TableSource
from sandbox.servers.google_analytics import misbehaviour as fault
from sandbox.servers.google_analytics.caller import ask, report_request
from sandbox.servers.google_analytics.faults import Method
from sandbox.servers.google_analytics.quotas import EXHAUSTED
from sandbox.servers.google_analytics.refusals import Refusal
from sandbox.servers.google_analytics.server import Broken
from sandbox.servers.google_analytics.tables import many

DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
CAMPAIGN = ["sessionCampaignName"]


@pytest.fixture
def server() -> AnalyticsServer:
    return AnalyticsServer(AnalyticsProperty(TableSource(many(DAY, 30, 10))), today=lambda: NOW)


@pytest.fixture
def client(server: AnalyticsServer) -> Iterator[ga.BetaAnalyticsDataClient]:
    with server.grpc() as address, grpc.insecure_channel(address) as channel:
        yield ga.BetaAnalyticsDataClient(transport=BetaAnalyticsDataGrpcTransport(channel=channel))


SEEN: dict[str, tuple[fault.Fault, type[Exception], str]] = {
    "500": (fault.internal(), exceptions.InternalServerError, "An internal error has occurred"),
    "503": (fault.unavailable(), exceptions.ServiceUnavailable, "The service is currently unavailable."),
    "504": (fault.deadline(), exceptions.DeadlineExceeded, "took too long"),
    "401": (fault.unauthenticated(), exceptions.Unauthenticated, "invalid authentication credentials"),
    "403": (fault.forbidden(), exceptions.PermissionDenied, "does not have sufficient permissions"),
    "a reset": (fault.reset(), exceptions.ServiceUnavailable, "Connection reset by peer"),
    "a lost answer": (fault.lost(), exceptions.ServiceUnavailable, "Connection reset by peer"),
    **{
        f"429 {bucket}": (fault.quota_spent(bucket), exceptions.ResourceExhausted, sentence[:40])
        for bucket, sentence in EXHAUSTED.items()
    },
}


@pytest.mark.parametrize("name", SEEN)
def test_the_real_client_sees_each_failure_as_its_own_class(
    server: AnalyticsServer, client: ga.BetaAnalyticsDataClient, name: str
) -> None:
    armed, kind, sentence = SEEN[name]
    server.faults.arm("runReport", armed)
    request = ga.RunReportRequest(report_request(server, [], ["sessions"], [(DAY, DAY)]))
    with pytest.raises(kind, match=sentence):
        client.run_report(request)
    assert client.run_report(request).rows[0].metric_values[0].value == "30"
    assert server.faults.struck == {armed.name: 1}


def test_a_fault_strikes_at_its_turn_and_as_often_as_it_was_armed(server: AnalyticsServer) -> None:
    server.faults.arm("runReport", fault.unavailable(), nth=2, times=2)
    said = []
    for _ in range(4):
        try:
            ask(server, [], ["sessions"], DAY)
            said.append("an answer")
        except Refusal as refusal:
            said.append(refusal.code)
    assert said == ["an answer", "UNAVAILABLE", "UNAVAILABLE", "an answer"]
    server.faults.arm("runReport", fault.internal())
    server.faults.disarm()
    ask(server, [], ["sessions"], DAY)
    assert server.faults.struck == {}


@pytest.mark.parametrize("method", ["batchRunReports", "getMetadata", "checkCompatibility"])
def test_every_method_can_fail(server: AnalyticsServer, method: Method) -> None:
    server.faults.arm(method, fault.internal())
    with pytest.raises(Refusal, match="internal error"):
        server.answer(method, None)


def test_a_lost_answer_is_charged_and_a_reset_is_not(server: AnalyticsServer) -> None:
    for armed, tokens in ((fault.reset(), 0), (fault.lost(), 1)):
        server.faults.arm("runReport", armed)
        with pytest.raises(Broken):
            ask(server, [], ["sessions"], DAY)
        assert server.quota.used("tokens_per_day") == tokens


def test_a_page_can_lack_rows_repeat_one_or_tell_another_count(server: AnalyticsServer) -> None:
    told = []
    for armed in (fault.loses_rows(3), fault.repeats_a_row(), fault.grows(2), fault.slow(0)):
        server.faults.arm("runReport", armed)
        page = ask(server, CAMPAIGN, ["sessions"], DAY)
        told.append((len(page.rows), len({row.dimension_values[0].value for row in page.rows}), page.row_count))
    assert told == [(7, 7, 10), (10, 9, 10), (10, 10, 12), (10, 10, 10)]


def test_a_value_can_be_odd_and_a_row_too_short(server: AnalyticsServer) -> None:
    server.faults.arm("runReport", fault.odd_value("lots"))
    assert ask(server, CAMPAIGN, ["sessions"], DAY).rows[0].metric_values[0].value == "lots"
    server.faults.arm("runReport", fault.short_row())
    assert len(ask(server, CAMPAIGN, ["sessions"], DAY).rows[0].metric_values) == 0


def test_faults_of_pages_strike_every_report_of_a_batch(server: AnalyticsServer) -> None:
    server.faults.arm("batchRunReports", fault.loses_rows(1))
    one = report_request(server, CAMPAIGN, ["sessions"], [(DAY, DAY)])
    batch = ga.BatchRunReportsRequest.pb()(property=f"properties/{server.property.id}", requests=[one, one])
    assert [len(report.rows) for report in server.answer("batchRunReports", batch).reports] == [9, 9]
