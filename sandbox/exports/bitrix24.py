"""Exports of Bitrix24, with what its own code does to them.

Every cell is quoted and every line ends with `;`; "Excel" is an HTML table; stages, pipelines and currencies are names;
rows go by ID, descending; several values are joined with `, `. Where «Товар» is exported there is a row for each
product, whose «Сумма» is its own price × quantity, or, when the product isn't in the catalogue, that of the whole deal,
and then CSV has no name of the product either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sandbox.exports.crm import Deal, Item, Person
from sandbox.exports.tables import Row, html_table, moment, trailing_csv

Language = Literal["ru", "en"]
CURRENCY = {"ru": "Российский рубль", "en": "Russian Ruble"}
YES, NO = {"ru": "Да", "en": "Yes"}, {"ru": "Нет", "en": "No"}
CLIENT_ID = "ClientID Метрики"  # a user's own field, called as the user likes

DEAL_HEADERS = {
    "title": ("Название сделки", "Deal Name"),
    "pipeline": ("Воронка", "Pipeline"),
    "stage": ("Стадия сделки", "Stage"),
    "source": ("Источник", "Source"),
    "amount": ("Сумма", "Income"),
    "currency": ("Валюта", "Currency"),
    "company": ("Компания", "Company"),
    "contact": ("Контакт", "Contact"),
    "responsible": ("Ответственный", "Responsible"),
    "created": ("Дата создания", "Created"),
    "modified": ("Дата изменения", "Modified"),
    "planned": ("Предполагаемая дата закрытия", "Assumed close date"),
    "closed": ("Сделка закрыта", "Closed"),
    "comment": ("Комментарий", "Comment"),
    "product": ("Товар", "Product"),
    "price": ("Цена", "Price"),
    "quantity": ("Количество", "Quantity"),
    "stage_changed": ("Дата изменения стадии", "Stage change date"),
    "utm_source": ("UTM Source", "UTM Source"),
    "utm_medium": ("UTM Medium", "UTM Medium"),
    "utm_campaign": ("UTM Campaign", "UTM Campaign"),
    "client_id": (CLIENT_ID, CLIENT_ID),
    "lead": ("ID лида", "Lead ID"),
    "phone": ("Контакт: Телефон", "Contact: Phone"),
    "email": ("Контакт: E-mail", "Contact: E-mail"),
}
LEAD_HEADERS = {
    "title": ("Название лида", "Lead Name"),
    "stage": ("Статус", "Status"),
    "contact": ("Полное имя", "Full name"),
    "phone": ("Телефон", "Phone"),
    "email": ("E-mail", "E-mail"),
    "source": ("Источник", "Source"),
    "amount": ("Возможная сумма", "Opportunity"),
    "currency": ("Валюта", "Currency"),
    "created": ("Дата создания", "Created"),
    "modified": ("Дата изменения", "Modified"),
    "company": ("Название компании", "Company Name"),
    "comment": ("Комментарий", "Comment"),
    "product": ("Товар", "Product"),
    "price": ("Цена", "Price"),
    "quantity": ("Количество", "Quantity"),
    "utm_source": ("UTM Source", "UTM Source"),
    "utm_medium": ("UTM Medium", "UTM Medium"),
    "utm_campaign": ("UTM Campaign", "UTM Campaign"),
    "client_id": (CLIENT_ID, CLIENT_ID),
}
CONTACT_HEADERS = {
    "first_name": ("Имя", "First Name"),
    "last_name": ("Фамилия", "Last Name"),
    "type": ("Тип контакта", "Contact Type"),
    "company": ("Компания", "Company"),
    "phone": ("Телефон", "Phone"),
    "email": ("E-mail", "E-mail"),
    "created": ("Дата создания", "Created"),
}
PRODUCTS = ("product", "price", "quantity")


@dataclass(frozen=True)
class View:
    """What a user has chosen: the portal's language, whether products, leads and fields of contacts go along."""

    language: Language = "ru"
    with_products: bool = False
    with_lead: bool = False
    with_contacts: bool = True
    is_excel: bool = False
    encoding: str = "utf-8-sig"

    def columns(self, headers: dict[str, tuple[str, str]]) -> list[str]:
        """Of all that there are, those that are exported."""
        dropped = {
            *(() if self.with_products else PRODUCTS),
            *(() if self.with_lead else ("lead",)),
            *(() if self.with_contacts else ("phone", "email")),
        }
        return [name for name in headers if name not in dropped]

    def file(self, headers: dict[str, tuple[str, str]], columns: list[str], rows: Iterable[dict[str, str]]) -> bytes:
        """The cells as a file. The ID stands last: the user's view of the list has none, and the export appends it."""
        header = [*(headers[name][self.language == "en"] for name in columns), "ID"]
        cells: list[Row] = [[row.get(name, "") for name in (*columns, "id")] for row in rows]
        if self.is_excel:
            return html_table(header, cells, "UTF-8" if self.encoding.startswith("utf") else "windows-1251")
        return trailing_csv(header, cells, self.encoding)


