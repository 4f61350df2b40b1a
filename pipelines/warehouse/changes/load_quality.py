"""How far the numbers of a load can be trusted and when they settle, as columns of `lake.loads`.

All of them are NULL where the load tells nothing of it: `is_thresholded`, rows of few people are withheld;
`has_other_row`, rare values are lumped together; `sample_share`, of the events that were looked at, 1 for all;
`is_truncated`, the vendor no longer has all of it; `restricted`, columns that our role may not see, joined by `;`;
`settles_after`, the age in days at which a load of the day is final.
"""

import duckdb
import pyarrow as pa

from connectors.common.stream import Quality
from pipelines.lake.manifest import Manifest

LOAD_QUALITY: tuple[tuple[str, pa.DataType], ...] = (
    ("is_thresholded", pa.bool_()),
    ("has_other_row", pa.bool_()),
    ("sample_share", pa.float64()),
    ("is_truncated", pa.bool_()),
    ("restricted", pa.string()),
    ("settles_after", pa.int32()),
)
_SQL = {pa.bool_(): "boolean", pa.float64(): "double", pa.string(): "varchar", pa.int32(): "integer"}


def quality_of(manifest: Manifest) -> dict[str, object]:
    """The columns of a load."""
    told = manifest.quality or Quality()
    return {
        "is_thresholded": told.is_thresholded,
        "has_other_row": told.has_other_row,
        "sample_share": told.sample_share,
        "is_truncated": told.is_truncated,
        "restricted": ";".join(told.restricted) or None,
        "settles_after": manifest.settles_after,
    }


def widen_loads(con: duckdb.DuckDBPyConnection) -> None:
    """Add the columns to a `meta.loads` that lacks them: a new one, or that of an older warehouse.

    The loads that it has tell nothing of them. The caller holds the transaction.
    """
    rows = con.execute(
        "select column_name from information_schema.columns where table_schema = 'meta' and table_name = 'loads'"
    ).fetchall()
    known = {name for (name,) in rows}
    for name, kind in LOAD_QUALITY:
        if name not in known:
            con.execute(f'alter table meta.loads add column "{name}" {_SQL[kind]}')
