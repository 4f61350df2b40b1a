"""A backfill and the daily run ask one counter at the same time: they take turns, and take nothing from each other.

Both are real processes on one home, and the vendor's server lives in the test. The backfill stops amid its second
export until the daily run waits behind it, so that who comes when is no matter of time.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sandbox.company import Company
from sandbox.company.visit_table import COUNTER_ID
from sandbox.servers.serving import in_thread
from sandbox.servers.yandex_metrica import LogQueue, MetricaServer

SOURCE, TOKEN = "yandex_metrica", "y0_demo"
TODAY = date(2026, 11, 21)
LAST_DAY = TODAY - timedelta(days=1)
DAYS_A_REQUEST = 3
FIRST_DAY = TODAY - timedelta(days=9)  # three requests
DAILY = TODAY - timedelta(days=2)
COMPANY = Company(size=20)
LONG = 120.0  # a test that waits so long has failed


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + LONG
    while not file.exists():
        assert time.monotonic() < deadline, f"{file.name} never came"
        time.sleep(0.02)


class Diary:
    """The log of a run: its lines are printed, and its waiting is told to the other run by a file."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def info(self, line: str, /) -> None:
        print(line, flush=True)
        if line.startswith("another run"):
            (self._home / "waits").touch()

    warning = error = info


def run(role: str, home: Path) -> None:
    """In a process of its own: one stream of the source, as the step does it."""
    from pipelines.assets.sources import fetching
    from pipelines.assets.sources.pulling import Pulling
    from pipelines.assets.sources.stopping import StopSignal
    from pipelines.partitions import day_range
    from pipelines.workspace import Workspace

    fetching.DAYS_A_REQUEST = DAYS_A_REQUEST
    if role == "backfill":
        _stop_amid_the_second_export(home)
    workspace = Workspace.from_os()
    days = day_range(FIRST_DAY if role == "backfill" else DAILY, LAST_DAY)
    source = workspace.sources[SOURCE]
    [(_, pulled)] = Pulling(workspace, source, days, {}, Diary(home), StopSignal()).streams(["visits"])
    assert pulled.trouble is None, pulled.trouble
    print(f"{pulled.days_got} of {len(pulled.asked)} days", flush=True)


def _stop_amid_the_second_export(home: Path) -> None:
    from connectors.yandex_metrica.api.logs import LogsApi

    create, made = LogsApi.create, 0

    def and_wait(*given: Any, **more: Any) -> Any:
        nonlocal made
        made += 1
        created = create(*given, **more)
        if made == 2:
            (home / "amid").touch()
            wait_for(home / "waits")
        return created

    LogsApi.create = and_wait  # type: ignore[method-assign]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MetricaServer]:
    queue = LogQueue(COMPANY, first_day=FIRST_DAY, delay=0.01)
    server = MetricaServer(queue, counter_id=COUNTER_ID, token=TOKEN, today=lambda: TODAY)
    with in_thread(server.app()) as url:
        monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", url)
        monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)
        yield server


def begun(role: str, home: Path) -> "subprocess.Popen[str]":
    variables = {
        "TABLO_PROFILE": "production",
        "TABLO_HASH_KEY": "a key for the tests",
        "TABLO_HOME": str(home),
        "TABLO_CONFIG": "config",
        "TABLO_NOW": f"{TODAY}T06:00:00+03:00",
    }
    return subprocess.Popen(
        [sys.executable, __file__, role, str(home)],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_the_daily_run_waits_for_one_request_only_and_no_day_is_asked_for_twice(
    server: MetricaServer, tmp_path: Path
) -> None:
    backfill = begun("backfill", tmp_path)
    wait_for(tmp_path / "amid")
    daily = begun("daily", tmp_path)
    said = [process.communicate(timeout=LONG)[0] for process in (daily, backfill)]
    assert [daily.returncode, backfill.returncode] == [0, 0], said
    assert "another run is fetching from yandex_metrica: waiting until its request is done." in said[0]
    assert said[0].splitlines()[-1] == "2 of 2 days"
    assert said[1].splitlines()[-1] == "7 of 9 days"
    requests = [(one.date1, one.date2, one.status) for one in server.queue.all()]
    second, third = (FIRST_DAY + number * timedelta(days=DAYS_A_REQUEST) for number in (1, 2))
    assert requests == [
        (FIRST_DAY, second - timedelta(days=1), "cleaned_by_user"),
        (second, third - timedelta(days=1), "cleaned_by_user"),
        (DAILY, LAST_DAY, "cleaned_by_user"),
        (third, DAILY - timedelta(days=1), "cleaned_by_user"),
    ]
    _holds_each_visit_once(tmp_path)


def _holds_each_visit_once(home: Path) -> None:
    files = sorted((home / "lake" / "raw" / SOURCE / "visits").rglob("data.parquet"))
    assert len(files) == 9
    loaded = [visit for file in files for visit in pq.read_table(file, columns=["visit_id"])["visit_id"].to_pylist()]
    made = [
        int(visit)
        for offset in range(9)
        for visit in COMPANY.visits(FIRST_DAY + timedelta(days=offset))["visit_id"].to_pylist()
    ]
    assert sorted(loaded) == sorted(made)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    run(sys.argv[1], Path(sys.argv[2]))
