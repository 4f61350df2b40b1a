"""A load that is killed at any step of its log request's life, and the run after it: one request, the same rows.

Each kill is a real one: this file, run as a program, loads into a home and dies by SIGKILL right after the step that it
was told. The server lives on in the test.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import requests

from connectors.common.http import Retry
from connectors.common.stream import Stream
from connectors.yandex_metrica.client import MetricaClient
from connectors.yandex_metrica.fields import log_stream
from connectors.yandex_metrica.logs import chunks
from connectors.yandex_metrica.logs.waiting import Polling
from connectors.yandex_metrica.settings import MetricaSettings
from pipelines.lake.paths import Lake
from pipelines.lake.windows.load import WindowLoad
from sandbox.company import Company
from sandbox.company.visit_table import COUNTER_ID
from sandbox.servers.serving import in_thread
from sandbox.servers.yandex_metrica import LogQueue, MetricaServer

TOKEN, THEIRS = "y0_demo", "y0_somebody"
TODAY = date(2026, 11, 21)
LAST_DAY = TODAY - timedelta(days=1)
FIRST_DAY = TODAY - timedelta(days=3)
LOG = log_stream("visits")
STREAM = Stream(LOG.schema, key=("visit_id",))
COMPANY = Company(size=60)

# step → what it is; the process dies when it has been done so many times
STEPS: dict[str, tuple[str, int]] = {
    "the intent is written": ("connectors.yandex_metrica.logs.ledger:Ledger.intend", 1),
    "the request is sent": ("connectors.yandex_metrica.api.logs:LogsApi.create", 1),
    "its id is written": ("connectors.yandex_metrica.logs.ledger:Ledger.asked", 1),
    "it is waited for": ("connectors.yandex_metrica.logs.waiting:Waiting.status", 1),
    "the parts are listed": ("connectors.yandex_metrica.logs.ledger:Ledger.listed", 1),
    "half a part is downloaded": ("connectors.yandex_metrica.logs.download:PartDownload._next", 1),
    "a part is spooled": ("connectors.yandex_metrica.logs.spooled_part:PartWriter.finish", 1),
    "a part is counted": ("connectors.yandex_metrica.logs.ledger:Ledger.part_spooled", 1),
    "the next part is spooled": ("connectors.yandex_metrica.logs.spooled_part:PartWriter.finish", 2),
    "the last part is counted": ("connectors.yandex_metrica.logs.ledger:Ledger.part_spooled", 3),
    "all parts are spooled": ("connectors.yandex_metrica.logs.ledger:Ledger.spooled", 1),
    "the log is cleaned": ("connectors.yandex_metrica.api.logs:LogsApi.clean", 1),
    "the clean is written": ("connectors.yandex_metrica.logs.ledger:Ledger.released", 1),
    "rows are handed on": ("pipelines.lake.windows.load:WindowLoad.add", 1),
    "a day is in the lake": ("pipelines.lake.windows.load:commit", 1),
    "all days are in the lake": ("pipelines.lake.windows.load:WindowLoad.commit", 1),
}
QUICK = list(STEPS)[::8]  # the others are `slow`
AFTER_THE_LOAD = {
    "the load is written": ("connectors.yandex_metrica.logs.ledger:Ledger.loaded", 1),
    "the spool is emptied": ("connectors.yandex_metrica.logs.spool:Spool.remove", 1),
}


class Hashed:
    """A privacy of its own: the same in every process."""

    def address(self, address: str) -> str:
        return sha256(address.encode()).hexdigest()[:16]

    def texts(self, column: pa.Array) -> pa.Array:
        return column


def load(home: Path, lake_name: str = "lake") -> list[dict[str, Any]]:
    """What a run does with the days; the details of each manifest."""
    settings = MetricaSettings(counter_id=COUNTER_ID)
    details = []
    with MetricaClient(
        settings, Hashed(), home / "state" / "metrica",
        retry=Retry(attempts=3, first_pause=0.01, longest_pause=0.02), polling=Polling(0.02, 0.05, 30),
    ) as client:  # fmt: skip
        for export in client.exports(LOG, FIRST_DAY, LAST_DAY):
            days = [export.first_day + timedelta(days=n) for n in range((export.last_day - export.first_day).days + 1)]
            lake = Lake(home / lake_name)
            with export, WindowLoad(lake, "metrica", LOG.name, str(COUNTER_ID), STREAM, days) as window:
                details += [manifest.details for manifest in window.take(export.pieces())]
    return details


def dies_after(step: str) -> None:
    """In the child: kill this process as soon as the step has been done so many times."""
    place, times = {**STEPS, **AFTER_THE_LOAD}[step]
    module_name, _, path = place.partition(":")
    owner: Any = __import__(module_name, fromlist=["_"])
    *outer, name = path.split(".")
    for one in outer:
        owner = getattr(owner, one)
    act: Callable[..., Any] = getattr(owner, name)
    done = 0

    def and_die(*given: Any, **more: Any) -> Any:
        nonlocal done
        result = act(*given, **more)
        done += 1
        if done == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, and_die)


class World:
    """The server, and what it saw of one test."""

    def __init__(self, server: MetricaServer, url: str) -> None:
        self.server, self.url = server, url
        self._before = len(server.queue.all())

    def killed_after(self, step: str, home: Path, longest_fields: int = chunks.LONGEST_FIELDS) -> None:
        child = subprocess.run(
            [sys.executable, __file__, step, str(home), str(longest_fields), "lake"],
            env={**os.environ, "TABLO_YANDEX_METRICA_URL": self.url, "YANDEX_METRICA_TOKEN": TOKEN},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert child.returncode == -signal.SIGKILL, f"{step}: {child.stdout}{child.stderr}"

    def ours(self) -> list[int]:
        """Requests made since the test began."""
        return [one.request_id for one in self.server.queue.all()[self._before :] if one.owner != "somebody"]

    def downloads(self) -> dict[tuple[int, int], int]:
        ours = self.ours()
        return {part: times for part, times in self.server.logs.downloads.items() if part[0] in ours}

    def somebody_asks(self) -> int:
        """The same days, with fewer fields."""
        response = requests.post(
            f"{self.url}/management/v1/counter/{COUNTER_ID}/logrequests",
            params={"date1": str(FIRST_DAY), "date2": str(LAST_DAY), "fields": "ym:s:visitID", "source": "visits"},
            headers={"Authorization": f"OAuth {THEIRS}"},
            timeout=10,
        )
        return int(response.json()["log_request"]["request_id"])

    def status(self, request_id: int) -> str:
        found = self.server.queue.find(request_id)
        return found.status if found else "gone"


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[MetricaServer, str]]:
    queue = LogQueue(COMPANY, first_day=FIRST_DAY - timedelta(days=30), part_bytes=10_000, delay=0.05)
    server = MetricaServer(queue, counter_id=COUNTER_ID, token=TOKEN, today=lambda: TODAY, users={THEIRS: "somebody"})
    with in_thread(server.app()) as url:
        yield server, url


@pytest.fixture
def world(running: tuple[MetricaServer, str], monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", running[1])
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)
    return World(*running)


def rows(home: Path, lake_name: str = "lake") -> pa.Table:
    """Everything in the lake."""
    files = sorted((home / lake_name).rglob("data.parquet"))
    assert len(files) == 3
    table = pa.concat_tables([pq.read_table(file, partitioning=None) for file in files]).replace_schema_metadata(None)
    return table.sort_by([("date", "ascending"), ("visit_id", "ascending")])


@pytest.fixture(scope="module")
def truth(running: tuple[MetricaServer, str], tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """What a run that nobody kills loads; as many visits as the company had."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TABLO_YANDEX_METRICA_URL", running[1])
        patch.setenv("YANDEX_METRICA_TOKEN", TOKEN)
        home = tmp_path_factory.mktemp("unkilled")
        load(home)
    loaded = rows(home)
    days = [COMPANY.visits(FIRST_DAY + timedelta(days=n)) for n in range(3)]
    visits = pa.concat_tables(days).sort_by([("date", "ascending"), ("visit_id", "ascending")])
    assert loaded.column("visit_id").equals(visits.column("visit_id").cast(pa.uint64()))
    assert pc.sum(loaded.column("page_views")).as_py() == pc.sum(visits.column("page_views")).as_py()
    return loaded


