"""Days that two accounts of a source have are counted twice: their check says so, for as long as both are there."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from fake_vendor import NAME, SCHEMA, Home, home_of

from pipelines.lake.relations import register_lake

OTHER = "902"
SAID = (
    "account 901 has rows of 40 days that are loaded of account 902 too (2026-09-06 … 2026-10-15): both are counted. "
    "If 901 was a mistake, or counts the same people, stop to count it: move the folder "
    "lake/raw/yandex_metrica/visits/account=901 out of the lake, and run again."
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = home_of(tmp_path)
    home.run()
    return home


def visits(home: Home) -> int:
    with duckdb.connect() as con:
        register_lake(con, home.workspace.lake, {f"{NAME}__visits": SCHEMA})
        [(count,)] = con.execute(f"select count(*) from lake.{NAME}__visits").fetchall()
    return int(count)


def test_another_account_of_the_same_days_is_told_until_one_of_them_is_gone(home: Home) -> None:
    assert home.run().failed == {}
    home.source.account = OTHER
    assert home.run().failed == {"same_meaning": SAID}
    assert visits(home) == 2 * 40 * 100, "what the sentence is about"
    shutil.rmtree(home.workspace.lake.stream_folder(NAME, "visits") / "account=901")
    assert home.run().failed == {}
    assert visits(home) == 40 * 100


def test_a_counter_that_follows_another_one_is_no_trouble(home: Home) -> None:
    """Before it was installed it has no visits, and after that the former one has none."""
    for day in home.workspace.lake.days(NAME, "visits", "901"):
        home.source.visits[day] = 0
    home.source.visits[date(2026, 10, 15)] = 0
    home.source.account = OTHER
    assert home.run().failed == {}
