"""What an answer tells of quotas, what a property has in all, and when a quota opens again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from google.analytics import data_v1beta as ga

from connectors.google_analytics.api.hours import opens_again
from connectors.google_analytics.api.quota import STANDARD, Bucket, Quota, limit


def told(**buckets: tuple[int, int]) -> Quota:
    said: dict[str, Any] = {name: {"consumed": each[0], "remaining": each[1]} for name, each in buckets.items()}
    found = Quota.of(ga.RunReportResponse.pb(ga.RunReportResponse(property_quota=said)))
    assert found is not None
    return found


def test_an_answer_s_quota_is_read_bucket_by_bucket() -> None:
    quota = told(tokens_per_day=(7, 190_000), concurrent_requests=(1, 9))
    assert quota.buckets == {"tokens_per_day": Bucket(7, 190_000), "concurrent_requests": Bucket(1, 9)}
    assert quota.tokens == 7


def test_a_bucket_that_is_empty_is_no_bucket_that_is_missing() -> None:
    assert told(tokens_per_hour=(0, 0)).buckets == {"tokens_per_hour": Bucket(0, 0)}
    assert told(concurrent_requests=(0, 10)).tokens == 0


def test_an_answer_without_quotas_tells_none() -> None:
    assert Quota.of(ga.RunReportResponse.pb(ga.RunReportResponse(row_count=1))) is None


@pytest.mark.parametrize(
    ("buckets", "is_360"),
    [
        ({"tokens_per_day": (1, 200_000), "concurrent_requests": (0, 10)}, False),
        ({"tokens_per_day": (1, 200_001)}, True),
        ({"tokens_per_day": (1, 150_000), "concurrent_requests": (0, 49)}, True),
    ],
    ids=["as much as a standard one has", "more of the day", "more at a time"],
)
def test_analytics_360_is_told_by_more_than_a_standard_property_has(buckets: Any, is_360: bool) -> None:
    assert told(**buckets).is_360 is is_360


@pytest.mark.parametrize(
    ("bucket", "standard", "of_360"),
    [
        ("tokens_per_day", 200_000, 2_000_000),
        ("tokens_per_hour", 40_000, 400_000),
        ("tokens_per_project_per_hour", 14_000, 140_000),
        ("concurrent_requests", 10, 50),
        ("server_errors_per_project_per_hour", 10, 50),
        ("potentially_thresholded_requests_per_hour", 120, 120),
    ],
)
def test_limits_are_the_published_ones(bucket: str, standard: int, of_360: int) -> None:
    assert (limit(bucket, is_360=False), limit(bucket, is_360=True)) == (standard, of_360)


@pytest.mark.parametrize("bucket", [name for name in STANDARD if name != "concurrent_requests"])
def test_head_room_is_a_share_of_all_and_not_of_what_is_left(bucket: str) -> None:
    fifth = STANDARD[bucket] // 5
    assert list(told(**{bucket: (1, fifth)}).short(0.2, is_360=False)) == []
    assert list(told(**{bucket: (1, fifth - 1)}).short(0.2, is_360=False)) == [bucket]
    assert list(told(**{bucket: (1, 0)}).short(0.0, is_360=False)) == []


def test_parallel_requests_of_others_end_by_themselves() -> None:
    assert list(told(concurrent_requests=(5, 0)).short(0.2, is_360=False)) == []


OPENINGS: dict[str, tuple[str, str, str]] = {
    "an hour": ("tokens_per_hour", "2026-10-16T12:20", "2026-10-16T13:00:30"),
    "an hour, at its end": ("tokens_per_project_per_hour", "2026-10-16T23:59", "2026-10-17T00:00:30"),
    "a day, in summer": ("tokens_per_day", "2026-07-16T12:20", "2026-07-17T07:00:30"),
    "a day, in winter": ("tokens_per_day", "2026-12-16T12:20", "2026-12-17T08:00:30"),
    "a day, late in California": ("tokens_per_day", "2026-12-17T07:59", "2026-12-17T08:00:30"),
    "the day that has 25 hours": ("tokens_per_day", "2026-11-01T07:30", "2026-11-02T08:00:30"),
    "the day that has 23 hours": ("tokens_per_day", "2026-03-08T08:30", "2026-03-09T07:00:30"),
    "a day that has just begun": ("tokens_per_day", "2026-12-16T08:02", "2026-12-16T08:07"),
}


@pytest.mark.parametrize(("bucket", "now", "until"), OPENINGS.values(), ids=OPENINGS)
def test_hours_end_by_the_clock_and_days_at_midnight_in_california(bucket: str, now: str, until: str) -> None:
    assert opens_again(bucket, _utc(now)) == _utc(until)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
