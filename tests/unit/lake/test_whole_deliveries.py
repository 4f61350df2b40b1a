"""A delivery is loaded whole or not at all, from its own columns and by everything that its folder is told."""

from decimal import Decimal
from typing import Any

import pytest

HEADER = "order_id,customer_id,ordered_at,revenue,currency"
COLUMNS = {name: f'"{name}"' for name in HEADER.split(",")}
LINES = {"order_id": '"order_id"', "line_no": "1", "sku": "'x'", "quantity": "1"}


def test_where_one_table_can_not_be_loaded_none_is(home: Any) -> None:
    """A window can't be guarded row by row: one bad cell fails it."""
    unguarded = {**LINES, "revenue": 'sum(cast("revenue" as integer)) over ()'}
    home.map("shop", tables={"orders": {"columns": COLUMNS}, "order_lines": {"columns": unguarded}})
    home.drop("shop", "a.csv", f"{HEADER}\n1,anna,2026-10-05,сто,RUB\n2,boris,2026-10-05,100,RUB\n")
    home.drop("shop", "b.csv", f"{HEADER}\n3,anna,2026-10-05,100,RUB\n")
    first, second = home.load()
    assert first.refused
    assert second.refused is None
    assert home.left() == ["shop/a.csv"]
    assert [row["order_id"] for row in home.rows("orders")] == ["3"]
    assert [load.arrival for load in home.lake.manifests()] == [1, 1]  # two tables of one file
    assert list((home.root / "lake").rglob("*.tmp")) == []


@pytest.mark.parametrize("header", ["s:revenue", "s:order_id", "~fate", "~size", "~refused", "r:revenue", "v:revenue"])
def test_a_column_of_the_file_is_never_taken_for_one_of_ours(home: Any, header: str) -> None:
    report = home.deliver("orders", f"{HEADER},{header}\n1,anna,2026-10-05,100,RUB,999\n")
    assert report.refused is None
    (row,) = home.rows("orders")
    assert (row["order_id"], row["revenue"]) == ("1", Decimal(100))


def test_a_header_can_not_begin_with_the_sign_of_ours(home: Any) -> None:
    home.deliver("orders", f"{HEADER},\x1ffate,\x1fmade:revenue\n1,anna,2026-10-05,100,RUB,999,999\n")
    (row,) = home.rows("orders")
    assert row["revenue"] == Decimal(100)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("date,source,cost\n2026-10-05,vk,100\n", (True, "USD")),
        ("date,source,cost,currency,vat_included\n2026-10-05,vk,100,RUB,нет\n", (False, "RUB")),
        ("date,source,cost,currency,vat_included\n2026-10-05,vk,100,,\n", (True, "USD")),
    ],
    ids=["the file says nothing", "the file says it", "a row says nothing"],
)
def test_what_a_folder_says_of_money_holds_for_files_with_the_tables_own_headers(
    home: Any, cells: str, expected: tuple[bool, str]
) -> None:
    home.map("ad_costs", tables={}, vat_included=True, currency="USD")
    home.deliver("ad_costs", cells)
    assert [(row["vat_included"], row["currency"]) for row in home.rows("ad_costs")] == [expected]


def test_what_a_folder_says_of_money_holds_for_mapped_files(home: Any) -> None:
    columns = {"date": '"d"', "source": "'vk'", "cost": '"c"', "currency": "'RUB'"}
    home.map("spend", tables={"ad_costs": {"columns": columns}}, vat_included=True, currency="USD")
    home.deliver("spend", "d,c\n2026-10-05,100\n")
    assert [(row["vat_included"], row["currency"]) for row in home.rows("ad_costs")] == [(True, "RUB")]


def test_saying_it_later_replays_and_taking_it_back_does_too(home: Any) -> None:
    home.deliver("ad_costs", "date,source,cost,currency\n2026-10-05,vk,100,RUB\n")
    seen = []
    for said in ({"vat_included": True}, {}):
        home.map("ad_costs", tables={}, **said)
        home.load()
        seen += [row["vat_included"] for row in home.rows("ad_costs")]
    assert seen == [True, False]
