"""Exports of Bitrix24 in all their forms, through the whole drop box: the lake must equal the deals that went in."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.exports import bitrix24
from sandbox.exports.bitrix24 import View
from sandbox.exports.crm import Deal, Item, Person, Utm, made_up_deals

ANNA = Person(31, "Анна Каренина", "+7 (501) 111-22-33, 8 501 111-22-44", "Anna@Post.example")
OOO = Person(32, 'Пётр "Первый" Романов', "", "", company='ООО "Верфь"')
NOBODY = Person(0, "")
KETTLE = Item("K-1", "Чайник; синий", Decimal("1249.90"), Decimal(2))
CUP = Item("C-1", "Чашка", Decimal("99.95"), Decimal("1.5"))
BY_HAND = Item("", "Гравировка", Decimal(300), Decimal(1), in_catalogue=False)
BOOK = (
    Deal(
        101, "Чайники для Анны +7 501 111-22-33", "Сделка успешна", datetime(2026, 10, 5, 0, 30, 15),
        datetime(2026, 10, 9, 12, 0, 1), ANNA, "Розница", Decimal("2649.73"), datetime(2026, 10, 8, 18, 45),
        (KETTLE, CUP), Utm("yandex", "cpc", "чайники"), "1628529640459314054", source="По рекомендации",
        comment="звонить Анне\nпосле 18; не раньше",
    ),
    Deal(
        102, "Опт", "Подготовка документов", datetime(2026, 10, 6, 10, 0), datetime(2026, 10, 6, 11, 0), OOO, "Опт",
        Decimal(150000), source="Звонок",
    ),
    Deal(103, "Без суммы", "Новая", datetime(2026, 10, 7, 9, 0), datetime(2026, 10, 7, 9, 0), NOBODY, "Розница"),
    Deal(
        104, "С гравировкой", "Сделка успешна", datetime(2026, 10, 7, 23, 59, 59), datetime(2026, 10, 10, 8, 0), ANNA,
        "Розница", None, datetime(2026, 10, 10, 8, 0), (KETTLE, BY_HAND), lead=7,
    ),
)  # fmt: skip
VARIANTS = {
    "csv with a mark": View(),
    "csv in cp1251": View(encoding="cp1251"),
    "English csv": View(language="en"),
    "Excel, which is HTML": View(is_excel=True),
    "Excel in cp1251": View(is_excel=True, encoding="cp1251"),
    "csv with products": View(with_products=True),
    "English csv with products": View(with_products=True, language="en"),
    "Excel with products": View(with_products=True, is_excel=True),
}


def utc(local: datetime | None) -> datetime | None:
    return local and local.replace(tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC).replace(tzinfo=None)


def tokens(box: Any, person: Person) -> str | None:
    return ";".join(box.token(cell) for cell in (person.phone, person.email) if cell) or None


def customer(box: Any, deal: Deal) -> str:
    contacts = (tokens(box, deal.person) or "").split(";")[0]
    names = [box.token(name) for name in (deal.person.name, deal.person.company) if name]
    return contacts or next(iter(names), f"deal-{deal.number}")


def as_order(box: Any, deal: Deal, view: View) -> dict[str, Any]:
    return {
        "order_id": str(deal.number),
        "customer_id": customer(box, deal),
        "ordered_at": utc(deal.created),
        "ordered_date": deal.created.date(),
        "revenue": deal.total,
        "currency": "RUB",
        "paid_at": utc(deal.closed or deal.created),
        "status": deal.stage,
        "pipeline": deal.pipeline,
        "vat_included": True,
        "lead_id": f"L_{deal.lead}" if deal.lead and view.with_lead else f"D_{deal.number}",
        "visitor_id": deal.client_id or None,
        "source": deal.utm.source or None,
        "medium": deal.utm.medium or None,
        "campaign": deal.utm.campaign or None,
        "updated_at": utc(deal.changed),
    }


def as_lead(box: Any, deal: Deal) -> dict[str, Any]:
    return {
        "lead_id": f"D_{deal.number}",
        "created_at": utc(deal.created),
        "status": deal.stage,
        "pipeline": deal.pipeline,
        "is_recommendation": deal.source == "По рекомендации" if deal.source else None,
        "visitor_id": deal.client_id or None,
        "contact": tokens(box, deal.person),
        "source": deal.utm.source or None,
        "closed_at": utc(deal.closed),
        "amount": None if deal.amount is None and not deal.items else deal.total,
        "currency": "RUB",
        "updated_at": utc(deal.changed),
    }


def as_lines(deal: Deal, view: View) -> list[dict[str, Any]]:
    return [
        {
            "order_id": str(deal.number),
            "line_no": number,
            "sku": item.name if item.in_catalogue or view.is_excel else "not in the catalogue",
            "quantity": item.quantity,
            "revenue": item.amount,
        }
        for number, item in enumerate(deal.items, start=1)
    ]


def stored(box: Any, table: str, like: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The rows of a table, in the columns that are expected."""
    return sorted(({name: row[name] for name in like[0]} for row in box.rows(table)), key=lambda row: row[key])


