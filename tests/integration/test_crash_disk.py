"""A disk that is full, and one that may only be read: a plain sentence, what was published stays, the next run heals.

The disk is real, small and the run's own: a mount in a namespace. A system that allows none skips these tests.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from crashes import compared
from crashes.runs import Ended
from crashes.short_demo import ShortDemo
from crashes.small_disk import SmallDisk, may_mount, small_disk

pytestmark = pytest.mark.skipif(not may_mount(), reason="this system gives us no mounts of our own")

REPORT = 'key:"lake/yandex_metrica__traffic_report"'
FULL = "the disk is full. Free some space, and run again"
READ_ONLY = "this can't be written. Let your user write there, or set TABLO_HOME to a folder of yours"
OUR_OWN = "No space left on device. Make room on the disk of"  # one source's trouble; the others go on
KILOBYTE = 1 << 10


@dataclass(frozen=True)
class Case:
    """A run of a part is refused by the disk below `folder` of the home, of which little is left."""

    folder: str
    arguments: tuple[str, ...]
    left: int
    said: str = FULL


CASES = {
    "the lake": Case("lake", ("--refresh", "all", "--select", REPORT), left=8 * KILOBYTE, said=OUR_OWN),
    "the warehouse": Case("", ("--refresh", "none", "--select", "group:staging or group:core"), left=400 * KILOBYTE),
    "the publication": Case("published", ("--refresh", "none", "--select", "group:publication"), left=400 * KILOBYTE),
}


@pytest.fixture(scope="module")
def disk(short_demo: ShortDemo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    with small_disk(tmp_path_factory.mktemp("disk"), short_demo.forge.variables) as disk:
        yield disk


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name == "the warehouse" else ()) for name in CASES]
)
def test_a_full_disk_is_told_and_the_run_after_ends_well(
    short_demo: ShortDemo, disk: SmallDisk, tmp_path: Path, name: str
) -> None:
    case, home = CASES[name], short_demo.done(tmp_path / "home")
    if not case.folder:
        (home / "warehouse.duckdb").unlink()  # it is built again from the lake
        shutil.move(home / "dagster", tmp_path / "dagster")
        (home / "dagster").symlink_to(tmp_path / "dagster")
    disk.mount(home / case.folder, megabytes=200)
    disk.fill(home / case.folder, case.left)
    refused = disk.forge.run(home, "run", *case.arguments)
    is_told(refused, case.said)
    nothing_is_lost(short_demo, disk.seen(home))
    disk.make_room(home / case.folder)
    after = disk.forge.run(home, "run", *case.arguments)
    assert (after.code, after.err) == (0, ""), after.said
    nothing_is_lost(short_demo, disk.seen(home))
    assert compared.leftovers(disk.seen(home)) == []


@pytest.mark.slow
def test_a_whole_run_on_a_full_disk_is_told_and_the_one_after_ends_well(
    short_demo: ShortDemo, disk: SmallDisk, tmp_path: Path
) -> None:
    home = short_demo.done(tmp_path / "home")
    disk.mount(home, megabytes=300)
    for left in (4, 64, 512):
        disk.fill(home, left * KILOBYTE)
        is_told(disk.forge.run(home, "run"), "the disk is full")
        assert compared.published(disk.seen(home)) == short_demo.expected.published
        disk.make_room(home)
    after = disk.forge.run(home, "run")
    assert "Published" in after.out, after.said
    short_demo.expected.is_in(disk.seen(home))


@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        pytest.param("", (), id="the home"),
        pytest.param("dagster", (), id="what Dagster writes", marks=pytest.mark.slow),
        pytest.param("lake", ("--refresh", "all", "--select", REPORT), id="the lake", marks=pytest.mark.slow),
        pytest.param("published", ("--refresh", "none", "--select", "group:publication"), id="the publication"),
    ],
)
def test_a_folder_that_may_only_be_read_is_told(
    short_demo: ShortDemo, disk: SmallDisk, tmp_path: Path, folder: str, arguments: tuple[str, ...]
) -> None:
    home = short_demo.done(tmp_path / "home")
    disk.read_only(home / folder)
    is_told(disk.forge.run(home, "run", *arguments), "our own disk can't be used" if folder == "lake" else READ_ONLY)
    nothing_is_lost(short_demo, disk.seen(home))
    disk.writable(home / folder)
    after = disk.forge.run(home, "run", *(arguments or ("--refresh", "none", "--select", "group:publication")))
    assert (after.code, after.err) == (0, ""), after.said


def nothing_is_lost(demo: ShortDemo, seen: Path) -> None:
    """Neither what was published nor what was loaded."""
    assert compared.differences(compared.published(seen), demo.expected.published) == []
    assert compared.differences(compared.lake(seen), demo.expected.lake) == []


def is_told(run: Ended, sentence: str) -> None:
    """In a line of its own; no traceback, and no class of ours or of a library before it."""
    assert run.code == 1, run.said
    told = [line for line in run.said.splitlines() if sentence in line]
    assert told, run.said
    assert not [line for line in run.said.splitlines() if "Traceback" in line or "Error:" in line], run.said
