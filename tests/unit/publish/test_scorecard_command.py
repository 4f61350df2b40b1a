"""`tablo scorecard` against a published database."""

import io
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from rich.console import Console

from connectors.common.errors import Problem
from pipelines.cli.scorecard import print_scorecard, scorecard_command
from pipelines.publish import TableDoc, publish_marts
from pipelines.publish.card_reading import read_card
from pipelines.publish.page import page_file
from pipelines.publish.view import view_of
from pipelines.settings import Configuration, Environment

ROLE = "marketing_director"


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, environment: Environment) -> None:
    monkeypatch.setenv("TABLO_PROFILE", "demo")
    monkeypatch.setenv("TABLO_HOME", str(environment.home))
    monkeypatch.setenv("TABLO_CONFIG", str(environment.config))


@pytest.fixture
def published(
    warehouse: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
) -> Path:
    page = page_file(environment, ROLE, "2026-10")
    page.parent.mkdir(parents=True)
    page.touch()
    return publish_marts(warehouse, environment, configuration, documents).path


def tablo_scorecard(*arguments: str) -> str:
    done = CliRunner().invoke(scorecard_command, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output.replace("\u00a0", " ")


def test_it_prints_each_line_the_total_and_where_the_page_is(published: Path, environment: Environment) -> None:
    printed = tablo_scorecard("--period", "2026-10")
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    assert "Samovar & Co · Marketing director · October 2026 · Provisional" in lines
    assert "Net sales — ₽9,500,000 ₽11,550,021 121.6% — — At the maximum (watched)" in lines
    assert "ROMI 25% 100.0% 138.7% 138.7% 119.35% 29.84 Target met" in lines
    assert "Total 108.93" in lines
    assert "Provisional payout of the variable part: 108.93%" in lines
    assert "Bonus, as a share of all pay: 32.68%" in lines
    assert f"Page: {page_file(environment, ROLE, '2026-10')}" in printed


def test_it_speaks_russian_when_asked(published: Path) -> None:
    printed = tablo_scorecard("--period", "2026-10", "--lang", "ru")
    assert "Самовар и Ко · Директор по маркетингу · Октябрь 2026 · Предварительно" in printed
    assert "План выполнен" in printed


def test_the_newest_period_is_the_default_and_shows_its_pace(published: Path) -> None:
    printed = tablo_scorecard()
    assert "November 2026 · In progress" in printed
    assert "Ahead of schedule (pace 125.8%)" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--period", "2031-01"),
            r"there is no scorecard of '2031-01'\. There are: marketing_director: 2025-10, .*2026-11\.",
        ),
        (("--period", "October"), r"there is no scorecard of 'October'"),
        (("--role", "cook"), r"there is no role 'cook'\. There are: marketing_director\."),
    ],
)
def test_what_does_not_exist_is_a_sentence_that_says_what_does(
    published: Path, arguments: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Problem, match=said):
        tablo_scorecard(*arguments)


def test_before_the_first_publication_it_says_what_to_run() -> None:
    with pytest.raises(Problem, match=r"nothing has been published yet\. Run `tablo run` first\."):
        tablo_scorecard()


def test_without_plans_it_says_what_is_missing(
    published: Path,
    warehouse: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
) -> None:
    warehouse.execute("delete from marts.scorecard_totals")
    publish_marts(warehouse, environment, configuration, documents)
    with pytest.raises(Problem, match="no role has plans for a month that has begun"):
        tablo_scorecard()


def test_a_blocked_total_names_what_blocks_it_and_brackets_stay_text(
    warehouse: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration
) -> None:
    warehouse.execute("update marts.kpi_catalogue set name_en = '[bold]ROMI[/]' where kpi_code = 'romi'")
    warehouse.execute(
        "update marts.scorecard set payout = null, score = null, status = 'no_data' "
        "where kpi_code = 'romi' and period = '2026-10'"
    )
    warehouse.execute("update marts.scorecard_totals set payout = null, bonus_share = null where period = '2026-10'")
    console = Console(file=io.StringIO(), width=132)
    view = view_of(read_card(warehouse, configuration, ROLE, "2026-10"))
    print_scorecard(console, view, "en", page_file(environment, ROLE, "2026-10"))
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Provisional payout of the variable part: No total" in printed
    assert "  [bold]ROMI[/]: No data" in printed
    assert "Page:" not in printed, "a page that isn't there is not promised"


def test_a_narrow_terminal_leaves_the_quotient_out(
    warehouse: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration
) -> None:
    console = Console(file=io.StringIO(), width=80)
    view = view_of(read_card(warehouse, configuration, ROLE, "2026-10"))
    print_scorecard(console, view, "ru", page_file(environment, ROLE, "2026-10"))
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Выполнение плана" not in printed.splitlines()[2]
    assert all(len(line) <= 80 for line in printed.splitlines())
