"""`refuse` in a mapping: a record for which the expression is true is quarantined with the reason, and counted."""

from typing import Any

import pytest

HEADER = "id,client,day,amount,price,quantity\n"
COLUMNS = {
    "order_id": '"id"',
    "customer_id": '"client"',
    "ordered_at": '"day"',
    "revenue": 'number("amount")',
    "currency": "'RUB'",
}
GROUPED = {
    "order_id": '"id"',
    "customer_id": 'min("client")',
    "ordered_at": 'min("day")',
    "revenue": 'sum(number("amount"))',
    "currency": "'RUB'",
}
REASON = "the sum of its products differs from its amount"


def test_a_row_is_refused_for_its_reason(home: Any) -> None:
    refuse = {"it costs nothing": 'number("amount") = 0'}
    home.map("shop", tables={"orders": {"columns": COLUMNS, "refuse": refuse}})
    report = home.deliver("shop", HEADER + "1,a,2026-10-01,10,,\n2,b,2026-10-02,0,,\n")
    assert [row["order_id"] for row in home.rows("orders")] == ["1"]
    assert home.quarantine("orders") == [(3, None, "it costs nothing", "")]
    assert "it costs nothing (line 3)" in report.sentence


def test_a_group_is_refused_whole_and_the_balance_holds(home: Any) -> None:
    refuse = {REASON: 'abs(sum(number("amount")) - sum(number("price") * number("quantity"))) > 0.01'}
    home.map("shop", tables={"orders": {"group_by": ["order_id"], "columns": GROUPED, "refuse": refuse}})
    home.deliver(
        "shop",
        HEADER + "1,a,2026-10-01,10,5,2\n1,a,2026-10-01,3,3,1\n" + "2,b,2026-10-02,100,5,2\n2,b,2026-10-02,3,3,1\n",
    )
    assert [(row["order_id"], row["revenue"]) for row in home.rows("orders")] == [("1", 13)]
    assert home.quarantine("orders") == [(4, None, REASON, "")]
    (load,) = home.loads("orders")
    assert (load.rows_read, load.rows, load.quarantined) == (4, 1, 2)


def test_a_rule_that_can_not_be_computed_refuses_too(home: Any) -> None:
    refuse = {"it costs nothing": 'number("price") = 0'}
    home.map("shop", tables={"orders": {"columns": COLUMNS, "refuse": refuse}})
    home.deliver("shop", HEADER + "1,a,2026-10-01,10,,\n2,b,2026-10-02,5,two,\n")
    assert [row["order_id"] for row in home.rows("orders")] == ["1"]
    assert home.quarantine("orders") == [(3, None, "it costs nothing", "")]


def test_a_group_with_a_row_that_can_not_be_judged_is_refused(home: Any) -> None:
    refuse = {REASON: 'sum(number("price")) > 100'}
    home.map("shop", tables={"orders": {"group_by": ["order_id"], "columns": GROUPED, "refuse": refuse}})
    home.deliver("shop", HEADER + "1,a,2026-10-01,10,1,1\n1,a,2026-10-01,3,two,1\n2,b,2026-10-02,7,7,1\n")
    assert [row["order_id"] for row in home.rows("orders")] == ["2"]
    (load,) = home.loads("orders")
    assert (load.rows_read, load.rows, load.quarantined) == (3, 1, 2)


@pytest.mark.parametrize("refuse", [{"why": 'sum(number("amount")) > 1'}, {"why": '"nothing" = 1'}])
def test_a_rule_that_makes_no_sense_is_refused_before_anything_loads(home: Any, refuse: dict[str, str]) -> None:
    home.map("shop", tables={"orders": {"columns": COLUMNS, "refuse": refuse}})
    report = home.deliver("shop", HEADER + "1,a,2026-10-01,10,,\n")
    assert report.refused
    assert "refuse" in report.refused
    assert home.rows("orders") == []
