"""The short demo, once for all workers: a home that nobody has run, one that was run undisturbed, and a way to run."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from crashes import compared
from crashes.company import NOW, vendors, write_config, write_inbox
from crashes.runs import Forge, forging
from filelock import FileLock

from pipelines.cli.instance import dagster_instance


@dataclass(frozen=True)
class Expected:
    """What an undisturbed run leaves, and how often it did each step."""

    home: Path
    steps: Counter[str]

    @cached_property
    def published(self) -> dict[str, list[str]]:
        """As BI reads it."""
        return compared.published(self.home)

    @cached_property
    def lake(self) -> dict[str, Any]:
        """Every partition."""
        return compared.lake(self.home)

    def is_in(self, home: Path) -> None:
        """Asserts that a home has come to the same end, and that nothing lies about."""
        other = compared.differences(compared.lake(home), self.lake)
        assert not other, f"other partitions: {other}"
        assert compared.arrivals(home) == compared.arrivals(self.home)
        other = compared.differences(compared.published(home), self.published)
        assert not other, f"other tables: {other}"
        assert compared.pages(home) == compared.pages(self.home)
        left = compared.leftovers(home)
        assert not left, f"left lying about: {left}"


@dataclass(frozen=True)
class ShortDemo:
    """`blank` has files in its inbox, `expected.home` was run. Nobody changes them: copy them."""

    forge: Forge
    blank: Path
    expected: Expected
    folder: Path

    def fresh(self, home: Path) -> Path:
        """A home that nobody has run."""
        return Path(shutil.copytree(self.blank, home))

    def done(self, home: Path) -> Path:
        """A home that was run at NOW."""
        return Path(shutil.copytree(self.expected.home, home))


@contextmanager
def short_demo_in(base: Path, worker: Path) -> Iterator[ShortDemo]:
    """`base` is shared by all workers, `worker` is not."""
    blank, done, steps, config = (base / "short" / name for name in ("blank", "done", "steps.json", "config"))
    with FileLock(base / "short.lock"):
        if not config.exists():
            write_inbox(blank / "inbox")
            with dagster_instance(blank) as instance:
                instance.get_runs(limit=1)  # its tables are made now, and once
            write_config(config)
    with vendors(worker / "vendors") as variables:
        given = {**variables, "TABLO_CONFIG": str(config), "TABLO_NOW": NOW}
        with forging(worker / "runs", given) as forge:
            with FileLock(base / "short.lock"):
                if not steps.exists():
                    shutil.copytree(blank, done)
                    ended = forge.run(done)
                    assert "Published" in ended.said, ended.said
                    steps.write_text(json.dumps(ended.begun))
            yield ShortDemo(forge, blank, Expected(done, Counter(json.loads(steps.read_text()))), worker)


def run_states(home: Path) -> Counter[str]:
    """How many runs Dagster shows in each state."""
    database = sqlite3.connect(home / "dagster" / "history" / "runs.db")
    try:
        return Counter(dict(database.execute("select status, count(*) from runs group by status").fetchall()))
    finally:
        database.close()