@pytest.mark.parametrize("view", VARIANTS.values(), ids=VARIANTS)
def test_deals_of_every_form_become_the_same_orders_and_leads(box: Any, view: View) -> None:
    box.name_currency("russian ruble", "RUB")
    name = "DEAL_20261121_1245eb64_6ab264526d153." + ("xls" if view.is_excel else "csv")
    report = box.deliver("bitrix24", bitrix24.deals(BOOK, view), name)
    assert report.refused is None
    assert report.clean, report.sentence
    orders = [as_order(box, deal, view) for deal in BOOK]
    leads = [as_lead(box, deal) for deal in BOOK]
    assert stored(box, "orders", orders, "order_id") == orders
    assert stored(box, "leads", leads, "lead_id") == leads
    (load,) = box.loads("orders")
    rows = sum(len(deal.items) or 1 for deal in BOOK) if view.with_products else len(BOOK)
    assert (load.rows_read, load.rows, load.quarantined) == (rows, len(BOOK), 0)
    assert Decimal(load.money_read) == Decimal(load.money_loaded) == sum(deal.total for deal in BOOK)
    assert box.left() == []


@pytest.mark.parametrize("view", [VARIANTS["csv with products"], VARIANTS["Excel with products"]], ids=["csv", "Excel"])
def test_products_are_the_lines_of_their_order(box: Any, view: View) -> None:
    box.deliver("bitrix24", bitrix24.deals(BOOK, view))
    lines = [line for deal in BOOK for line in as_lines(deal, view)]
    key = "order_id"
    assert sorted(stored(box, "order_lines", lines, key), key=lambda row: (row[key], row["line_no"])) == lines
    (load,) = box.loads("order_lines")
    assert load.skipped == {"has_a_product": 2}
    assert sum(row["revenue"] for row in lines) == sum(deal.total for deal in BOOK if deal.items)


def test_deals_without_products_have_no_lines(box: Any) -> None:
    report = box.deliver("bitrix24", bitrix24.deals(BOOK))
    assert [table.table for table in report.tables] == ["orders", "leads"]


def test_a_deal_made_from_a_lead_is_counted_by_its_lead(box: Any) -> None:
    view = View(with_lead=True)
    leads = (
        Deal(7, "Заявка с сайта", "Качественный лид", datetime(2026, 10, 6, 9), datetime(2026, 10, 7, 23, 59), ANNA,
             amount=Decimal(2500), utm=Utm("vk", "social"), client_id="16285296404593140"),
        Deal(8, "Спам", "Некачественный лид", datetime(2026, 10, 6, 10), datetime(2026, 10, 6, 11), NOBODY),
    )  # fmt: skip
    box.drop("bitrix24", bitrix24.deals(BOOK, view), "deals.csv")
    box.drop("bitrix24", bitrix24.leads(leads, view), "leads.csv")
    assert [report.clean for report in box.load()] == [True, True]
    assert sorted(row["lead_id"] for row in box.rows("leads")) == ["D_101", "D_102", "D_103", "L_7", "L_8"]
    assert {row["order_id"]: row["lead_id"] for row in box.rows("orders")}["104"] == "L_7"
    (lead,) = [row for row in box.rows("leads") if row["lead_id"] == "L_7"]
    assert lead["status"] == "Качественный лид"
    assert lead["created_at"] == utc(datetime(2026, 10, 6, 9))
    assert lead["contact"] == tokens(box, ANNA)
    assert (lead["amount"], lead["currency"], lead["source"]) == (Decimal(2500), "RUB", "vk")
    skipped = [load.skipped for load in box.loads("leads")]
    assert skipped == [{"came_without_a_lead": 1}, {}]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("is_excel", [False, True], ids=["csv", "Excel"])
def test_leads_and_contacts_are_recognised(box: Any, language: Any, is_excel: bool) -> None:
    box.name_currency("russian ruble", "RUB")
    view = View(language=language, is_excel=is_excel)
    box.drop("bitrix24", bitrix24.leads(BOOK, view), "LEAD_1.csv")
    box.drop("bitrix24", bitrix24.contacts([(ANNA, "05.10.2026 00:30:15")], view), "CONTACT_1.csv")
    reports = box.load()
    assert [(report.refused, [table.table for table in report.tables]) for report in reports] == [
        (None, ["leads"]),
        (None, ["contacts"]),
    ]
    (contact,) = box.rows("contacts")
    assert (contact["contact_id"], contact["contact"]) == ("C_31", tokens(box, ANNA))
    assert contact["created_at"] == datetime(2026, 10, 4, 21, 30, 15)
    assert [row["lead_id"] for row in box.rows("leads")] == ["L_104", "L_103", "L_102", "L_101"]


