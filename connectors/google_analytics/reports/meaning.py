"""Whether an answer is about what was asked: days of our time zone, amounts in our currency."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectors.common.errors import BadInput
from connectors.google_analytics.reports.said import Said


def check_meaning(said: Said, day: date, *, time_zone: str, currency: str | None, where: str) -> None:
    """Raises `BadInput` for a day of another zone, and for amounts in another currency (None: whichever it is)."""
    if said.time_zone and not _same_days(said.time_zone, time_zone, day):
        raise BadInput(
            f"the property counts its days in {said.time_zone}, and the settings say {time_zone}.",
            where=where,
            mend=f"Set time_zone: {said.time_zone}, and load all days again (--refresh all), for they are other days.",
        )
    if currency and said.currency and said.currency != currency:
        raise BadInput(
            f"the amounts came in {said.currency}, though {currency} was asked for.",
            where=where,
            mend="Nothing of it is loaded. Leave currency out of settings to load them as they come.",
        )


def days_over(time_zone: str, now: datetime) -> date:
    """The last day that is over in this zone."""
    return now.astimezone(ZoneInfo(time_zone)).date() - timedelta(days=1)


def check_over(last_day: date, *, time_zone: str, now: datetime, where: str) -> None:
    """Raises `BadInput` for days of which more is to come."""
    over = days_over(time_zone, now)
    if last_day > over:
        raise BadInput(
            f"{last_day} is not over in {time_zone}, the time zone of the property.",
            where=where,
            mend=f"Ask for days up to {over}.",
        )


def _same_days(told: str, ours: str, day: date) -> bool:
    """Zones have several names, Europe/Kiev and Europe/Kyiv: what matters is when their days begin, all the year."""
    if told == ours:
        return True
    try:
        zones: Sequence[ZoneInfo] = [ZoneInfo(told), ZoneInfo(ours)]
    except (LookupError, ValueError, OSError):
        return False
    noons = [datetime.combine(day - timedelta(days=ago), time(12)) for ago in range(0, 364, 14)]
    return all(len({zone.utcoffset(noon) for zone in zones}) == 1 for noon in noons)
