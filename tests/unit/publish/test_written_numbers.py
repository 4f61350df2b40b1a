from decimal import Decimal as D

import pytest

from pipelines.publish.numbers import compact, money, percent, quantity, trimmed

# a no-break space is written as ~ below
MONEY = [
    ("1234.56", "RUB", "1~234,56~₽", "₽1,234.56"),
    ("0", "RUB", "0,00~₽", "₽0.00"),
    ("9999.995", "RUB", "10~000,00~₽", "₽10,000.00"),
    ("11550020.88", "RUB", "11~550~021~₽", "₽11,550,021"),
    ("-1234.5", "RUB", "−1~234,50~₽", "−₽1,234.50"),
    ("-0.001", "RUB", "0,00~₽", "₽0.00"),
    ("8911407.90", "GBP", "8~911~408~£", "£8,911,408"),
    ("120", "CHF", "120,00~CHF", "CHF~120.00"),
    ("-120", "CHF", "−120,00~CHF", "−CHF~120.00"),
]


@pytest.mark.parametrize(("value", "currency", "russian", "english"), MONEY)
def test_money_is_written_as_each_language_writes_it(value: str, currency: str, russian: str, english: str) -> None:
    written = [money(D(value), currency, language).replace("\u00a0", "~") for language in ("ru", "en")]
    assert written == [russian, english]


QUANTITIES = [
    ("75", "percent", "75,0~%", "75.0%"),
    ("-55.04", "percent", "−55,0~%", "−55.0%"),
    ("2.45", "pp", "2,5~п.~п.", "2.5~pp"),
    ("12345.6", "count", "12~346", "12,346"),
    ("1.255", "ratio", "1,26", "1.26"),
    ("84.09", "points", "84,1", "84.1"),
    ("3600", "money", "3~600,00~₽", "₽3,600.00"),
]


@pytest.mark.parametrize(("value", "unit", "russian", "english"), QUANTITIES)
def test_a_kpi_is_written_in_its_unit(value: str, unit: str, russian: str, english: str) -> None:
    written = [quantity(D(value), unit, "RUB", language).replace("\u00a0", "~") for language in ("ru", "en")]
    assert written == [russian, english]


@pytest.mark.parametrize(
    ("value", "unit", "russian", "english"),
    [
        ("0", "money", "0~₽", "₽0"),
        ("2500000", "money", "2,5~млн~₽", "₽2.5M"),
        ("1200000000", "money", "1,2~млрд~₽", "₽1.2B"),
        ("-500000", "money", "−500~тыс.~₽", "−₽500K"),
        ("15000", "count", "15~тыс.", "15K"),
        ("12.5", "percent", "12,5~%", "12.5%"),
        ("50", "points", "50", "50"),
    ],
)
def test_an_axis_is_written_short(value: str, unit: str, russian: str, english: str) -> None:
    written = [compact(D(value), unit, "RUB", language).replace("\u00a0", "~") for language in ("ru", "en")]
    assert written == [russian, english]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("30", "30"), ("30.00", "30"), ("12.50", "12,5"), ("0", "0"), ("100", "100"), ("0.005", "0,01")],
)
def test_zeros_that_say_nothing_are_left_out(value: str, expected: str) -> None:
    assert trimmed(D(value), 2, "ru") == expected


@pytest.mark.parametrize(("value", "expected"), [("0.5", "1%"), ("1.5", "2%"), ("2.5", "3%"), ("-0.5", "−1%")])
def test_numbers_are_rounded_half_up_and_not_to_even(value: str, expected: str) -> None:
    assert percent(D(value), 0, "en") == expected
