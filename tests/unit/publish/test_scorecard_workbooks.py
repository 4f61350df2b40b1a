"""The workbook holds the card's own numbers, in both languages, and no formula that somebody could smuggle in."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from python_calamine import load_workbook

from pipelines.publish import TableDoc, publish_marts, publish_workbooks
from pipelines.publish.card import Card
from pipelines.publish.card_reading import read_card
from pipelines.publish.language import Text
from pipelines.publish.published import open_published
from pipelines.publish.workbook import write_workbook
from pipelines.settings import Configuration, Environment


@pytest.fixture
def card(
    warehouse: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
) -> Card:
    publish_marts(warehouse, environment, configuration, documents)
    with open_published(environment) as connection:
        return read_card(connection, configuration, "marketing_director", "2026-10")


def rows_of(path: Path, sheet: str) -> list[list[object]]:
    return load_workbook(str(path)).get_sheet_by_name(sheet).to_python()


@pytest.mark.parametrize(("sheet", "total"), [("Показатели", "Всего"), ("Scorecard", "Total")])
def test_it_holds_the_numbers_of_the_card(card: Card, tmp_path: Path, sheet: str, total: str) -> None:
    write_workbook(card, tmp_path / "card.xlsx")
    rows = {row[0]: row for row in rows_of(tmp_path / "card.xlsx", sheet)}
    for line in card.lines:
        row = rows[line.name.ru if sheet == "Показатели" else line.name.en]
        assert row[1] == pytest.approx(float(line.weight))
        assert row[5] == (pytest.approx(float(line.fact)) if line.fact is not None else "")
        assert row[8] == (pytest.approx(float(line.score)) if line.score is not None else "")
    assert card.total.payout is not None
    assert rows[total][8] == pytest.approx(float(card.total.payout))


def test_a_name_that_looks_like_a_formula_stays_a_text(card: Card, tmp_path: Path) -> None:
    name = '=HYPERLINK("http://127.0.0.1")'
    line = replace(card.lines[0], name=Text(ru=name, en=name))
    write_workbook(replace(card, lines=(line,)), tmp_path / "card.xlsx")
    assert rows_of(tmp_path / "card.xlsx", "Scorecard")[3][0] == name


def test_the_same_card_gives_the_same_bytes(card: Card, tmp_path: Path) -> None:
    write_workbook(card, tmp_path / "one.xlsx")
    write_workbook(card, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_every_page_has_its_workbook(card: Card, environment: Environment, configuration: Configuration) -> None:
    paths = publish_workbooks(environment, configuration)
    assert {path.suffix for path in paths} == {".xlsx"}
    assert "2026-10" in {path.stem for path in paths}
    assert all(path.exists() for path in paths)
