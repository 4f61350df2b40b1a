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
from pipelines.warehouse.building import writing
from pipelines.warehouse.building.plan import Plan, Planner
from pipelines.warehouse.building.remaking import remake
from pipelines.warehouse.building.watching import watched
from pipelines.warehouse.catalog import Catalog, create_schemas, kind_of, make_way, read_catalog, retire_others
from pipelines.warehouse.changes.dirty import Loads
from pipelines.warehouse.changes.state import read_states, write_state, write_states_seen
from pipelines.warehouse.changes.version import check_versions, row_versions
from pipelines.warehouse.checks.outcomes import Outcomes
from pipelines.warehouse.checks.running import run_checks
from pipelines.warehouse.complaints import sentence
from pipelines.warehouse.inputs.relations import prepare_relations, source_versions
from pipelines.warehouse.models.model import Model, Models
from pipelines.warehouse.ranges import DateRange
from pipelines.warehouse.results import CheckResult, ModelResult
from pipelines.warehouse.transaction import transaction

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

    A model by days is rewritten on the days that changed since its last build and on the days requested, one by keys
    for the values of its key that changed; any other is rebuilt where something that it reads has changed. `on_result`
    hears of each result, its number, and how many there will be.
    """
    changes = prepare_relations(
        con, models, environment=environment, configuration=configuration, lake=lake, api_schemas=api_schemas
    )
    every = {model.relation for model in models}
    wanted = every if selection is None else models.named(selection)
    with transaction(con):
        create_schemas(con)
        if wanted == every:
            retire_others(con, models)
    sources, states = source_versions(con), read_states(con)
    standing = {
        view.relation: states[view.relation].version
        for view in models
        if view.is_view and view.relation in states.keys() - wanted
    }
    planner = Planner(
        con=con,
        models=models,
        changes=changes,
        loads=Loads.read(con),
        states=states,
        versions=row_versions(models, sources, standing),
        check_versions=check_versions(models, sources),
        today=environment.today(configuration.company.timezone),
        windows=configuration.company.windows.model_dump(),
        requested=requested,
    )
    run = _Run(con, planner, read_catalog(con), Outcomes(con), environment.now)
    results: list[ModelResult] = []
    for model in models:
        if model.relation in wanted:
            results.append(run.turn_of(model))
            if on_result is not None:
                on_result(results[-1], len(results), len(wanted))
    run.remember_what_was_seen()
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
    outcomes: Outcomes
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
            self.planner.changes.undo()
            self.broken[model.relation] = model.relation
        return replace(result, seconds=time.perf_counter() - started)

    def remember_what_was_seen(self) -> None:
        """That the models which nothing had changed for have seen that; and forget what all have seen."""
        states = self.planner.states
        with transaction(self.con):
            write_states_seen(self.con, states)
            if states and {model.relation for model in self.planner.models} <= states.keys():
                self.planner.changes.forget(min(state.consumed_seq for state in states.values()))

    def _bring_up_to_date(self, model: Model) -> ModelResult:
        plan = self.planner.plan(model, exists=self.catalog.get(model.relation) == kind_of(model))
        written, checks = 0, self.outcomes.of(model)
        if plan.action != "nothing":
            with transaction(self.con):
                written, checks = self._write(model, plan)
                self.outcomes.write(model, checks)
                write_state(self.con, model.relation, plan.state, self.now)
            self.planner.changes.settle()
        self.planner.states[model.relation], self.catalog[model.relation] = plan.state, kind_of(model)
        return ModelResult(
            model.relation,
            "fresh" if plan.action in ("nothing", "checks") else "built",
            rows=None if model.is_view else writing.count(self.con, model),
            ranges=list(plan.days),
            keys=plan.touched.count if plan.touched else None,
            checks=checks,
            because=plan.reason,
            written=written,
        )

    def _write(self, model: Model, plan: Plan) -> tuple[int, list[CheckResult]]:
        """Write the rows, note what they change, and check them: how many they are, and what the checks found."""
        if plan.action == "checks":
            return 0, self._checked(model, plan)
        make_way(self.con, model, self.catalog)
        if model.is_view:
            writing.create_view(self.con, model)
            return 0, self._checked(model, plan)
        if plan.touched is not None:
            return remake(self.con, self.planner, model, plan.touched), self._checked(model, plan)
        with watched(self.con, self.planner, model, plan, exists=model.relation in self.catalog):
            if plan.action == "whole":
                written = writing.rebuild(self.con, model, plan.days, self.planner.reach(model))
            else:
                written = writing.rewrite(self.con, model, plan.days, self.planner.reach(model))
        return written, self._checked(model, plan)

    def _checked(self, model: Model, plan: Plan) -> list[CheckResult]:
        checks = list(run_checks(self.con, model, list(plan.days), plan.touched, everywhere=plan.looks_at_all))
        failed = [check for check in checks if check.severity == "error" and not check.passed]
        if failed:
            raise _CheckFailed(checks, failed)
        return checks
