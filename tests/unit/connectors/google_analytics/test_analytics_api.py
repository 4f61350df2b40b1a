"""The four questions over both transports: what is sent, and what comes back."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from analytics_stub import Clock, Rest, Stub, over_grpc, over_rest

from connectors.common.errors import SourceDown
from connectors.google_analytics.api.data_api import DataApi
from connectors.google_analytics.api.metadata import MetadataField
from connectors.google_analytics.api.problems import Incompatible
from connectors.google_analytics.settings import GoogleAnalyticsSettings

SETTINGS = GoogleAnalyticsSettings.checked({"property_id": 7, "time_zone": "Europe/Moscow"})
QUESTION: dict[str, Any] = {
    "dimensions": [{"name": "sessionSource"}],
    "metrics": [{"name": "sessions"}],
    "date_ranges": [{"start_date": "2026-10-05", "end_date": "2026-10-05"}],
    "dimension_filter": {"filter": {"field_name": "isKeyEvent", "string_filter": {"value": "true"}}},
    "order_bys": [{"dimension": {"dimension_name": "sessionSource"}}],
    "limit": 10,
    "offset": 20,
}
ROWS = {
    "rows": [{"dimension_values": [{"value": "yandex"}], "metric_values": [{"value": "42"}]}],
    "row_count": 21,
    "metadata": {"time_zone": "Europe/Moscow", "currency_code": "RUB"},
}


@pytest.fixture
def stub() -> Stub:
    return Stub(report=ROWS)


@pytest.fixture
def api(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataApi]:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    with over_grpc(stub) as url:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        with DataApi(SETTINGS, tmp_path / "state" / "ga", patience=Clock().patience()) as opened:
            yield opened


def test_a_report_is_answered_by_the_raw_message(api: DataApi, stub: Stub) -> None:
    answer = api.run_report(QUESTION)
    assert answer.DESCRIPTOR.full_name == "google.analytics.data.v1beta.RunReportResponse"
    assert [value.value for row in answer.rows for value in (*row.dimension_values, *row.metric_values)] == [
        "yandex",
        "42",
    ]
    assert (answer.row_count, answer.metadata.currency_code) == (21, "RUB")
    [(_, asked)] = stub.asked
    assert asked.property == "properties/7"
    assert asked.return_property_quota
    assert (asked.limit, asked.offset, asked.order_bys[0].dimension.dimension_name) == (10, 20, "sessionSource")


def test_a_batch_is_one_request_with_an_answer_for_each_report(api: DataApi, stub: Stub) -> None:
    answers = api.batch_run_reports([QUESTION, {**QUESTION, "limit": 5}])
    assert [answer.row_count for answer in answers] == [21, 21]
    [(_, asked)] = stub.asked
    assert asked.property == "properties/7"
    assert [each.limit for each in asked.requests] == [10, 5]
    assert all(each.return_property_quota for each in asked.requests)


@pytest.mark.parametrize("reports", [0, 6])
def test_a_batch_has_one_to_five_reports(reports: int, api: DataApi, stub: Stub) -> None:
    with pytest.raises(ValueError, match=f"a batch has 1 to 5 requests, not {reports}"):
        api.batch_run_reports([QUESTION] * reports)
    assert stub.asked == []


def test_requests_and_tokens_are_counted_over_its_life(api: DataApi) -> None:
    assert (api.requests, api.tokens, api.quota) == (0, 0, None)
    api.run_report(QUESTION)
    api.batch_run_reports([QUESTION] * 5)
    assert (api.requests, api.tokens) == (2, 18)
    assert api.quota is not None
    assert api.quota.buckets["tokens_per_day"].remaining == 190_000


def test_metadata_tells_types_old_names_and_what_the_role_may_not_see(api: DataApi, stub: Stub) -> None:
    stub.metadata = {
        "dimensions": [
            {"api_name": "sessionSource"},
            {"api_name": "customEvent:level", "custom_definition": True},
        ],
        "metrics": [
            {"api_name": "keyEvents", "type_": "TYPE_FLOAT", "deprecated_api_names": ["conversions"]},
            {"api_name": "purchaseRevenue", "type_": "TYPE_CURRENCY", "blocked_reasons": ["NO_REVENUE_METRICS"]},
            {"api_name": "advertiserAdCost", "type_": 9, "blocked_reasons": [2, 99]},
        ],
    }
    metadata = api.metadata()
    assert metadata.fields["sessionSource"] == MetadataField("sessionSource", "dimension")
    assert metadata.fields["customEvent:level"].is_custom
    assert metadata.fields["keyEvents"].type == "TYPE_FLOAT"
    assert metadata.present("conversions") == metadata.present("keyEvents") == "keyEvents"
    assert metadata.present("visits") is None
    assert metadata.blocked == {"purchaseRevenue": ("revenue",), "advertiserAdCost": ("cost", "something")}
    assert stub.asked[0][1].name == "properties/7/metadata"


def test_a_list_without_fields_is_no_answer(api: DataApi) -> None:
    with pytest.raises(SourceDown, match="its list of fields is empty"):
        api.metadata()


def test_only_fields_of_the_request_are_called_incompatible(api: DataApi, stub: Stub) -> None:
    stub.compatibility = {
        "dimension_compatibilities": [
            {"dimension_metadata": {"api_name": "sessionSource"}, "compatibility": "COMPATIBLE"},
            {"dimension_metadata": {"api_name": "itemName"}, "compatibility": "INCOMPATIBLE"},  # was not asked for
            {"dimension_metadata": {"api_name": "isKeyEvent"}, "compatibility": "INCOMPATIBLE"},  # of the filter
        ],
        "metric_compatibilities": [{"metric_metadata": {"api_name": "sessions"}, "compatibility": "INCOMPATIBLE"}],
    }
    assert api.incompatible(QUESTION) == ["isKeyEvent", "sessions"]
    [(_, asked)] = stub.asked
    assert asked.property == "properties/7"
    assert asked.dimension_filter.filter.field_name == "isKeyEvent"


def test_a_question_of_compatibility_may_be_refused_as_a_whole(api: DataApi, stub: Stub) -> None:
    stub.refused = {"sessions": "Please remove sessions to make the request compatible."}
    with pytest.raises(Incompatible) as caught:
        api.incompatible(QUESTION)
    assert (caught.value.remove, caught.value.add) == (("sessions",), ())


def test_over_rest_the_answer_is_the_same_raw_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = {
        "rows": [{"dimensionValues": [{"value": "яндекс"}], "metricValues": [{"value": "42"}]}],
        "rowCount": 21,
        "propertyQuota": {"tokensPerDay": {"consumed": 4, "remaining": 1000}},
        "metadata": {"timeZone": "Europe/Moscow", "somethingNew": {}},
        "kind": "analyticsData#runReport",
    }
    rest = Rest([(200, json.dumps(reply), {"Content-Type": "application/json"})])
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # no proxy reaches our own machine
    with over_rest(rest) as url:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        with DataApi(SETTINGS, tmp_path / "state" / "ga", patience=Clock().patience()) as api:
            answer = api.run_report(QUESTION)
            assert api.tokens == 4
    assert (answer.row_count, answer.rows[0].dimension_values[0].value) == (21, "яндекс")
    [(path, headers, body)] = rest.asked
    assert path.startswith("/v1beta/properties/7:runReport")
    assert json.loads(body)["returnPropertyQuota"] is True
    assert "authorization" not in {name.lower() for name in headers}


def test_describing_a_source_does_not_wait_for_google_s_library() -> None:
    described = (
        "import sys; import connectors.google_analytics.api.data_api, connectors.google_analytics.checking;"
        "print([name for name in ('grpc', 'google.analytics', 'google.api_core', 'proto') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", described], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
