"""The checks of models as they stand, for who wants to know them without a build: nothing is written."""

from collections.abc import Collection
from dataclasses import replace

import duckdb

from connectors.common.errors import Problem
from pipelines.warehouse.catalog import read_catalog
from pipelines.warehouse.checks.running import all_days, run_checks
from pipelines.warehouse.models.model import Model, Models
from pipelines.warehouse.results import ModelResult


def look_at_checks(con: duckdb.DuckDBPyConnection, models: Models, relations: Collection[str]) -> list[ModelResult]:
    """What the checks of these models find in all rows that there are; `failed` is a model that can't be looked at."""
    catalog = read_catalog(con)
    return [_looked_at(con, model, model.relation in catalog) for model in models if model.relation in relations]


def _looked_at(con: duckdb.DuckDBPyConnection, model: Model, is_there: bool) -> ModelResult:
    result = ModelResult(model.relation, "fresh")
    if not is_there:
        return replace(result, status="failed", error="it was never built. Materialize it, or: tablo run")
    try:
        return replace(result, checks=list(run_checks(con, model, all_days(con, model))))
    except Problem as problem:
        return replace(result, status="failed", error=str(problem))
