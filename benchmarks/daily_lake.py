"""The lake of a large shop, written as the lake lies, without connectors: years of it in minutes.

A load's id follows from what is in it, so that a lake that is put back to a former state is that state.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb

from benchmarks import daily_records
from benchmarks.daily_rows import MACROS, Shop, number_of, visits
from pipelines.lake import Lake, Manifest, Partition

COUNTER = "90601234"
# inbox folder → its tables
FOLDERS = {
    "shop_orders": ("orders", "order_lines"),
    "shop_refunds": ("refunds",),
    "crm_leads": ("leads",),
    "ads": ("ad_costs",),
}
DATES = {"orders": ("ordered", "paid"), "refunds": ("refunded",), "leads": ("created", "closed")}


class ShopLake:
    """Writes days and deliveries; a delivery comes in the night after its day."""

    def __init__(self, home: Path, shop: Shop) -> None:
        self.lake = Lake(home / "lake")
        self._shop = shop
        self._log = home / "archive" / "arrivals.jsonl"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._con = duckdb.connect()
        self._con.execute(f"set threads = 2; {MACROS}")

    def days(self, days: Iterable[date], loaded_on: date | None = None, salt: int = 0) -> None:
        """Visits of days, as they were fetched on a day, or each on the next one."""
        for day in days:
            partition = self.lake.day("yandex_metrica", "visits", COUNTER, day)
            rows = self._write(partition, visits(self._shop, day, salt))
            at = _night_after(loaded_on or day)
            self._sign(partition, rows, day, day, at, f"{salt}", settles_after=4)

    def delivery(self, day: date) -> None:
        """What the inbox got about a day."""
        for place, (folder, tables) in enumerate(FOLDERS.items()):
            sha = hashlib.sha256(f"{folder} {day}".encode()).hexdigest()
            number = number_of(day) * len(FOLDERS) + place
            for table in tables:
                partition = self.lake.delivery(table, folder, sha[:12])
                query = getattr(daily_records, table)(self._shop, day)
                located = (
                    f"select *, '{folder}' as folder, '{sha[:12]}' as delivery, row_number() over () as source_row"
                )
                rows = self._write(partition, f"{located} from ({query})")
                first, last = self._span(partition, table)
                self._sign(partition, rows, first, last, _night_after(day), "", arrival=number, file_name=f"{day}.csv")
            self._arrive(number, folder, sha, day)

    def take_back(self, day: date) -> None:
        """As if neither the day nor its deliveries had come."""
        shutil.rmtree(self.lake.day("yandex_metrica", "visits", COUNTER, day).folder, ignore_errors=True)
        for folder, tables in FOLDERS.items():
            sha = hashlib.sha256(f"{folder} {day}".encode()).hexdigest()
            for table in tables:
                shutil.rmtree(self.lake.delivery(table, folder, sha[:12]).folder, ignore_errors=True)
        kept = [line for line in self._log.read_text().splitlines(keepends=True) if f'"{day}.csv"' not in line]
        self._log.write_text("".join(kept))

    def _write(self, partition: Partition, query: str) -> int:
        partition.folder.mkdir(parents=True, exist_ok=True)
        options = "format parquet, compression zstd, row_group_size 65536"
        return int(self._con.execute(f"copy ({query}) to '{partition.data}' ({options})").fetchall()[0][0])

    def _span(self, partition: Partition, table: str) -> tuple[date | None, date | None]:
        columns = [f"{name}_date" for name in DATES.get(table, ())] or ["date"]
        if table == "order_lines":
            return None, None
        ends = [f"min({name}), max({name})" for name in columns]
        found = self._con.execute(f"select {', '.join(ends)} from '{partition.data}'").fetchall()[0]
        known = [each for each in found if each is not None]
        return min(known, default=None), max(known, default=None)

    def _sign(
        self,
        partition: Partition,
        rows: int,
        first: date | None,
        last: date | None,
        at: datetime,
        state: str,
        **more: object,
    ) -> None:
        seed = f"{partition.source} {partition.stream} {partition.account} {partition.name} {state}"
        manifest = Manifest.model_validate(
            {
                "load_id": hashlib.md5(seed.encode()).hexdigest(),
                "source": partition.source,
                "stream": partition.stream,
                "account": partition.account,
                "partition": partition.name,
                "kind": partition.kind,
                "date_from": first,
                "date_to": last,
                "rows": rows,
                "rows_read": rows,
                "loaded_at": at.isoformat(),
                **more,
            }
        )
        (partition.folder / "load.json").write_text(manifest.model_dump_json(indent=1))

    def _arrive(self, number: int, folder: str, sha: str, day: date) -> None:
        line = {
            "number": number,
            "at": _night_after(day).isoformat(),
            "folder": folder,
            "file_name": f"{day}.csv",
            "sha256": sha,
            "outcome": "loaded",
            "drop": "",
        }
        with self._log.open("a") as log:
            log.write(json.dumps(line) + "\n")


def _night_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(1), UTC)
