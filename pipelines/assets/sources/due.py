"""Which days of a stream are asked for: by the source's rhythm, or as the run says."""

from collections.abc import Collection
from datetime import date

from connectors.registry import Source
from pipelines import sources
from pipelines.lake.windows.refresh import due_days, loaded_on
from pipelines.partitions import day_range
from pipelines.workspace import Workspace


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
    return sources.last_day(workspace.environment, workspace.configuration, source)


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
