"""The check `adds_up` in Dagster: on the days of the run, after both streams, in red and never in the way."""

from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from fake_vendor import NAME as SOURCE
from fake_vendor import Home, home_of
from totals_days import STREAMS, Given, fill

from pipelines.assets.metadata import lake_key
from pipelines.assets.sources.adding_up import NAME, SUMS_SHOWN, adding_up_checks, result_of
from pipelines.assets.sources.checks import NOTES
from pipelines.assets.sources.streams import REFRESH_TAG
from pipelines.reconciliation.added_up import AddedUp, Sum

SUN, MON, TUE = date(2026, 10, 4), date(2026, 10, 5), date(2026, 10, 6)
WRONG = {"channels": Given([(20, 1, "9")]), "totals": Given([(1000, 1, "9")])}
RIGHT = {"channels": Given([(400, 1, "9"), (595, 0, "0")]), "totals": Given([(1000, 1, "9")])}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = home_of(tmp_path)
    home.source.streams = STREAMS
    return home


def verdict(home: Home, first: date, last: date) -> dg.AssetCheckEvaluation:
    result = home.run(first, last, **{REFRESH_TAG: "none"}).result
    [found] = [check for check in result.get_asset_check_evaluations() if check.check_name == NAME]
    ended = [event.step_key for event in result.all_events if event.is_step_success]
    assert ended[-1] == f"lake__{SOURCE}__channels_{NAME}", "after all streams"
    return found


def test_a_gap_fails_the_check_in_red_and_the_run_goes_on(home: Home) -> None:
    fill(home.workspace.lake, {SUN: WRONG, MON: WRONG, TUE: RIGHT})
    check = verdict(home, MON, TUE)
    assert check.asset_key == lake_key(SOURCE, "channels")
    assert (check.passed, check.severity, check.blocking) == (False, dg.AssetCheckSeverity.ERROR, False)
    assert check.description == (
        "sessions of channels don't add up to totals on 2026-10-05; most of all sessions on 2026-10-05: 20 in the "
        "rows, 1 000 in all, 98.0% apart where 2.0% may be."
    )
    assert NAME not in NOTES, "it makes the run one in trouble"
    counts = {name: value.value for name, value in check.metadata.items() if name != "differences"}
    assert counts == {"days_compared": 2, "numbers_compared": 6, "offending_rows": 1}
    assert [dict(record.data) for record in check.metadata["differences"].records] == [
        {
            "day": "2026-10-05",
            "measure": "sessions",
            "rows": 20,
            "total": 1000,
            "difference": -980,
            "share": "98.0%",
        }
    ]


def test_rows_that_add_up_pass_and_days_left_out_are_named(home: Home) -> None:
    fill(home.workspace.lake, {MON: RIGHT, TUE: {"totals": RIGHT["totals"]}})
    check = verdict(home, MON, TUE)
    assert (check.passed, check.description) == (True, "Left out, channels isn't loaded: 2026-10-06.")


def test_only_streams_whose_totals_are_pulled_too_are_checked(home: Home) -> None:
    [checks] = adding_up_checks(home.workspace)
    assert {spec.asset_key for spec in checks.check_specs} == {lake_key(SOURCE, "channels")}
    home.source.streams = {"channels": STREAMS["channels"]}
    assert adding_up_checks(home.workspace) == []


def test_a_long_table_is_cut() -> None:
    sums = tuple(Sum(MON, f"measure {number}", 1, 9, 0.02) for number in range(SUMS_SHOWN + 1))
    result = result_of(AddedUp(sums, sums, ("they differ.",), ()))
    table = result.metadata["differences"]
    assert isinstance(table, dg.TableMetadataValue)
    assert len(table.records) == SUMS_SHOWN
