"""The pictures of `docs/backfills.md`: python tests/support/ui_demo/pictures.py"""

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Locator, Page, expect
from ui_demo.clicks import (
    PATIENCE,
    VISITS,
    browser_open,
    choose_backfill,
    choose_latest_day,
    launch,
    metadata_of,
    page_of,
    show_picture,
    watch_to_its_end,
)
from ui_demo.company import company_in
from ui_demo.served import ServedUi, served

IMAGES = Path(__file__).parents[3] / "docs" / "images"
REWRITTEN = "core/core_visits"


def take(folder: Path) -> None:
    """All of them, from a backfill of forty days."""
    with (
        tempfile.TemporaryDirectory() as home,
        company_in(Path(home), datetime.now(UTC), every_file=True) as variables,
        served(Path(home), variables) as ui,
        browser_open() as browser,
        page_of(browser) as page,
    ):
        picture = _camera(page, folder)
        choose_latest_day(ui, page, VISITS)
        picture("one-day", None)
        dialog = choose_backfill(ui, page, tablo__refresh="all")
        picture("backfill-dialog", None)
        launch(page, dialog)
        ui.wait_until(lambda: [run.status for run in ui.runs] == ["SUCCESS", "SUCCESS"], seconds=600)
        _of_a_backfill_that_ended(ui, page, picture)


def _of_a_backfill_that_ended(ui: ServedUi, page: Page, picture: Callable[[str, Locator | None], None]) -> None:
    watch_to_its_end(ui, page, ui.runs[0].tags["dagster/backfill"])
    picture("backfill", None)
    metadata_of(ui, page, REWRITTEN, "rewritten").scroll_into_view_if_needed()
    picture("rewritten", None)
    page.goto(f"{ui.url}/assets/core/core_orders?view=checks")
    expect(page.get_by_text("Passed").first).to_be_visible(timeout=PATIENCE)
    picture("checks", None)
    show_picture(ui, page)
    picture("scorecard", page.get_by_role("dialog"))


def _camera(page: Page, folder: Path) -> Callable[[str, Locator | None], None]:
    def picture(name: str, part: Locator | None) -> None:
        page.wait_for_timeout(1500)  # until what moves has come to rest
        (part or page).screenshot(path=folder / f"ui-{name}.png")

    return picture


if __name__ == "__main__":
    take(IMAGES)
