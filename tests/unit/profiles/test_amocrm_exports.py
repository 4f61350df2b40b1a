"""Exports of amoCRM, made up and real, through the whole drop box: the lake must equal the deals that went in."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.exports import amocrm
from sandbox.exports.crm import Deal, Person, Utm, made_up_deals

REAL = Path(__file__).parents[4] / "shared" / "data" / "amocrm"
ANNA = Person(44381321, "Анна Каренина", "+7 (501) 111-22-33", "Anna@Post.example")
VERA = Person(44381322, "Вера Павлова", company='ООО "Верфь"')
NOBODY = Person(0, "")
BOOK = (
    Deal(
        27680693, "Заявка от Анны", "Успешно реализовано", datetime(2026, 10, 5, 0, 30, 15),
        datetime(2026, 10, 9, 12, 0, 1), ANNA, "Розница", Decimal(15000), datetime(2026, 10, 8, 18, 45),
        utm=Utm("yandex", "cpc", "чайники"), client_id="1628529640459314054",
        comment="звонить Анне\nпосле 18, \"не раньше\"",
    ),
    Deal(
        27667071, "Опт", "Принимают решение", datetime(2026, 10, 6, 10, 0), datetime(2026, 10, 6, 11, 0), VERA, "Опт",
        Decimal(0), client_id="undefined",
    ),
    Deal(
        27632751, "Пустая", "Закрыто и не реализовано (дорого)", datetime(2026, 10, 7, 9, 0),
        datetime(2026, 10, 7, 23, 59, 59), NOBODY, "Розница", None, datetime(2026, 10, 7, 23, 59, 59),
    ),
)  # fmt: skip
FORMS = {
    "2022": amocrm.leads_csv(BOOK, "2022"),
    "2022, a workbook": amocrm.leads_xlsx(BOOK, "2022"),
    "2022, saved by Excel": amocrm.leads_csv(BOOK, "2022", ";"),
    "new": amocrm.leads_csv(BOOK),
    "new, a workbook": amocrm.leads_xlsx(BOOK),
    "new, Бюджет ₽": amocrm.leads_csv(BOOK, budget="Бюджет ₽"),
    "new, Бюджет, ₽": amocrm.leads_csv(BOOK, budget="Бюджет, ₽"),
    "new, a workbook, Бюджет, ₽": amocrm.leads_xlsx(BOOK, budget="Бюджет, ₽"),
    "new, saved by Excel with grouped digits": amocrm.leads_csv(BOOK, delimiter=";")
    .decode()
    .replace("15000", "15\u00a0000")
    .encode(),
}


def utc(local: datetime | None) -> datetime | None:
    return local and local.replace(tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC).replace(tzinfo=None)


def tokens(box: Any, person: Person) -> str | None:
    return ";".join(box.token(cell) for cell in (person.phone, person.email) if cell) or None


def customer(box: Any, deal: Deal) -> str:
    first = (tokens(box, deal.person) or "").split(";")[0]
    return first or (box.token(deal.person.name) if deal.person.name else f"deal-{deal.number}")


def as_lead(box: Any, deal: Deal) -> dict[str, Any]:
    return {
        "lead_id": str(deal.number),
        "created_at": utc(deal.created),
        "created_date": deal.created.date(),
        "status": deal.stage,
        "pipeline": deal.pipeline,
        "visitor_id": deal.client_id if deal.client_id.isdigit() else None,
        "contact": tokens(box, deal.person),
        "source": deal.utm.source or None,
        "medium": deal.utm.medium or None,
        "campaign": deal.utm.campaign or None,
        "closed_at": utc(deal.closed),
        "amount": deal.amount,
        "currency": "RUB",
        "updated_at": utc(deal.changed),
    }


def as_order(box: Any, deal: Deal) -> dict[str, Any]:
    return {
        "order_id": str(deal.number),
        "lead_id": str(deal.number),
        "customer_id": customer(box, deal),
        "ordered_at": utc(deal.created),
        "paid_at": utc(deal.closed),
        "revenue": deal.amount or Decimal(0),
        "currency": "RUB",
        "vat_included": True,
        "status": deal.stage,
        "pipeline": deal.pipeline,
        "visitor_id": deal.client_id if deal.client_id.isdigit() else None,
        "source": deal.utm.source or None,
        "updated_at": utc(deal.changed),
    }


def stored(box: Any, table: str, like: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a table, in the columns that are expected."""
    return [{name: row[name] for name in like[0]} for row in box.rows(table)]


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_deals_of_every_form_become_the_same_leads_and_orders(box: Any, content: bytes) -> None:
    report = box.deliver("amocrm", content, "amocrm_export_leads_2026-11-21.csv")
    assert report.refused is None
    assert report.clean, report.sentence
    leads, orders = ([as_one(box, deal) for deal in BOOK] for as_one in (as_lead, as_order))
    assert stored(box, "leads", leads) == leads
    assert stored(box, "orders", orders) == orders
    for table in ("leads", "orders"):
        (load,) = box.loads(table)
        assert (load.rows_read, load.rows, load.quarantined, load.skipped) == (len(BOOK), len(BOOK), 0, {})
        assert Decimal(load.money_read) == Decimal(load.money_loaded) == Decimal(15000)
    assert box.left() == []


