"""How assets are called, and whose they are."""

import dagster as dg

OWNER = "team:marketing-data"


def lake_key(source: str, stream: str) -> dg.AssetKey:
    """The asset of a lake relation: `lake / source__stream`."""
    return dg.AssetKey(["lake", f"{source}__{stream}"])


def relation_key(relation: str) -> dg.AssetKey:
    """`core.core_visits` → `core / core_visits`."""
    return dg.AssetKey(relation.split("."))
