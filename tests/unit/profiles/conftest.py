"""A company that has no sources of its own yet: exports of systems are dropped, and what the lake made is read.

The configuration is the project's own folder without its sources, so profiles work as they do for a user; what a user
writes into `config/sources/<folder>.yaml` is given to `tell`.
"""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from pipelines.lake import DeliveryReport, Lake, Manifest, load_inbox
from pipelines.lake.privacy.contacts import Tokens
from pipelines.settings import Environment, load_configuration

CONFIG = Path(__file__).parents[3] / "config"
NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
KEY = b"a key for tests"


@dataclass
class DropBox:
    """Files get growing times, so that they arrive in the order of their drop."""

    root: Path
    now: datetime = NOW
    _dropped: int = 0

    @property
    def config(self) -> Path:
        return self.root / "config"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def lake(self) -> Lake:
        return Lake(self.home / "lake")

    def tell(self, folder: str, **said: Any) -> None:
        """The user's `config/sources/<folder>.yaml`: `profile`, `fields`, `only`, `currency`, `tables`…"""
        text = yaml.safe_dump({"connector": "files", **said}, allow_unicode=True)
        (self.config / "sources" / f"{folder}.yaml").write_text(text, encoding="utf-8")

    def name_currency(self, name: str, code: str) -> None:
        """One more line under `currency_names` in `config/money.yaml`."""
        path = self.config / "money.yaml"
        money = yaml.safe_load(path.read_text(encoding="utf-8"))
        money["currency_names"][name] = code
        path.write_text(yaml.safe_dump(money, allow_unicode=True), encoding="utf-8")

    def drop(self, folder: str, content: str | bytes | Path, name: str = "export.csv") -> Path:
        """A file given by its bytes, its text (written as UTF-8) or its place."""
        target = self.home / "inbox" / folder / (content.name if isinstance(content, Path) else name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            content = content.read_bytes()
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        self._dropped += 1
        stamp = 1_790_000_000 + self._dropped
        os.utime(target, (stamp, stamp))
        return target

    def load(self) -> list[DeliveryReport]:
        environment = Environment("files", self.config, self.home, self.now, KEY)
        return load_inbox(environment, load_configuration(self.config))

    def deliver(self, folder: str, content: str | bytes | Path, name: str = "export.csv") -> DeliveryReport:
        """Drop one file and load it; what was wrong with it is in its report."""
        self.drop(folder, content, name)
        (report,) = self.load()
        return report

    def load_folder(self, source: Path, folder: str) -> list[DeliveryReport]:
        """Drop every file of a folder, in the order of names, and load them."""
        for path in sorted(path for path in source.iterdir() if path.is_file()):
            self.drop(folder, path)
        return self.load()

    def loads(self, table: str) -> list[Manifest]:
        """Of a table, in the order of arrival."""
        found = [load for load in self.lake.manifests() if load.stream == table]
        return sorted(found, key=lambda load: load.arrival or 0)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All deliveries of a table, in the order of arrival; typed values of the lake's Parquet."""
        paths = [self.lake.of(load).data for load in self.loads(table)]
        return [row for path in paths for row in pq.read_table(path, partitioning=None).to_pylist()]

    def quarantine(self, table: str) -> list[tuple[int, str | None, str, str]]:
        """Line, column, reason and masked text of every refusal."""
        paths = [self.lake.of(load).quarantine for load in self.loads(table)]
        rows = [row for path in paths if path.exists() for row in pq.read_table(path, partitioning=None).to_pylist()]
        return [(row["line"], row["column"], row["reason"], row["text"]) for row in rows]

    def token(self, cell: str) -> str | None:
        """What a cell of a hashed column becomes: `phone:…`, `email:…` or `other:…`, several joined by `;`."""
        return Tokens(KEY).whole(cell)

    def on_disk(self) -> str:
        """All text that the home holds, lower-case: names of files, raw bytes, and the values of Parquet."""
        texts = []
        for path in sorted(path for path in self.home.rglob("*") if path.is_file()):
            raw = path.read_bytes()
            texts += [str(path), raw.decode("latin-1"), raw.decode("utf-8", "ignore"), raw.decode("cp1251", "ignore")]
            if path.suffix == ".parquet":
                values = pq.ParquetFile(path).read().to_pylist()
                texts.append(json.dumps(values, default=str, ensure_ascii=False))
        return "\n".join(texts).lower()

    def left(self) -> list[str]:
        """What still lies in the inbox."""
        inbox = self.home / "inbox"
        return sorted(str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file())


@pytest.fixture
def box(tmp_path: Path) -> DropBox:
    """Fresh, in Europe/Moscow, reporting in RUB."""
    shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("sources", "examples"))
    (tmp_path / "config" / "sources").mkdir()
    return DropBox(tmp_path)
