"""What a property may still be asked: as each answer tells, with the head-room that is left to people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# of a standard property (developers.google.com, quotas); one of Analytics 360 has ten times as much, five times for
# parallel requests and server errors
STANDARD: Mapping[str, int] = {
    "tokens_per_day": 200_000,
    "tokens_per_hour": 40_000,
    "tokens_per_project_per_hour": 14_000,
    "concurrent_requests": 10,
    "server_errors_per_project_per_hour": 10,
    "potentially_thresholded_requests_per_hour": 120,
}
FIVEFOLD = ("concurrent_requests", "server_errors_per_project_per_hour")
SAME_FOR_ALL = ("potentially_thresholded_requests_per_hour",)
DAILY = "tokens_per_day"
SERVER_ERRORS = "server_errors_per_project_per_hour"
OF_PROJECT = ("tokens_per_project_per_hour", SERVER_ERRORS)
# other programs' parallel requests end by themselves: nothing is to be waited for but a free place
NOT_RESERVED = ("concurrent_requests",)
IN_WORDS: Mapping[str, str] = {
    "tokens_per_day": "the property's tokens of the day",
    "tokens_per_hour": "the property's tokens of the hour",
    "tokens_per_project_per_hour": "the project's tokens of the hour",
    "concurrent_requests": "the parallel requests",
    "server_errors_per_project_per_hour": "the server errors that a project may meet in an hour",
    "potentially_thresholded_requests_per_hour": "the potentially thresholded requests of the hour",
}


@dataclass(frozen=True)
class Bucket:
    """`consumed` by the answered request, `remaining` after it, for everybody."""

    consumed: int
    remaining: int


@dataclass(frozen=True)
class Quota:
    """The buckets that an answer named, by their API names."""

    buckets: Mapping[str, Bucket]

    @classmethod
    def of(cls, response: Any) -> "Quota | None":
        """From a raw answer; None where it tells nothing."""
        if not response.HasField("property_quota"):
            return None
        said = response.property_quota
        named = [name for name in STANDARD if said.HasField(name)]
        return cls({name: Bucket(getattr(said, name).consumed, getattr(said, name).remaining) for name in named})

    @property
    def tokens(self) -> int:
        """What the answered request cost."""
        day = self.buckets.get(DAILY)
        return day.consumed if day else 0

    @property
    def is_360(self) -> bool:
        """More is left of some bucket than a standard property ever has."""
        return any(bucket.remaining > STANDARD[name] for name, bucket in self.buckets.items())

    def short(self, reserve: float, *, is_360: bool) -> Iterator[str]:
        """The buckets of which less than `reserve`, a share of all, is left."""
        for name, bucket in self.buckets.items():
            if name not in NOT_RESERVED and bucket.remaining < reserve * limit(name, is_360=is_360):
                yield name


def limit(bucket: str, *, is_360: bool) -> int:
    """All that a property has of it in an hour or a day."""
    if not is_360 or bucket in SAME_FOR_ALL:
        return STANDARD[bucket]
    return STANDARD[bucket] * (5 if bucket in FIVEFOLD else 10)
