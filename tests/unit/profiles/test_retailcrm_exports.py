"""Tables of RetailCRM's orders, through the whole drop box: the lake must equal the orders that went in."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.exports import retailcrm
from sandbox.exports.crm import Deal, Item, Person, Utm, made_up_deals

ANNA = Person(31, "Анна Каренина", "+7 (501) 111-22-33", "Anna@Post.example")
KETTLE = Item("K-1", "Чайник", Decimal("1250.00"), Decimal(2), Decimal("125.00"), Decimal("700.50"))
CUP = Item("", "Чашка", Decimal("99.90"), Decimal(3), cost=Decimal("40.00"))
BOOK = (
    Deal(
        101, "", "complete", datetime(2026, 10, 5, 0, 30, 15), datetime(2026, 10, 9, 12, 0, 1), ANNA,
        closed=datetime(2026, 10, 8, 18, 45), items=(KETTLE, CUP), utm=Utm("yandex", "cpc", "чайники"),
        client_id="1628529640459314054", comment="звонить Анне после 18",
    ),
    Deal(
        102, "", "cancel-other", datetime(2026, 10, 6, 10, 0), datetime(2026, 10, 6, 11, 0), ANNA,
        amount=Decimal("500.00"), client_id="123456789.1628529640",
    ),
    Deal(
        103, "", "prepayed", datetime(2026, 10, 7, 9, 0), datetime(2026, 10, 7, 9, 30), replace(ANNA, number=32),
        items=(CUP,),
    ),
)  # fmt: skip


def utc(local: datetime | None) -> datetime | None:
    return local and local.replace(tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC).replace(tzinfo=None)


def as_order(deal: Deal) -> dict[str, Any]:
    costs = [item.cost * item.quantity for item in deal.items if item.cost]
    return {
        "order_id": f"{deal.number}A",
        "customer_id": str(deal.person.number),
        "ordered_at": utc(deal.created),
        "ordered_date": deal.created.date(),
        "revenue": deal.total,
        "currency": "RUB",
        "paid_at": utc(deal.closed or deal.changed),
        "status": deal.stage,
        "cost_of_goods": sum(costs) if costs else None,
        "vat_included": True,
        "visitor_id": deal.client_id if deal.client_id.isdigit() else None,
        "source": deal.utm.source or None,
        "medium": deal.utm.medium or None,
        "campaign": deal.utm.campaign or None,
        "updated_at": utc(deal.changed),
    }


def stored(box: Any, table: str, like: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a table, in the columns that are expected."""
    return [{name: row[name] for name in like[0]} for row in box.rows(table)]


@pytest.mark.parametrize("names", ["api", "ru"])
def test_orders_and_their_items_are_told_apart(box: Any, names: Any) -> None:
    report = box.deliver("retailcrm", retailcrm.orders_csv(BOOK, names))
    assert report.refused is None
    assert report.clean, report.sentence
    orders = [as_order(deal) for deal in BOOK]
    assert stored(box, "orders", orders) == orders
    lines = [
        {
            "order_id": f"{deal.number}A",
            "line_no": number,
            "sku": item.sku or item.name,
            "quantity": item.quantity,
            "revenue": item.amount,
            "cost_of_goods": item.cost and item.cost * item.quantity,
        }
        for deal in BOOK
        for number, item in enumerate(deal.items, start=1)
    ]
    assert stored(box, "order_lines", lines) == lines
    (load,) = box.loads("orders")
    assert (load.rows_read, load.rows, load.quarantined) == (4, 3, 0)
    assert Decimal(load.money_read) == Decimal(load.money_loaded) == sum(deal.total for deal in BOOK)
    assert box.loads("order_lines")[0].skipped == {"has_an_item": 1}


@pytest.mark.parametrize("names", ["api", "ru"])
def test_orders_without_items_have_no_lines(box: Any, names: Any) -> None:
    report = box.deliver("retailcrm", retailcrm.orders_csv(BOOK, names, with_items=False))
    assert [(table.table, table.loaded) for table in report.tables] == [("orders", 3)]
    orders = [as_order(deal) for deal in BOOK]
    assert stored(box, "orders", orders) == orders


def test_without_the_customers_number_a_phone_tells_the_customer_and_else_nobody(box: Any) -> None:
    book = (BOOK[0], replace(BOOK[1], person=Person(0, "")))
    box.deliver("retailcrm", retailcrm.orders_csv(book, without=("customer",)))
    assert [row["customer_id"] for row in box.rows("orders")] == [box.token(ANNA.phone), "order-102A"]


@pytest.mark.parametrize(
    ("with_items", "reason"),
    [(False, "the key repeats in this file"), (True, "the order stands in several rows, which are not its items")],
)
def test_an_order_that_stands_twice_is_refused_and_not_added_up(box: Any, with_items: bool, reason: str) -> None:
    header, row = retailcrm.orders_csv(BOOK[1:2], with_items=with_items).decode().splitlines()
    box.deliver("retailcrm", f"{header}\n{row}\n{row}\n")
    assert box.rows("orders") == []
    assert {found for *_, found, _ in box.quarantine("orders")} == {reason}


def test_a_repeated_export_loads_once_and_a_late_change_is_a_new_version(box: Any) -> None:
    export = retailcrm.orders_csv(BOOK, "ru")
    box.deliver("retailcrm", export, "monday.csv")
    assert box.deliver("retailcrm", export, "tuesday.csv").repeated
    changed = replace(BOOK[2], stage="complete", items=(CUP, KETTLE), changed=datetime(2026, 11, 2, 10))
    box.deliver("retailcrm", retailcrm.orders_csv([changed], "ru"), "november.csv")
    versions = [row for row in box.rows("orders") if row["order_id"] == "103A"]
    assert [(row["revenue"], row["status"], row["updated_at"]) for row in versions] == [
        (BOOK[2].total, "prepayed", utc(BOOK[2].changed)),
        (changed.total, "complete", utc(changed.changed)),
    ]


def test_nothing_personal_is_left_on_the_disk(box: Any) -> None:
    for names in ("api", "ru"):
        box.drop("retailcrm", retailcrm.orders_csv(BOOK, names), f"{names}.csv")
    assert all(report.clean for report in box.load())
    text = box.on_disk()
    assert "cancel-other" in text  # what is kept can be found
    for needle in ("каренина", "анне", "anna@", "post.example", "1112233", "111-22-33", "звонить"):
        assert needle not in text, needle


def test_many_orders_keep_their_money(box: Any) -> None:
    book = list(made_up_deals(2_000))
    assert box.deliver("retailcrm", retailcrm.orders_csv(book, "ru")).clean
    assert {row["order_id"]: row["revenue"] for row in box.rows("orders")} == {
        f"{deal.number}A": deal.total for deal in book
    }


@pytest.mark.parametrize("with_items", [False, True])
def test_an_order_without_a_status_is_not_paid_by_default(box: Any, with_items: bool) -> None:
    box.deliver("retailcrm", retailcrm.orders_csv([replace(BOOK[0], stage="")], with_items=with_items))
    assert [row["status"] for row in box.rows("orders")] == ["(no stage)"]
