"""`tablo ui` as a process, asked through its own API."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLO = Path(sys.executable).parent / "tablo"
SECONDS_TO_COME_UP = 120
_RUNS = """
{ runsOrError { ... on Runs { results {
    runId status tags { key value } assetSelection { path }
} } } }
"""


@dataclass(frozen=True)
class Run:
    """Of the runs page."""

    id: str
    status: str
    tags: Mapping[str, str]
    assets: int

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last."""
        day = self.tags.get("dagster/partition", "")
        return (
            self.tags.get("dagster/asset_partition_range_start", day),
            self.tags.get("dagster/asset_partition_range_end", day),
        )


def ask(url: str, query: str, **variables: Any) -> Any:
    """The data of a GraphQL query to the UI at this address."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{url}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        told = json.load(answer)
    assert "errors" not in told, told
    return told["data"]


@dataclass(frozen=True)
class ServedUi:
    """A UI that is up."""

    url: str
    log: Path

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of a GraphQL query."""
        return ask(self.url, query, **variables)

    @property
    def runs(self) -> list[Run]:
        """The oldest first."""
        found = [
            Run(
                run["runId"],
                run["status"],
                {tag["key"]: tag["value"] for tag in run["tags"]},
                len(run["assetSelection"] or ()),
            )
            for run in self.ask(_RUNS)["runsOrError"]["results"]
        ]
        return found[::-1]

    def wait_until(self, what: Callable[[], bool], seconds: int = 240) -> None:
        """Until it is so."""
        for _ in range(seconds * 4):
            if what():
                return
            time.sleep(0.25)
        raise AssertionError(f"it did not happen; the runs are {self.runs}")


@contextmanager
def served(folder: Path, variables: Mapping[str, str]) -> Iterator[ServedUi]:
    """A UI with these variables and no other of Tablo's, while the block lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TABLO_")}
    ui = ServedUi(f"http://127.0.0.1:{port}", folder / "ui.log")
    with ui.log.open("wb") as log:
        process = subprocess.Popen(
            [str(TABLO), "ui", "--port", str(port)],
            env={**inherited, **variables},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(ui, process)
            yield ui
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait_for(ui: ServedUi, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(SECONDS_TO_COME_UP * 4):
        assert process.poll() is None, ui.log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{ui.url}/server_info", timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"{ui.url} did not come up in {SECONDS_TO_COME_UP} seconds")