def test_a_row_whose_amount_is_neither_its_own_nor_the_deals_is_refused(box: Any) -> None:
    text = bitrix24.deals(BOOK[:1], View(with_products=True)).decode("utf-8-sig").replace('"2499.8"', '"2000"')
    report = box.deliver("bitrix24", text)
    assert report.refused is None
    assert box.rows("orders") == []
    assert {reason for *_, reason, _ in box.quarantine("orders")} == {"the sum of its products differs from its amount"}
    (load,) = box.loads("orders")
    assert (load.rows_read, load.quarantined) == (2, 2)


@pytest.mark.parametrize(
    ("with_products", "reason"),
    [(False, "the key repeats in this file"), (True, "the deal stands in several rows, which are not its products")],
)
def test_a_deal_that_stands_twice_is_refused_and_not_added_up(box: Any, with_products: bool, reason: str) -> None:
    view = View(with_products=with_products)
    first, second = bitrix24.deals(BOOK[1:2], view).decode("utf-8-sig").splitlines()
    box.deliver("bitrix24", f"{first}\n{second}\n{second}\n")
    assert box.rows("orders") == []
    assert {found for *_, found, _ in box.quarantine("orders")} == {reason}


def test_two_versions_of_a_deal_with_products_are_not_added_up(box: Any) -> None:
    view = View(with_products=True)
    once = bitrix24.deals(BOOK[:1], view).decode("utf-8-sig")
    later = bitrix24.deals([replace(BOOK[0], stage="Возврат")], view).decode("utf-8-sig").split("\n", 1)[1]
    box.deliver("bitrix24", once + later)
    assert box.rows("orders") == []
    assert {reason for *_, reason, _ in box.quarantine("orders")} == {
        "the rows of the deal differ in more than their products"
    }


def test_a_repeated_export_loads_once_and_a_late_change_is_a_new_version(box: Any) -> None:
    export = bitrix24.deals(BOOK)
    box.deliver("bitrix24", export, "monday.csv")
    assert box.deliver("bitrix24", export, "tuesday.csv").repeated
    assert len(box.rows("orders")) == len(BOOK)
    changed = replace(
        BOOK[1], stage="Сделка успешна", amount=Decimal(140000), closed=datetime(2026, 11, 2, 10),
        changed=datetime(2026, 11, 2, 10),
    )  # fmt: skip
    box.deliver("bitrix24", bitrix24.deals([changed]), "november.csv")
    versions = [row for row in box.rows("orders") if row["order_id"] == "102"]
    assert [(row["revenue"], row["status"], row["updated_at"]) for row in versions] == [
        (Decimal(150000), "Подготовка документов", utc(datetime(2026, 10, 6, 11))),
        (Decimal(140000), "Сделка успешна", utc(datetime(2026, 11, 2, 10))),
    ]
    assert {row["ordered_at"] for row in versions} == {utc(BOOK[1].created)}


def test_nothing_personal_is_left_on_the_disk(box: Any) -> None:
    box.name_currency("russian ruble", "RUB")
    for number, view in enumerate(VARIANTS.values()):
        box.drop("bitrix24", bitrix24.deals(BOOK, view), f"deals{number}.csv")
        box.drop("bitrix24", bitrix24.leads(BOOK, view), f"leads{number}.csv")
    box.drop("bitrix24", bitrix24.contacts([(ANNA, "05.10.2026 00:30:15")]), "contacts.csv")
    assert all(report.clean for report in box.load())
    text = box.on_disk()
    assert "сделка успешна" in text  # what is kept can be found
    for needle in ("каренина", "романов", "верфь", "анны", "anna@", "post.example", "1112233", "111-22-33", "звонить"):
        assert needle not in text, needle


def test_a_clientid_of_another_name_is_told_by_the_configuration(box: Any) -> None:
    text = bitrix24.deals(BOOK).decode("utf-8-sig").replace("ClientID Метрики", "Метка посетителя")
    box.tell("bitrix24", fields={"visitor_id": ["Метка посетителя"]})
    assert box.deliver("bitrix24", text).clean
    assert {row["order_id"]: row["visitor_id"] for row in box.rows("orders")}["101"] == "1628529640459314054"
    assert box.load() == []  # nothing changes when nothing has come


