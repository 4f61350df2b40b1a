"""What the page calls a card's total, and how it writes numbers that look alike."""

from dataclasses import replace
from decimal import Decimal as D

import duckdb
import pytest

from pipelines.publish.card import Card
from pipelines.publish.card_reading import read_card
from pipelines.publish.view import view_of
from pipelines.settings import Configuration


@pytest.fixture
def card(warehouse: duckdb.DuckDBPyConnection, configuration: Configuration) -> Card:
    return read_card(warehouse, configuration, "marketing_director", "2026-10")


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("open", "Payout of the variable part to date"),
        ("provisional", "Provisional payout of the variable part"),
        ("locked", "Total payout of the variable part"),
    ],
)
def test_only_a_closed_month_has_a_total(card: Card, state: str, title: str) -> None:
    assert view_of(replace(card, state=state)).total_title.en == title


@pytest.mark.parametrize(
    ("unit", "fact", "target", "written"),
    [
        ("percent", "94.47", "94.52", ("94.47%", "94.52%", "99.95%")),
        ("percent", "94.40", "94.52", ("94.4%", "94.5%", "100.0%")),
        ("percent", "94.50", "94.50", ("94.5%", "94.5%", "100.0%")),
        ("money", "8180000.25", "8180000.30", ("₽8,180,000.25", "₽8,180,000.30", "99.95%")),
        ("count", "5000", "5000", ("5,000", "5,000", "100.0%")),
    ],
)
def test_fact_and_plan_that_differ_look_different(
    card: Card, unit: str, fact: str, target: str, written: tuple[str, str, str]
) -> None:
    line = replace(card.lines[0], unit=unit, fact=D(fact), target=D(target), attainment=D("99.95"))
    row = view_of(replace(card, lines=(line,))).rows[0]
    assert (row.fact.en, row.target.en, row.attainment.en) == written
