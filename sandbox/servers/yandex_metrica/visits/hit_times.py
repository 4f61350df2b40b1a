"""The page views of visits: how many, numbered how, and when each happens."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sandbox.company.draws import Ints, Words
from sandbox.servers.yandex_metrica.hashing import hashed, words

MOST_WATCH_IDS = 500
_STEP = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class HitTimes:
    """One entry a hit. `visit`: the visit's row; `number` counts from 0; `second`: since the visit's start."""

    visit: Ints
    number: Ints
    second: Ints
    watch_id: Words


def hit_times(visits: pa.Table) -> HitTimes:
    """Every page view of every visit, evenly over the time that the visit lasts."""
    count = np.maximum(_ints(visits, "page_views"), 1)
    visit = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(visit)) - np.repeat(np.cumsum(count) - count, count)
    second = _ints(visits, "visit_duration")[visit] * number // count[visit]
    ids = words(visits.column("visit_id").combine_chunks())[visit]
    return HitTimes(visit, number, second, hashed(ids + number.astype(np.uint64) * _STEP, "watch"))


def watch_ids(visits: pa.Table) -> pa.Array:
    """The same hits' numbers as an array of each visit, at most 500 of them."""
    hits = hit_times(visits)
    listed = hits.number < MOST_WATCH_IDS
    count = np.minimum(np.maximum(_ints(visits, "page_views"), 1), MOST_WATCH_IDS)
    ends = np.concatenate(([0], np.cumsum(count)))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(hits.watch_id[listed]))


def _ints(visits: pa.Table, column: str) -> Ints:
    found: Ints = visits.column(column).combine_chunks().to_numpy(zero_copy_only=False).astype(np.int64)
    return found
