"""Tables of RetailCRM's orders: the fields of API v5 with dots between the words, or their Russian names.

A row for each item, with the order's own columns repeated.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sandbox.exports.crm import Deal
from sandbox.exports.tables import minimal_csv, moment

Names = Literal["api", "ru"]
HEADERS = {
    "id": ("id", "ID заказа"),
    "number": ("number", "Номер заказа"),
    "external": ("externalId", "Внешний ID заказа"),
    "created": ("createdAt", "Дата оформления заказа"),
    "status": ("status", "Статус заказа"),
    "status_changed": ("statusUpdatedAt", "Дата последнего изменения статуса"),
    "site": ("site", "Магазин"),
    "method": ("orderMethod", "Способ оформления"),
    "total": ("totalSumm", "Общая сумма с учетом скидки"),
    "purchase": ("purchaseSumm", "Общая стоимость закупки"),
    "currency": ("currency", "Валюта"),
    "paid": ("fullPaidAt", "Дата полной оплаты"),
    "customer": ("customer.id", "ID клиента"),
    "first_name": ("firstName", "Имя"),
    "last_name": ("lastName", "Фамилия"),
    "phone": ("phone", "Телефон"),
    "email": ("email", "E-mail"),
    "comment": ("customerComment", "Комментарий клиента"),
    "utm_source": ("source.source", "Источник"),
    "utm_medium": ("source.medium", "Канал"),
    "utm_campaign": ("source.campaign", "Кампания"),
    "client_id": ("customFields.ym_client_id", "ClientID Метрики"),
    "sku": ("items.offer.externalId", "Артикул"),
    "name": ("items.productName", "Название товара"),
    "quantity": ("items.quantity", "Количество"),
    "price": ("items.initialPrice", "Цена товара"),
    "discount": ("items.discountTotal", "Скидка на единицу товара"),
    "item_purchase": ("items.purchasePrice", "Закупочная цена"),
}
ITEMS = ("sku", "name", "quantity", "price", "discount", "item_purchase")


def orders_csv(
    book: Iterable[Deal], names: Names = "api", with_items: bool = True, without: Iterable[str] = ()
) -> bytes:
    """The API's names come with commas, points and ISO dates, the Russian ones with `;`, decimal commas and a mark."""
    dropped = {*without, *(() if with_items else ITEMS)}
    columns = [name for name in HEADERS if name not in dropped]
    header = [HEADERS[name][names == "ru"] for name in columns]
    rows = [[row.get(name, "") for name in columns] for order in book for row in _rows(order, names, with_items)]
    if names == "api":
        return minimal_csv(header, rows)
    return minimal_csv(header, rows, ";", "utf-8-sig")


def _rows(order: Deal, names: Names, with_items: bool) -> Iterator[dict[str, str]]:
    first, _, last = order.person.name.partition(" ")
    costs = [item.cost * item.quantity for item in order.items if item.cost is not None]
    shared = {
        "id": str(9_000 + order.number),
        "number": f"{order.number}A",
        "created": _moment(order.created, names),
        "status": order.stage,
        "status_changed": _moment(order.changed, names),
        "site": "shop",
        "method": "shopping-cart" if names == "api" else "Через корзину",
        "total": _number(order.total, names),
        "purchase": _number(sum(costs, Decimal(0)), names) if costs else "",
        "currency": "RUB",
        "paid": _moment(order.closed, names),
        "customer": str(order.person.number),
        "first_name": first,
        "last_name": last,
        "phone": order.person.phone,
        "email": order.person.email,
        "comment": order.comment,
        "utm_source": order.utm.source,
        "utm_medium": order.utm.medium,
        "utm_campaign": order.utm.campaign,
        "client_id": order.client_id,
    }
    for item in order.items if with_items else ():
        yield shared | {
            "sku": item.sku,
            "name": item.name,
            "quantity": _number(item.quantity, names),
            "price": _number(item.price, names),
            "discount": _number(item.discount, names),
            "item_purchase": "" if item.cost is None else _number(item.cost, names),
        }
    if not (with_items and order.items):
        yield shared


def _moment(when: datetime | None, names: Names) -> str:
    if when is None:
        return ""
    return moment(when) if names == "ru" else f"{when:%Y-%m-%d %H:%M:%S}"


def _number(value: Decimal, names: Names) -> str:
    return f"{value:.2f}".replace(".", "," if names == "ru" else ".")
