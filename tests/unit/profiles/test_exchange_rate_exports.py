"""Exchange rates: of one unit, with the day and the source of each."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.exports import exchange_rates as export
from sandbox.exports.exchange_rates import QUOTES, Quote

DAY = date(2026, 9, 26)
UNITS = Decimal("0.00000001")


def stored(box: Any) -> list[tuple[Any, ...]]:
    return [(row["currency"], row["date"], row["rate"], row["source"]) for row in box.rows("exchange_rates")]


def of_one(quote: Quote) -> Decimal:
    return (quote.value / quote.nominal).quantize(UNITS)


@pytest.mark.parametrize("unit_rates", [True, False], ids=["with VunitRate", "without"])
def test_the_xml_of_a_day_gives_rates_of_one_unit(box: Any, unit_rates: bool) -> None:
    report = box.deliver("cbr", export.daily_xml(unit_rates=unit_rates), "XML_daily.xml")
    assert report.clean, report.sentence
    assert stored(box) == [(quote.code, DAY, of_one(quote), "CBR") for quote in QUOTES]
    assert stored(box)[-1][2] == Decimal("0.00005881")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_history_of_a_currency_names_it_in_words(box: Any, kind: str) -> None:
    days = [date(2026, 9, 1) + timedelta(number) for number in range(15)]
    content = export.history_csv(QUOTES[0], days) if kind == "csv" else export.history_xlsx(QUOTES[0], days)
    report = box.deliver("cbr", content, f"RC.{kind}")
    assert report.clean, report.sentence
    assert stored(box) == [("USD", day, QUOTES[0].value, "CBR") for day in days]


def test_a_table_by_hand_is_divided_by_its_nominal(box: Any) -> None:
    report = box.deliver("kursy", export.by_hand_csv())
    assert (report.clean, report.recognised) == (True, "Exchange rates"), report.sentence
    assert stored(box) == [(quote.code, DAY, of_one(quote), None) for quote in QUOTES]


def test_rates_to_the_rouble_are_refused_where_another_currency_is_reported(box: Any) -> None:
    box.tell("cbr", profile="exchange_rates_bank_of_russia", currency="KZT")
    box.deliver("cbr", export.daily_xml(), "XML_daily.xml")
    assert box.rows("exchange_rates") == []
    assert {reason for _, _, reason, _ in box.quarantine("exchange_rates")} == {
        "the Bank of Russia's rates are to the rouble, and the reporting currency is another"
    }


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("26.09.2026;рубли Марса;1,5", "currency", "unknown currency"),
        ("26.09.2026;USD;1,123456789", "rate", "more than 8 decimals"),
        (
            "26.09.2026;USD;5,88E-05",
            "rate",
            "in scientific notation: Excel has destroyed its digits, export it as text",
        ),
        ("32.09.2026;USD;84,9", "date", "not a date"),
        ("26.09.2026;USD;", "rate", "it is required and empty"),
    ],
)
def test_what_is_no_rate_is_refused(box: Any, row: str, column: str, reason: str) -> None:
    box.deliver("kursy", f"Дата;Валюта;Курс\n{row}\n")
    assert box.rows("exchange_rates") == []
    assert [(line, name, why) for line, name, why, _ in box.quarantine("exchange_rates")] == [(2, column, reason)]
