"""When a quota is full again."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectors.google_analytics.api.quota import DAILY

PACIFIC = ZoneInfo("America/Los_Angeles")
CLOCKS_DIFFER = timedelta(seconds=30)
UNSURE_OF_THE_DAY = timedelta(minutes=5)


def opens_again(bucket: str, now: datetime) -> datetime:
    """The start of the next hour, or the next midnight of California; in UTC, and a little later: clocks differ.

    Whether the vendor's hour is one of the clock or the last sixty minutes isn't documented. Asked at the next one's
    start, he refuses once more if he means the latter, and not after a second wait.
    """
    now = now.astimezone(UTC)
    if bucket != DAILY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1) + CLOCKS_DIFFER
    midnight = _midnight(now)
    # a day's first refusals may still be said of yesterday, and would cost the day that has begun
    if (now - UNSURE_OF_THE_DAY).astimezone(PACIFIC).date() != now.astimezone(PACIFIC).date():
        return now + UNSURE_OF_THE_DAY
    return midnight + CLOCKS_DIFFER


def _midnight(now: datetime) -> datetime:
    tomorrow = now.astimezone(PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=PACIFIC).astimezone(UTC)
