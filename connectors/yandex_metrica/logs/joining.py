"""Rows whose fields came by several requests, put together by their key and never by their position.

The first request decides which rows there are: visits go on changing between two requests, and one that the other
doesn't know has NULL there. Memory holds a bucket of keys at a time; the buckets lie on disk.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from connectors.yandex_metrica.logs.repeats import key_arrays

TEXT_BYTES_A_BUCKET = 64 << 20
MOST_BUCKETS = 128  # each is an open file
ROWS_A_BATCH = 1 << 15


class KeyJoin:
    """`missing`: rows that a later request doesn't have. `unmatched`: rows that only a later one has."""

    def __init__(self, id_column: str, keys: Sequence[str], scratch: Path, text_bytes: int) -> None:
        self._id_column, self._keys, self._scratch = id_column, keys, scratch
        self._buckets = min(1 + text_bytes // TEXT_BYTES_A_BUCKET, MOST_BUCKETS)
        self.missing = self.unmatched = 0

    def divide(self, number: int, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
        """Lay a request's rows, in which each key stands once, into the buckets of their keys."""
        with ExitStack() as open_files:
            writers = [
                open_files.enter_context(
                    pa.ipc.new_stream(
                        str(self._path(number, bucket)), schema, options=pa.ipc.IpcWriteOptions(compression="lz4")
                    )
                )
                for bucket in range(self._buckets)
            ]
            for batch in batches:
                ids, _ = key_arrays(batch, self._id_column)
                bucket_of = (ids % np.uint64(self._buckets)).astype(np.int64)
                order = np.argsort(bucket_of, kind="stable")
                sorted_batch = batch.take(pa.array(order))
                ends = np.searchsorted(bucket_of[order], np.arange(self._buckets), side="right").tolist()
                for writer, start, end in zip(writers, [0, *ends[:-1]], ends, strict=True):
                    if end > start:
                        writer.write_batch(sorted_batch.slice(start, end - start))

    def joined(self, requests: int) -> Iterator[pa.RecordBatch]:
        """The rows of request 0, each with the columns of all others."""
        for bucket in range(self._buckets):
            rows = self._read(0, bucket)
            for number in range(1, requests):
                rows = self._with_columns(rows, self._read(number, bucket))
            yield from rows.to_batches(ROWS_A_BATCH)

    def _with_columns(self, rows: pa.Table, others: pa.Table) -> pa.Table:
        places = positions(key_arrays(rows, self._id_column), key_arrays(others, self._id_column))
        missing = places < 0
        self.missing += int(missing.sum())
        self.unmatched += others.num_rows - int((~missing).sum())
        taken = others.take(pa.array(places, mask=missing))
        for name in others.column_names:
            if name not in self._keys:
                rows = rows.append_column(others.schema.field(name), taken.column(name))
        return rows

    def _read(self, number: int, bucket: int) -> pa.Table:
        path = self._path(number, bucket)
        with pa.OSFile(str(path)) as file:
            table = pa.ipc.open_stream(file).read_all().combine_chunks()
        path.unlink()
        return table

    def _path(self, number: int, bucket: int) -> Path:
        return self._scratch / f"request-{number}-bucket-{bucket}.arrows"


def positions(wanted: tuple[Any, Any], among: tuple[Any, Any]) -> Any:
    """For each wanted key its place among the others, each of which stands there once; -1 where it isn't."""
    if not len(among[0]):
        return np.full(len(wanted[0]), -1, np.int64)
    codes = np.unique(np.concatenate([wanted[0], among[0]]), return_inverse=True)[1].astype(np.int64)
    days = np.concatenate([wanted[1], among[1]]).astype(np.int64)
    keys = codes * (int(days.max() - days.min()) + 1) + days - days.min()
    mine, theirs = keys[: len(wanted[0])], keys[len(wanted[0]) :]
    order = np.argsort(theirs)
    places = np.minimum(np.searchsorted(theirs[order], mine), len(theirs) - 1)
    return np.where(theirs[order][places] == mine, order[places], -1)
