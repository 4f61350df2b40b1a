"""Rows whose key came before in the same log: the key must tell rows apart, or visits count twice.

Only key columns are read to find them, in as many passes as memory asks for; there are hardly ever any.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from connectors.yandex_metrica.logs.spooled_part import SpooledPart

ROWS_A_PASS = 2_000_000
Key = tuple[int, int]


class FirstOfEach:
    """Reads the rows of a log, and keeps the first of each key. `id_column` and `date` are the key of one counter."""

    def __init__(self, parts: Sequence[SpooledPart], id_column: str) -> None:
        self._parts, self._id_column = parts, id_column
        self.repeated = 0

    def rows(self) -> Iterator[tuple[pa.RecordBatch, list[Key]]]:
        """Batches without repetitions, and the keys of the rows that were left out of each."""
        keys = self._repeated_keys()
        ids = np.unique(np.fromiter((id_ for id_, _ in keys), np.uint64, len(keys)))
        seen: set[Key] = set()
        for part in self._parts:
            for batch in part.batches():
                yield self._firsts(batch, keys, ids, seen) if keys else (batch, [])

    def _firsts(
        self, batch: pa.RecordBatch, keys: set[Key], ids: Any, seen: set[Key]
    ) -> tuple[pa.RecordBatch, list[Key]]:
        row_ids, days = key_arrays(batch, self._id_column)
        keep, left_out = np.ones(batch.num_rows, bool), []
        for row in np.flatnonzero(np.isin(row_ids, ids)):
            key = (int(row_ids[row]), int(days[row]))
            if key in seen:
                keep[row] = False
                left_out.append(key)
            elif key in keys:
                seen.add(key)
        self.repeated += len(left_out)
        return (batch.filter(pa.array(keep)) if left_out else batch), left_out

    def _repeated_keys(self) -> set[Key]:
        passes = 1 + sum(part.rows for part in self._parts) // ROWS_A_PASS
        found: set[Key] = set()
        for number in range(passes):
            ids, days = self._keys_of_pass(number, passes)
            order = np.lexsort((days, ids))
            ids, days = ids[order], days[order]
            again = np.flatnonzero((ids[1:] == ids[:-1]) & (days[1:] == days[:-1]))
            found.update(zip(ids[again].tolist(), days[again].tolist(), strict=True))
        return found

    def _keys_of_pass(self, number: int, passes: int) -> tuple[Any, Any]:
        all_ids, all_days = [np.empty(0, np.uint64)], [np.empty(0, np.int32)]
        for part in self._parts:
            for batch in part.batches((self._id_column, "date")):
                ids, days = key_arrays(batch, self._id_column)
                chosen = ids % np.uint64(passes) == number
                all_ids.append(ids[chosen])
                all_days.append(days[chosen])
        return np.concatenate(all_ids), np.concatenate(all_days)


def key_arrays(rows: pa.RecordBatch | pa.Table, id_column: str) -> tuple[Any, Any]:
    """Ids, and days as numbers."""
    ids, days = rows.column(id_column), rows.column("date").cast(pa.int32())
    return ids.to_numpy(), days.to_numpy()