def nothing_is_left(world: World, home: Path) -> None:
    assert {world.status(request_id) for request_id in world.ours()} == {"cleaned_by_user"}
    assert list((home / "state" / "metrica" / "spool").glob("*")) == []
    assert [path for path in (home / "lake").rglob(".*") if path.name != ".lock"] == []


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=() if step in QUICK else pytest.mark.slow) for step in STEPS]
)
def test_killed_once(world: World, truth: pa.Table, tmp_path: Path, step: str) -> None:
    theirs = world.somebody_asks()
    world.killed_after(step, tmp_path)
    details = load(tmp_path)
    assert rows(tmp_path).equals(truth)
    (ours,) = world.ours()
    assert details[0]["request_ids"] == details[0]["adopted"] == [str(ours)]
    torn = (ours, 0) if step == "half a part is downloaded" else None
    parts = int(details[0]["parts"])
    assert world.downloads() == {(ours, number): 2 if (ours, number) == torn else 1 for number in range(parts)}
    assert parts >= 3
    nothing_is_left(world, tmp_path)
    assert world.status(theirs) == "processed"


@pytest.mark.parametrize("step", ["the load is written", pytest.param("the spool is emptied", marks=pytest.mark.slow)])
def test_killed_after_the_load_the_days_are_simply_asked_for_again(
    world: World, truth: pa.Table, tmp_path: Path, step: str
) -> None:
    world.killed_after(step, tmp_path)
    assert rows(tmp_path).equals(truth)
    load(tmp_path)
    assert rows(tmp_path).equals(truth)
    assert len(world.ours()) == 2
    nothing_is_left(world, tmp_path)


