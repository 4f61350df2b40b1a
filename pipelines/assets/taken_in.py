"""Whether the models of a run are still as the run left them, when it publishes.

Other runs have their turn at the warehouse in between. One that fails at its models, or is killed, leaves some of them
made anew and others not: each is whole, and together they are of no moment. Its own publication is skipped; ours must
not make up for it.
"""

from collections.abc import Collection

import dagster as dg
import duckdb

from connectors.common.errors import Problem

NAMED = 3


def selected_relations(run: dg.DagsterRun, every: Collection[str]) -> set[str]:
    """Those of the relations that the run derives; it selects them, or everything."""
    if run.asset_selection is None:
        return set(every)
    return {".".join(key.path) for key in run.asset_selection} & set(every)


def refuse_half_derived(connection: duckdb.DuckDBPyConnection, relations: Collection[str]) -> None:
    """Raises Problem where one of them hasn't taken in what has changed since it was derived.

    Models that the run has left out are as their own last run left them, on purpose.
    """
    if not relations:
        return
    behind = connection.execute(
        "select distinct model from meta.pending_ranges where list_contains(?, model) order by model",
        [sorted(relations)],
    ).fetchall()
    if not behind:
        return
    names = [model for (model,) in behind]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    have, them = ("has", "it") if len(names) == 1 else ("have", "them")
    raise Problem(
        f"{', '.join(names[:NAMED])}{more} {have}n't taken in what another run changed since this one derived {them}.",
        where="published/marts_duckdb",
        mend="What was published before stays; see why that run failed, and run again.",
    )
