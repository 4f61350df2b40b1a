"""`lake.arrivals`: every time that a delivery came, with the moment at which we learned what it says.

A delivery's manifest tells of its last load only: a replay, and the same file dropped again, write it anew.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from pipelines.lake.inbox.arrivals import ArrivalLog
from pipelines.lake.manifest import Manifest

# one row per arrival: `delivery` and `folder` as in the lake, the moment in UTC, the day in the business time zone
ARRIVALS = pa.schema(
    [
        ("folder", pa.string()),
        ("delivery", pa.string()),
        ("arrival", pa.int64()),
        ("arrived_at", pa.timestamp("us")),
        ("arrived_date", pa.date32()),
    ]
)
_DELIVERY_NAME = 12


def write_arrivals(
    con: duckdb.DuckDBPyConnection, manifests: Iterable[Manifest], log: Path, timezone: str
) -> list[tuple[str, str]]:
    """Replace the relation; an arrival that the log lost is told by the manifest. The caller holds the transaction.

    Returns folder and delivery of each arrival that is told anew, or otherwise than before.
    """
    moments: dict[tuple[str, str, int], datetime] = {
        (load.account, load.partition, load.arrival or 0): datetime.fromisoformat(load.loaded_at)
        for load in manifests
        if load.kind == "delivery"
    }
    for arrival in ArrivalLog(log):
        moments[arrival.folder, arrival.sha256[:_DELIVERY_NAME], arrival.number] = arrival.at
    zone = ZoneInfo(timezone)
    rows: list[dict[str, Any]] = [
        {
            "folder": folder,
            "delivery": delivery,
            "arrival": number,
            "arrived_at": at.astimezone(UTC).replace(tzinfo=None),
            "arrived_date": at.astimezone(zone).date(),
        }
        for (folder, delivery, number), at in sorted(moments.items())
    ]
    con.register("new_rows", pa.Table.from_pylist(rows, schema=ARRIVALS))
    con.execute("create table if not exists lake.arrivals as select * from new_rows where false")
    both = "(table lake.arrivals except table new_rows) union all (table new_rows except table lake.arrivals)"
    moved = con.execute(f"select distinct folder, delivery from ({both}) order by all").fetchall()
    con.execute("create or replace table lake.arrivals as select * from new_rows")
    con.unregister("new_rows")
    return moved
