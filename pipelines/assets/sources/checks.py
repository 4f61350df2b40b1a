"""What is checked of a stream. Nothing here blocks: the run goes on with what the lake has.

| check              | severity | what to do                                                              |
|--------------------|----------|-------------------------------------------------------------------------|
| `fresh`            | WARN     | the source is down or its quota is spent: a later run heals it          |
| `not_shrunk`       | ERROR    | look at the source; accept the load, or leave the former day            |
| `declared_columns` | ERROR    | a column is empty in the models: reload its days                        |
| `complete`         | WARN     | good to know: what the vendor refused or withheld                       |
| `one_attribution`  | WARN     | good to know: sources can't be compared over the break                  |
| `same_meaning`     | WARN     | days of two time zones, currencies or reports: reload those of the one; |
|                    |          | days of two accounts: take one of them out of the lake                  |
| `volume`           | WARN     | good to know: a holiday, or a counter that is missing on half the pages |
| `schema`           | WARN     | good to know: since when there are other columns                        |

`adds_up` and `matches_reporting` (WARN) are steps of their own, because they compare streams.
"""

from collections.abc import Mapping
from datetime import date

import dagster as dg

from connectors.common.errors import Problem, QuotaSpent
from connectors.common.stream import Stream
from connectors.registry import Source
from pipelines.assets.metadata import lake_key
from pipelines.assets.sources.due import zone_of
from pipelines.assets.sources.pulling import Pulled
from pipelines.assets.sources.reconciliation import NAME as MATCHES_REPORTING
from pipelines.lake.inbox.summary import counted
from pipelines.lake.manifest import Manifest
from pipelines.lake.windows.accounts import counted_twice
from pipelines.lake.windows.attribution import break_of
from pipelines.lake.windows.columns import drift_of, missing_columns
from pipelines.lake.windows.constancy import turns_of
from pipelines.lake.windows.volume import LEAST, MOST, WEEKS, unusual_days
from pipelines.workspace import Workspace

FRESH, NOT_SHRUNK, COMPLETE, ONE_ATTRIBUTION = "fresh", "not_shrunk", "complete", "one_attribution"
SAME_MEANING, VOLUME, SCHEMA, DECLARED_COLUMNS = "same_meaning", "volume", "schema", "declared_columns"
CHECKS = {
    FRESH: "Every day that was asked for has been fetched.",
    NOT_SHRUNK: "No day came back so much smaller that it is kept aside until somebody accepts it.",
    COMPLETE: "The loads have nothing to say about themselves, such as a field that was refused.",
    ONE_ATTRIBUTION: "All days were attributed by one model, so that sources can be compared over time.",
    VOLUME: (
        f"No settled day of the run has under {LEAST:.0%} or over {MOST:.0%} of the rows "
        f"that are usual on its weekday, by the {WEEKS} weeks before."
    ),
    SCHEMA: "The newest loads have the columns and types of those before.",
    DECLARED_COLUMNS: "The newest loads have every column that the models may read.",
}
# worth knowing, and nothing that a rerun or a person must mend: they don't make a run one in trouble
NOTES = (COMPLETE, ONE_ATTRIBUTION, VOLUME, SCHEMA, MATCHES_REPORTING)
ERRORS = (NOT_SHRUNK, DECLARED_COLUMNS)
DAYS_SAID = 10


def check_specs(key: dg.AssetKey, stream: Stream) -> list[dg.AssetCheckSpec]:
    """The checks of a stream's asset."""
    return [dg.AssetCheckSpec(name, asset=key, description=said) for name, said in _checks_of(stream).items()]


def _checks_of(stream: Stream) -> dict[str, str]:
    constant = ", ".join(name.replace("_", " ") for name in stream.constant)
    alike = f"All days were loaded with the same {constant}, and none" if constant else "No day was loaded"
    return {**CHECKS, SAME_MEANING: f"{alike} of two accounts."}


def check_results(
    workspace: Workspace, source: Source, stream: str, pulled: Pulled, loads: Mapping[date, Manifest]
) -> list[dg.AssetCheckResult]:
    """Of a run over one stream; `loads` are all of it, of whatever run."""
    declared = source.streams[stream]
    broken = break_of(loads.values())
    unusual = unusual_days(pulled.loads, loads, declared.settles_after, zone_of(workspace, source))
    said = {
        FRESH: [_said(pulled.trouble, pulled)] if pulled.trouble else [],
        NOT_SHRUNK: [*map(kept_aside, pulled.waiting), *pulled.not_accepted],
        COMPLETE: pulled.warnings,
        ONE_ATTRIBUTION: [broken] if broken else [],
        VOLUME: _shortened([day.said for day in unusual]),
        SCHEMA: drift_of(workspace.lake, loads),
        DECLARED_COLUMNS: missing_columns(workspace.lake, loads, declared.schema),
        SAME_MEANING: [
            *turns_of(loads.values(), declared.constant),
            *counted_twice(workspace.lake, source.name, stream, source.account, loads),
        ],
    }
    return [
        dg.AssetCheckResult(
            check_name=name,
            asset_key=lake_key(source.name, stream),
            passed=not lines,
            severity=dg.AssetCheckSeverity.ERROR if name in ERRORS else dg.AssetCheckSeverity.WARN,
            # two spaces end a line in Markdown, and are nothing in a terminal
            description="  \n".join(lines) or None,
            metadata={"put_off": True} if name == FRESH and isinstance(pulled.trouble, QuotaSpent) else {},
        )
        for name in _checks_of(declared)
        for lines in [said[name]]
    ]


def _shortened(lines: list[str]) -> list[str]:
    """A backfill of years may have a hundred of them; the newest are said."""
    left_out = len(lines) - DAYS_SAID
    return lines if left_out <= 0 else [*lines[-DAYS_SAID:], f"… and {counted(left_out, 'day')} before"]


def kept_aside(load: Manifest) -> str:
    """The sentence about a load that waits, with the command that accepts it."""
    less = load.shrunk.said if load.shrunk else "less"
    stream = f"{load.source}/{load.stream}"
    return (
        f"{load.partition} came back with {less}. It is kept aside, and the former day stays. "
        f"If the source is right: tablo run --accept {stream}/{load.partition}"
    )


def _said(trouble: Problem, pulled: Pulled) -> str:
    """A spent quota is no failure: what was got stays, and the next run goes on from there."""
    if not isinstance(trouble, QuotaSpent):
        return str(trouble)
    left = len(pulled.asked) - pulled.days_got
    waits = "waits" if left == 1 else "wait"
    return f"put off: {counted(left, 'day')} of {len(pulled.asked)} {waits} for a later run. {trouble}"
