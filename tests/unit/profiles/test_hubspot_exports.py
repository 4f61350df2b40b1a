"""HubSpot deals: leads and orders with one id, plans that are no payments, people who can't be read."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox.exports import hubspot

DEALS = hubspot.DEALS


@pytest.mark.parametrize(
    ("content", "name"), [(hubspot.deals_csv(), "deals.csv"), (hubspot.deals_xlsx(), "deals.xlsx")], ids=["csv", "xlsx"]
)
def test_a_deal_is_a_lead_and_an_order(box: Any, content: bytes, name: str) -> None:
    report = box.deliver("hubspot", content, name)
    assert report.clean, report.sentence
    assert report.recognised == "HubSpot deals"
    leads, orders = box.rows("leads"), box.rows("orders")
    assert [row["lead_id"] for row in leads] == [deal.id for deal in DEALS]
    assert [(row["order_id"], row["lead_id"], row["status"], row["pipeline"]) for row in orders] == [
        (deal.id, deal.id, deal.stage, "Sales Pipeline") for deal in DEALS
    ]
    assert [row["revenue"] for row in orders] == [deal.amount or Decimal(0) for deal in DEALS]
    assert [row["amount"] for row in leads] == [deal.amount for deal in DEALS]
    assert [row["currency"] for row in orders] == ["EUR", "RUB", "RUB", "RUB", "RUB"]
    assert {row["vat_included"] for row in orders} == {False}
    assert [load.rows_read for load in (*box.loads("leads"), *box.loads("orders"))] == [5, 5]
    assert Decimal(box.loads("orders")[0].money_loaded) == Decimal("134390.75")


def test_a_plan_to_close_is_no_payment(box: Any) -> None:
    box.deliver("hubspot", hubspot.deals_csv())
    paid = {row["order_id"]: row["paid_date"] for row in box.rows("orders")}
    assert list(paid.values()) == [date(2026, 10, 5), None, date(2026, 10, 9), date(2026, 10, 8), None]
    assert [row["closed_date"] for row in box.rows("leads")] == list(paid.values())
    (load,) = box.loads("orders")
    assert load.date_to == date(2026, 10, 11)


def test_moments_are_in_the_zone_of_the_company(box: Any) -> None:
    box.deliver("hubspot", hubspot.deals_csv())
    first = box.rows("orders")[0]
    assert (first["ordered_at"], first["paid_at"], first["updated_at"]) == (
        datetime(2026, 9, 28, 6, 30),
        datetime(2026, 10, 5, 11, 30),
        datetime(2026, 10, 6, 5, 0),
    )


def test_customers_are_companies_contacts_or_hashed_names(box: Any) -> None:
    box.deliver("hubspot", hubspot.deals_csv())
    assert [row["customer_id"] for row in box.rows("orders")] == [
        "company 9001",
        "company 9002",
        "contact 8003",
        box.token("Boris Frolov"),
        "deal 18203344555",
    ]


def test_tags_come_before_hubspots_own_words_for_sources(box: Any) -> None:
    box.deliver("hubspot", hubspot.deals_csv())
    assert [(row["source"], row["medium"], row["campaign"], row["visitor_id"]) for row in box.rows("leads")] == [
        ("yandex", "cpc", "samovars", "1628529640459314054"),
        ("organic search", "organic", None, None),
        (None, None, None, None),
        ("email marketing", "email", None, None),
        (None, None, None, None),
    ]


def test_names_phones_and_descriptions_stay_in_the_inbox(box: Any) -> None:
    box.deliver("hubspot", hubspot.deals_csv())
    written = box.on_disk()
    for private in ("petrova", "frolov", "volkova", "samovar trade", "kettle & sons", "zoya@", "555-01", "olga sales"):
        assert private not in written, private
    assert "closed won" in written


def test_a_repeated_export_loads_once_and_a_late_change_is_a_new_version(box: Any) -> None:
    box.deliver("hubspot", hubspot.deals_csv())
    assert box.deliver("hubspot", hubspot.deals_csv(), "deals (1).csv").repeated
    later = (
        hubspot.deals_csv().replace(b"Contract sent", b"Closed won").replace(b"2026-10-20 16:45", b"2026-10-25 10:00")
    )
    assert box.deliver("hubspot", later, "deals (2).csv").clean
    versions = [(row["status"], row["updated_date"]) for row in box.rows("orders") if row["order_id"].endswith("552")]
    assert versions == [("Contract sent", date(2026, 10, 20)), ("Closed won", date(2026, 10, 25))]


def test_ids_that_excel_destroyed_are_refused_with_the_reason(box: Any) -> None:
    box.deliver("hubspot", hubspot.deals_csv().replace(b"18203344551", b"1.82033E+10", 1))
    assert len(box.rows("orders")) == 4
    assert any("Excel has destroyed its digits" in reason for _, _, reason, _ in box.quarantine("orders"))


def test_deals_without_the_day_of_their_creation_are_refused_whole(box: Any) -> None:
    report = box.deliver("hubspot", hubspot.deals_csv().replace(b"Create Date", b"Date"))
    assert report.refused is not None
    assert "“created” (Create Date, Created Date)" in report.refused


def test_a_companys_own_property_is_named_in_its_configuration(box: Any) -> None:
    box.tell("hubspot", fields={"utm_source": ["Deal owner"]}, vat_included=True, currency="USD")
    assert box.deliver("hubspot", hubspot.deals_csv()).clean
    assert {row["source"] for row in box.rows("leads")} == {"Olga Sales"}
    assert {(row["vat_included"], row["currency"]) for row in box.rows("orders")} == {
        (True, "EUR"),
        (True, "RUB"),
        (True, "USD"),
    }


def test_only_leads_may_be_taken(box: Any) -> None:
    box.tell("hubspot", only=["leads"])
    box.drop("hubspot", hubspot.deals_csv())
    box.load()
    assert len(box.rows("leads")) == len(DEALS)
    assert box.rows("orders") == []


def test_a_date_that_is_none_refuses_its_deal_alone(box: Any) -> None:
    box.deliver("hubspot", hubspot.deals_csv().replace(b"2026-10-05 14:30", b"soon", 1))
    assert len(box.rows("orders")) == len(box.rows("leads")) == len(DEALS) - 1
    assert [(line, column) for line, column, _, _ in box.quarantine("orders")] == [(2, "paid_at")]


def test_a_deal_without_a_stage_is_not_paid_by_default(box: Any) -> None:
    box.deliver("hubspot", hubspot.deals_csv([replace(DEALS[0], stage="")]), "deals.csv")
    assert [row["status"] for row in box.rows("orders")] == ["(no stage)"]
