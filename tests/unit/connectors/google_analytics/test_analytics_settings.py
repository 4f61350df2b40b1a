"""What the configuration may say of a property, and which sentence the rest gets."""

from typing import Any

import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Refresh
from connectors.google_analytics.settings import STREAMS, GoogleAnalyticsSettings

LEAST: dict[str, Any] = {"property_id": 90601234, "time_zone": "Europe/Moscow"}


def test_a_property_and_its_time_zone_are_enough() -> None:
    settings = GoogleAnalyticsSettings.checked(LEAST)
    assert settings.streams == STREAMS
    assert len(settings.streams) == 11
    assert settings.refresh == (Refresh(3), Refresh(14, every=1), Refresh(35, every=28))
    assert settings.transport == "grpc"
    assert settings.credentials_env == "GOOGLE_APPLICATION_CREDENTIALS"
    assert settings.where == "google_analytics property 90601234"


def test_what_is_counted_may_miss_its_total_by_a_quarter_of_what_is_estimated() -> None:
    assert GoogleAnalyticsSettings.checked(LEAST).exact_tolerance == pytest.approx(0.005)
    assert GoogleAnalyticsSettings.checked({**LEAST, "reconcile_tolerance": 0.1}).exact_tolerance == pytest.approx(
        0.025
    )


def test_a_stream_that_is_named_twice_is_pulled_once() -> None:
    settings = GoogleAnalyticsSettings.checked({**LEAST, "streams": ["daily_totals", "channel_days", "daily_totals"]})
    assert settings.streams == ("daily_totals", "channel_days")


def test_an_own_report_is_read_as_it_is_written() -> None:
    report = {
        "dimensions": ["deviceCategory", "customEvent:level"],
        "metrics": ["sessions"],
        "filter": {"country": ["Russia", "Kazakhstan"], "isKeyEvent": "true"},
        "scope": "session",
    }
    found = GoogleAnalyticsSettings.checked({**LEAST, "own_reports": {"device_days": report}}).own_reports[
        "device_days"
    ]
    assert found.dimensions == ("deviceCategory", "customEvent:level")
    assert found.filter == {"country": ("Russia", "Kazakhstan"), "isKeyEvent": "true"}
    assert (found.grain, found.settles_after, found.scope) == ("day", None, "session")


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no time zone": ({"time_zone": None}, "settings.time_zone: Input should be a valid string."),
    "a zone of nowhere": (
        {"time_zone": "Europe/Mosow"},
        "settings.time_zone: 'Europe/Mosow' is not a time zone's name",
    ),
    "a folder of zones": ({"time_zone": "Europe"}, "settings.time_zone: 'Europe' is not a time zone's name"),
    "a path as a zone": ({"time_zone": "../etc"}, "settings.time_zone: '../etc' is not a time zone's name"),
    "a measurement ID": ({"property_id": "G-AB12"}, "settings.property_id: 'G-AB12' is not a property's number"),
    "no property": ({"property_id": 0}, "settings.property_id: Input should be greater than 0."),
    "a currency's sign": ({"currency": "₽"}, "settings.currency: String should match pattern"),
    "an unknown stream": ({"streams": ["visits"]}, "settings.streams.0: Input should be"),
    "no stream": ({"streams": []}, "settings.streams: Tuple should have at least 1 item"),
    "an unknown setting": ({"view_id": 1}, "settings.view_id: Extra inputs are not permitted."),
    "too large a page": ({"page_rows": 300_000}, "settings.page_rows: Input should be less than or equal to 250000."),
    "no reserve at all left": ({"reserve": 1}, "settings.reserve: Input should be less than 1."),
    "tiers in disorder": ({"daily_days": 40}, "recent_days, daily_days and monthly_days must not get smaller"),
    "a name that is taken": (
        {"own_reports": {"channel_days": {"metrics": ["sessions"]}}},
        "own_reports can't be called channel_days",
    ),
    "a name that is no table's": (
        {"own_reports": {"My report": {"metrics": ["sessions"]}}},
        "String should match pattern",
    ),
    "a report of nothing": ({"own_reports": {"mine": {"metrics": []}}}, "settings.own_reports.mine.metrics: Tuple"),
    "a field that is none": (
        {"own_reports": {"mine": {"metrics": ["sum(sessions)"]}}},
        "settings.own_reports.mine.metrics.0: String should match pattern",
    ),
    "a transport that is none": ({"transport": "soap"}, "settings.transport: Input should be 'grpc' or 'rest'."),
}


@pytest.mark.parametrize(("given", "said"), WRONG.values(), ids=WRONG)
def test_the_first_thing_wrong_is_a_sentence_with_its_key(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        GoogleAnalyticsSettings.checked({**LEAST, **given}, where="config/sources/ga.yaml")
    sentence = str(caught.value)
    assert sentence.startswith("config/sources/ga.yaml: settings")
    assert said in sentence
    assert sentence.endswith("Mend this line and run again.")
    assert "Value error" not in sentence