def test_the_two_generations_make_one_history(box: Any) -> None:
    later = replace(BOOK[1], stage="Успешно реализовано", amount=Decimal(90000), closed=datetime(2026, 11, 2, 10),
                    changed=datetime(2026, 11, 2, 10))  # fmt: skip
    box.deliver("amocrm", amocrm.leads_csv(BOOK, "2022"), "old.csv")
    box.deliver("amocrm", amocrm.leads_xlsx([later]), "new.xlsx")
    versions = [row for row in box.rows("orders") if row["order_id"] == "27667071"]
    assert [(row["revenue"], row["status"], row["paid_at"], row["updated_at"]) for row in versions] == [
        (Decimal(0), "Принимают решение", None, utc(BOOK[1].changed)),
        (Decimal(90000), "Успешно реализовано", utc(later.closed), utc(later.changed)),
    ]


def test_a_repeated_export_loads_once(box: Any) -> None:
    box.deliver("amocrm", FORMS["2022"], "monday.csv")
    assert box.deliver("amocrm", FORMS["2022"], "tuesday.csv").repeated
    assert len(box.rows("leads")) == len(box.rows("orders")) == len(BOOK)


def test_contacts_become_tokens_and_companies_are_left_out(box: Any) -> None:
    created = datetime(2026, 10, 5, 0, 30, 15)
    box.deliver("amocrm", amocrm.contacts_csv([(ANNA, created)]), "amocrm_export_contacts_2026-11-21.csv")
    companies = box.deliver("amocrm", amocrm.contacts_csv([(VERA, created)], "компания"), "companies.csv")
    (contact,) = box.rows("contacts")
    assert (contact["contact_id"], contact["contact"]) == ("44381321", tokens(box, ANNA))
    assert contact["created_at"] == utc(created)
    assert contact["updated_at"] is None
    assert companies.tables[0].skipped == 1
    assert box.loads("contacts")[1].skipped == {"not_a_company": 1}


def test_nothing_personal_is_left_on_the_disk(box: Any) -> None:
    for number, content in enumerate(FORMS.values()):
        box.drop("amocrm", content, f"leads{number}")
    box.drop("amocrm", amocrm.contacts_csv([(ANNA, BOOK[0].created), (VERA, BOOK[0].created)]), "contacts.csv")
    assert all(report.clean for report in box.load())
    text = box.on_disk()
    assert "успешно реализовано" in text  # what is kept can be found
    for needle in ("каренина", "павлова", "верфь", "анны", "anna@", "post.example", "1112233", "111-22-33", "звонить"):
        assert needle not in text, needle


@pytest.mark.parametrize("generation", ["2022", "new"])
def test_a_ym_uid_that_excel_has_destroyed_is_refused(box: Any, generation: Any) -> None:
    text = amocrm.leads_csv(BOOK, generation, ";").decode().replace("1628529640459314054", "1,62853E+18")
    box.deliver("amocrm", text)
    for table in ("leads", "orders"):
        ((_, column, reason, _),) = box.quarantine(table)
        assert column == "visitor_id"
        assert "Excel has destroyed its digits" in reason
        assert len(box.rows(table)) == len(BOOK) - 1


