"""What Dagster is told of a model's turn: its rows, what was rewritten and why, and its checks."""

from collections.abc import Collection, Iterator
from typing import Any

import dagster as dg

from pipelines.assets.metadata import relation_key
from pipelines.warehouse import CheckResult, Model, ModelResult

Event = dg.MaterializeResult | dg.AssetCheckResult


def events_of(model: Model, result: ModelResult, wanted: Collection[dg.AssetCheckKey]) -> Iterator[Event]:
    """Of a build. A model that failed or was skipped isn't materialised, so that Dagster skips what reads it."""
    checks = list(check_events(result, wanted))
    if result.status in ("failed", "skipped"):
        yield from checks
        return
    yield dg.MaterializeResult(
        asset_key=relation_key(result.relation), metadata=_metadata(model, result), check_results=checks
    )


def check_events(result: ModelResult, wanted: Collection[dg.AssetCheckKey]) -> Iterator[dg.AssetCheckResult]:
    """Of the checks that the run has selected: Dagster refuses any other."""
    key = relation_key(result.relation)
    for check in result.checks:
        if dg.AssetCheckKey(key, check.name) in wanted:
            yield _check_event(key, check)


def rewritten(model: Model, result: ModelResult) -> str:
    """Which rows were written anew: days, values of a key, all of them, or none."""
    if result.status == "fresh":
        return "nothing"
    if result.keys is not None:
        values = "1 value" if result.keys == 1 else f"{result.keys:,} values".replace(",", " ")
        return f"{values} of {model.header.incremental_key}"
    return ", ".join(str(span) for span in result.ranges) or "all"


def _metadata(model: Model, result: ModelResult) -> dict[str, Any]:
    return {
        **({} if result.rows is None else {"dagster/row_count": result.rows, "rows_written": result.written}),
        "rewritten": rewritten(model, result),
        **({"because": result.because} if result.because else {}),
        "seconds": round(result.seconds, 3),
    }


def _check_event(key: dg.AssetKey, check: CheckResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=check.name,
        asset_key=key,
        passed=check.passed,
        severity=dg.AssetCheckSeverity.ERROR if check.severity == "error" else dg.AssetCheckSeverity.WARN,
        # two spaces end a line in Markdown, and are nothing in a terminal
        description="  \n".join(check.said) or None,
        metadata={"offending_rows": check.offending, **({"sample": check.sample} if check.sample else {})},
    )
