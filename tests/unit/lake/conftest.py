"""A home with an inbox, to drop files into and to look at what the lake made of them."""

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipelines.lake import DeliveryReport, Lake, Manifest, load_inbox
from pipelines.settings import Configuration, Environment
from pipelines.settings.configuration import (
    Bilingual,
    Channels,
    Company,
    FileSource,
    Money,
    TableMapping,
    VatRate,
)

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


@dataclass
class Home:
    """Files get growing times, so that they arrive in the order of their drop."""

    root: Path
    timezone: str = "Europe/Moscow"
    hash_key: bytes | None = b"a key for tests"
    sources: dict[str, FileSource] = field(default_factory=dict)
    currency_names: dict[str, str] = field(default_factory=lambda: {"руб.": "RUB", "rur": "RUB"})
    now: datetime = NOW
    _dropped: int = 0

    @property
    def lake(self) -> Lake:
        return Lake(self.root / "lake")

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def configuration(self) -> Configuration:
        return Configuration(
            company=Company(
                name=Bilingual(en="Shop", ru="Магазин"),
                timezone=self.timezone,
                currency="RUB",
                history_starts_on=date(2020, 1, 1),
            ),
            money=Money(
                vat_rates=[VatRate(valid_from=date(2019, 1, 1), rate=Decimal("0.2"))],
                currency_names=self.currency_names,
            ),
            channels=Channels(version="1", channels=[], rules=[]),
            goals=[],
            file_sources=self.sources,
            api_sources={},
            scorecards={},
            sha256="0" * 64,
        )

    def map(self, folder: str, *, tables: dict[str, dict[str, Any]], **told: Any) -> None:
        """A mapping of a folder; `tables` as in its YAML."""
        mappings = {table: TableMapping(**mapping) for table, mapping in tables.items()}
        self.sources = {**self.sources, folder: FileSource(connector="files", tables=mappings, **told)}

    def drop(self, folder: str, name: str, content: str | bytes) -> Path:
        path = self.inbox / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self._dropped += 1
        stamp = 1_790_000_000 + self._dropped
        os.utime(path, (stamp, stamp))
        return path

    def load(self) -> list[DeliveryReport]:
        environment = Environment("files", self.root / "config", self.root, self.now, self.hash_key)
        return load_inbox(environment, self.configuration)

    def deliver(self, folder: str, content: str | bytes, name: str = "export.csv") -> DeliveryReport:
        """Drop one file and load it."""
        self.drop(folder, name, content)
        (report,) = self.load()
        return report

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All deliveries of a table, in the order of arrival."""
        loads = sorted(self.loads(table), key=lambda load: load.arrival or 0)
        return [row for load in loads for row in pq.read_table(self.lake.of(load).data, partitioning=None).to_pylist()]

    def loads(self, table: str) -> list[Manifest]:
        return [load for load in self.lake.manifests() if load.stream == table]

    def quarantine(self, table: str) -> list[tuple[int, str | None, str, str]]:
        """Line, column, reason and masked text of every refusal."""
        found = []
        for load in self.loads(table):
            path = self.lake.of(load).quarantine
            if path.exists():
                rows = pq.read_table(path, partitioning=None).to_pylist()
                found += [(row["line"], row["column"], row["reason"], row["text"]) for row in rows]
        return found

    def left(self) -> list[str]:
        """What still lies in the inbox."""
        return sorted(str(path.relative_to(self.inbox)) for path in self.inbox.rglob("*") if path.is_file())

    def state(self) -> dict[str, Any]:
        """Everything that a rerun must end in, without what is random or counts time."""
        loads = [
            load.model_dump(exclude={"load_id", "loaded_at"}) | {"rows_stored": self._stored(load)}
            for load in self.lake.manifests()
        ]
        log = (self.root / "archive" / "arrivals.jsonl").read_text() if self.left() == [] else ""
        numbers = [line.split('"number":')[1].split(",")[0] for line in log.splitlines()]
        return {"loads": loads, "arrivals": numbers, "left": self.left(), "archive": self._archived()}

    def _stored(self, load: Manifest) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.lake.of(load).data, partitioning=None).to_pylist()
        return rows

    def _archived(self) -> list[str]:
        archive = self.root / "archive"
        return sorted(str(path.relative_to(archive)) for path in archive.rglob("*.parquet"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def berlin(home: Home) -> Home:
    return replace(home, timezone="Europe/Berlin")
