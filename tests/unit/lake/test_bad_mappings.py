"""A mapping that can't work is refused by one sentence, before anything of the file is kept."""

import re
from typing import Any

import pytest

from connectors.common.errors import Problem
from pipelines.lake.mapping.checks import check_tables
from pipelines.settings.configuration import FileSource

HEADER = "ID,Сумма,Дата,Кто\n1,100,2026-10-05,anna\n"
GOOD = {"order_id": '"ID"', "customer_id": '"Кто"', "ordered_at": '"Дата"', "revenue": '"Сумма"', "currency": "'RUB'"}
PLACE = "config/sources/shop.yaml"


def changed(**columns: str) -> dict[str, Any]:
    return {"columns": {**GOOD, **columns}}


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "unknown column": (
        changed(revenue='"Сума"'),
        "shop/export.csv: there is no column “Сума”, which orders.revenue in config/sources/shop.yaml reads. "
        "The nearest is “Сумма”.",
    ),
    "unknown column far from any": (
        changed(revenue='"Выручка"'),
        "shop/export.csv: there is no column “Выручка”, which orders.revenue in config/sources/shop.yaml reads. "
        "The header has ID, Сумма, Дата, Кто.",
    ),
    "wrong case of Cyrillic": (
        changed(revenue='"сумма"'),
        "shop/export.csv: there is no column “сумма”, which orders.revenue in config/sources/shop.yaml reads. "
        "The nearest is “Сумма”.",
    ),
    "a rule that is a text": (
        {**changed(), "where": {"paid": '"Кто"'}},
        f'{PLACE}, orders.where.paid: it gives a text, and should be true or false (in: "Кто"). '
        "Compare it, for instance \"Кто\" = 'yes'.",
    ),
    "a refusal that is a text": (
        {**changed(), "refuse": {"unpaid": 'lower("Кто")'}},
        f'{PLACE}, orders.refuse.unpaid: it gives a text, and should be true or false (in: lower("Кто")). '
        "Compare it, for instance lower(\"Кто\") = 'yes'.",
    ),
    "unknown column in a rule": (
        {**changed(), "where": {"paid": "\"Статус\" = 'x'"}},
        "shop/export.csv: there is no column “Статус”, which orders.where.paid in config/sources/shop.yaml reads. "
        "The header has ID, Сумма, Дата, Кто.",
    ),
    "no expression": (
        changed(revenue='number("Сумма"'),
        f'{PLACE}, orders.revenue: this is not an expression: number("Сумма" (…).',
    ),
    "two expressions": (
        changed(revenue='1), ("Сумма"'),
        f'{PLACE}, orders.revenue: this is not one expression: 1), ("Сумма"',
    ),
    "a query": (
        changed(revenue="(select 1)"),
        f"{PLACE}, orders.revenue: a query inside an expression is not allowed: (select 1)",
    ),
    "another table": (
        changed(revenue='(select max(x) from "/etc/passwd")'),
        f'{PLACE}, orders.revenue: a query inside an expression is not allowed: (select max(x) from "/etc/passwd")',
    ),
    "a star": (changed(revenue="*"), f"{PLACE}, orders.revenue: name the columns instead of *: *"),
    "unknown function": (
        changed(revenue='numer("Сумма")'),
        f'{PLACE}, orders.revenue: …numer… (in: numer("Сумма")). Mend the expression.',
    ),
    "random": (
        changed(order_id="cast(random() as varchar)"),
        f"{PLACE}, orders.order_id: …volatile function (in: CAST(random() AS VARCHAR)). Mend the expression.",
    ),
    "types that don't fit": (
        changed(revenue='"Сумма" * 2'),
        f'{PLACE}, orders.revenue: …VARCHAR… (in: ("Сумма" * 2)). Mend the expression.',
    ),
    "a value of another kind": (
        changed(ordered_at="5"),
        f"{PLACE}, orders.ordered_at: the expression gives INTEGER, and ordered_at is a timestamp. "
        "Cast it in the expression, or leave it as text.",
    ),
    "an identifier through a float": (
        changed(order_id='cast("ID" as double)'),
        f"{PLACE}, orders.order_id: the expression gives DOUBLE, and order_id is a text. "
        "Cast it in the expression, or leave it as text.",
    ),
    "an aggregate without a group": (
        changed(revenue='sum(number("Сумма"))'),
        f"{PLACE}, orders.revenue: there is an aggregate, but no group_by. Say group_by: [the key's columns].",
    ),
    "not aggregated": (
        {**changed(), "group_by": ["order_id", "customer_id", "ordered_at"]},
        f"{PLACE}, orders.revenue: the column is outside group_by and not aggregated. "
        'Write for instance min("Сумма"), or add revenue to group_by.',
    ),
    "an aggregate in the group": (
        {**changed(order_id='min("ID")'), "group_by": ["order_id"]},
        f"{PLACE}, orders.order_id: a column of group_by can't be an aggregate. Take the aggregate out of it.",
    ),
    "an aggregate in a rule": (
        {**changed(), "where": {"big": 'sum(number("Сумма")) > 5'}},
        f"{PLACE}, orders.where.big: a rule decides about one row, and can't look at others. "
        "Take the aggregate out of it.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mapping_that_can_not_work_is_refused_by_a_sentence(case: str, home: Any) -> None:
    mapping, sentence = CASES[case]
    home.map("shop", tables={"orders": mapping})
    report = home.deliver("shop", HEADER)
    # what DuckDB itself says (…) differs between its versions
    said = ".+".join(re.escape(part) for part in sentence.split("…"))
    assert re.fullmatch(said, report.refused), report.refused
    assert report.concerns("orders")
    assert not report.clean
    assert home.left() == ["shop/export.csv"]
    assert home.lake.manifests() == []
    assert not list((home.root / "archive").rglob("*.parquet"))


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ({}, "it maps to no table. Name at least one under `tables`."),
        ({"order": {"columns": {}}}, "there is no table 'order'. Did you mean 'orders'?"),
        (
            {"orders": {"columns": {**GOOD, "revenu": "1"}}},
            "orders has no column 'revenu'. Did you mean 'revenue'?",
        ),
        (
            {"orders": {"columns": {"order_id": "1", "revenue": "1"}}},
            "orders needs customer_id, ordered_at, currency. Map each under `columns` to an expression.",
        ),
        (
            {"orders": {"columns": GOOD, "group_by": ["order"]}},
            "orders: group_by names 'order', which is none of its mapped columns. Did you mean 'order_id'?",
        ),
    ],
    ids=["no table", "unknown table", "unknown column", "required columns", "unknown group"],
)
def test_what_is_wrong_with_a_mapping_is_known_without_a_file(tables: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Problem) as refused:
        check_tables(FileSource(connector="files", tables=tables).tables, "config/sources/shop.yaml")
    assert str(refused.value) == f"{PLACE}: {sentence}"