@pytest.mark.slow
def test_killed_at_every_step_in_turn_it_is_still_one_request(world: World, truth: pa.Table, tmp_path: Path) -> None:
    theirs = world.somebody_asks()
    for step in STEPS:
        if step not in ("the next part is spooled", "the last part is counted"):  # counted from the start of a process
            world.killed_after(step, tmp_path)
    load(tmp_path)
    assert rows(tmp_path).equals(truth)
    assert len(world.ours()) == 1
    assert sum(world.downloads().values()) == len(world.downloads()) + 1  # the part that was torn
    nothing_is_left(world, tmp_path)
    assert world.status(theirs) == "processed"


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("its id is written", marks=pytest.mark.slow),
        pytest.param("a part is counted", marks=pytest.mark.slow),
        "all parts are spooled",
        pytest.param("rows are handed on", marks=pytest.mark.slow),
    ],
)
def test_killed_among_several_requests_for_the_same_days(
    world: World, truth: pa.Table, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "LONGEST_FIELDS", 500)
    world.killed_after(step, tmp_path, 500)
    details = load(tmp_path)
    assert rows(tmp_path).equals(truth)
    assert [int(one) for one in details[0]["request_ids"]] == world.ours()
    assert len(world.ours()) >= 3
    assert set(world.downloads().values()) == {1}
    nothing_is_left(world, tmp_path)


def test_two_runs_at_once_do_not_touch_each_others_requests(world: World, truth: pa.Table, tmp_path: Path) -> None:
    """Of one home: the second makes a request of its own, or reads along with the first."""
    environment = {**os.environ, "TABLO_YANDEX_METRICA_URL": world.url, "YANDEX_METRICA_TOKEN": TOKEN}
    arguments = [sys.executable, __file__, "-", str(tmp_path), str(chunks.LONGEST_FIELDS)]
    children = [
        subprocess.Popen([*arguments, lake], env=environment, stderr=subprocess.PIPE, text=True) for lake in ("a", "b")
    ]
    outcomes = [(child.communicate(timeout=120)[1], child.returncode) for child in children]
    assert [code for _, code in outcomes] == [0, 0], outcomes
    assert rows(tmp_path, "a").equals(truth)
    assert rows(tmp_path, "b").equals(truth)
    nothing_is_left(world, tmp_path)


if __name__ == "__main__":
    _, died_after, folder, longest, lake_folder = sys.argv
    chunks.LONGEST_FIELDS = int(longest)
    if died_after != "-":
        dies_after(died_after)
    load(Path(folder), lake_folder)