def deals(book: Iterable[Deal], view: View = View()) -> bytes:
    """`DEAL_20261121_….csv`, or `.xls`."""
    rows = (row for deal in _descending(book) for row in _rows(deal, view))
    return view.file(DEAL_HEADERS, view.columns(DEAL_HEADERS), rows)


def leads(book: Iterable[Deal], view: View = View()) -> bytes:
    """`LEAD_20261121_….csv`, or `.xls`."""
    rows = (row for lead in _descending(book) for row in _rows(lead, view))
    return view.file(LEAD_HEADERS, view.columns(LEAD_HEADERS), rows)


def contacts(people: Iterable[tuple[Person, str]], view: View = View()) -> bytes:
    """`CONTACT_20261121_….csv`, or `.xls`; each person with the moment of creation as the export writes it."""
    rows = (_contact(person, created) for person, created in sorted(people, key=lambda each: -each[0].number))
    return view.file(CONTACT_HEADERS, list(CONTACT_HEADERS), rows)


def _descending(book: Iterable[Deal]) -> list[Deal]:
    return sorted(book, key=lambda deal: -deal.number)


def _rows(deal: Deal, view: View) -> Iterator[dict[str, str]]:
    amount = "" if deal.amount is None and not deal.items else f"{deal.total:.2f}"
    shared = {
        "id": str(deal.number),
        "title": deal.title,
        "pipeline": deal.pipeline,
        "stage": deal.stage,
        "source": deal.source,
        "amount": amount,
        "currency": CURRENCY[view.language],
        "company": deal.person.company,
        "contact": deal.person.name,
        "responsible": "Смирнова Ольга",
        "created": moment(deal.created),
        "modified": moment(deal.changed),
        "planned": f"{deal.planned:%d.%m.%Y}",
        "closed": (YES if deal.closed else NO)[view.language],
        "comment": deal.comment,
        "stage_changed": moment(deal.closed or deal.created),
        "utm_source": deal.utm.source,
        "utm_medium": deal.utm.medium,
        "utm_campaign": deal.utm.campaign,
        "client_id": deal.client_id,
        "lead": str(deal.lead or ""),
        "phone": deal.person.phone,
        "email": deal.person.email,
    }
    if not (view.with_products and deal.items):
        yield shared
        return
    for item in deal.items:
        yield shared | _product(item, view) | ({"amount": _number(item.amount)} if item.in_catalogue else {})


def _product(item: Item, view: View) -> dict[str, str]:
    name = item.name if item.in_catalogue or view.is_excel else ""
    return {"product": name, "price": _number(item.price - item.discount), "quantity": _number(item.quantity)}


def _contact(person: Person, created: str) -> dict[str, str]:
    first, _, last = person.name.partition(" ")
    return {
        "id": str(person.number),
        "first_name": first,
        "last_name": last,
        "type": "Клиенты",
        "company": person.company,
        "phone": person.phone,
        "email": person.email,
        "created": created,
    }


def _number(value: Decimal) -> str:
    """As PHP writes a float: `1500`, `99.9`."""
    return f"{value.normalize():f}"
