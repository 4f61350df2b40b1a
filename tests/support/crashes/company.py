"""The demo company of ten days: a small configuration, a few files, and its vendors' servers."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from pipelines.workspace import PROJECT
from sandbox.deliveries import deliver
from sandbox.demo import demo_servers

NOW = "2026-11-20T09:00:00+03:00"
FIRST_DAY, DAYS, SIZE = "2026-11-10", 10, 60
FILES_A_FOLDER = 1  # the newest: two years of files take longer to read than ten days to fetch
PLANNED = "2026-11"  # a page and a workbook for each month with plans, and half a second for each page
REPORTS = ["daily_totals", "period_users"]


def write_config(folder: Path) -> Path:
    """The shipped configuration with a short history."""
    shutil.copytree(PROJECT / "config", folder)
    _edit(folder / "company.yaml", history_starts_on=datetime.fromisoformat(FIRST_DAY).date())
    for name in ("yandex_metrica", "google_analytics"):
        _edit(folder / "sources" / f"{name}.yaml", history_days=DAYS)
    path = folder / "sources" / "google_analytics.yaml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))["settings"]
    _edit(path, settings={**settings, "streams": REPORTS})
    return folder


def write_inbox(folder: Path) -> Path:
    """What the company's systems exported last."""
    deliver(folder, datetime.fromisoformat(NOW), size=SIZE)
    for each in folder.iterdir():
        for old in sorted(each.iterdir())[:-FILES_A_FOLDER]:
            old.unlink()
    _keep(folder / "plans", lambda line: f",{PLANNED}," in line)
    _keep(folder / "refunds", lambda line: False)  # of orders in files that are gone
    return folder


@contextmanager
def vendors(folder: Path, now: str = NOW) -> Iterator[dict[str, str]]:
    """The variables of a run that is served by the company's vendors while the block lasts."""
    with demo_servers(folder, datetime.fromisoformat(now), size=SIZE) as addresses:
        yield {**addresses, "TABLO_PROFILE": "production", "TABLO_HASH_KEY": "a key for tests", "COLUMNS": "200"}


def _keep(folder: Path, wanted: Callable[[str], bool]) -> None:
    for file in folder.iterdir():
        header, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text(header + "".join(filter(wanted, lines)), encoding="utf-8")


def _edit(path: Path, **changes: Any) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**content, **changes}, allow_unicode=True, sort_keys=False), encoding="utf-8")
