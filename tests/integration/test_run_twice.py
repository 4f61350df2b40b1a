"""A run changes nothing that it has no reason to: the same company, run again, is the same to the last row."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from reckoning.demo import Demo

APART = ("data_freshness",)  # says when each source was loaded


@pytest.fixture(scope="module")
def again(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A copy of the home, so that what others read stays as it was run first."""
    home = tmp_path_factory.mktemp("again") / "home"
    shutil.copytree(demo.home, home)
    return replace(demo, home=home)


def tables(demo: Demo) -> list[str]:
    query = "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
    return [row["table_name"] for row in demo.marts(query)]


def rows(demo: Demo, table: str) -> list[str]:
    """All rows of a mart in one order, without the moment of the run."""
    found = demo.marts(f"select * from marts.marts.{table}")
    return sorted(str({name: value for name, value in row.items() if name != "as_of"}) for row in found)


def partitions(home: Path) -> list[str]:
    """What the lake holds: a folder for each day and each delivery."""
    return sorted(str(path.parent.relative_to(home)) for path in (home / "lake").rglob("load.json"))


@pytest.mark.slow  # of a short history, test_crash_moments shows the same
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="a second run"),
        pytest.param(("--refresh", "none"), id="a replay of the lake"),
    ],
)
def test_gives_equal_rows_and_loads_nothing_twice(demo: Demo, again: Demo, arguments: tuple[str, ...]) -> None:
    answer = again.run(*arguments)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert tables(again) == tables(demo)
    changed = [table for table in tables(demo) if table not in APART and rows(again, table) != rows(demo, table)]
    assert changed == []
    assert all(rows(demo, table) for table in tables(demo))
    assert partitions(again.home) == partitions(demo.home)
    assert len(list((again.home / "lake").rglob("delivery=*"))) == len(list((demo.home / "lake").rglob("delivery=*")))
