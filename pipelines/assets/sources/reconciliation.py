"""The check `matches_reporting`: logs of a source against the source's own reports, on the days of the run.

It has no partitions of its own and no mapping between partitions: it reads the run's days from its tags, and compares
what the lake has of them, whichever stream was fetched in this run (decision 4 of the architecture: a wider mapping
would make Dagster cut a backfill into pieces).
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import dagster as dg

from connectors.yandex_metrica import YandexMetrica
from pipelines.assets.metadata import lake_key
from pipelines.partitions import day_range
from pipelines.reconciliation import Reconciliation, reconcile
from pipelines.workspace import Workspace

NAME = "matches_reporting"
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
ONE_DAY = "dagster/partition"
LINES_SHOWN = 100


def reconciliation_checks(workspace: Workspace) -> list[dg.AssetChecksDefinition]:
    """One for each counter that both logs and reports are pulled of."""
    return list(_checks(workspace))


def _checks(workspace: Workspace) -> Iterator[dg.AssetChecksDefinition]:
    for source in workspace.sources.values():
        if not isinstance(source, YandexMetrica) or "visits" not in source.streams:
            continue
        reports = [lake_key(source.name, stream) for stream in source.streams if stream.endswith("_report")]
        if reports:
            yield _check(workspace, source, reports)


def _check(workspace: Workspace, source: YandexMetrica, reports: list[dg.AssetKey]) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=lake_key(source.name, "visits"),
        name=NAME,
        additional_deps=reports,
        description=(
            "Visits, goal reaches and revenue of the logs are those of Metrica's own reports, "
            f"within {source.settings.reconcile_tolerance:.1%}."
        ),
    )
    def matches_reporting(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        days = run_days(context.run.tags, workspace.yesterday, source.settings.weekly_days)
        return result_of(reconcile(workspace.lake, source.name, source.settings, days))

    return matches_reporting


def run_days(tags: Mapping[str, str], yesterday: date, otherwise: int) -> list[date]:
    """The days of a run by its tags; a run without any is about the last `otherwise` days."""
    return days_of_tags(tags) or day_range(yesterday - timedelta(days=otherwise - 1), yesterday)


def days_of_tags(tags: Mapping[str, str]) -> list[date] | None:
    """None for a run that is told of no days."""
    if RANGE_START in tags and RANGE_END in tags:
        return day_range(date.fromisoformat(tags[RANGE_START]), date.fromisoformat(tags[RANGE_END]))
    return [date.fromisoformat(tags[ONE_DAY])] if ONE_DAY in tags else None


def result_of(found: Reconciliation) -> dg.AssetCheckResult:
    """Never blocks: the logs are what they are; somebody should know."""
    left_out = [f"Left out, {reason}." for reason in found.left_out]
    return dg.AssetCheckResult(
        check_name=NAME,
        passed=found.agrees,
        severity=dg.AssetCheckSeverity.WARN,
        # two spaces end a line in Markdown, and are nothing in a terminal
        description="  \n".join([*found.troubles, *left_out]) or None,
        metadata={
            "days_compared": found.days,
            "numbers_compared": len(found.lines),
            "offending_rows": len(found.differing),
            **({"differences": _table(found)} if found.differing else {}),
        },
    )


def _table(found: Reconciliation) -> dg.TableMetadataValue:
    return dg.MetadataValue.table(
        [
            dg.TableRecord(
                {
                    "day": line.day.isoformat(),
                    "measure": line.measure,
                    "source": line.member,
                    "logs": line.logs,
                    "reporting": line.reporting,
                    "difference": round(line.difference, 2),
                    "share": f"{line.share:.1%}",
                }
            )
            for line in found.differing[:LINES_SHOWN]
        ]
    )
