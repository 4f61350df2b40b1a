"""What an incremental model may read: only what tells which of its days changed."""

from collections.abc import Mapping

from connectors.common.errors import Problem
from pipelines.warehouse.layers import BOOKKEEPING
from pipelines.warehouse.model import Model
from pipelines.warehouse.parsing import Reading

# they change with the run, and not with the configuration's version
_NEVER = {
    "config.clock": "the clock moves with every run",
    "config.kpis": "it changes with the headers of the KPI models, and isn't dated",
}


def incremental_problems(models: Mapping[str, Model], readings: Mapping[str, tuple[Reading, ...]]) -> list[Problem]:
    """Each reading of an incremental model, or of a view below one, by which a change could go unnoticed."""
    problems = []
    for model in models.values():
        if model.is_incremental:
            for reading in readings[model.relation]:
                reason = _objection(reading.relation, model, models)
                if reason:
                    problems.append(
                        Problem(
                            f"{model.relation} is incremental and can't read {reading.relation}: {reason}.",
                            where=reading.where,
                            mend="Take away `incremental`, or read the lake, config or incremental models.",
                        )
                    )
    return problems


def _objection(relation: str, reader: Model, models: Mapping[str, Model], above: tuple[str, ...] = ()) -> str | None:
    if relation in _NEVER:
        return _NEVER[relation]
    if relation in BOOKKEEPING:
        # the arrival of a delivery belongs to the delivery: a new one dirties the stream that is read beside it
        beside = any(name.startswith("lake.files__") for name in reader.inputs)
        return None if beside else "it changes with every load of every stream"
    model = models.get(relation)
    if model is None or model.is_incremental or relation in above:
        return None
    if not model.is_view:
        return "it is rebuilt whole, so nobody knows which of its days changed"
    for name in sorted(model.inputs):
        reason = _objection(name, model, models, (*above, relation))
        if reason:
            return f"it is a view of {name}, and {reason}"
    return None
