"""By what a model learns that something it reads has changed: the tables behind its inputs, followed through views."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.warehouse.models.layers import BOOKKEEPING
from pipelines.warehouse.models.model import Model, Models

CLOCK = "config.clock"
ANYTHING = "*"
ANY_DAY = ""  # a load changes days, whatever column a reader calls them by


@dataclass(frozen=True)
class Link:
    """A table that a model reads. `column` of it tells what changed: its days, its values, or (None) just that it did.

    The values are days or keys of the reader, or stand in its column `own`. A changed day changes the reader up to
    `reach` days later, numbers and names of windows added up, and `back` days before.
    """

    relation: str
    column: str | None
    own: str | None = None
    reach: tuple[int | str, ...] = ()
    back: int = 0


def links_of(model: Model, models: Models) -> tuple[Link, ...]:
    """Of everything that the model's rows are made from, but for the configuration."""
    return tuple(dict.fromkeys(_links(model, models, [model])))


def check_links_of(model: Model, models: Models) -> tuple[Link, ...]:
    """Of what only the model's checks read."""
    rows = {link.relation for link in links_of(model, models)} | {model.relation}
    others = model.check_inputs - model.inputs - {model.relation}
    found = (Link(base, None) for relation in sorted(others) for base in _bases(relation, models))
    return tuple(dict.fromkeys(link for link in found if link.relation not in rows))


def followed_columns(models: Models) -> dict[str, frozenset[str]]:
    """Of each table that is read, the columns by which its changes are followed."""
    found: dict[str, set[str]] = {}
    for model in models:
        for link in links_of(model, models):
            if link.column not in (None, ANYTHING):
                found.setdefault(link.relation, set()).add(link.column)
    return {relation: frozenset(columns) for relation, columns in found.items()}


def settings_of(model: Model, models: Models) -> frozenset[str]:
    """The relations of the configuration that the model reads, itself or through views."""
    return frozenset(
        base
        for relation in model.inputs
        for base in _bases(relation, models)
        if base.startswith("config.") and not (base == CLOCK and model.header.turns)
    )


def _links(model: Model, models: Models, path: list[Model]) -> Iterator[Link]:
    for relation in sorted(path[-1].inputs):
        read = models.get(relation)
        if relation.startswith("config."):
            continue
        if read is not None and read.is_view:
            yield from _links(model, models, [*path, read])
        elif relation in BOOKKEEPING and (model.is_incremental or model.is_keyed):
            continue  # a delivery's own: `incremental_problems` sees to that
        else:
            column, own = _column(model, relation, read, path)
            reach = tuple(part for step in path for part in step.header.reach_days)
            yield Link(relation, column, own, reach, sum(step.header.reach_back_days for step in path))


def _column(model: Model, relation: str, read: Model | None, path: list[Model]) -> tuple[str | None, str | None]:
    """What the reader, or a view on the way, says of it; else the days of a load, or the column of the same name."""
    if not (model.is_incremental or model.is_keyed):
        return None, None
    said = next((step.header.follows[relation] for step in path if relation in step.header.follows), None)
    if isinstance(said, dict):
        return next(iter(said.items()))
    if said is not None:
        return said, None
    if model.is_keyed:
        return model.header.incremental_key, None
    return (ANY_DAY if read is None else read.header.incremental), None


def _bases(relation: str, models: Models) -> Iterator[str]:
    """The tables behind a relation; itself, unless it is a view."""
    model = models.get(relation)
    if model is None or not model.is_view:
        yield relation
        return
    for name in sorted(model.inputs):
        yield from _bases(name, models)
