"""Texts of metrics become numbers to the last digit; a cell that is none is told by its row and column."""

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pyarrow as pa
import pytest
from analytics_home import Plain
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.google_analytics.catalogue import STANDARD
from connectors.google_analytics.catalogue.metrics import Kind
from connectors.google_analytics.reports.cells import typed
from connectors.google_analytics.reports.rows import day_rows, text_names

DAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("count", "0", 0),
        ("count", "9223372036854775807", 9223372036854775807),
        ("count", "-3", -3),
        ("number", "2.5", 2.5),
        ("number", "1E-6", 1e-6),
        ("seconds", "86400", 86400.0),
        ("money", "1034.25", Decimal("1034.2500")),
        ("money", "-0.00005", Decimal("-0.0001")),
        ("money", "0.30000000000000004", Decimal("0.3000")),
        ("money", "0.1234500000000000000000000001", Decimal("0.1235")),
        ("money", "99999999999999.9999", Decimal("99999999999999.9999")),
        ("money", "1.2345E3", Decimal("1234.5000")),
        ("money", "5.684341886080802E-14", Decimal("0.0000")),  # a refund's float noise
        ("money", "-1.4210854715202004e-14", Decimal("0.0000")),
        ("money", "1234567.123456789012345678E-3", Decimal("1234.5671")),
        ("money", "1.23456789012345678E+7", Decimal("12345678.9012")),
        ("money", "1E-300", Decimal("0.0000")),
        ("money", f"0.0008{44049925169061 * 10**30}", Decimal("0.0008")),
        ("money", "-5E-5", Decimal("-0.0001")),
    ],
)
def test_a_number_is_read(kind: Kind, text: str, value: Any) -> None:
    column, wrong = typed(pa.array([text, "1"]), kind)
    assert (column[0].as_py(), wrong) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("count", text) for text in ("", "1.0", "0x1F", " 1", "1_000", "9223372036854775808", "(not set)", "١")),
        *(("number", text) for text in ("", "NaN", "Infinity", "1e400", "1,5", "0x1F")),
        *(("money", text) for text in ("", "100000000000000", "1 000", "₽5", "inf", "1e300", "1.1e+139", "1e14")),
    ],
)
def test_what_is_no_number_is_told(kind: Kind, text: str) -> None:
    column, wrong = typed(pa.array(["1", text, "2"]), kind)
    assert wrong == [1]
    assert [cell.is_valid for cell in column] == [True, False, True]


AMOUNTS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.floats(-1e9, 1e9).map(repr),
    st.floats(-1e16, 1e16).map(lambda amount: f"{Decimal(amount):f}"),
    st.floats(-1e-3, 1e-3).map("{:E}".format),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=5))
def test_an_amount_is_that_of_its_digits_whatever_their_number(texts: list[str]) -> None:
    column, wrong = typed(pa.array(texts), "money")
    for place, text in enumerate(texts):
        amount = Decimal(text).quantize(Decimal("0.0001"), context=Context(prec=400, rounding=ROUND_HALF_UP))
        assert (column[place].as_py(), place in wrong) == ((amount, False) if abs(amount) < 10**14 else (None, True))


def rows_of(*rows: tuple[str, ...]) -> tuple[pa.RecordBatch, list[Any]]:
    report = STANDARD["ad_cost_days"]
    names = text_names(report)
    texts = pa.RecordBatch.from_arrays([pa.array(column) for column in zip(*rows, strict=True)], names)
    hide = Plain().texts
    return day_rows(report, DAY, texts, currency="RUB", restricted=(), hide=hide, where="property 1, costs")


def test_a_row_with_a_bad_cell_is_rejected_with_its_line_and_column_and_the_others_stay() -> None:
    batch, (rejected,) = rows_of(
        ("google", "cpc", "brand", "10.5", "3", "100"),
        ("google", "cpc", "for ivan@example.com", "oops", "three", "100"),
        ("google", "cpc", "spring", "1", "1", "1"),
    )
    assert batch.column("session_campaign_name").to_pylist() == ["brand", "spring"]
    assert batch.column("currency").to_pylist() == ["RUB", "RUB"]
    assert (rejected.where, rejected.line, rejected.column) == ("property 1, costs", 2, "advertiser_ad_cost")
    assert rejected.reason == "«oops» is not an amount below 10^14"
    assert rejected.text == "google\tcpc\tfor [email]\toops\tthree\t100"


def test_contacts_in_dimensions_are_hidden() -> None:
    batch, _ = rows_of(("google", "cpc", "for ivan@example.com", "1", "1", "1"))
    assert batch.column("session_campaign_name").to_pylist() == ["for [email]"]
