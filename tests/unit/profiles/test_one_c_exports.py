"""1C: orders as CommerceML of both versions, and the list of orders as a workbook."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox.exports import one_c

ORDERS = one_c.ORDERS[:3]
AMOUNTS = [Decimal("10808.5"), Decimal("477.5"), Decimal("9981")]


@pytest.mark.parametrize("version", ["2.05", "3.1"])
@pytest.mark.parametrize("encoding", ["windows-1251", "utf-8"])
def test_documents_are_orders_and_their_products_lines(box: Any, version: str, encoding: str) -> None:
    report = box.deliver("shop", one_c.commerceml(version=version, encoding=encoding), "orders.xml")
    assert report.clean, report.sentence
    orders, lines = box.rows("orders"), box.rows("order_lines")
    assert [(row["order_id"], row["revenue"]) for row in orders] == list(
        zip([order.id for order in ORDERS], AMOUNTS, strict=True)
    )
    assert [row["status"] for row in orders] == ["Выполнен", "Отменен", "Не оплачен"]
    assert [row["currency"] for row in orders] == ["RUB", "RUB", "KZT"]
    assert {row["vat_included"] for row in orders} == {True}
    assert [(row["ordered_at"], row["paid_date"], row["updated_date"]) for row in orders] == [
        (datetime(2026, 10, 5, 11, 30, 15), date(2026, 10, 6), date(2026, 10, 7)),
        (datetime(2026, 10, 6, 6, 0), None, None),
        (datetime(2026, 10, 6, 21, 0), None, None),
    ]
    assert sorted((row["order_id"], row["line_no"], row["sku"], row["quantity"], row["revenue"]) for row in lines) == [
        (ORDERS[0].id, 1, "ЧАЙ-0012", Decimal(2), Decimal("9981")),
        (ORDERS[0].id, 2, "ЧАЙ-0100", Decimal("1.5"), Decimal("477.5")),
        (ORDERS[0].id, 3, "ORDER_DELIVERY", Decimal(1), Decimal(350)),
        (ORDERS[1].id, 1, "ЧАЙ-0100", Decimal("1.5"), Decimal("477.5")),
        (ORDERS[2].id, 1, "ЧАЙ-0012", Decimal(2), Decimal("9981")),
    ]
    for table in ("orders", "order_lines"):
        (load,) = box.loads(table)
        assert (load.rows_read, load.skipped["an_order"]) == (6, 1)
        assert Decimal(load.money_loaded) == sum(AMOUNTS)


def test_buyers_are_tokens_also_where_an_id_holds_a_name(box: Any) -> None:
    box.deliver("shop", one_c.commerceml(), "orders.xml")
    assert [row["customer_id"] for row in box.rows("orders")] == [
        box.token("17#buyer17#Анна Соколова"),
        box.token("18#b18#ООО Чайхана"),
        box.token("Частное лицо"),
    ]
    written = box.on_disk()
    for private in ("соколова", "чайхана", "buyer@example.com", "buyer17"):
        assert private not in written, private


def test_a_deleted_document_is_a_cancelled_order(box: Any) -> None:
    """Skipped, it would leave its older version standing."""
    text = one_c.commerceml(encoding="utf-8").decode().replace("Проведен", "ПометкаУдаления")
    box.deliver("shop", text.replace("Возврат товара", "Заказ товара"), "orders.xml")
    assert box.rows("orders")[-1]["status"] == "Отменен"


def test_the_list_of_orders_is_read_under_its_titles(box: Any) -> None:
    report = box.deliver("list", one_c.order_list_xlsx(), "orders.xlsx")
    assert report.clean, report.sentence
    assert report.recognised == "1C list of orders"
    rows = box.rows("orders")
    assert [(row["order_id"], row["revenue"], row["status"], row["ordered_date"]) for row in rows] == [
        ("НФ00-000101/2026", AMOUNTS[0], "Выполнен", date(2026, 10, 5)),
        ("НФ00-000102/2026", AMOUNTS[1], "В обработке", date(2026, 10, 6)),
        ("НФ00-000103/2026", AMOUNTS[2], "Новый", date(2026, 10, 7)),
    ]
    assert rows[0]["customer_id"] == box.token("Соколова Анна Петровна")
    assert {(row["currency"], row["vat_included"]) for row in rows} == {("RUB", True)}
    (load,) = box.loads("orders")
    assert (load.rows_read, load.skipped) == (4, {"not_a_total": 1})
    assert Decimal(load.money_loaded) == sum(AMOUNTS)
    assert "соколова" not in box.on_disk()


@pytest.mark.parametrize(
    ("content", "name"), [(one_c.commerceml(), "orders.xml"), (one_c.order_list_xlsx(), "orders.xlsx")]
)
def test_repeated_exports_load_once(box: Any, content: bytes, name: str) -> None:
    box.deliver("shop", content, name)
    assert box.deliver("shop", content, f"again-{name}").repeated


def test_an_order_of_the_list_without_a_state_is_paid_where_it_has_a_day_of_payment(box: Any) -> None:
    rows = "Номер;Дата;Клиент;Сумма;Состояние;Дата оплаты\n1;05.10.2026;А;10;;06.10.2026\n2;05.10.2026;Б;10;;\n"
    assert box.deliver("list", rows, "orders.csv").clean
    assert [row["status"] for row in box.rows("orders")] == ["Заказ оплачен", "Не оплачен"]
