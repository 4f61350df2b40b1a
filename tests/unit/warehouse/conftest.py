"""A bench for the warehouse: a small folder of models, a small lake written by hand, and runs over both."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.files.tables import TABLES
from pipelines.lake import Lake
from pipelines.lake.manifest import Manifest
from pipelines.settings import Configuration, Environment
from pipelines.warehouse import DateRange, ModelResult, Models, load_models, open_warehouse, run_models

VISITS = pa.schema([("visit_id", pa.string()), ("date", pa.date32()), ("channel", pa.string())])
NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)


@dataclass
class ModelFolder:
    """Model files, written with the least header that is one."""

    path: Path

    def write(self, relation: str, sql: str, header: str = "key: [x]") -> Path:
        path = self.path.joinpath(*relation.split(".")).with_suffix(".sql")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"/* ---\ndescription: d\ngrain: g\n{header}\n--- */\n{sql}\n", encoding="utf-8")
        return path

    def load(self) -> Models:
        return load_models(self.path)


@dataclass
class LakeWriter:
    """Writes what connectors would have loaded; each write is a new load."""

    root: Path
    loads: int = field(default=0)

    def day(
        self, day: date, rows: list[tuple[str, str | None]], *, stream: str = "visits", same_as: str | None = None
    ) -> str:
        """A day of the window stream `web__<stream>`: (visit_id, channel) for each row. Returns the load's id.

        `same_as`: the load since which the day has had these rows, as the lake tells it.
        """
        table = pa.table([[row[0] for row in rows], [day] * len(rows), [row[1] for row in rows]], schema=VISITS)
        folder = self.root / "raw" / "web" / stream / "account=shop" / f"date={day}"
        facts = {"kind": "window", "source": "web", "stream": stream, "same_rows_as": same_as}
        return self._write(folder, table, first=day, last=day, **facts)

    def delivery(
        self, table: str, name: str, rows: list[dict[str, Any]], *, dates: str | None, arrival: int = 1
    ) -> None:
        """A delivery of an interchange table; `dates` names the column that its business dates are in."""
        schema = TABLES[table].arrow_schema
        data = pa.Table.from_pylist([{"folder": "crm", "delivery": name, **row} for row in rows], schema=schema)
        days = [row[dates] for row in rows if dates and row[dates]]
        folder = self.root / "raw" / "files" / table / "account=crm" / f"delivery={name}"
        first, last = min(days, default=None), max(days, default=None)
        self._write(
            folder, data, kind="delivery", source="files", stream=table, first=first, last=last, arrival=arrival
        )

    def remove_day(self, day: date) -> None:
        folder = self.root / "raw" / "web" / "visits" / "account=shop" / f"date={day}"
        for file in folder.iterdir():
            file.unlink()

    def arrive_again(self, table: str, name: str, arrival: int) -> None:
        """The same file again: its data stays, its manifest tells of the last arrival."""
        path = self.root / "raw" / "files" / table / "account=crm" / f"delivery={name}" / "load.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "arrival": arrival}))

    def _write(self, folder: Path, table: pa.Table, *, first: date | None, last: date | None, **facts: Any) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, folder / "data.parquet")
        self.loads += 1
        manifest = Manifest(
            load_id=uuid4().hex,
            account=folder.parent.name.removeprefix("account="),
            partition=folder.name.partition("=")[2],
            date_from=first,
            date_to=last,
            rows=table.num_rows,
            rows_read=table.num_rows,
            loaded_at=(NOW + timedelta(seconds=self.loads)).isoformat(),
            **facts,
        )
        (folder / "load.json").write_text(manifest.model_dump_json())
        return manifest.load_id


@dataclass
class Bench:
    """One home: models, lake, configuration; `run` brings its warehouse up to date."""

    folder: ModelFolder
    lake: LakeWriter
    environment: Environment
    configuration: Configuration
    schemas: dict[str, pa.Schema] = field(default_factory=lambda: {"web__visits": VISITS, "web__pages": VISITS})

    def run(
        self,
        requested: DateRange | None = None,
        selection: set[str] | None = None,
        on_result: Callable[[ModelResult, int, int], None] | None = None,
    ) -> dict[str, ModelResult]:
        """The results by relation."""
        with open_warehouse(self.environment) as con:
            results = run_models(
                con,
                self.folder.load(),
                environment=self.environment,
                configuration=self.configuration,
                lake=Lake(self.lake.root),
                api_schemas=self.schemas,
                requested=requested,
                selection=selection,
                on_result=on_result,
            )
        return {result.relation: result for result in results}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with open_warehouse(self.environment) as con:
            return con.execute(query).fetchall()


def configured(**changes: Any) -> Configuration:
    """A small company's configuration."""
    content: dict[str, Any] = {
        "company": {
            "name": {"en": "Samovar & Co", "ru": "Самовар и Ко"},
            "timezone": "Europe/Moscow",
            "currency": "RUB",
            "history_starts_on": date(2024, 10, 1),
        },
        "money": {
            "vat_rates": [
                {"valid_from": date(2026, 1, 1), "rate": "0.22"},
                {"valid_from": date(2019, 1, 1), "rate": "0.20"},
            ],
            "currency_names": {"Рубль": "RUB"},
            "allocation": {"default": "visits", "agency": "ad_spend", "production": {"channel": "email"}},
        },
        "channels": {
            "version": "1",
            "channels": [
                {"code": "direct", "name": {"en": "Direct", "ru": "Прямые"}, "group": "own"},
                {"code": "email", "name": {"en": "E-mail", "ru": "Почта"}, "group": "own"},
            ],
            "rules": [
                {"channel": "email", "medium": ["Email", "newsletter"], "source": ["CRM"]},
                {"channel": "direct"},
            ],
        },
        "goals": [{"code": "purchase", "name": {"en": "Purchase", "ru": "Покупка"}, "source_goals": ["101", "102"]}],
        "file_sources": {},
        "api_sources": {},
        "scorecards": {},
        "sha256": "0" * 64,
    }
    return Configuration.model_validate({**content, **changes})


def new_bench(home: Path) -> Bench:
    environment = Environment(profile="demo", config=home / "config", home=home, now=NOW, hash_key=b"key")
    return Bench(ModelFolder(home / "sql"), LakeWriter(home / "lake"), environment, configured())


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return new_bench(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    return ModelFolder(tmp_path / "sql")


@pytest.fixture
def benches(tmp_path: Path) -> Callable[[], Bench]:
    """As many benches as a test wants, each with a home of its own."""
    return lambda: new_bench(tmp_path / uuid4().hex)


@pytest.fixture
def configure() -> Callable[..., Configuration]:
    return configured
