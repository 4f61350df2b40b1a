"""A scorecard on data that lack their last days says so: on the page, in the workbook, in the terminal."""

import io
from pathlib import Path

import duckdb
import pytest
from python_calamine import load_workbook
from rich.console import Console

from pipelines.cli.scorecard import print_scorecard
from pipelines.publish.card import Card
from pipelines.publish.card_reading import read_card
from pipelines.publish.page import render_page
from pipelines.publish.view import view_of
from pipelines.publish.workbook import write_workbook
from pipelines.settings import Configuration

OCTOBER, NOVEMBER = "2026-10", "2026-11"
RUSSIAN = "Яндекс Метрика: данные по 18 ноября 2026, ждали по 20 ноября 2026"
ENGLISH = "Yandex Metrica: data through 18 November 2026, expected through 20 November 2026"
MARKED_RU, MARKED_EN = "Данные устарели", "Stale data"


@pytest.fixture
def outage(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Nothing of Metrica came since the eighteenth of November."""
    warehouse.execute(
        "update marts.data_freshness set covered_to = date '2026-11-18', status = 'stale' "
        "where source = 'yandex_metrica'"
    )
    warehouse.execute(
        "update marts.kpi_values set confidence = 'stale' "
        f"where kpi_code = 'valid_traffic_share' and period = '{NOVEMBER}'"
    )
    return warehouse


def card_of(warehouse: duckdb.DuckDBPyConnection, configuration: Configuration, period: str) -> Card:
    return read_card(warehouse, configuration, "marketing_director", period)


def workbook_of(card: Card, folder: Path, sheet: str) -> list[list[object]]:
    write_workbook(card, folder / "card.xlsx")
    return load_workbook(str(folder / "card.xlsx")).get_sheet_by_name(sheet).to_python()


def terminal_of(card: Card, language: str, width: int = 140) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_scorecard(console, view_of(card), language, Path("nowhere.html"))  # type: ignore[arg-type]
    printed: str = console.file.getvalue()  # type: ignore[attr-defined]
    return printed


def test_the_page_has_a_band_and_marks_the_line_that_it_is_about(
    outage: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    page = render_page(card_of(outage, configuration, NOVEMBER))
    band = page[page.index('id="stale"') : page.index('class="total"')]
    assert RUSSIAN in band
    assert ENGLISH in band
    assert "KPIs that lack their last days are marked." in band
    table = page[page.index("<table") : page.index("</table>")]
    rows = [row for row in table.split("<tr ") if MARKED_RU in row and MARKED_EN in row]
    assert len(rows) == 1
    assert "Valid traffic share" in rows[0]


def test_a_band_that_concerns_no_line_promises_no_mark(
    outage: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    outage.execute("update marts.kpi_values set confidence = 'ok'")
    page = render_page(card_of(outage, configuration, NOVEMBER))
    assert (ENGLISH in page, "are marked" in page, MARKED_EN in page.partition("<table")[2]) == (True, False, False)


@pytest.mark.parametrize("period", [OCTOBER, NOVEMBER])
def test_where_all_is_well_nothing_is_shown(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration, period: str, tmp_path: Path
) -> None:
    card = card_of(warehouse, configuration, period)
    assert 'id="stale"' not in render_page(card)
    assert workbook_of(card, tmp_path, "Scorecard")[1][1:] == [""] * 10
    assert MARKED_EN not in terminal_of(card, "en")


def test_a_month_that_was_over_before_is_untouched(
    outage: duckdb.DuckDBPyConnection, configuration: Configuration, tmp_path: Path
) -> None:
    card = card_of(outage, configuration, OCTOBER)
    assert ENGLISH not in render_page(card)
    assert ENGLISH not in str(workbook_of(card, tmp_path, "Scorecard"))
    assert ENGLISH not in terminal_of(card, "en")


@pytest.mark.parametrize(
    ("sheet", "said", "name", "marked"),
    [
        ("Показатели", f"{MARKED_RU}: {RUSSIAN}", "Доля качественного трафика", "(данные устарели)"),
        ("Scorecard", f"{MARKED_EN}: {ENGLISH}", "Valid traffic share", "(stale data)"),
    ],
    ids=["ru", "en"],
)
def test_the_workbook_says_it_beside_the_state_and_in_the_status(
    outage: duckdb.DuckDBPyConnection,
    configuration: Configuration,
    tmp_path: Path,
    sheet: str,
    said: str,
    name: str,
    marked: str,
) -> None:
    rows = workbook_of(card_of(outage, configuration, NOVEMBER), tmp_path, sheet)
    assert rows[1][1] == said
    statuses = {row[0]: str(row[9]) for row in rows[3:]}
    assert [kpi for kpi, status in statuses.items() if status.endswith(marked)] == [name]


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [("ru", f"{MARKED_RU}: {RUSSIAN}", "Доля качественного трафика"), ("en", f"{MARKED_EN}: {ENGLISH}", "Valid")],
    ids=["ru", "en"],
)
def test_the_terminal_says_it_above_the_table_and_in_the_status(
    outage: duckdb.DuckDBPyConnection, configuration: Configuration, language: str, said: str, name: str
) -> None:
    lines = terminal_of(card_of(outage, configuration, NOVEMBER), language).splitlines()
    assert lines[2] == said
    marked = [line for line in lines[3:] if said.partition(":")[0] in line]
    assert [line.startswith(name) for line in marked] == [True]


def test_marts_of_an_older_version_are_still_shown(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    warehouse.execute("alter table marts.data_freshness drop column due_to")
    assert card_of(warehouse, configuration, OCTOBER).feeds == ()
