"""A profile and a header make an ordinary mapping: fields become columns, what the file lacks becomes nothing."""

from typing import Any

import pytest
from pydantic import ValidationError

from connectors.common.errors import BadInput
from connectors.profiles import Profile, Terms, resolved

TERMS = Terms(currency="RUB", folder="crm")
CONTENT: dict[str, Any] = {
    "name": "crm_deals",
    "title": {"en": "CRM deals", "ru": "Сделки"},
    "docs": "crm",
    "fields": {
        "id": "ID",
        "client": "Клиент",
        "created": "Создана",
        "amount": "Сумма",
        "currency": "Валюта",
        "campaign": ["UTM Campaign"],
        "sku": "Артикул",
        "phone": "Телефон",
    },
    "recognised_by": ["id", "created"],
    "required": ["amount"],
    "hashed": ["client", "phone"],
    "vat_included": True,
    "tables": {
        "orders": {
            "refuse": {"no such thing": "{sku} = 'x'"},
            "columns": {
                "order_id": "{id}",
                "customer_id": "coalesce({client}, 'deal-' || {id})",
                "ordered_at": "{created}",
                "revenue": "{amount}",
                "currency": "coalesce({currency}, {company_currency})",
                "vat_included": "{vat_included}",
                "campaign": "{campaign}",
                "source": "{file}",
            },
        },
        "order_lines": {
            "columns": {"order_id": "{id}", "line_no": "_row", "sku": "{sku}", "quantity": "'1'", "revenue": "{amount}"}
        },
    },
}
DEALS = Profile.model_validate(CONTENT)
HEADER = ("ID", "Создана", "Сумма", 'Кли"ент')


def test_fields_become_quoted_columns_and_absent_ones_nothing() -> None:
    mapping = resolved(DEALS, ("ID", "Создана", "Сумма", "Клиент"), TERMS, "crm/a.csv")
    orders = mapping.tables["orders"]
    assert orders.columns["customer_id"] == """coalesce("Клиент", 'deal-' || "ID")"""
    assert orders.columns["currency"] == "coalesce(cast(null as varchar), 'RUB')"
    assert orders.columns["vat_included"] == "true"
    assert orders.columns["source"] == "'crm'"
    assert "campaign" not in orders.columns
    assert orders.refuse == {}
    assert mapping.hashed == {"Клиент"}


def test_a_table_that_the_file_does_not_hold_is_left_out() -> None:
    assert set(resolved(DEALS, ("ID", "Создана", "Сумма"), TERMS, "crm/a.csv").tables) == {"orders"}
    assert set(resolved(DEALS, ("ID", "Создана", "Сумма", "Артикул"), TERMS, "crm/a.csv").tables) == {
        "orders",
        "order_lines",
    }


def test_only_the_wanted_tables_are_fed() -> None:
    terms = Terms(currency="RUB", folder="crm", only=("order_lines",))
    assert set(resolved(DEALS, ("ID", "Создана", "Сумма", "Артикул"), terms, "crm/a.csv").tables) == {"order_lines"}


def test_a_quote_or_a_brace_in_a_header_stays_a_name() -> None:
    terms = Terms(currency="RUB", folder="crm", fields={"client": ('Кли"ент',), "campaign": ("{id}; drop",)})
    orders = resolved(DEALS, (*HEADER, "{id}; drop"), terms, "crm/a.csv").tables["orders"]
    assert orders.columns["customer_id"] == """coalesce("Кли""ент", 'deal-' || "ID")"""
    assert orders.columns["campaign"] == '"{id}; drop"'


def test_a_company_says_currency_and_vat() -> None:
    terms = Terms(currency="KZT", folder="crm", vat_included=False)
    orders = resolved(DEALS, ("ID", "Создана", "Сумма"), terms, "crm/a.csv").tables["orders"]
    assert (orders.columns["currency"], orders.columns["vat_included"]) == (
        "coalesce(cast(null as varchar), 'KZT')",
        "false",
    )


def test_a_required_field_without_a_column_is_refused_with_the_line_that_mends_it() -> None:
    with pytest.raises(BadInput) as refused:
        resolved(DEALS, ("ID", "Создана"), TERMS, "crm/a.csv")
    assert str(refused.value) == (
        "crm/a.csv: CRM deals without a column for “amount” (Сумма). "
        'Export it too, or write its name in config/sources/crm.yaml: fields: {amount: ["…"]}.'
    )


def test_the_header_most_like_a_missing_one_is_proposed() -> None:
    with pytest.raises(BadInput) as refused:
        resolved(DEALS, ("ID", "Создана", "Примечание", 'Сумма "итого"'), TERMS, "crm/a.csv")
    assert str(refused.value).endswith(
        'If it is “Сумма "итого"”, write in config/sources/crm.yaml: fields: {amount: ["Сумма \\"итого\\""]}.'
    )


def test_a_file_is_grouped_only_when_it_has_the_field_that_repeats_rows() -> None:
    orders = {**CONTENT["tables"]["orders"], "group_by": ["order_id"], "group_when": "sku"}
    orders = {**orders, "refuse": {"two clients": "count(distinct {client}) > 1"}}
    orders["columns"] = {**orders["columns"], "customer_id": "{one}({client})", "revenue": "{total}(number({amount}))"}
    grouping = Profile.model_validate({**CONTENT, "tables": {"orders": orders}})
    plain = resolved(grouping, ("ID", "Создана", "Сумма", "Клиент"), TERMS, "crm/a.csv").tables["orders"]
    assert (plain.group_by, plain.refuse) == ([], {})
    assert (plain.columns["customer_id"], plain.columns["revenue"]) == ('("Клиент")', '(number("Сумма"))')
    grouped = resolved(grouping, ("ID", "Создана", "Сумма", "Клиент", "Артикул"), TERMS, "crm/a.csv").tables["orders"]
    assert (grouped.group_by, list(grouped.refuse)) == (["order_id"], ["two clients"])
    assert (grouped.columns["customer_id"], grouped.columns["revenue"]) == ('min("Клиент")', 'sum(number("Сумма"))')


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("recognised_by", ["stage"], "there is no field 'stage'"),
        ("hashed", ["name"], "there is no field 'name'"),
        ("tables", {"order": {"columns": {}}}, "there is no table 'order'"),
        ("tables", {"orders": {"columns": {"total": "{id}"}}}, "orders has no column 'total'"),
        ("tables", {"orders": {"columns": {"order_id": "{number}"}}}, "there is no field 'number'"),
    ],
)
def test_a_profile_that_names_nothing_known_is_an_error(key: str, value: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Profile.model_validate({**CONTENT, key: value})
