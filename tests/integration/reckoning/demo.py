"""A home in which the demo company was run by the real command."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pipelines.workspace import PROJECT

TABLO = str(Path(sys.executable).parent / "tablo")
NOW, TODAY = "2026-11-20T09:00:00+03:00", date(2026, 11, 20)
VISITS_A_DAY = "600"  # a fifth of the usual: enough for every channel, robot family and kind of refund
CONFIG = PROJECT / "config"


@dataclass(frozen=True)
class Demo:
    """What was published, and what the company knows of itself."""

    home: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`tablo run` at the fixed moment, with nothing of the caller's environment but the size of the company."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("TABLO_", "YANDEX_"))}
        variables |= {"TABLO_HOME": str(self.home), "TABLO_CONFIG": str(CONFIG), "TABLO_NOW": NOW}
        variables |= {"TABLO_DEMO_SIZE": os.environ.get("TABLO_DEMO_SIZE", VISITS_A_DAY), "COLUMNS": "200"}
        command = [TABLO, "run", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=variables, cwd=self.home, timeout=580)

    def marts(self, query: str) -> list[dict[str, Any]]:
        """Rows of the published database, as BI reads it."""
        return _rows(self.home / "published" / "marts.duckdb", query)

    def warehouse(self, query: str) -> list[dict[str, Any]]:
        """Rows of the warehouse."""
        return _rows(self.home / "warehouse.duckdb", query)

    def truth(self, name: str) -> list[dict[str, Any]]:
        """`months`, `channel_months` or `visit_labels`, as the demo company wrote them down."""
        rows: list[dict[str, Any]] = pq.read_table(self.home / "sandbox" / "truth" / f"{name}.parquet").to_pylist()
        return rows


def _rows(database: Path, query: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(query)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
