"""The drop box as people meet it: a file falls into the inbox, the daemon loads it, and the pages tell of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import expect, sync_playwright
from ui_demo.served import ask

from pipelines.workspace import PROJECT

CHROMIUM = Path("/usr/bin/chromium")
TABLO = Path(sys.executable).parent / "tablo"
HEADER = "order_id,customer_id,ordered_at,revenue,currency\n"
GOOD = HEADER + "1,Анна,2026-10-03 12:00:00,1000.50,RUB\n2,Борис,2026-10-04,2000,RUB\n"
IN_PART = HEADER + "3,Вера,2026-10-05,5,RUB\n4,Глеб,2026-02-30,5,тугрик\n"
SECONDS_TO_WAIT = 240

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and os.environ.get("TABLO_REQUIRE_BROWSER") != "1",
        reason=f"there is no {CHROMIUM}; install Chromium, or set TABLO_REQUIRE_BROWSER=1 to make this a failure",
    ),
]


@dataclass
class Daemon:
    """`tablo ui` over a home, asked through its own API."""

    home: Path
    url: str

    def ask(self, query: str, **variables: Any) -> Any:
        return ask(self.url, query, **variables)

    def switch_on(self) -> None:
        location = self.ask("{ workspaceOrError { ... on Workspace { locationEntries { name } } } }")
        selector = {
            "repositoryName": "__repository__",
            "repositoryLocationName": location["workspaceOrError"]["locationEntries"][0]["name"],
            "sensorName": "drop_box",
        }
        started = self.ask(
            "mutation ($it: SensorSelector!) { startSensor(sensorSelector: $it) { __typename } }", it=selector
        )
        assert started["startSensor"]["__typename"] == "Sensor"

    @property
    def runs(self) -> list[tuple[str, str]]:
        """Job and status, the newest first."""
        told = self.ask("{ runsOrError { ... on Runs { results { jobName status } } } }")
        return [(run["jobName"], run["status"]) for run in told["runsOrError"]["results"]]

    def drop(self, name: str, content: str) -> Path:
        path = self.home / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def wait_until(self, what: Callable[[], bool]) -> None:
        for _ in range(SECONDS_TO_WAIT):
            if what():
                return
            time.sleep(1)
        raise AssertionError(f"it did not happen; the runs are {self.runs}")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TABLO_")}
    environment |= {"TABLO_HOME": str(home), "TABLO_CONFIG": str(PROJECT / "config"), "TABLO_PROFILE": "files"}
    process = subprocess.Popen(
        [str(TABLO), "ui", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    daemon = Daemon(home, f"http://127.0.0.1:{port}")
    try:
        daemon.wait_until(lambda: process.poll() is None and answers(daemon.url))
        daemon.switch_on()
        yield daemon
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/server_info", timeout=2):
            return True
    except OSError:
        return False


def test_what_falls_into_the_inbox_is_loaded_published_and_told(daemon: Daemon, tmp_path: Path) -> None:
    daemon.drop("orders/сентябрь | <b>.csv", GOOD)
    daemon.drop("orders/in part.csv", IN_PART)
    refused = daemon.drop("orders/bad.csv", "order_id,note\n1,x\n")
    daemon.wait_until(lambda: ("load_drop_box", "SUCCESS") in daemon.runs)
    assert daemon.runs == [("load_drop_box", "SUCCESS")]
    assert [path.name for path in (daemon.home / "inbox" / "orders").iterdir()] == [refused.name]
    with duckdb.connect(str(daemon.home / "published" / "marts.duckdb"), read_only=True) as marts:
        assert str(marts.execute("select sum(revenue) from marts.marts.roi_daily").fetchall()[0][0]) == "3005.50"
    [summary] = (daemon.home / "reports" / "inbox").glob("*.md")
    assert "3 files: 1 loaded, 1 loaded in part, 1 refused." in summary.read_text(encoding="utf-8")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": 1600, "height": 1400})
        page.goto(f"{daemon.url}/assets/lake/files__orders")
        expect(page.get_by_role("heading", name="Needs attention")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("orders/сентябрь | <b>.csv")).not_to_be_visible()  # it needs none
        expect(page.get_by_text("It stays in inbox/orders/.")).to_be_visible()
        page.screenshot(path=tmp_path / "asset.png")
        page.goto(f"{daemon.url}/locations/__repository__@pipelines.definitions/sensors/drop_box")
        expect(page.get_by_text("load_drop_box").first).to_be_visible(timeout=30_000)
        expect(page.get_by_text("View logs").first).to_be_visible(timeout=30_000)
        page.screenshot(path=tmp_path / "sensor.png")
        browser.close()
