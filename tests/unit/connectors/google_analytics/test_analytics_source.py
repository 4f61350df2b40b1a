"""The source: its streams, days of its own zone, and what an export tells of itself."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from analytics_home import DAY, SETTINGS, Plain, serving

from connectors.common.errors import BadInput
from connectors.google_analytics import GoogleAnalytics
from connectors.google_analytics.reports.meaning import check_meaning, days_over
from connectors.google_analytics.reports.said import Said
from connectors.google_analytics.settings import STREAMS
from connectors.registry import open_source
from sandbox.servers.google_analytics import PROPERTY_ID


def opened(tmp_path: Path, **settings: Any) -> GoogleAnalytics:
    source = open_source("ga", "google_analytics", {**SETTINGS, **settings}, Plain(), tmp_path / "ga")
    assert isinstance(source, GoogleAnalytics)
    return source


def test_a_property_is_an_account_with_the_streams_of_its_settings(tmp_path: Path) -> None:
    source = opened(tmp_path)
    assert (source.name, source.account, source.time_zone) == ("ga", str(PROPERTY_ID), "Europe/Moscow")
    assert tuple(source.streams) == STREAMS
    assert tuple(opened(tmp_path, streams=["channel_days"]).streams) == ("channel_days",)


def test_streams_are_asked_for_again_as_the_settings_say(tmp_path: Path) -> None:
    source = opened(tmp_path, recent_days=2, daily_days=10, monthly_days=30)
    assert [(each.days, each.every) for each in source.streams["channel_days"].refresh] == [(2, 0), (10, 1), (30, 28)]


def test_describing_a_source_imports_nothing_of_google_s_library() -> None:
    code = (
        "import sys, connectors.google_analytics.source, connectors.google_analytics.catalogue as c;"
        "assert c.STANDARD['channel_days'].schema;"
        "print([name for name in sys.modules if name.split('.')[0] in ('google', 'grpc', 'proto')])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_wrong_own_report_is_told_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"config/sources/ga\.yaml: settings\.own_reports\.mine: bounceRate is a ratio"):
        opened(tmp_path, own_reports={"mine": {"metrics": ["bounceRate"]}})


@pytest.mark.parametrize(
    ("zone", "now", "last"),
    [
        ("Europe/Moscow", datetime(2026, 11, 22, 20, 59, tzinfo=UTC), date(2026, 11, 21)),
        ("Europe/Moscow", datetime(2026, 11, 22, 21, 0, tzinfo=UTC), date(2026, 11, 22)),
        ("Pacific/Auckland", datetime(2026, 11, 22, 11, 0, tzinfo=UTC), date(2026, 11, 22)),
        ("America/Los_Angeles", datetime(2026, 11, 1, 6, 59, tzinfo=UTC), date(2026, 10, 30)),
        ("America/Los_Angeles", datetime(2026, 11, 2, 7, 59, tzinfo=UTC), date(2026, 10, 31)),
        ("America/Los_Angeles", datetime(2026, 11, 2, 8, 0, tzinfo=UTC), date(2026, 11, 1)),
    ],
    ids=["before midnight", "midnight", "east", "west", "the long day", "after the long day"],
)
def test_a_day_is_over_at_midnight_of_the_property(zone: str, now: datetime, last: date) -> None:
    assert days_over(zone, now) == last


def test_a_day_that_isn_t_over_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        with pytest.raises(BadInput, match=r"2026-11-22 is not over in Europe/Moscow.*Ask for days up to 2026-11-21"):
            home.pull("channel_days", date(2026, 11, 20), date(2026, 11, 22))
        assert not home.server.requests.asked


def test_days_of_another_zone_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other_zone = "counts its days in America/New_York, and the settings say Europe/Moscow"
    with (
        serving(tmp_path, monkeypatch, time_zone="America/New_York") as home,
        pytest.raises(BadInput, match=other_zone),
    ):
        home.pull("channel_days")


@pytest.mark.parametrize(
    ("theirs", "ours"), [("Europe/Kiev", "Europe/Kyiv"), ("Asia/Calcutta", "Asia/Kolkata")], ids=["Kyiv", "Kolkata"]
)
def test_a_zone_by_its_other_name_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theirs: str, ours: str
) -> None:
    with serving(tmp_path, monkeypatch, time_zone=theirs) as home:
        assert home.pull("channel_days", time_zone=ours).of(DAY).details["time_zone"] == theirs


def test_a_zone_that_agrees_in_november_only_is_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch, time_zone="Europe/Berlin") as home, pytest.raises(BadInput):
        home.pull("channel_days", time_zone="Africa/Algiers")


@pytest.mark.parametrize(
    ("said", "currency", "is_refused"),
    [
        (Said(), "RUB", False),
        (Said(currency="RUB", time_zone="Europe/Moscow"), "RUB", False),
        (Said(currency="USD"), None, False),
        (Said(currency="USD"), "RUB", True),
        (Said(time_zone="Mars/Base"), "RUB", True),
    ],
    ids=["nothing said", "as asked", "any will do", "another currency", "a zone of no name"],
)
def test_an_answer_must_be_about_what_was_asked(said: Said, currency: str | None, is_refused: bool) -> None:
    def check() -> None:
        check_meaning(said, DAY, time_zone="Europe/Moscow", currency=currency, where="here")

    if is_refused:
        with pytest.raises(BadInput, match=r"here: .*(USD|Mars)"):
            check()
    else:
        check()


def test_an_export_tells_how_it_came_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        first, second = home.pull("campaign_days", DAY, DAY + timedelta(days=6)).facts
    assert first.details | {"tokens_consumed": 0} == {
        "property_id": PROPERTY_ID,
        "report": "campaign_days",
        "report_version": "1",
        "scope": "session",
        "dimensions": ["sessionDefaultChannelGroup", "sessionSource", "sessionMedium", "sessionCampaignName"],
        "metrics": [
            *("sessions", "engagedSessions", "screenPageViews", "keyEvents", "newUsers", "userEngagementDuration"),
            *("ecommercePurchases", "purchaseRevenue"),
        ],
        "requests": 3,
        "tokens_consumed": 0,
        "date_from": "2026-11-10",
        "date_to": "2026-11-14",
        "asked_at": "2026-11-22T07:00:00+00:00",
        "pulled_at": "2026-11-22T07:00:00+00:00",
    }
    assert first.details["tokens_consumed"] > second.details["tokens_consumed"] > 0  # type: ignore[operator]
    assert second.details["requests"] == 1


def test_the_check_has_a_line_for_each_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        lines = home.connector().check(date(2026, 11, 22))
    assert {line.split(":")[0] for line in lines} >= set(STREAMS)
