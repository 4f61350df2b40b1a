"""The check `adds_up`: the rows of a stream against the totals that its source has without dimensions.

Of the days of the run, by its tags, and of what the lake has of them, as `matches_reporting` does it.
"""

from collections.abc import Iterator

import dagster as dg

from connectors.common.stream import Stream, Totals
from connectors.registry import Source
from pipelines.assets.metadata import lake_key
from pipelines.assets.sources.due import last_day
from pipelines.assets.sources.reconciliation import run_days
from pipelines.reconciliation import AddedUp, add_up
from pipelines.workspace import Workspace

NAME = "adds_up"
SUMS_SHOWN = 100


def adding_up_checks(workspace: Workspace) -> list[dg.AssetChecksDefinition]:
    """One for each stream that has totals which are pulled too."""
    return list(_checks(workspace))


def _checks(workspace: Workspace) -> Iterator[dg.AssetChecksDefinition]:
    for source in workspace.sources.values():
        for stream, declared in source.streams.items():
            if declared.totals is not None and declared.totals.stream in source.streams:
                yield _check(workspace, source, stream, declared, declared.totals)


def _check(
    workspace: Workspace, source: Source, stream: str, declared: Stream, totals: Totals
) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=lake_key(source.name, stream),
        name=NAME,
        additional_deps=[lake_key(source.name, totals.stream)],
        description=(
            f"The rows of a day add up to its {totals.stream}: "
            f"{', '.join(f'{measure} within {share:.1%}' for measure, share in totals.measures.items())}."
        ),
    )
    def adds_up(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        mutable = max((tier.days for tier in declared.refresh), default=declared.settles_after)
        days = run_days(context.run.tags, last_day(workspace, source), mutable)
        return result_of(add_up(workspace.lake, source.name, source.account, stream, source.streams, days))

    return adds_up


def result_of(found: AddedUp) -> dg.AssetCheckResult:
    """A difference is a trouble, and never blocks: the run goes on with what the lake has."""
    left_out = [f"Left out, {reason}." for reason in found.left_out]
    return dg.AssetCheckResult(
        check_name=NAME,
        passed=found.agrees,
        severity=dg.AssetCheckSeverity.ERROR,
        # two spaces end a line in Markdown, and are nothing in a terminal
        description="  \n".join([*found.troubles, *left_out]) or None,
        metadata={
            "days_compared": found.days,
            "numbers_compared": len(found.sums),
            "offending_rows": len(found.differing),
            **({"differences": _table(found)} if found.differing else {}),
        },
    )


def _table(found: AddedUp) -> dg.TableMetadataValue:
    return dg.MetadataValue.table(
        [
            dg.TableRecord(
                {
                    "day": each.day.isoformat(),
                    "measure": each.measure,
                    "rows": each.rows,
                    "total": each.total,
                    "difference": round(each.difference, 2),
                    "share": f"{each.share:.1%}",
                }
            )
            for each in found.differing[:SUMS_SHOWN]
        ]
    )
