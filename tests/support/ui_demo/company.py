"""The demo company of forty days up to yesterday: the UI counts its partitions by the machine's own clock."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from pipelines.workspace import PROJECT
from sandbox.deliveries import deliver
from sandbox.demo import demo_servers

DAYS, SIZE = 40, 20  # two chunks of a backfill, and few visits a day
REPORTS = ["daily_totals", "period_users"]
BUSINESS_ZONE = ZoneInfo("Europe/Moscow")


def days_of_history(now: datetime) -> list[date]:
    """Every partition there is at this moment."""
    today = now.astimezone(BUSINESS_ZONE).date()
    return [today - timedelta(days=back) for back in range(DAYS, 0, -1)]


@contextmanager
def company_in(folder: Path, now: datetime, *, every_file: bool = False) -> Iterator[dict[str, str]]:
    """A configuration, an inbox and the vendors' servers, while the block lasts; yields the variables that name them.

    The inbox has the newest file of each folder, and plans for one month: a page and a workbook. `every_file` is two
    years of them.
    """
    _write_config(folder / "config", days_of_history(now)[0])
    deliver(folder / "home" / "inbox", now, size=SIZE)
    if not every_file:
        _leave_few(folder / "home" / "inbox", now)
    with demo_servers(folder / "vendors", now, size=SIZE) as addresses:
        yield {
            **addresses,
            "TABLO_HOME": str(folder / "home"),
            "TABLO_CONFIG": str(folder / "config"),
            "TABLO_PROFILE": "production",
            "TABLO_HASH_KEY": "a key for tests",
        }


def _write_config(folder: Path, first_day: date) -> None:
    shutil.copytree(PROJECT / "config", folder)
    _edit(folder / "company.yaml", history_starts_on=first_day)
    for name in ("yandex_metrica", "google_analytics"):
        _edit(folder / "sources" / f"{name}.yaml", history_days=DAYS)
    analytics = folder / "sources" / "google_analytics.yaml"
    settings = yaml.safe_load(analytics.read_text(encoding="utf-8"))["settings"]
    _edit(analytics, settings={**settings, "streams": REPORTS})


def _leave_few(folder: Path, now: datetime) -> None:
    for each in folder.iterdir():
        for old in sorted(each.iterdir())[:-1]:
            old.unlink()
    this_month = f"{now.astimezone(BUSINESS_ZONE):%Y-%m}"
    _keep(folder / "plans", lambda line: f",{this_month}," in line)
    _keep(folder / "refunds", lambda line: False)  # of orders in files that are gone


def _keep(folder: Path, is_wanted: Callable[[str], bool]) -> None:
    for file in folder.iterdir():
        header, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text(header + "".join(filter(is_wanted, lines)), encoding="utf-8")


def _edit(path: Path, **changes: Any) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**content, **changes}, allow_unicode=True, sort_keys=False), encoding="utf-8")
