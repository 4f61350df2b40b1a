"""The SQL models: each file of `sql/` is an asset, and all of a run share one connection.

Inside one multi_asset a failed blocking check does not stop the next model (measured), so the SQL runner itself
skips the descendants; here their outputs are simply not yielded, and Dagster skips what reads them.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.metadata import OWNER, relation_key
from pipelines.partitions import BACKFILL_POLICY, days_of
from pipelines.progress import stage
from pipelines.warehouse import DateRange, Model, ModelResult, Models, open_warehouse, run_models
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
        days = days_of(context)
        selected = {".".join(key.path) for key in context.selected_asset_keys}
        with open_warehouse(workspace.environment) as connection:
            results = run_models(
                connection,
                models,
                environment=workspace.environment,
                configuration=workspace.configuration,
                lake=workspace.lake,
                api_schemas=workspace.api_schemas,
                requested=DateRange.inclusive(days[0], days[-1]),
                selection=selected,
                on_result=lambda result, done, of: stage(f"deriving {result.model}", done, of),
            )
        for result in results:
            yield from _events(result)
        troubles = [result for result in results if result.status == "failed"]
        if troubles:
            raise dg.Failure(
                description="\n".join(f"{result.model}: {result.error}" for result in troubles),
                allow_retries=False,
            )

    return sql_models


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


def _events(result: ModelResult) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    key = relation_key(result.relation)
    checks = [
        dg.AssetCheckResult(
            check_name=check.name,
            asset_key=key,
            passed=check.passed,
            severity=dg.AssetCheckSeverity.ERROR if check.severity == "error" else dg.AssetCheckSeverity.WARN,
            # two spaces end a line in Markdown, and are nothing in a terminal
            description="  \n".join(check.said) or None,
            metadata={"offending_rows": check.offending, **({"sample": check.sample} if check.sample else {})},
        )
        for check in result.checks
    ]
    if result.status in ("failed", "skipped"):
        yield from checks
        return
    yield dg.MaterializeResult(
        asset_key=key,
        metadata={
            **({} if result.rows is None else {"dagster/row_count": result.rows}),
            "rewritten": ", ".join(str(span) for span in result.ranges)
            or ("nothing" if result.status == "fresh" else "all"),
            "seconds": round(result.seconds, 3),
        },
        check_results=checks,
    )
