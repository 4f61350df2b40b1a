"""Versions: a sha256 that changes exactly when the rows that a model would give may change."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipelines.warehouse.changes.links import CLOCK, check_links_of, settings_of
from pipelines.warehouse.models.header import Header
from pipelines.warehouse.models.model import Model, Models

# raised when the way in which models are built changes what they hold
BUILDER = "2"


def own_digest(sql: str, tokens: Iterable[Any], header: Header) -> str:
    """Of a model alone: its SQL without comments and layout, and what the header says of building it."""
    words = [sql[token.start : token.end + 1] for token in tokens]
    back = f"-{header.reach_back_days}" if header.reach_back_days else ""
    building = (
        *header.key,
        header.incremental or "",
        f"{'+'.join(map(str, header.reach_days)) or 0}{back}",
        header.materialized,
    )
    building += (header.incremental_key or "", *header.turns, *(f"{of}.{by}" for of, by in header.follows.items()))
    return _digest(BUILDER, *words, "\0", *building)


def versions(models: Iterable[Model], source_version: Callable[[str], str]) -> dict[str, str]:
    """Of each model, in the order given, with all that it is made from.

    `source_version` tells the version of what is no model: a relation of the lake or of the configuration.
    """
    found: dict[str, str] = {}
    for model in models:
        found[model.relation] = _digest(
            model.own_digest, *(f"{name}={_of(name, found, source_version)}" for name in sorted(model.inputs))
        )
    return found


def _of(relation: str, found: Mapping[str, str], source_version: Callable[[str], str]) -> str:
    return found[relation] if relation in found else source_version(relation)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def row_versions(models: Models, sources: Mapping[str, str], standing: Mapping[str, str]) -> dict[str, str]:
    """Of each model, with the views and the settings that it reads, and the columns of the lake: what its rows are made
    by. Rows of other tables are followed as they change, whatever made them.

    `standing` are the versions of views that this run leaves as they are: what reads them has seen no later ones.
    """
    found: dict[str, str] = {}
    for model in models:
        views = (f"{name}={found[name]}" for name in sorted(model.inputs) if name in models and models[name].is_view)
        lake = (f"{name}={sources.get(name, '')}" for name in sorted(model.inputs) if name.startswith("lake."))
        settings = (f"{name}={sources.get(name, '')}" for name in sorted(settings_of(model, models)))
        made_by = _digest(model.own_digest, *views, *lake, *settings)
        found[model.relation] = standing.get(model.relation, made_by)
    return found


def check_versions(models: Models, sources: Mapping[str, str]) -> dict[str, str]:
    """Of each model's checks, with the settings that only they read: what they find in rows that stay as they are."""
    found: dict[str, str] = {}
    for model in models:
        read = {link.relation for link in check_links_of(model, models)} - {CLOCK}
        settings = (f"{name}={sources[name]}" for name in sorted(read & sources.keys()))
        found[model.relation] = _digest(*(check.model_dump_json() for check in model.header.checks), *settings)
    return found