def test_what_is_said_of_an_export_later_holds_for_what_came_before(box: Any) -> None:
    box.deliver("bitrix24", bitrix24.deals(BOOK))
    box.tell("bitrix24", vat_included=False)
    (report,) = box.load()
    assert report.replayed, report.sentence
    assert {row["vat_included"] for row in box.rows("orders")} == {False}
    assert len(box.rows("orders")) == len(box.rows("leads")) == len(BOOK)


def test_a_field_that_was_not_read_before_needs_the_original_again(box: Any) -> None:
    export = bitrix24.deals(BOOK).decode("utf-8-sig").replace("ClientID Метрики", "Метка посетителя")
    box.deliver("bitrix24", export)
    box.tell("bitrix24", fields={"visitor_id": ["Метка посетителя"]})
    (report,) = box.load()
    assert "drop the original file again" in report.refused
    box.drop("bitrix24", export)
    assert [report.refused for report in box.load()] == [None]
    assert {row["order_id"]: row["visitor_id"] for row in box.rows("orders")}["101"] == "1628529640459314054"


def test_a_clientid_that_excel_has_destroyed_is_refused(box: Any) -> None:
    text = bitrix24.deals(BOOK).decode("utf-8-sig").replace("1628529640459314054", "1,62853E+18")
    box.deliver("bitrix24", text)
    ((_, column, reason, _),) = box.quarantine("orders")
    assert column == "visitor_id"
    assert "Excel has destroyed its digits" in reason
    assert len(box.rows("orders")) == len(BOOK) - 1


def test_the_planned_date_is_never_the_date_of_closing(box: Any) -> None:
    view = View()
    text = bitrix24.deals(BOOK, view).decode("utf-8-sig").replace("Дата изменения стадии", "Ещё дата")
    box.deliver("bitrix24", text)
    assert {row["paid_at"] for row in box.rows("orders")} == {None}
    assert {row["closed_at"] for row in box.rows("leads")} == {None}


def test_an_export_without_the_date_of_creation_is_refused_by_a_sentence(box: Any) -> None:
    text = bitrix24.deals(BOOK).decode("utf-8-sig").replace("Дата создания", "Ещё дата")
    refused = box.deliver("bitrix24", text).refused
    assert "Bitrix24 deals without a column for “created”" in refused
    assert box.left() == ["bitrix24/export.csv"]


def test_a_portal_with_american_dates_says_so(box: Any) -> None:
    box.name_currency("russian ruble", "RUB")
    box.tell("bitrix24", profile="bitrix24_deals", date_format="%m/%d/%Y %I:%M:%S %p")
    text = bitrix24.deals(BOOK[1:2], View(language="en")).decode("utf-8-sig").replace("06.10.2026 1", "10/06/2026 1")
    text = text.replace("10:00:00", "10:00:00 am").replace("11:00:00", "11:00:00 pm")
    report = box.deliver("bitrix24", text)
    assert report.clean, report.sentence
    (order,) = box.rows("orders")
    assert (order["ordered_at"], order["updated_at"]) == (datetime(2026, 10, 6, 7), datetime(2026, 10, 6, 20))


def test_amounts_without_vat_and_currency_are_told_by_the_configuration(box: Any) -> None:
    box.tell("bitrix24", profile="bitrix24_deals", vat_included=False, currency="USD")
    text = bitrix24.deals(BOOK).decode("utf-8-sig").replace('"Валюта"', '"Ещё колонка"')
    box.deliver("bitrix24", text)
    assert {(row["currency"], row["vat_included"]) for row in box.rows("orders")} == {("USD", False)}


def test_many_deals_keep_their_money(box: Any) -> None:
    book = list(made_up_deals(2_000))
    assert box.deliver("bitrix24", bitrix24.deals(book, View(with_products=True))).clean
    rows = {row["order_id"]: row["revenue"] for row in box.rows("orders")}
    assert rows == {str(deal.number): deal.total for deal in book}


@pytest.mark.parametrize("with_products", [False, True])
def test_a_deal_without_a_stage_is_not_paid_by_default(box: Any, with_products: bool) -> None:
    book = [replace(BOOK[0], stage="")]
    assert box.deliver("crm", bitrix24.deals(book, View(with_products=with_products)), "deals.csv").clean
    assert [row["status"] for row in box.rows("orders")] == ["(no stage)"]


def test_products_in_two_currencies_are_no_one_amount(box: Any) -> None:
    header = "ID;Название сделки;Стадия;Сумма;Валюта;Дата создания;Товар;Цена;Количество"
    rows = "1;x;s;100;RUB;05.10.2026 10:00:00;a;100;1\n1;x;s;200;USD;05.10.2026 10:00:00;b;200;1\n"
    box.deliver("bitrix", f"{header}\n{rows}")
    assert box.rows("orders") == []
    reason = "the rows of the deal differ in more than their products"
    assert [refusal[2] for refusal in box.quarantine("orders")] == [reason]
