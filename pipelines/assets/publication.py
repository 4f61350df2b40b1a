"""The last assets: the scorecard, the database that BI opens, and the pages that people read."""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.documents import published_documents
from pipelines.assets.metadata import OWNER, relation_key
from pipelines.assets.taken_in import refuse_half_derived, selected_relations
from pipelines.partitions import BACKFILL_POLICY
from pipelines.warehouse import open_warehouse
from pipelines.workspace import Workspace

SCORECARD = relation_key("marts.scorecard")
TOTALS = relation_key("marts.scorecard_totals")
DATABASE = relation_key("published.marts_duckdb")
PAGES = relation_key("published.scorecard")


def scorecard_asset(workspace: Workspace, partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """Plan, fact, weight, attainment, payout and score of every role and period, as rows."""
    read = [relation_key(name) for name in ("marts.kpi_values", "staging.stg_files__plans")]

    @dg.multi_asset(
        name="scorecard",
        specs=[
            dg.AssetSpec(
                key,
                deps=read,
                group_name="scorecard",
                kinds={"python", "duckdb"},
                owners=[OWNER],
                description=description,
            )
            for key, description in (
                (SCORECARD, "A row per role, period and KPI: plan, fact, weight, attainment, payout, score."),
                (TOTALS, "A row per role and period: the payout, and what share of pay it makes."),
            )
        ],
        partitions_def=partitions,
        backfill_policy=BACKFILL_POLICY,
        pool="warehouse",
    )
    def scorecard(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        from pipelines.scorecard import write_scorecards

        with open_warehouse(workspace.environment) as connection:
            rows, totals = write_scorecards(connection, workspace.environment, workspace.configuration)
        yield dg.MaterializeResult(asset_key=SCORECARD, metadata={"dagster/row_count": rows})
        yield dg.MaterializeResult(asset_key=TOTALS, metadata={"dagster/row_count": totals})

    return scorecard


def publication_assets(workspace: Workspace, partitions: dg.PartitionsDefinition) -> list[dg.AssetsDefinition]:
    """`marts.duckdb`, replaced in one step, and the scorecard's pages, made from it."""
    marts = [relation_key(model.relation) for model in workspace.models if model.schema == "marts"]

    @dg.asset(
        key=DATABASE,
        deps=[*marts, SCORECARD, TOTALS],
        group_name="publication",
        kinds={"duckdb"},
        owners=[OWNER],
        description="published/marts.duckdb: what BI opens. Built beside and renamed into place.",
        partitions_def=partitions,
        backfill_policy=BACKFILL_POLICY,
        pool="warehouse",
    )
    def marts_duckdb(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        from pipelines.publish import publish_marts

        documents = published_documents(workspace.models)
        derived = selected_relations(context.run, [model.relation for model in workspace.models])
        with open_warehouse(workspace.environment) as connection:
            refuse_half_derived(connection, derived)
            publication = publish_marts(connection, workspace.environment, workspace.configuration, documents)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": publication.rows,
                "tables": len(publication.tables),
                "file": publication.path.name,
            }
        )

    @dg.asset(
        key=PAGES,
        deps=[DATABASE],
        group_name="publication",
        kinds={"python"},
        owners=[OWNER],
        description="published/scorecard/ROLE/PERIOD.html and .xlsx: what the director, the marketer and HR read.",
        partitions_def=partitions,
        backfill_policy=BACKFILL_POLICY,
        pool="pages",
    )
    def pages(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        from pipelines.publish import publish_pages, publish_workbooks

        published = publish_pages(workspace.environment, workspace.configuration)
        workbooks = publish_workbooks(workspace.environment, workspace.configuration)
        metadata: dict[str, dg.MetadataValue] = {
            "pages": dg.MetadataValue.int(len(published.paths)),
            "workbooks": dg.MetadataValue.int(len(workbooks)),
        }
        if published.picture:
            metadata["scorecard"] = dg.MetadataValue.md(published.picture)
        return dg.MaterializeResult(metadata=metadata)

    return [marts_duckdb, pages]
