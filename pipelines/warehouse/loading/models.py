"""Loading the models: nothing that breaks a rule is loaded, and each comes after what it reads."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from connectors.common.errors import Problem
from pipelines.warehouse.changes.version import versions
from pipelines.warehouse.loading.folder import read_folder
from pipelines.warehouse.models.layers import COMPONENTS, LAYERS
from pipelines.warehouse.models.model import Model, Models

PUBLIC = ("marts", "kpi")


def load_models(folder: Path) -> Models:
    """All models of `staging/`, `core/`, `marts/` and `kpi/`, in the order of building.

    Raises Problem for the first rule that a file breaks, and says how many more there are.
    """
    found = read_folder(folder)
    if found.problems:
        first, more = found.problems[0], len(found.problems) - 1
        besides = f"({more} more: `python -m pipelines.warehouse` lists them.)" if more else ""
        raise Problem(first.what, where=first.where, mend=f"{first.mend} {besides}".strip())
    return _ordered(found.models)


def lint_models(folder: Path) -> list[Problem]:
    """Every broken rule, in the order of files, and what is not described although BI shows it."""
    found = read_folder(folder)
    problems = list(found.problems)
    if not problems:
        try:
            _ordered(found.models)
        except Problem as circle:
            problems.append(circle)
    return problems + [problem for model in found.models.values() for problem in _undescribed(model)]


def _ordered(models: Mapping[str, Model]) -> Models:
    sorter = TopologicalSorter(
        {relation: sorted(model.reads & models.keys()) for relation, model in sorted(models.items(), key=_layer)}
    )
    try:
        order = list(sorter.static_order())
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        raise Problem(
            f"the models read each other in a circle: {' → '.join(circle)}.",
            where=str(models[circle[0]].path),
            mend="Take one of these readings away.",
        ) from None
    version = versions((models[relation] for relation in order), source_version=lambda relation: relation)
    return Models(replace(models[relation], version=version[relation]) for relation in order)


def _layer(item: tuple[str, Model]) -> tuple[int, str]:
    return LAYERS.index(item[1].schema), item[0]


def _undescribed(model: Model) -> Iterator[Problem]:
    if model.schema not in PUBLIC or model.relation == COMPONENTS:
        return
    if model.schema == "marts" and not model.header.description_ru:
        yield Problem("description_ru: a mart is described in Russian too.", where=str(model.path))
    silent = [column for column in model.columns if column not in model.notes]
    if silent:
        yield Problem(
            f"nobody says what these columns mean: {', '.join(silent)}.",
            where=str(model.path),
            mend="Describe them in columns.yaml, or under `columns` in the header.",
        )
