from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from google.analytics import data_v1beta as ga
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials, Credentials
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2 import service_account

from sandbox.servers.google_analytics import AnalyticsProperty, AnalyticsServer, Purchase, Session, TableSource
from sandbox.servers.google_analytics import misbehaviour as fault
from sandbox.servers.google_analytics.caller import ask, report_request, rows
from sandbox.servers.serving import in_thread

DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
SESSIONS = [Session(DAY, "a"), Session(DAY, "b", "google", "organic", "(organic)", purchases=(Purchase("T", 1050),))]
SCOPES = ["https://www.googleapis.com/auth/analytics.readonly"]


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would ask Google, in a thread of its own, in which regions a service account may be used."""
    name = "_is_regional_access_boundary_lookup_required"
    monkeypatch.setattr(service_account.Credentials, name, lambda account: False)


@pytest.fixture
def server() -> AnalyticsServer:
    return AnalyticsServer(AnalyticsProperty(TableSource(SESSIONS)), today=lambda: NOW)


@pytest.fixture
def url(server: AnalyticsServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with in_thread(server.rest_app()) as address:
        yield address


def client_of(url: str, credentials: Credentials | None = None) -> ga.BetaAnalyticsDataClient:
    return ga.BetaAnalyticsDataClient(
        transport="rest",
        credentials=credentials or AnonymousCredentials(),  # type: ignore[no-untyped-call]
        client_options={"api_endpoint": url},
    )


def report_of(server: AnalyticsServer) -> ga.RunReportRequest:
    spans = [(DAY, DAY)]
    names = ["sessions", "keyEvents", "purchaseRevenue"]
    return ga.RunReportRequest(report_request(server, ["sessionDefaultChannelGroup"], names, spans))


def test_the_real_client_gets_the_same_over_rest(server: AnalyticsServer, url: str) -> None:
    client, request = client_of(url), report_of(server)
    direct = ask(server, ["sessionDefaultChannelGroup"], ["sessions", "keyEvents", "purchaseRevenue"], DAY)
    answer = client.run_report(request)
    assert rows(answer) == rows(direct) == {("Direct",): (1, 0, 0), ("Organic Search",): (1, 1, 10.5)}
    assert [header.type_ for header in answer.metric_headers] == [header.type_ for header in direct.metric_headers]
    assert "empty_reason" not in answer.metadata
    name = f"properties/{server.property.id}"
    assert len(client.batch_run_reports({"property": name, "requests": [request]}).reports) == 1
    assert client.get_metadata(name=f"{name}/metadata").name == f"{name}/metadata"
    checked = client.check_compatibility({"property": name, "metrics": [{"name": "sessions"}]})
    assert checked.metric_compatibilities


FAILURES: dict[str, tuple[fault.Fault, type[Exception], str]] = {
    "429": (fault.quota_spent("tokens_per_hour"), exceptions.TooManyRequests, "Exhausted property tokens per hour"),
    "400": (fault.refused("INVALID_ARGUMENT", "Please add x"), exceptions.BadRequest, "Please add x"),
    "403": (fault.forbidden(), exceptions.Forbidden, "sufficient permissions"),
    "503": (fault.unavailable(), exceptions.ServiceUnavailable, "currently unavailable"),
    "504": (fault.deadline(), exceptions.GatewayTimeout, "too long"),
    "a reset": (fault.reset(), requests.ConnectionError, "reset|aborted"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_failures_come_as_rest_has_them(server: AnalyticsServer, url: str, name: str) -> None:
    armed, kind, sentence = FAILURES[name]
    server.faults.arm("runReport", armed)
    with pytest.raises(kind, match=sentence):
        client_of(url).run_report(report_of(server))


POSTED: dict[str, tuple[str, str, int, str]] = {
    "what isn't JSON": (":runReport", "{", 400, "INVALID_ARGUMENT"),
    "a field of no report": (":runReport", '{"metrix": []}', 400, "INVALID_ARGUMENT"),
    "a report of nothing": (":runReport", "", 400, "INVALID_ARGUMENT"),
    "a method of no API": (":runEverything", "{}", 404, "NOT_FOUND"),
}


@pytest.mark.parametrize("name", POSTED)
def test_odd_requests_are_refused_in_googles_envelope(server: AnalyticsServer, url: str, name: str) -> None:
    path, body, status, code = POSTED[name]
    answer = requests.post(f"{url}/v1beta/properties/{server.property.id}{path}", data=body, timeout=10)
    error: dict[str, Any] = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (status, status, code)


def test_numbers_travel_as_texts_and_names_in_camel_case(server: AnalyticsServer, url: str) -> None:
    body = {"metrics": [{"name": "sessions"}], "dateRanges": [{"startDate": "2026-11-18", "endDate": "2026-11-18"}]}
    answer = requests.post(f"{url}/v1beta/properties/{server.property.id}:runReport", json=body, timeout=10).json()
    assert answer["metricHeaders"] == [{"name": "sessions", "type": "TYPE_INTEGER"}]
    assert answer["rows"] == [{"metricValues": [{"value": "2"}]}]
    assert answer["rowCount"] == 1


def account_of(key: Path) -> service_account.Credentials:
    return service_account.Credentials.from_service_account_file(str(key), scopes=SCOPES)


def test_a_service_account_signs_in_and_strangers_do_not(server: AnalyticsServer, url: str, tmp_path: Path) -> None:
    server.change(signed_in=True)
    account = account_of(server.accounts.write_key(tmp_path / "key.json", url))
    assert rows(client_of(url, account).run_report(report_of(server)))
    stranger = account_of(AnalyticsServer(server.property, today=lambda: NOW).accounts.write_key(tmp_path / "b", url))
    server_knows_no_more = (stranger, account)
    server.accounts.forget()
    for credentials in server_knows_no_more:
        with pytest.raises(exceptions.Unauthorized, match="invalid authentication credentials"):
            client_of(url, credentials).run_report(report_of(server))


def test_a_service_account_gets_a_token_for_its_signed_assertion(
    server: AnalyticsServer, url: str, tmp_path: Path
) -> None:
    server.change(signed_in=True)
    account = account_of(server.accounts.write_key(tmp_path / "key.json", url))
    account.refresh(Request())
    assert server.accounts.issued == {account.token}
    address = f"{url}/v1beta/properties/{server.property.id}/metadata"
    signed = requests.get(address, headers={"Authorization": f"Bearer {account.token}"}, timeout=10)
    assert (signed.status_code, requests.get(address, timeout=10).status_code) == (200, 401)
    server.accounts.forget()
    with pytest.raises(RefreshError, match="invalid_grant"):
        account.refresh(Request())
