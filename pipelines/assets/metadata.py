"""What an asset shows of itself: keys, owner, row counts, columns."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import dagster as dg

from pipelines.lake import Lake

OWNER = "team:marketing-data"


def lake_key(source: str, stream: str) -> dg.AssetKey:
    """The asset of a lake relation: `lake / source__stream`."""
    return dg.AssetKey(["lake", f"{source}__{stream}"])


def relation_key(relation: str) -> dg.AssetKey:
    """`core.core_visits` → `core / core_visits`."""
    return dg.AssetKey(relation.split("."))


def load_metadata(lake: Lake, source: str, stream: str, days: Iterable[date]) -> dict[str, Any]:
    """Rows, quarantined rows and the facts of the newest load among the days fetched."""
    wanted = {day.isoformat() for day in days}
    loads = [
        load
        for load in lake.manifests()
        if load.source == source and load.stream == stream and load.partition in wanted
    ]
    metadata: dict[str, Any] = {
        "dagster/row_count": sum(load.rows for load in loads),
        "days_fetched": len(wanted),
        "rows_read": sum(load.rows_read for load in loads),
        "rows_quarantined": sum(load.quarantined for load in loads),
    }
    newest = max(loads, key=lambda load: load.loaded_at, default=None)
    if newest is not None:
        metadata["newest_load"] = dg.MetadataValue.json(dict(newest.details))
    return metadata
