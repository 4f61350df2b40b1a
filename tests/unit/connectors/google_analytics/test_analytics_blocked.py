"""How far a day can be trusted comes with it: what our role may not see is empty and never 0."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from analytics_home import DAY, AnalyticsHome, Pulled, serving

from connectors.google_analytics.reports.sentences import compact
from sandbox.servers.google_analytics import Behaviour, Truncation


def pulled_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour, stream: str = "campaign_days", **owner: Any
) -> Pulled:
    with serving(tmp_path, monkeypatch, behaviour=behaviour, **owner) as home:
        return home.pull(stream, DAY, DAY + timedelta(days=1))


def test_hidden_revenue_is_null_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulled = pulled_with(tmp_path, monkeypatch, Behaviour(restricted=frozenset({"REVENUE_DATA"})))
    assert pulled.rows.column("purchase_revenue").null_count == pulled.rows.num_rows == 6
    assert pulled.rows.column("sessions").null_count == 0
    assert pulled.of(DAY).quality.restricted == ("purchase_revenue",)
    (warning,) = pulled.warnings
    assert warning.endswith("our role may not see purchaseRevenue, which is left empty, on 2026-11-10 to 2026-11-11.")


def test_hidden_cost_is_null_and_what_is_no_cost_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulled = pulled_with(tmp_path, monkeypatch, Behaviour(restricted=frozenset({"COST_DATA"})), "ad_cost_days")
    assert pulled.rows.num_rows == pulled.rows.column("advertiser_ad_cost").null_count
    assert "advertiser_ad_cost" in pulled.of(DAY).quality.restricted


def test_a_role_that_is_mended_is_seen_a_day_later_at_the_latest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, monkeypatch, behaviour=Behaviour(restricted=frozenset({"REVENUE_DATA"}))) as home:
        home.pull("campaign_days")
        home.server.change(behaviour=Behaviour())
        home.clock.now += timedelta(days=1)
        assert home.pull("campaign_days").rows.column("purchase_revenue").null_count == 0


def test_an_answer_that_says_it_is_restricted_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        home.pull("campaign_days")  # the metadata said nothing then, and is remembered
        home.server.change(behaviour=Behaviour(restricted=frozenset({"REVENUE_DATA"})))
        assert home.pull("campaign_days").rows.column("purchase_revenue").null_count == 3


def test_thresholding_the_other_row_sampling_and_truncation_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaviour = Behaviour(
        threshold_users=5,
        other_rows=2,
        sample_rate=0.25,
        truncations=(Truncation("PROPERTY", before=date(2026, 11, 11)), Truncation("GOOGLE_ADS")),
    )
    pulled = pulled_with(tmp_path, monkeypatch, behaviour)
    quality, details = pulled.of(DAY).quality, pulled.of(DAY).details
    assert (quality.is_thresholded, quality.has_other_row, quality.is_truncated) == (True, True, True)
    assert quality.sample_share == 0.25
    assert (details["samples_read"], details["sampling_space"]) == (2_500_000, 10_000_000)
    assert details["truncation_reasons"] == ["property before 2026-11-11", "google_ads"]
    days = "2026-11-10 to 2026-11-11"
    assert [warning.split(": ", 1)[1] for warning in pulled.warnings] == [
        f"rows of few people are withheld by the vendor (thresholding) on {days}.",
        f"rare values are lumped together in the row (other) on {days}.",
        f"only a sample of the events was looked at, down to 25.00% of them, on {days}.",
        f"the vendor no longer has all data (property before 2026-11-11) of {days}.",
        f"the vendor no longer has all data (google_ads) of {days}.",
    ]


def test_a_whole_day_is_told_to_be_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulled = pulled_with(tmp_path, monkeypatch, Behaviour())
    quality, details = pulled.of(DAY).quality, pulled.of(DAY).details
    assert (quality.is_thresholded, quality.has_other_row, quality.is_truncated) == (False, False, False)
    assert (quality.sample_share, quality.restricted, pulled.warnings) == (1.0, (), [])
    assert (details["time_zone"], details["currency"], details["row_count"]) == ("Europe/Moscow", "RUB", 3)
    assert details["quota_tokens_per_day"] < 200_000


def test_an_empty_day_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulled = pulled_with(tmp_path, monkeypatch, Behaviour(empty_reason="DATA_DELETED"))
    assert pulled.rows.num_rows == pulled.of(DAY).details["row_count"] == 0
    assert pulled.of(DAY).details["empty_reason"] == "DATA_DELETED"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([1], "2026-10-01"),
        ([1, 2, 3], "2026-10-01 to 2026-10-03"),
        ([5, 1, 2, 8, 9], "2026-10-01 to 2026-10-02, 2026-10-05, 2026-10-08 to 2026-10-09"),
    ],
    ids=["one", "a range", "several"],
)
def test_days_are_listed_compactly(days: list[int], told: str) -> None:
    assert compact([date(2026, 10, day) for day in days]) == told


def test_amounts_are_asked_for_in_the_currency_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        in_dollars = home.pull("campaign_days", currency="USD")
        assert set(in_dollars.rows.column("currency").to_pylist()) == {"USD"}
        assert in_dollars.of(DAY).details["currency"] == "USD"
        assert home.pull("key_event_days", currency="USD").of(DAY).details["currency"] is None  # it has no money
        assert _currencies(home) == {"campaign_days": "USD", "key_event_days": ""}


def _currencies(home: AnalyticsHome) -> dict[str, str]:
    asked = home.server.requests.reports
    return {"campaign_days": asked[0].currency_code, "key_event_days": asked[-1].currency_code}
