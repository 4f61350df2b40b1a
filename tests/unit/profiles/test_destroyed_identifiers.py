"""What Excel has made of an identifier is refused by its reason, wherever it comes in: many would become one."""

from typing import Any

import pytest

from connectors.files.tables import TABLES, Table

REASON = "in scientific notation: Excel has destroyed its digits, export it as text"
GOOD = {"timestamp": "2026-10-05", "date": "2026-10-05", "decimal": "1", "integer": "1", "boolean": "да", "rate": "1"}
IDENTIFIERS = [
    (table, column.name)
    for table in TABLES.values()
    for column in table.columns
    if column.name.endswith("_id") or column.name == "sku"
]


@pytest.mark.parametrize(("table", "column"), IDENTIFIERS, ids=[f"{table.name}.{name}" for table, name in IDENTIFIERS])
@pytest.mark.parametrize("cell", ["1,03293E+19", "4.60123E+12"])
def test_in_every_table(box: Any, table: Table, column: str, cell: str) -> None:
    cells = {each.name: GOOD.get(each.type, "RUB") for each in table.columns if each.required}
    cells |= {column: cell, "note_no": "1"}
    box.deliver(table.name, ";".join(cells) + "\n" + ";".join(cells.values()) + "\n")
    assert box.rows(table.name) == []
    assert (2, column, REASON) in [refusal[:3] for refusal in box.quarantine(table.name)]


@pytest.mark.parametrize("sku", ["5E10", "12e3", "LED-5E+12W", "A1E+10"])
def test_an_article_that_only_looks_like_it_stays(box: Any, sku: str) -> None:
    box.deliver("products", f"sku;name\n{sku};Чайник\n")
    assert [row["sku"] for row in box.rows("products")] == [sku]


def test_behind_the_words_of_a_profile(box: Any) -> None:
    box.deliver(
        "hubspot",
        "Record ID,Deal Stage,Create Date,Amount,Associated Company IDs\n"
        "1,won,2026-10-05 10:00,100,1.23457E+11\n2,won,2026-10-05 10:00,100,1.23457E+11\n",
    )
    assert box.rows("orders") == []
    assert [refusal[:3] for refusal in box.quarantine("orders")] == [(line, "customer_id", REASON) for line in (2, 3)]


@pytest.mark.parametrize("phone", ['"7,91612E+10"', "7.91612E+10", "7.91612e+10", '" 7,91612E+10 "'])
@pytest.mark.parametrize("email", ["", "anna@example.com"])
def test_a_destroyed_phone_makes_nobody_somebody_else(box: Any, phone: str, email: str) -> None:
    """Its token would be that of everybody whose phone begins so."""
    box.deliver(
        "amo",
        "ID,Название сделки,Этап сделки,Дата создания,Бюджет,Рабочий телефон,Рабочий email\n"
        f"1,а,б,05.10.2026 10:00:00,100,{phone},{email}\n2,а,б,05.10.2026 10:00:00,100,{phone},\n",
    )
    assert (box.rows("orders"), box.rows("leads")) == ([], [])
    assert {refusal[1:3] for refusal in box.quarantine("orders")} == {("customer_id", REASON)}
    assert {refusal[1:3] for refusal in box.quarantine("leads")} == {("contact", REASON)}
