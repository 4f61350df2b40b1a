"""A run: every selected model in order, each in one transaction of its own, descendants of a failure left alone."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import duckdb
import pyarrow as pa

from connectors.common.errors import Problem
from pipelines.lake import Lake
from pipelines.settings import Configuration, Environment
from pipelines.warehouse import build
from pipelines.warehouse.catalog import Catalog, create_schemas, kind_of, make_way, read_catalog, retire_others
from pipelines.warehouse.checks import run_checks
from pipelines.warehouse.complaints import sentence
from pipelines.warehouse.dirty import Loads
from pipelines.warehouse.model import Model, Models
from pipelines.warehouse.plan import Plan, Planner
from pipelines.warehouse.ranges import DateRange
from pipelines.warehouse.relations import lake_versions, prepare_relations
from pipelines.warehouse.results import CheckResult, ModelResult
from pipelines.warehouse.state import read_states, write_state
from pipelines.warehouse.transaction import transaction
from pipelines.warehouse.version import versions

OnResult = Callable[[ModelResult, int, int], None]


def run_models(
    con: duckdb.DuckDBPyConnection,
    models: Models,
    *,
    environment: Environment,
    configuration: Configuration,
    lake: Lake,
    api_schemas: Mapping[str, pa.Schema],
    requested: DateRange | None = None,
    selection: set[str] | None = None,
    on_result: OnResult | None = None,
) -> list[ModelResult]:
    """Bring the selected models (all, by default) up to what the lake holds, and give a result for each.

    An incremental model is rewritten on the days that changed since its last build and on the days requested; any
    other is rebuilt. `on_result` hears of each result, its number, and how many there will be.
    """
    prepare_relations(
        con, models, environment=environment, configuration=configuration, lake=lake, api_schemas=api_schemas
    )
    every = {model.relation for model in models}
    wanted = every if selection is None else models.named(selection)
    with transaction(con):
        create_schemas(con)
        if wanted == every:
            retire_others(con, models)
    sources = lake_versions(con)
    planner = Planner(
        models=models,
        loads=Loads.read(con),
        states=read_states(con),
        versions=versions(models, lambda relation: sources.get(relation, configuration.sha256)),
        requested=requested,
    )
    run = _Run(con, planner, read_catalog(con), environment.now)
    results: list[ModelResult] = []
    for model in models:
        if model.relation in wanted:
            results.append(run.turn_of(model))
            if on_result is not None:
                on_result(results[-1], len(results), len(wanted))
    return results


class _CheckFailed(Exception):
    """A blocking check failed: leave the transaction by rolling it back."""

    def __init__(self, checks: list[CheckResult], failed: list[CheckResult]) -> None:
        counts = (f"{check.name} ({check.offending} {'row' if check.offending == 1 else 'rows'})" for check in failed)
        super().__init__(f"the rows don't pass {', '.join(counts)}")
        self.checks = checks


@dataclass
class _Run:
    """`broken` tells of each relation that failed, or was skipped, which failure is behind it."""

    con: duckdb.DuckDBPyConnection
    planner: Planner
    catalog: Catalog
    now: datetime
    broken: dict[str, str] = field(default_factory=dict)

    def turn_of(self, model: Model) -> ModelResult:
        """Build the model, or say why not."""
        causes = sorted({self.broken[relation] for relation in model.reads & self.broken.keys()})
        if causes:
            self.broken[model.relation] = causes[0]
            return ModelResult(model.relation, "skipped", because=f"{', '.join(causes)} failed")
        started = time.perf_counter()
        try:
            result = self._bring_up_to_date(model)
        except _CheckFailed as failure:
            result = ModelResult(
                model.relation, "failed", checks=failure.checks, error=f"{model.path}: {failure}; the former rows stay."
            )
        except duckdb.InterruptException:
            raise
        except Problem as problem:
            result = ModelResult(model.relation, "failed", error=str(problem))
        except duckdb.Error as refusal:
            result = ModelResult(model.relation, "failed", error=f"{model.path}: {sentence(refusal)}")
        if result.status == "failed":
            self.broken[model.relation] = model.relation
        return replace(result, seconds=time.perf_counter() - started)

    def _bring_up_to_date(self, model: Model) -> ModelResult:
        plan = self.planner.plan(model, exists=self.catalog.get(model.relation) == kind_of(model))
        written, checks = 0, list[CheckResult]()
        if plan.action != "nothing" or plan.state != self.planner.states[model.relation]:
            with transaction(self.con):
                written, checks = self._write(model, plan)
                write_state(self.con, model.relation, plan.state, self.now)
        self.planner.states[model.relation], self.catalog[model.relation] = plan.state, kind_of(model)
        return ModelResult(
            model.relation,
            "fresh" if plan.action == "nothing" else "built",
            rows=None if model.is_view else build.count(self.con, model),
            ranges=list(plan.days),
            checks=checks,
            because=plan.reason,
            written=written,
        )

    def _write(self, model: Model, plan: Plan) -> tuple[int, list[CheckResult]]:
        """Write the rows and check them: how many they are, and what the checks found."""
        if plan.action == "nothing":
            return 0, []
        make_way(self.con, model, self.catalog)
        if model.is_view:
            written = build.create_view(self.con, model)
        elif plan.action == "whole":
            written = build.rebuild(self.con, model, plan.days)
        else:
            written = build.rewrite(self.con, model, plan.days)
        checks = list(run_checks(self.con, model, list(plan.days)))
        failed = [check for check in checks if check.severity == "error" and not check.passed]
        if failed:
            raise _CheckFailed(checks, failed)
        return written, checks
