"""The SQL models: each file of `sql/` is an asset, and all of a run share one connection.

Inside one multi_asset a failed blocking check does not stop the next model (measured), so the SQL runner itself
skips the descendants; here their outputs are simply not yielded, and Dagster skips what reads them.

Checks that somebody starts without their model look at the rows that there are, and build nothing.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.metadata import OWNER, relation_key
from pipelines.assets.model_events import check_events, events_of
from pipelines.assets.tags import refuse_unknown
from pipelines.partitions import BACKFILL_POLICY, days_of, rewrites_its_days
from pipelines.progress import stage
from pipelines.warehouse import DateRange, Model, Models, look_at_checks, open_warehouse, run_models
from pipelines.workspace import Workspace


def model_assets(workspace: Workspace, partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """Every model as an asset of one step, with its checks; inputs and columns are read from the SQL."""
    models = workspace.models

    @dg.multi_asset(
        name="sql_models",
        specs=[_spec(model, models) for model in models],
        partitions_def=partitions,
        backfill_policy=BACKFILL_POLICY,
        pool="warehouse",
        can_subset=True,
        check_specs=[spec for model in models for spec in _check_specs(model)],
    )
    def sql_models(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        refuse_unknown(context.run.tags)
        checks = context.selected_asset_check_keys
        built = {".".join(key.path) for key in context.selected_asset_keys}
        looked_at = {".".join(check.asset_key.path) for check in checks} - built
        results = []
        with open_warehouse(workspace.environment) as connection:
            if built:
                results += run_models(
                    connection,
                    models,
                    environment=workspace.environment,
                    configuration=workspace.configuration,
                    lake=workspace.lake,
                    api_schemas=workspace.api_schemas,
                    requested=_requested(context),
                    selection=built,
                    on_result=lambda result, done, of: stage(f"deriving {result.model}", done, of),
                )
            if looked_at:
                results += look_at_checks(connection, models, looked_at)
        for result in results:
            model = models[result.relation]
            yield from events_of(model, result, checks) if result.relation in built else check_events(result, checks)
        troubles = [result for result in results if result.status == "failed"]
        if troubles:
            raise dg.Failure(
                description="\n".join(f"{result.model}: {result.error}" for result in troubles),
                allow_retries=False,
            )

    return sql_models


def _requested(context: dg.AssetExecutionContext) -> DateRange | None:
    """The days of the run, where they are all derived anew. Dagster tells of no partitions where only checks run."""
    if not rewrites_its_days(context.run.tags):
        return None
    days = days_of(context)
    return DateRange.inclusive(days[0], days[-1])


def _spec(model: Model, models: Models) -> dg.AssetSpec:
    return dg.AssetSpec(
        relation_key(model.relation),
        deps=sorted(relation_key(name) for name in models.asset_inputs(model)),
        group_name=model.schema,
        kinds={"sql", "duckdb"},
        owners=[OWNER],
        code_version=model.version[:16],
        description=f"{model.header.description}\n\nGrain: {model.header.grain}.",
        metadata={
            "dagster/column_schema": dg.TableSchema(
                columns=[
                    dg.TableColumn(name, type="", description=models.column_description(model, name))
                    for name in model.columns
                ]
            ),
            "dagster/table_name": model.relation,
        },
    )


def _check_specs(model: Model) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            check.name,
            asset=relation_key(model.relation),
            description=check.description,
            blocking=check.severity == "error",
        )
        for check in model.checks
    ]
