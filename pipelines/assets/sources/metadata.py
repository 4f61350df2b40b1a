"""What a stream's asset shows of a run: rows, how far they can be trusted, their attribution, and restatements."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import dagster as dg

from pipelines.assets.sources.pulling import Pulled
from pipelines.assets.sources.quality import quality_metadata
from pipelines.lake.manifest import Manifest
from pipelines.lake.windows.attribution import model_of, pulled_on


def stream_metadata(
    stream: str,
    days: Iterable[date],
    pulled: Pulled,
    loads: Mapping[date, Manifest],
    settles_after: int,
    timezone: str,
) -> dict[str, Any]:
    """`days` are those of the run, `loads` all of the stream: rows and quality are what the lake has of these days."""
    here = [loads[day] for day in days if day in loads]
    metadata: dict[str, Any] = {
        "dagster/row_count": sum(load.rows for load in here),
        "days_fetched": pulled.days_got,
        "days_kept_aside": len(pulled.waiting),
        "rows_read": sum(load.rows_read for load in pulled.loads),
        "rows_quarantined": sum(load.quarantined for load in pulled.loads),
        **quality_metadata(here, settles_after, timezone),
        **_attribution(pulled.loads),
        **pulled.restated.metadata(stream),
    }
    if pulled.warnings:
        metadata["warnings"] = dg.MetadataValue.md("\n".join(f"- {warning}" for warning in pulled.warnings))
    newest = max(pulled.loads, key=lambda load: (load.loaded_at, load.partition), default=None)
    if newest is not None:
        metadata["newest_load"] = dg.MetadataValue.json(dict(newest.details))
    return metadata


def _attribution(loads: Iterable[Manifest]) -> dict[str, str]:
    """What was asked, answered and meant, and when it was pulled: of loads that tell of a model."""
    told = [(load, model) for load in loads if (model := model_of(load))]
    if not told:
        return {}
    pulls = sorted(pulled_on(load).isoformat() for load, _ in told)
    return {
        "attribution_asked": _each(model.asked for _, model in told),
        "attribution_answered": _each(model.answered for _, model in told),
        "attribution_means": _each(model.means for _, model in told),
        "pulled": pulls[0] if pulls[0] == pulls[-1] else f"{pulls[0]} … {pulls[-1]}",
    }


def _each(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))
