"""A stream as it lies in the lake, for its checks to be looked at without fetching anything."""

from datetime import date

from connectors.common.errors import SourceDown
from connectors.registry import Source
from pipelines.assets.sources.due import days_due
from pipelines.assets.sources.pulling import Pulled, loads_kept_aside
from pipelines.lake.inbox.summary import counted
from pipelines.lake.manifest import Manifest
from pipelines.workspace import Workspace


def looked_at(
    workspace: Workspace, source: Source, stream: str, days: list[date] | None
) -> tuple[Pulled, dict[date, Manifest]]:
    """As if a run had just loaded what the lake has of the days, or of all days; and all loads of the stream."""
    loads = workspace.lake.loads(source.name, stream, source.account)
    missing = [day for day in days_due(workspace, source, stream) if day not in loads]
    trouble = SourceDown(
        f"{counted(len(missing), 'day')} since {min(missing)} were never fetched.",
        where=f"{source.name}/{stream}",
        mend="Materialize the asset, or: tablo run",
    ) if missing else None  # fmt: skip
    pulled = Pulled(
        loads=[load for day, load in loads.items() if days is None or day in days],
        waiting=loads_kept_aside(workspace, source, stream),
        trouble=trouble,
    )
    return pulled, loads