def test_a_budget_that_is_no_number_is_refused_in_its_row(box: Any) -> None:
    box.deliver("amocrm", amocrm.leads_csv(BOOK).decode().replace("15000", "пятнадцать тысяч"))
    ((line, column, reason, _),) = box.quarantine("orders")
    assert (line, column, reason) == (2, "revenue", "not a number")
    assert [row["order_id"] for row in box.rows("orders")] == ["27667071", "27632751"]


def test_deals_without_a_creation_date_are_refused_with_the_line_that_mends_it(box: Any) -> None:
    refused = box.deliver("amocrm", amocrm.leads_csv(BOOK).decode().replace("Дата создания", "Появилась")).refused
    assert "amoCRM deals without a column for “created”" in refused
    assert 'fields: {created: ["…"]}' in refused
    box.tell("amocrm", profile="amocrm_leads", fields={"created": "Появилась"})
    (report,) = box.load()
    assert report.clean, report.sentence
    assert [row["created_at"] for row in box.rows("leads")] == [utc(deal.created) for deal in BOOK]


def test_many_deals_keep_their_money(box: Any) -> None:
    book = list(made_up_deals(2_000))
    assert box.deliver("amocrm", amocrm.leads_csv(book, "2022")).clean
    assert {row["order_id"]: row["revenue"] for row in box.rows("orders")} == {
        str(deal.number): deal.amount for deal in book
    }


@pytest.mark.skipif(not REAL.is_dir(), reason=f"there are no real exports of amoCRM in {REAL}")
def test_the_real_exports_load_but_for_the_one_deal_without_an_id(box: Any) -> None:
    assert [report.refused for report in box.load_folder(REAL, "amocrm")] == [None, None]
    with (REAL / "amocrm_leads_test.csv").open(encoding="utf-8", newline="") as file:
        deals = {row["ID"]: row for row in csv.DictReader(file)}
    deals.pop("")
    for table in ("leads", "orders"):
        assert {(line, reason) for line, _, reason, _ in box.quarantine(table)} == {(45, "it is required and empty")}
    assert box.quarantine("contacts") == []
    with (REAL / "amocrm_contacts_test.csv").open(encoding="utf-8", newline="") as file:
        people = {row["ID"]: row for row in csv.DictReader(file)}
    leads = {row["lead_id"]: row for row in box.rows("leads")}
    orders = {row["order_id"]: row for row in box.rows("orders")}
    contacts = {row["contact_id"]: row for row in box.rows("contacts")}
    assert (leads.keys(), orders.keys(), contacts.keys()) == (deals.keys(), deals.keys(), people.keys())
    for number, deal in deals.items():
        created, closed = (
            None if deal[name] == "не закрыта" else utc(datetime.strptime(deal[name], "%d.%m.%Y %H:%M:%S"))
            for name in ("Дата создания сделки", "Дата закрытия")
        )
        phone, name = (box.token(deal[column]) for column in ("Мобильный телефон", "Полное имя контакта"))
        assert (leads[number]["created_at"], leads[number]["closed_at"]) == (created, closed)
        assert (leads[number]["status"], leads[number]["pipeline"]) == (deal["Этап сделки"], deal["Воронка"])
        assert (leads[number]["contact"], orders[number]["customer_id"]) == (phone, phone or name)
        assert leads[number]["visitor_id"] is None
        assert orders[number]["revenue"] == Decimal(deal["Бюджет "] or 0)
    assert len({row["contact"] for row in contacts.values()}) == len(contacts)
    text = box.on_disk()
    assert [phone for deal in deals.values() if (phone := deal["Мобильный телефон"]) and phone in text] == []
    assert "fake name" not in text


def test_a_deal_without_a_stage_is_not_paid_by_default(box: Any) -> None:
    box.deliver("crm", amocrm.leads_csv([replace(BOOK[0], stage="")]), "amocrm.csv")
    assert [row["status"] for row in box.rows("orders")] == ["(no stage)"]
    assert [row["status"] for row in box.rows("leads")] == [None]
