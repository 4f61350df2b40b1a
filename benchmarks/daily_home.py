"""A home of a large shop in the evening, its lake and its warehouse, and what the night brings."""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, cast

from benchmarks.daily_lake import ShopLake
from benchmarks.daily_rows import Shop

if TYPE_CHECKING:
    import duckdb

    from pipelines.warehouse import ModelResult

NEW_DAY, MUTABLE = date(2026, 11, 20), 3
CONFIG = Path(__file__).parents[1] / "config"


class Bench:
    """One history: a home whose lake and warehouse are those of the evening before the daily run."""

    def __init__(self, months: int, visits: int) -> None:
        kept = os.environ.get("TABLO_BENCH") or Path(gettempdir(), "bench-lake")
        self.home = Path(kept, f"{visits}-visits-{months}-months")
        self.first = NEW_DAY - timedelta(days=round(months * 365.25 / 12))
        self.shop_lake = ShopLake(self.home, Shop.of_visits(visits))
        self.kept = self.home / "evening.duckdb"
        self.warehouse = self.home / "warehouse.duckdb"
        self.processor: dict[str, float] = {}  # of the last run of models, as
        self.sql: dict[str, float] = {}  # DuckDB's part of its seconds, opening and closing included

    def prepare(self) -> float:
        """The lake and the warehouse of the evening before, made or, after a change of models, mended; its seconds.

        Whatever a former run left is undone first.
        """
        if not (self.home / "lake.done").exists():
            self._write_lake()
        self.shop_lake.take_back(NEW_DAY)
        self.shop_lake.days([NEW_DAY - timedelta(days=n) for n in range(1, MUTABLE + 1)])
        if self.kept.exists():
            self.kept.replace(self.warehouse)
        seconds = self.run_models(NEW_DAY)
        (self.home / "evening.json").write_text(json.dumps({"models": seconds, "processor": self.processor}))
        self.warehouse.replace(self.kept)
        return sum(seconds.values())

    def _write_lake(self) -> None:
        config = self.home / "config"
        shutil.copytree(CONFIG, config, dirs_exist_ok=True, ignore=shutil.ignore_patterns("examples"))
        company = (config / "company.yaml").read_text().replace("2023-01-01", f"{self.first}")
        (config / "company.yaml").write_text(company)
        (self.home / "archive" / "arrivals.jsonl").unlink(missing_ok=True)
        days = [self.first + timedelta(days=n) for n in range((NEW_DAY - self.first).days)]
        self.shop_lake.days(days)
        for day in days:
            self.shop_lake.delivery(day)
        (self.home / "lake.done").touch()

    def evening_before(self) -> None:
        """The warehouse as it was before the daily run, and nothing of the copy left to be written."""
        Path(f"{self.warehouse}.wal").unlink(missing_ok=True)  # of a run that was stopped
        shutil.copyfile(self.kept, self.warehouse)
        os.sync()

    def night(self) -> None:
        """What a daily run fetches."""
        self.shop_lake.days([NEW_DAY - timedelta(days=n) for n in range(1, MUTABLE + 1)], NEW_DAY, salt=1)
        self.shop_lake.days([NEW_DAY])
        self.shop_lake.delivery(NEW_DAY)

    def run_models(self, today: date) -> dict[str, float]:
        """Seconds by model, and what else it took as (around)."""
        import pandas as pd  # noqa: F401 - a daily run has loaded it long before, and DuckDB asks for it

        from benchmarks.timed import timed_warehouse
        from pipelines.settings import Environment, load_configuration
        from pipelines.warehouse import run_models
        from pipelines.workspace import Workspace

        now = datetime(today.year, today.month, today.day, 3, tzinfo=UTC)
        environment = Environment("production", self.home / "config", self.home, now, b"a key for benchmarks")
        workspace = Workspace(environment, load_configuration(environment.config))
        models = workspace.models
        files_only = Workspace(replace(environment, profile="files"), workspace.configuration)
        processor: dict[str, float] = {}
        sql: dict[str, float] = {}
        started = time.perf_counter()
        before = time.process_time()
        with timed_warehouse(environment) as database:
            database.execute("set threads = 2")

            def note(result: "ModelResult", done: int, of: int) -> None:
                processor[result.relation] = time.process_time()
                sql[result.relation] = database.seconds

            results = run_models(
                cast("duckdb.DuckDBPyConnection", database),
                models,
                environment=environment,
                configuration=workspace.configuration,
                lake=workspace.lake,
                api_schemas=files_only.api_schemas,
                on_result=note,
            )
        whole = time.perf_counter() - started
        for result in results:
            if result.status == "failed":
                sys.exit(f"{result.model}: {result.error}")
        self.processor = dict(zip(processor, _steps(before, processor.values()), strict=True))
        self.processor["(around)"] = time.process_time() - before - sum(self.processor.values())
        self.sql = dict(zip(sql, _steps(0, sql.values()), strict=True))
        self.sql["(around)"] = database.seconds - sum(self.sql.values())
        seconds = {result.relation: result.seconds for result in results}
        return seconds | {"(around)": whole - sum(seconds.values())}


def _steps(before: float, moments: Iterable[float]) -> Iterable[float]:
    for moment in moments:
        yield moment - before
        before = moment
