"""The Dagster UI in a real browser, as `make ui` starts it: the asset graph and an asset's page."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from pipelines.workspace import PROJECT

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
TABLO = Path(sys.executable).parent / "tablo"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and os.environ.get("TABLO_REQUIRE_BROWSER") != "1",
        reason=f"there is no {CHROMIUM}; install Chromium, or set TABLO_REQUIRE_BROWSER=1 to make this a failure",
    ),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a UI with an empty home: what it shows comes from the definitions."""
    port = free_port()
    environment = {
        **os.environ,
        "TABLO_HOME": str(tmp_path_factory.mktemp("home")),
        "TABLO_CONFIG": str(PROJECT / "config"),
        "TABLO_PROFILE": "production",
    }
    process = subprocess.Popen(
        [str(TABLO), "ui", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/server_info", process)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(120):
        assert process.poll() is None, "the UI ended before it was up"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"{url} did not come up in a minute")


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        opened = browser.new_page(viewport={"width": 1600, "height": 1000})
        errors: list[str] = []
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        yield opened
        browser.close()
    assert errors == []


def test_the_asset_graph_flows_from_the_sources_to_the_publication(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{address}/asset-groups")
    for group in ("sources", "staging", "core", "marts", "kpi", "scorecard", "publication"):
        expect(page.get_by_text(group, exact=True).first).to_be_visible(timeout=30_000)
    page.screenshot(path=tmp_path / "graph.png")


def test_an_asset_says_what_it_holds(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{address}/assets/marts/roi_by_channel")
    expect(page.get_by_text("one row per month × channel × model", exact=False)).to_be_visible(timeout=30_000)
    expect(page.get_by_text("marketing_cost", exact=True).first).to_be_visible()
    expect(page.get_by_text("marketing-data").first).to_be_visible()
    page.screenshot(path=tmp_path / "asset.png")


def test_the_schedule_waits_to_be_switched_on(address: str, page: Page) -> None:
    page.goto(f"{address}/automation")
    expect(page.get_by_text("every_morning").first).to_be_visible(timeout=30_000)
