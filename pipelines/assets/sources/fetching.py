"""Which days of a stream are asked for, and how they come into the lake."""

from collections import deque
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from connectors.common.errors import DaysUnreadable
from connectors.registry import Source
from pipelines.lake.manifest import Manifest
from pipelines.lake.windows.load import WindowLoad
from pipelines.lake.windows.refresh import due_days, loaded_on
from pipelines.partitions import day_range
from pipelines.progress import stage
from pipelines.workspace import Workspace

DAYS_A_REQUEST = 31
UNREADABLE_IN_A_ROW = 3  # then it is the source, and not the days


def days_due(workspace: Workspace, source: Source, stream: str) -> list[date]:
    """All days that are missing or may have changed, in order, up to the last one that is over."""
    days = day_range(workspace.first_day(source.name), last_day(workspace, source))
    zone = zone_of(workspace, source)
    loaded = loaded_on(workspace.lake, source.name, stream, source.account, zone)
    return due_days(days, loaded, source.streams[stream].refresh, workspace.environment.today(zone))


def zone_of(workspace: Workspace, source: Source) -> str:
    """The time zone of the source's days; the company's where only the vendor knows it."""
    return source.time_zone or workspace.configuration.company.timezone


def last_day(workspace: Workspace, source: Source) -> date:
    """The last business day that is over at the source too: west of the company its days end later."""
    return min(workspace.yesterday, workspace.environment.today(zone_of(workspace, source)) - timedelta(days=1))


def days_to_fetch(
    workspace: Workspace, source: Source, stream: str, days: Collection[date], refresh: str
) -> list[date]:
    """Of the days of a run, those to ask the source for."""
    if refresh == "none":
        return []
    if refresh == "all":
        first, last = workspace.first_day(source.name), last_day(workspace, source)
        return [day for day in sorted(days) if first <= day <= last]
    return [day for day in days_due(workspace, source, stream) if day in days]


def fetch(workspace: Workspace, source: Source, stream: str, days: list[date]) -> Iterator[list[Manifest]]:
    """Pull the days range by range; yields the loads of each range once they are durable, also those kept aside.

    Days that can't be read don't keep others away: those of one export are asked for once more at the end, each alone,
    and what is still wrong is raised then. Several in a row are raised at once.
    """
    wanted, done, in_a_row = deque(contiguous(days)), 0, 0
    trouble: DaysUnreadable | None = None
    while wanted:
        for export in source.exports(stream, *wanted.popleft()):
            covered = day_range(export.first_day, export.last_day)
            declared, now = source.streams[stream], workspace.environment.now
            load = WindowLoad(workspace.lake, source.name, stream, source.account, declared, covered, now)
            try:
                with export, load:
                    loads = load.take(export.pieces())
            except DaysUnreadable as problem:
                in_a_row += 1
                if in_a_row == UNREADABLE_IN_A_ROW:
                    raise
                if len(covered) > 1:
                    wanted.extend((day, day) for day in covered)
                else:
                    trouble = problem
                continue
            done, in_a_row = done + len(covered), 0
            stage(f"fetching {source.name}/{stream}", done, len(days))
            yield loads
    if trouble:
        raise trouble


def contiguous(days: list[date]) -> list[tuple[date, date]]:
    """Days as ranges without holes, none longer than a request may be."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(days):
        if ranges and day - ranges[-1][1] == timedelta(days=1) and (day - ranges[-1][0]).days < DAYS_A_REQUEST:
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    return ranges
