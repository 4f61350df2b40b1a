"""What `check` says of a property: a line each, and a problem where nobody is accepted."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import grpc
import pytest
from analytics_stub import PLENTY, Clock, Rest, Stub, over_grpc, over_rest

from connectors.common.errors import AccessRefused, QuotaSpent
from connectors.google_analytics.checking import PATIENCE, Checking
from connectors.google_analytics.settings import GoogleAnalyticsSettings
from sandbox.servers.google_analytics.accounts import Accounts

TODAY = date(2026, 10, 16)
REPORTS: dict[str, dict[str, Any]] = {
    "daily_totals": {"metrics": [{"name": "sessions"}, {"name": "purchaseRevenue"}]},
    "channel_days": {"dimensions": [{"name": "sessionSource"}], "metrics": [{"name": "keyEvents"}]},
}
METADATA = {
    "dimensions": [{"api_name": "sessionSource"}],
    "metrics": [
        {"api_name": "sessions"},
        {"api_name": "purchaseRevenue"},
        {"api_name": "keyEvents", "deprecated_api_names": ["conversions"]},
    ],
}
ANSWER: dict[str, Any] = {"metadata": {"time_zone": "Europe/Moscow", "currency_code": "RUB"}}
ANSWER_IN_JSON = {"metadata": {"timeZone": "Europe/Moscow", "currencyCode": "RUB"}, "rowCount": 1}
METADATA_IN_JSON = {"metrics": [{"apiName": "sessions"}, {"apiName": "purchaseRevenue"}]}
Check = Callable[..., list[str]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)

    def lines(stub: Stub, reports: Any = REPORTS, **settings: Any) -> list[str]:
        given = {"property_id": 7, "time_zone": "Europe/Moscow", **settings}
        clock = Clock()
        patience = clock.patience(
            tries=PATIENCE.tries, longest_park=PATIENCE.longest_park, spends_reserve=PATIENCE.spends_reserve
        )
        with over_grpc(stub) as url:
            monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
            checked = GoogleAnalyticsSettings.checked(given)
            return Checking(checked, tmp_path / "state" / "ga", reports, patience=patience).lines(TODAY)

    return lines


def stub(**changes: Any) -> Stub:
    return Stub(**{"report": ANSWER, "metadata": METADATA, **changes})


def test_the_property_its_reports_and_its_quotas_are_told(check: Check) -> None:
    server = stub()
    assert check(server) == [
        "no credentials are needed here: property 7 can be read",
        "its days are those of Europe/Moscow",
        "amounts are in RUB",
        "the role hides neither cost nor revenue",
        "daily_totals: its fields go together",
        "channel_days: its fields go together",
        "190 000 of 200 000 tokens of today, 39 000 of 40 000 of this hour are left (a standard property)",
    ]
    assert server.methods == ["RunReport", "GetMetadata", "CheckCompatibility", "CheckCompatibility"]


def test_another_time_zone_is_said_to_hold_up_the_load(check: Check) -> None:
    lines = check(stub(report={"metadata": {"time_zone": "America/New_York"}}))
    assert lines[1] == (
        "the property's days are those of America/New_York, and the settings say Europe/Moscow: "
        "nothing is loaded before they agree"
    )


@pytest.mark.parametrize(
    ("property_keeps", "settings", "said"),
    [
        ("RUB", {}, "amounts are in RUB"),
        ("RUB", {"currency": "RUB"}, "amounts are in RUB"),
        ("USD", {"currency": "RUB"}, "amounts are converted by Google from USD to RUB"),
        ("", {"currency": "RUB"}, "amounts are in RUB"),
        ("", {}, "amounts are in a currency that the answer does not name"),
    ],
)
def test_the_currency_is_told(property_keeps: str, settings: Any, said: str, check: Check) -> None:
    answer = {"metadata": {"time_zone": "Europe/Moscow", "currency_code": property_keeps}}
    assert said in check(stub(report=answer), **settings)


def test_what_the_role_hides_is_told_in_all_and_by_report(check: Check) -> None:
    hidden = {"active_metric_restrictions": [
        {"metric_name": "purchaseRevenue", "restricted_metric_types": ["REVENUE_DATA"]},
        {"metric_name": "advertiserAdCost", "restricted_metric_types": ["COST_DATA"]},
        {"metric_name": "totalRevenue", "restricted_metric_types": ["REVENUE_DATA"]},
    ]}  # fmt: skip
    metrics = [{"api_name": "sessions"}, {"api_name": "purchaseRevenue", "blocked_reasons": ["NO_REVENUE_METRICS"]}]
    lines = check(
        stub(report={"metadata": {"schema_restriction_response": hidden}}, metadata={"metrics": metrics}),
        {"daily_totals": REPORTS["daily_totals"]},
    )
    assert "the role hides revenue and cost: such columns stay empty (Admin, Property access management)" in lines
    assert "daily_totals: empty, because the role may not see it: purchaseRevenue" in lines


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": (
        {"metrics": [{"name": "visits"}, {"name": "sessions"}, {"name": "hits"}]},
        "mine: the property doesn't know visits, hits",
    ),
    "an old name": (
        {"metrics": [{"name": "conversions"}]},
        "mine: deprecated names: conversions (now keyEvents)",
    ),
    "fields apart": (
        {"dimensions": [{"name": "sessionSource"}], "metrics": [{"name": "sessions"}]},
        "mine: these fields can't stand in one report: sessions",
    ),
}


@pytest.mark.parametrize(("report", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_with_a_report_is_its_line(report: dict[str, Any], said: str, check: Check) -> None:
    apart = {"metric_compatibilities": [{"metric_metadata": {"api_name": "sessions"}, "compatibility": "INCOMPATIBLE"}]}
    assert said in check(stub(compatibility=apart), {"mine": report})


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (
            "Please remove sessions to make the request compatible.",
            "daily_totals: these fields can't stand in one report. Leave out sessions.",
        ),
        ("Odd.", "daily_totals: it refused the request: Odd."),
    ],
)
def test_a_report_that_the_api_refuses_does_not_end_the_check(refused: str, said: str, check: Check) -> None:
    lines = check(stub(refused={"sessions": refused}))
    assert said in lines
    assert "channel_days: its fields go together" in lines


def test_analytics_360_is_told_by_its_quotas(check: Check) -> None:
    quota = {"tokens_per_day": {"consumed": 1, "remaining": 1_900_000}}
    assert check(stub(quota=quota))[-1] == "1 900 000 of 2 000 000 tokens of today are left (Analytics 360)"


def test_what_is_kept_for_people_is_spent_by_the_check(check: Check) -> None:
    quota = {**PLENTY, "tokens_per_day": {"consumed": 1, "remaining": 10}}
    assert check(stub(quota=quota))[-1].startswith("10 of 200 000 tokens of today, ")


def test_a_property_that_is_not_ours_is_the_problem(check: Check) -> None:
    server = stub(failures=[(grpc.StatusCode.PERMISSION_DENIED, "User does not have sufficient permissions.")])
    with pytest.raises(AccessRefused, match="Check property_id, and make the account a Viewer of it"):
        check(server)
    assert len(server.asked) == 1


def test_nobody_waits_for_an_hour_at_a_terminal(check: Check) -> None:
    server = stub(failures=[(grpc.StatusCode.RESOURCE_EXHAUSTED, "Exhausted property tokens per hour.")])
    with pytest.raises(QuotaSpent, match=r"A run after 2026-10-16 13:00 UTC goes on"):
        check(server)


def test_the_service_account_is_named_and_its_key_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = Accounts()
    replies = [{"access_token": "t", "expires_in": 3600}, ANSWER_IN_JSON, METADATA_IN_JSON, {}]
    with over_rest(Rest([(200, json.dumps(reply), {}) for reply in replies])) as url:
        key = accounts.write_key(tmp_path / "key.json", url, "reader@samovar.example")
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))
        settings = GoogleAnalyticsSettings.checked({"property_id": 7, "time_zone": "Europe/Moscow"})
        reports = {"daily_totals": REPORTS["daily_totals"]}
        lines = Checking(settings, tmp_path / "state" / "ga", reports, patience=Clock().patience()).lines(TODAY)
    assert lines[0] == "the service account reader@samovar.example is accepted: property 7 can be read"
    assert "daily_totals: its fields go together" in lines
    assert lines[-1] == "the answer doesn't tell what is left of the quotas"
    assert "PRIVATE" not in "".join(lines)


def test_streams_without_totals_are_told_to_be_unchecked(check: Check) -> None:
    told = "daily_totals isn't among the streams: nothing can be checked to add up"
    assert told not in check(stub())
    assert told in check(stub(), {"channel_days": REPORTS["channel_days"]})
