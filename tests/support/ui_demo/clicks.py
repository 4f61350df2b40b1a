"""What a person does in the Dagster UI, in a real browser."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from ui_demo.served import ServedUi

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
SIZE = {"width": 1280, "height": 900}
PATIENCE = 30_000  # milliseconds
VISITS = "lake/yandex_metrica__visits"

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and os.environ.get("TABLO_REQUIRE_BROWSER") != "1",
        reason=f"there is no {CHROMIUM}; install Chromium, or set TABLO_REQUIRE_BROWSER=1 to make this a failure",
    ),
]


@contextmanager
def browser_open() -> Iterator[Browser]:
    """The system's Chromium, while the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def page_of(browser: Browser) -> Iterator[Page]:
    """A page; its console may have told of no error when the block ends."""
    page = browser.new_page(viewport=SIZE, timezone_id="Europe/Moscow")
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert errors == []


def choose_latest_day(ui: ServedUi, page: Page, asset: str) -> Locator:
    """The dialog in which one asset is materialised, with yesterday chosen."""
    page.goto(f"{ui.url}/assets/{asset}?view=partitions")
    page.get_by_role("button", name="Materialize").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Latest").click()
    expect(dialog.get_by_role("button", name="Launch 1 run")).to_be_enabled(timeout=PATIENCE)
    return dialog


def choose_backfill(ui: ServedUi, page: Page, **tags: str) -> Locator:
    """The dialog in which everything is materialised, with all days chosen and tags (`a__b` is `a/b`)."""
    page.goto(f"{ui.url}/asset-groups")
    page.get_by_role("button", name="Materialize all").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="All", exact=True).click()
    dialog.get_by_text("Tags", exact=True).click()
    for name, value in tags.items():
        dialog.get_by_role("button", name="Add tags").click()
        editor = page.get_by_role("dialog").last
        editor.get_by_placeholder("Tag Key").fill(name.replace("__", "/"))
        editor.get_by_placeholder("Tag Value").fill(value)
        editor.get_by_role("button", name="Apply").click()
        expect(dialog.get_by_text(f"{name.replace('__', '/')}: {value}")).to_be_visible()
    expect(dialog.get_by_role("button", name="Launch backfill")).to_be_enabled(timeout=PATIENCE)
    return dialog


def launch(page: Page, dialog: Locator) -> None:
    """Start what the dialog says, and wait until the UI has taken it."""
    dialog.get_by_role("button", name="Launch").click()
    told = page.get_by_text("Created backfill").or_(page.get_by_text("Launched run"))
    expect(told.first).to_be_visible(timeout=PATIENCE)


def watch_to_its_end(ui: ServedUi, page: Page, backfill: str) -> None:
    """The backfill's page, until it says that all went well."""
    page.goto(f"{ui.url}/runs/b/{backfill}")
    told = page.get_by_text("Succeeded", exact=True)  # the head of a column, and then the status
    expect(told).to_have_count(2, timeout=3 * PATIENCE)


def metadata_of(ui: ServedUi, page: Page, asset: str, name: str) -> Locator:
    """The row of the asset's page with this metadata."""
    page.goto(f"{ui.url}/assets/{asset}")
    row = page.get_by_role("row").filter(has=page.get_by_text(name, exact=True))
    expect(row.first).to_be_visible(timeout=PATIENCE)
    return row.first


def show_picture(ui: ServedUi, page: Page) -> Locator:
    """The scorecard's picture, on the page of the published scorecard."""
    metadata_of(ui, page, "published/scorecard", "scorecard").get_by_text("Show Markdown").click()
    picture = page.get_by_role("dialog").locator("img[src^='data:image']")
    expect(picture).to_be_visible(timeout=PATIENCE)
    return picture
