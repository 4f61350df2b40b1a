"""What a stream's asset shows of the trust that its days deserve, as their vendor tells it, and how many are final."""

from collections.abc import Callable, Collection
from typing import Any

from connectors.common.stream import Quality
from pipelines.lake.manifest import Manifest
from pipelines.lake.windows.refresh import is_final
from pipelines.reconciliation.words import by_days

_FLAGS: dict[str, Callable[[Quality], bool]] = {
    "thresholded": lambda quality: bool(quality.is_thresholded),
    "with_other_row": lambda quality: bool(quality.has_other_row),
    "sampled": lambda quality: quality.sample_share is not None and quality.sample_share < 1,
    "truncated": lambda quality: bool(quality.is_truncated),
}


def quality_metadata(loads: Collection[Manifest], settles_after: int, timezone: str) -> dict[str, Any]:
    """Of the days of a run: the number of those with each flag, and which they are; nothing of what isn't told."""
    metadata: dict[str, Any] = {"days_final": sum(is_final(load, settles_after, timezone) for load in loads)}
    told = [(load, load.quality) for load in loads if load.quality is not None]
    if not told:
        return metadata
    for flag, holds in _FLAGS.items():
        days = [load.date_from for load, quality in told if holds(quality) and load.date_from]
        metadata[f"days_{flag}"] = len(days)
        if days:
            metadata[flag] = by_days(days)
    shares = [quality.sample_share for _, quality in told if quality.sample_share is not None]
    if shares:
        metadata["lowest_sample_share"] = min(shares)
    restricted = sorted({column for _, quality in told for column in quality.restricted})
    if restricted:
        metadata["restricted_columns"] = ", ".join(restricted)
    return metadata
