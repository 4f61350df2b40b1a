"""`tablo run --accept SOURCE/STREAM/DATE`: a load that was kept aside takes its place, or a sentence says why not."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result

from connectors.common.errors import Problem
from connectors.common.stream import Facts, Rows, Stream
from connectors.yandex_metrica.fields import VISITS as FIELDS
from pipelines.cli import tablo
from pipelines.lake import Lake, WindowLoad
from pipelines.workspace import PROJECT

VISITS = Stream(FIELDS, key=("visit_id",))
COUNTER = "90601234"
DAYS = ("--from", "2026-10-15", "--to", "2026-10-15", "--refresh", "none")
QUICK = ("--select", 'key:"core/core_dates"')


def load(lake: Lake, day: date, rows: int) -> None:
    columns = {name: [None] * rows for name in FIELDS.names} | {"visit_id": list(range(rows)), "date": [day] * rows}
    batch = pa.RecordBatch.from_pydict(columns, schema=VISITS.schema)
    now = datetime(2026, 10, 16, tzinfo=UTC)
    with WindowLoad(lake, "yandex_metrica", "visits", COUNTER, VISITS, [day], now) as window:
        window.take([Rows(batch), Facts(rows)])


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Two days, of which smaller loads wait."""
    variables = {"TABLO_HOME": str(tmp_path / "home"), "TABLO_CONFIG": str(PROJECT / "config")}
    variables |= {"TABLO_PROFILE": "production", "TABLO_NOW": "2026-10-16T06:00:00+03:00", "TABLO_HASH_KEY": "a test"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DAGSTER_HOME", "")  # the command sets it: put it back afterwards
    lake = Lake(tmp_path / "home" / "lake")
    for day in (date(2026, 10, 13), date(2026, 10, 14)):
        load(lake, day, 100)
        load(lake, day, 10)
    return lake


def run(*arguments: str) -> Result:
    return CliRunner().invoke(tablo, ["run", *DAYS, *arguments])


def rows(lake: Lake) -> list[int]:
    return [manifest.rows for manifest in lake.manifests()]


def test_what_is_accepted_takes_its_place_whatever_is_selected_and_what_is_not_still_waits(lake: Lake) -> None:
    answer = run(*QUICK, "--accept", "yandex_metrica/visits/2026-10-14")
    assert rows(lake) == [100, 10]
    assert [line for line in answer.stdout.splitlines() if line.startswith(("!", "yandex"))] == [
        "yandex_metrica/visits: 1 day restated, −90 visits.",
        "! lake/yandex_metrica__visits: 2026-10-13 came back with 10 rows instead of 100. It is kept aside, and the "
        "former day stays. If the source is right: tablo run --accept yandex_metrica/visits/2026-10-13",
    ]
    assert answer.exit_code == 1, answer.output


def test_several_are_accepted_at_once_and_the_run_is_in_order(lake: Lake) -> None:
    days = ("2026-10-13", "2026-10-14")
    answer = run(*QUICK, *(word for day in days for word in ("--accept", f"yandex_metrica/visits/{day}")))
    assert answer.exit_code == 0, answer.output
    assert rows(lake) == [10, 10]
    assert "yandex_metrica/visits: 2 days restated, −180 visits." in answer.stdout


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        (
            "yandex_metrica/visits/2026-10-12",
            "no load of yandex_metrica/visits/2026-10-12 is kept aside. "
            "These are: yandex_metrica/visits/2026-10-13, yandex_metrica/visits/2026-10-14.",
        ),
        (
            "yandex_metrica/views/2026-10-14",
            "there is no stream yandex_metrica/views to accept a load of. There are: google_analytics/daily_totals, ",
        ),
        (
            "metrica/visits/2026-10-14",
            "there is no stream metrica/visits to accept a load of. There are: google_analytics/daily_totals, ",
        ),
    ],
)
def test_what_does_not_wait_cannot_be_accepted(lake: Lake, accepted: str, said: str) -> None:
    answer = run("--accept", accepted)
    assert isinstance(answer.exception, Problem)
    assert str(answer.exception).startswith(said)
    assert rows(lake) == [100, 100]


def test_where_nothing_waits_that_is_said(lake: Lake) -> None:
    run(*QUICK, *(word for day in (13, 14) for word in ("--accept", f"yandex_metrica/visits/2026-10-{day}")))
    answer = run("--accept", "yandex_metrica/visits/2026-10-14")
    assert str(answer.exception) == (
        "no load of yandex_metrica/visits/2026-10-14 is kept aside. None of any day is: leave --accept out."
    )


@pytest.mark.parametrize(
    "text", ["2026-10-14", "yandex_metrica/visits/14.10.2026", "a/b/2026-02-30", "a/b/c/2026-10-14", ""]
)
def test_another_form_is_wrong_usage(lake: Lake, text: str) -> None:
    answer = run("--accept", text)
    assert answer.exit_code == 2
    assert "is not SOURCE/STREAM/DATE, such as yandex_metrica/visits/2026-10-05." in " ".join(answer.output.split())


def test_the_files_profile_has_nothing_to_accept(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLO_PROFILE", "files")
    answer = run("--accept", "yandex_metrica/visits/2026-10-14")
    assert str(answer.exception) == (
        "there is no stream yandex_metrica/visits to accept a load of. This profile has no API source."
    )
