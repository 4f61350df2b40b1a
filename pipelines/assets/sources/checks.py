"""What is checked of a stream. Nothing here blocks: the run goes on with what the lake has."""

from collections.abc import Collection

import dagster as dg

from connectors.common.errors import Problem, QuotaSpent
from connectors.common.stream import Stream
from pipelines.assets.sources.pulling import Pulled
from pipelines.assets.sources.reconciliation import NAME as MATCHES_REPORTING
from pipelines.lake.inbox.summary import counted
from pipelines.lake.manifest import Manifest
from pipelines.lake.windows.attribution import break_of
from pipelines.lake.windows.constancy import turns_of

FRESH, NOT_SHRUNK, COMPLETE, ONE_ATTRIBUTION = "fresh", "not_shrunk", "complete", "one_attribution"
SAME_MEANING = "same_meaning"
CHECKS = {
    FRESH: "Every day that was asked for has been fetched.",
    NOT_SHRUNK: "No day came back so much smaller that it is kept aside until somebody accepts it.",
    COMPLETE: "The loads have nothing to say about themselves, such as a field that was refused.",
    ONE_ATTRIBUTION: "All days were attributed by one model, so that sources can be compared over time.",
}
# worth knowing, and nothing that a rerun or a person must mend: they don't make a run one in trouble
NOTES = (COMPLETE, ONE_ATTRIBUTION, MATCHES_REPORTING)


def check_specs(key: dg.AssetKey, stream: Stream) -> list[dg.AssetCheckSpec]:
    """The checks of a stream's asset."""
    return [dg.AssetCheckSpec(name, asset=key, description=said) for name, said in _checks_of(stream).items()]


def _checks_of(stream: Stream) -> dict[str, str]:
    """Where nothing is said to be constant, there is nothing to compare."""
    if not stream.constant:
        return CHECKS
    constant = ", ".join(name.replace("_", " ") for name in stream.constant)
    return {**CHECKS, SAME_MEANING: f"All days were loaded with the same {constant}."}


def check_results(
    key: dg.AssetKey, stream: Stream, pulled: Pulled, loads: Collection[Manifest]
) -> list[dg.AssetCheckResult]:
    """Of a run; `loads` are all of the stream, of whatever run."""
    broken = break_of(loads)
    said = {
        FRESH: [_said(pulled.trouble, pulled)] if pulled.trouble else [],
        NOT_SHRUNK: [*map(kept_aside, pulled.waiting), *pulled.not_accepted],
        COMPLETE: pulled.warnings,
        ONE_ATTRIBUTION: [broken] if broken else [],
        SAME_MEANING: turns_of(loads, stream.constant),
    }
    return [
        dg.AssetCheckResult(
            check_name=name,
            asset_key=key,
            passed=not lines,
            severity=dg.AssetCheckSeverity.ERROR if name == NOT_SHRUNK else dg.AssetCheckSeverity.WARN,
            # two spaces end a line in Markdown, and are nothing in a terminal
            description="  \n".join(lines) or None,
            metadata={"put_off": True} if name == FRESH and isinstance(pulled.trouble, QuotaSpent) else {},
        )
        for name in _checks_of(stream)
        for lines in [said[name]]
    ]


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
