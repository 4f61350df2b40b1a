"""A chunk of a backfill that is killed: it starts again by itself, once, and by a click for ever; others stay done.

And what else is clicked rarely: checks without their asset.
"""

import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect
from ui_demo.clicks import (
    PATIENCE,
    VISITS,
    browser_open,
    choose_backfill,
    choose_latest_day,
    launch,
    needs_chromium,
    page_of,
)
from ui_demo.company import DAYS, company_in
from ui_demo.served import Run, ServedUi, served

pytestmark = [*needs_chromium, pytest.mark.slow]
PROCESS = re.compile(r"Started process for run \(pid: (\d+)\)")
PUBLISHED = Path("home", "published", "marts.duckdb")


@pytest.fixture
def ui(tmp_path: Path) -> Iterator[ServedUi]:
    with company_in(tmp_path, datetime.now(UTC)) as variables, served(tmp_path, variables) as ui:
        yield ui


@pytest.fixture
def page() -> Iterator[Page]:
    with browser_open() as browser, page_of(browser) as page:
        yield page


def newest(ui: ServedUi) -> Run:
    return ui.runs[-1]


def kill(folder: Path, run: Run) -> None:
    """The process that works on the run, and that alone."""
    with sqlite3.connect(folder / "home" / "dagster" / "history" / "runs" / f"{run.id}.db") as log:
        events = log.execute("select event from event_logs where dagster_event_type = 'ENGINE_EVENT'").fetchall()
    [process] = [int(found[1]) for (event,) in events if (found := PROCESS.search(event))]
    os.kill(process, signal.SIGKILL)


def kill_once_it_works(ui: ServedUi, folder: Path, after: int) -> None:
    """The run that comes after so many."""
    ui.wait_until(lambda: len(ui.runs) == after + 1 and newest(ui).status == "STARTED")
    kill(folder, newest(ui))
    ui.wait_until(lambda: ui.runs[after].status == "FAILURE")


@pytest.mark.parametrize("kills", [pytest.param(1, id="once"), pytest.param(2, id="twice")])
def test_a_chunk_that_was_killed_ends_well(ui: ServedUi, page: Page, tmp_path: Path, kills: int) -> None:
    launch(page, choose_backfill(ui, page, tablo__refresh="all"))
    ui.wait_until(lambda: [run.status for run in ui.runs[:1]] == ["SUCCESS"])
    for killed in range(kills):
        kill_once_it_works(ui, tmp_path, after=1 + killed)
    if kills == 2:
        page.goto(f"{ui.url}/runs/{newest(ui).id}")
        page.get_by_role("button", name="Re-execute").first.click()
    ui.wait_until(lambda: len(ui.runs) == 2 + kills and newest(ui).status == "SUCCESS")
    assert [run.status for run in ui.runs] == ["SUCCESS", *["FAILURE"] * kills, "SUCCESS"]
    assert len({run.days for run in ui.runs[1:]}) == 1, "the first chunk stays done"
    page.goto(f"{ui.url}/assets/{VISITS}?view=partitions")
    expect(page.get_by_text(f"Materialized ({DAYS})")).to_be_visible(timeout=PATIENCE)
    assert published_days(tmp_path) == DAYS


def published_days(folder: Path) -> int:
    with duckdb.connect(str(folder / PUBLISHED), read_only=True) as marts:
        query = "select count(distinct date) from marts.marts.traffic_quality_daily where visits > 0"
        return int(marts.execute(query).fetchall()[0][0])


def test_checks_are_looked_at_alone_by_a_click(ui: ServedUi, page: Page) -> None:
    launch(page, choose_latest_day(ui, page, "core/core_dates"))
    ui.wait_until(lambda: [run.status for run in ui.runs] == ["SUCCESS"])
    for runs, asset in enumerate(("core/core_dates", VISITS), start=2):
        page.goto(f"{ui.url}/assets/{asset}?view=checks")
        page.get_by_role("button", name="Execute all").click(timeout=PATIENCE)
        ui.wait_until(lambda runs=runs: len(ui.runs) == runs and newest(ui).status == "SUCCESS")
        assert newest(ui).assets == 0, "nothing is materialised"
