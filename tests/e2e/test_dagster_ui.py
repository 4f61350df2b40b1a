"""The Dagster UI in a real browser, over a small company: what it shows, a day that is fetched, a backfill.

Both are launched at once, and work while the tests of what there is to see look at it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from ui_demo.clicks import (
    PATIENCE,
    VISITS,
    browser_open,
    choose_backfill,
    choose_latest_day,
    launch,
    metadata_of,
    needs_chromium,
    page_of,
    show_picture,
    watch_to_its_end,
)
from ui_demo.company import company_in, days_of_history
from ui_demo.served import Run, ServedUi, served

pytestmark = needs_chromium
NOW = datetime.now(UTC)
DAYS = [day.isoformat() for day in days_of_history(NOW)]
CHUNK = 31


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_open() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with page_of(browser) as page:
        yield page


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[ServedUi]:
    """In which somebody has just clicked: yesterday's visits, and all days of everything, fetched again."""
    folder = tmp_path_factory.mktemp("ui")
    with company_in(folder, NOW) as variables, served(folder, variables) as ui:
        with page_of(browser) as page:
            launch(page, choose_latest_day(ui, page, VISITS))
            launch(page, choose_backfill(ui, page, tablo__refresh="all"))
        yield ui


def chunks(ui: ServedUi) -> list[Run]:
    return [run for run in ui.runs if "dagster/backfill" in run.tags]


def test_the_asset_graph_flows_from_the_sources_to_the_publication(ui: ServedUi, page: Page, tmp_path: Path) -> None:
    page.goto(f"{ui.url}/asset-groups")
    for group in ("sources", "staging", "core", "marts", "kpi", "scorecard", "publication"):
        expect(page.get_by_text(group, exact=True).first).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=tmp_path / "graph.png")


def test_an_asset_says_what_it_holds(ui: ServedUi, page: Page) -> None:
    page.goto(f"{ui.url}/assets/marts/roi_by_channel")
    expect(page.get_by_text("one row per month × channel × model", exact=False)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("marketing_cost", exact=True).first).to_be_visible()
    expect(page.get_by_text("marketing-data").first).to_be_visible()


def test_the_schedule_waits_to_be_switched_on(ui: ServedUi, page: Page) -> None:
    page.goto(f"{ui.url}/automation")
    expect(page.get_by_text("every_morning").first).to_be_visible(timeout=PATIENCE)


def test_a_day_of_an_asset_is_fetched(ui: ServedUi, page: Page, tmp_path: Path) -> None:
    [run] = [run for run in ui.runs if "dagster/backfill" not in run.tags]
    assert (run.days, run.assets) == ((DAYS[-1], DAYS[-1]), 1)
    ui.wait_until(lambda: (run.id, "SUCCESS") in [(each.id, each.status) for each in ui.runs])
    page.goto(f"{ui.url}/assets/{VISITS}?view=partitions&partition={DAYS[-1]}")
    expect(page.get_by_text("days_fetched").first).to_be_visible(timeout=PATIENCE)
    page.screenshot(path=tmp_path / "day.png")


@pytest.mark.slow
def test_a_backfill_of_all_days_is_a_run_a_chunk(ui: ServedUi, page: Page, tmp_path: Path) -> None:
    ui.wait_until(lambda: [run.status for run in chunks(ui)] == ["SUCCESS", "SUCCESS"])
    first, second = chunks(ui)
    assert (first.days, second.days) == ((DAYS[0], DAYS[CHUNK - 1]), (DAYS[CHUNK], DAYS[-1]))
    assert first.assets == second.assets > 100
    assert first.tags["tablo/refresh"] == second.tags["tablo/refresh"] == "all"
    watch_to_its_end(ui, page, first.tags["dagster/backfill"])
    page.screenshot(path=tmp_path / "backfill.png")


@pytest.mark.slow
def test_pages_of_assets_tell_what_was_done(ui: ServedUi, page: Page, tmp_path: Path) -> None:
    assert last_word(metadata_of(ui, page, VISITS, "days_fetched")) == str(len(DAYS) - CHUNK)
    assert last_word(metadata_of(ui, page, "core/core_visits", "rewritten")) == f"{DAYS[CHUNK]}…{DAYS[-1]}"
    metadata_of(ui, page, "marts/traffic_quality_daily", "rows_written")
    expect(page.get_by_text("Row count")).to_be_visible()
    page.screenshot(path=tmp_path / "rewritten.png")
    page.goto(f"{ui.url}/assets/core/core_orders?view=checks")
    expect(page.get_by_text("Passed").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("key_is_unique").first).to_be_visible()
    page.screenshot(path=tmp_path / "checks.png")
    show_picture(ui, page)
    page.screenshot(path=tmp_path / "picture.png")


def last_word(row: Locator) -> str:
    return row.inner_text().split()[-1]
