"""Which days a source is asked for again: missing ones, and those that it may still change.

The age of a day is 1 on the day after it. It is unsettled for a tier while its load was made before it had the tier's
age. Loads anchor themselves: nothing is remembered but when each day was loaded, so that an outage heals.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from connectors.common.stream import Refresh
from pipelines.lake.manifest import Manifest, as_of
from pipelines.lake.paths import Lake
from pipelines.lake.windows.held import held


def due_days(
    days: Iterable[date], loaded_on: Mapping[date, date], refresh: Iterable[Refresh], today: date
) -> list[date]:
    """Of the `days`, those to ask for on `today`; `loaded_on` has the local day of each day's last load.

    A load that was made on a day still to come had a wrong clock: how old its day was then isn't known.
    """
    wanted = sorted(days)
    known = [day for day in wanted if loaded_on.get(day, date.max) <= today]
    due = set(wanted) - set(known)
    for tier in refresh:
        unsettled = [day for day in known if _age(day, loaded_on[day]) < tier.days]
        if tier.every == 0:
            due |= {day for day in known if _age(day, today) <= tier.days}
        # all at once: a refresh of single days would come every day
        if any(_age(loaded_on[day], today) >= tier.every for day in unsettled):
            due |= set(unsettled)
    return [day for day in wanted if day in due]


def loaded_on(lake: Lake, source: str, stream: str, account: str, timezone: str) -> dict[date, date]:
    """On which day of the zone each day was last loaded.

    A load that is kept aside is one: asking again won't mend it.
    """
    zone = ZoneInfo(timezone)
    loads = lake.as_of(source, stream, account)
    moments = {day: _local_day(moment, zone) for day, moment in loads.items()}
    for partition in lake.days_held(source, stream, account):
        waiting = held(partition)
        if waiting is not None and waiting.date_from in moments:
            moments[waiting.date_from] = max(moments[waiting.date_from], _local_day(waiting.loaded_at, zone))
    return moments


def is_final(load: Manifest, settles_after: int, timezone: str) -> bool:
    """Whether a window's day had settled when it was loaded; `settles_after` is for loads that don't tell it."""
    told = settles_after if load.settles_after is None else load.settles_after
    day = date.fromisoformat(load.partition)
    return _age(day, _local_day(as_of(load), ZoneInfo(timezone))) >= told


def _local_day(moment: str, zone: ZoneInfo) -> date:
    parsed = datetime.fromisoformat(moment)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(zone).date()


def _age(day: date, on: date) -> int:
    return (on - day).days
