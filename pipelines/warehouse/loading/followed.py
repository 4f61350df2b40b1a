"""What an incremental model may read: only what tells which of its days, or which values of its key, changed."""

from collections.abc import Iterator, Mapping

from connectors.common.errors import Problem
from connectors.files.tables import TABLES
from pipelines.warehouse.changes.links import ANY_DAY, ANYTHING, CLOCK, Link, links_of
from pipelines.warehouse.loading.parsing import Reading
from pipelines.warehouse.models.layers import BOOKKEEPING
from pipelines.warehouse.models.model import Model, Models

# they change with the run, and not with the configuration's version
_NEVER = {
    CLOCK: "the clock moves with every run",
    "config.kpis": "it changes with the headers of the KPI models, and isn't dated",
    "config.kpi_sources": "it changes with what the KPI models read, and isn't dated",
    "config.pulled_streams": "its last day moves with every run",
}


def incremental_problems(models: Mapping[str, Model], readings: Mapping[str, tuple[Reading, ...]]) -> list[Problem]:
    """Each reading of an incremental model, or of a view below one, by which a change could go unnoticed."""
    every, problems = Models(models.values()), []
    for model in models.values():
        if not (model.is_incremental or model.is_keyed):
            continue
        for reading in readings[model.relation]:
            reason = _objection(reading.relation, model, every)
            if reason:
                problems.append(
                    Problem(
                        f"{model.relation} is incremental and can't read {reading.relation}: {reason}.",
                        where=reading.where,
                        mend="Take away `incremental`, or read the lake, config or incremental models.",
                    )
                )
        problems += [Problem(said, where=str(model.path), mend="Mend the header.") for said in _header(model, every)]
    return problems


def _objection(relation: str, reader: Model, models: Models, above: tuple[Model, ...] = ()) -> str | None:
    if relation in _NEVER and not (relation == CLOCK and reader.header.turns):
        return _NEVER[relation]
    if relation in BOOKKEEPING:
        # the arrival of a delivery belongs to the delivery: a new one dirties the stream that is read beside it
        beside = any(name.startswith("lake.files__") for name in (*above, reader)[0].inputs)
        return None if beside else "it changes with every load of every stream"
    model = models.get(relation)
    if model is None or model in above:
        return None
    if model.is_view:
        for name in sorted(model.inputs):
            reason = _objection(name, reader, models, (model, *above))
            if reason:
                return f"it is a view of {name}, and {reason}"
        return None
    links = (link for link in links_of(reader, models) if link.relation == relation)
    return next((reason for link in links if (reason := _untold(link, reader, models))), None)


def _untold(link: Link, reader: Model, models: Models) -> str | None:
    """Why the changes of a table can't be followed by this column."""
    model = models[link.relation]
    if link.column == ANYTHING:
        return None
    if link.column is None:
        if model.is_keyed:
            return "its rows are replaced by keys: name under `follows` the date column that tells the reader's days"
        return "it is rebuilt whole, so nobody knows which of its days changed"
    if link.column not in model.columns:
        return f"it has no column {link.column}: name under `follows` the one that tells what changed"
    return None


def _header(model: Model, models: Models) -> Iterator[str]:
    """What the header says of keys, inputs and the clock, and isn't so."""
    known = {link.relation for link in links_of(model, models)}
    for relation in sorted(model.header.follows.keys() - known):
        yield f"follows: {model.relation} doesn't read {relation}"
    for link in links_of(model, models):
        table = link.relation.removeprefix("lake.files__")
        if model.is_keyed and link.column == ANY_DAY:
            yield f"follows: name the column of {link.relation} that has the key"
        elif table in TABLES and link.column and link.column not in (ANYTHING, *TABLES[table].arrow_schema.names):
            yield f"follows: {link.relation} has no column {link.column}"
        if link.own is not None and link.own not in model.columns:
            yield f"follows: the query yields no column {link.own!r}"
