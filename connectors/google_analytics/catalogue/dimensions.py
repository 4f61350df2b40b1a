"""Dimensions: to which scope the vendor attributes them, and what they are called in the lake."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

Scope = Literal["none", "session", "event", "user"]
# bare names are those of the key event, attributed by the model of the property
_EVENT = re.compile(
    r"(source|medium|sourceMedium|sourcePlatform|campaignName|campaignId|defaultChannelGroup|primaryChannelGroup"
    r"|customChannelGroup:.+|(manual|googleAds|cm360|dv360|sa360)[A-Z].*)"
)
_SESSION = re.compile(
    r"session(Source|Medium|Campaign|DefaultChannelGroup|PrimaryChannelGroup|CustomChannelGroup|Manual|GoogleAds|Cm360"
    r"|Dv360|Sa360).*"
)
_USER = re.compile(r"firstUser[A-Z].*")
# a report is asked for a day or a period, which its rows have already
TIMES = frozenset(
    {
        "date",
        "dateHour",
        "dateHourMinute",
        "dateRange",
        "day",
        "dayOfWeek",
        "dayOfWeekName",
        "week",
        "month",
        "year",
        "yearMonth",
        "yearWeek",
        "isoWeek",
        "isoYear",
        "isoYearIsoWeek",
    }
)
NUMBERED_TIME = re.compile("nth[A-Z].*")
COHORTS = re.compile("cohort([A-Z].*)?")
DEPRECATED: Mapping[str, str] = {"isConversionEvent": "isKeyEvent"}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def scope_of(name: str) -> Scope:
    """`none` for what is the same in every scope: the page, the country, the event's name."""
    if _USER.fullmatch(name):
        return "user"
    if _SESSION.fullmatch(name):
        return "session"
    return "event" if _EVENT.fullmatch(name) else "none"


def scopes_of(names: Iterable[str]) -> dict[Scope, list[str]]:
    """The names by their scopes, without those of none."""
    found: dict[Scope, list[str]] = {}
    for name in names:
        if (scope := scope_of(name)) != "none":
            found.setdefault(scope, []).append(name)
    return found


def column_of(name: str) -> str:
    """`sessionDefaultChannelGroup` → `session_default_channel_group`, `customEvent:level` → `custom_event_level`."""
    return _HUMP.sub("_", name.replace(":", "_")).lower()
