"""Which hit reached which goal: the last one that had happened when the goal was."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.servers.yandex_metrica.visits.hit_times import HitTimes

_MICROSECONDS = 1_000_000
_LONGEST = 1 << 32


def goals_of_hits(visits: pa.Table, hits: HitTimes) -> pa.Array:
    """An array a hit, in the order of time."""
    lists = visits.column("goals_id").combine_chunks()
    visit = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    goals = pc.list_flatten(lists).to_numpy(zero_copy_only=False)
    moments = pc.list_flatten(visits.column("goals_date_time").combine_chunks()).cast(pa.int64()).to_numpy()
    starts = visits.column("date_time_utc").combine_chunks().cast(pa.int64()).to_numpy(zero_copy_only=False)
    second = np.clip((moments - starts[visit]) // _MICROSECONDS, 0, _LONGEST - 1)
    # hits stand in the order of visits, and within them of time: one search finds all
    hit = np.searchsorted(hits.visit * _LONGEST + hits.second, visit * _LONGEST + second, side="right") - 1
    order = np.argsort(hit, kind="stable")
    ends = np.searchsorted(hit[order], np.arange(len(hits.visit) + 1))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(goals[order], pa.uint32()))
