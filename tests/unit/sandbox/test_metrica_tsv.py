from datetime import date, datetime

import pyarrow as pa
import pytest

from sandbox.company.visit_schema import VISITS
from sandbox.servers.yandex_metrica.dialect import Dialect
from sandbox.servers.yandex_metrica.fields.catalogue import LogField, field_names, log_field
from sandbox.servers.yandex_metrica.tsv import Writer
from sandbox.servers.yandex_metrica.visits.columns import snake_case

TIMES, TEXTS = pa.list_(pa.timestamp("us")), pa.list_(pa.string())


class Cells:
    """One row."""

    rows = 1

    def __init__(self, values: pa.Array) -> None:
        self.values = values

    def column(self, field: LogField, model: str) -> pa.Array:
        return self.values


def cell(name: str, values: pa.Array, dialect: Dialect | None = None) -> str:
    field = log_field("visits", f"ym:s:{name}")
    assert field is not None
    return Writer([field], dialect or Dialect(), "LAST").rows(Cells(values)).decode().removesuffix("\n")


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ("visitID", 2**64 - 1, "18446744073709551615"),
        ("date", date(2026, 1, 5), "2026-01-05"),
        ("dateTime", datetime(2026, 1, 5, 13), "2026-01-05 13:00:00"),
        ("dateTimeUTC", datetime(2026, 1, 5, 10), "2026-01-05 13:00:00"),
        ("isNewUser", True, "1"),
        ("bounce", False, "0"),
        ("clientTimeZone", -210, "-210"),
        ("referer", None, ""),
        ("lastUTMTerm", "чайник 'Уют'", r"чайник \'Уют\'"),
        ("lastUTMTerm", 'дрель 1/2"', '"дрель 1/2"""'),
        ("lastUTMTerm", "a\tb\nc\\d", r"a\tb\nc\\d"),
        ("lastMessenger", "telegram", "[,,,telegram]"),
        ("lastMessenger", None, ""),
        ("goalsID", [], "[]"),
        ("goalsID", None, "[]"),
        ("goalsID", [3000001, 7], "[3000001,7]"),
        ("goalsDateTime", [datetime(2026, 1, 5, 10), datetime(2026, 1, 5, 23)],
         r"[\'2026-01-05 13:00:00\',\'2026-01-06 02:00:00\']"),
        ("ipAddress", "37.190.76.xxx", "37.190.76.xxx"),
    ],
)  # fmt: skip
def test_values_are_written_as_the_vendor_writes_them(field: str, value: object, written: str) -> None:
    assert cell(field, pa.array([value], VISITS.field(snake_case(field)).type)) == written


@pytest.mark.parametrize(
    ("value", "escaped", "plain"),
    [
        (["a", "b"], r"[\'a\',\'b\']", "['a','b']"),
        ([], "[]", "[]"),
        ([None], r"[\'\']", "['']"),
        (['Имя 1/2"', "Имя2"], r'''"[\'Имя 1/2""\',\'Имя2\']"''', r'''"['Имя 1/2""','Имя2']"'''),
        (["it's"], r"[\'it\\\'s\']", r"['it\'s']"),
        (["a\\b\tc"], r"[\'a\\\\b\\tc\']", r"['a\\b\tc']"),
    ],
)
def test_arrays_of_text_are_escaped_twice_or_once(value: list[str | None], escaped: str, plain: str) -> None:
    values = pa.array([value], TEXTS)
    assert cell("purchaseID", values) == escaped
    assert cell("purchaseID", values, Dialect(text_arrays="plain")) == plain


@pytest.mark.parametrize(
    ("value", "written"),
    [(10767.0, "[10767]"), (0.1, "[0.1]"), (1999.99, "[1999.99]"), (123456789012000000.0 / 1e3, "[123456789012000]")],
)
def test_amounts_have_no_exponent(value: float, written: str) -> None:
    assert cell("purchaseRevenue", pa.array([[value]], pa.list_(pa.float64()))) == written


def test_every_column_of_the_company_is_a_field() -> None:
    fields = {snake_case(name.removeprefix("ym:s:")) for name in field_names("visits")}
    assert [name for name in VISITS.names if name not in fields and not name.startswith("last_")] == []


@pytest.mark.parametrize(
    ("dialect", "header"),
    [
        (Dialect(), b"ym:s:<attribution>UTMTerm\tym:s:date\tym:s:visitID\n"),
        (Dialect(columns="asked"), b"ym:s:visitID\tym:s:date\tym:s:<attribution>UTMTerm\n"),
        (Dialect(placeholder="resolved"), b"ym:s:crossDeviceFirstUTMTerm\tym:s:date\tym:s:visitID\n"),
        (Dialect(crlf=True), b"ym:s:<attribution>UTMTerm\tym:s:date\tym:s:visitID\r\n"),
    ],
)
def test_headers_are_ordered_and_named_as_the_dialect_says(dialect: Dialect, header: bytes) -> None:
    asked = ("ym:s:visitID", "ym:s:date", "ym:s:<attribution>UTMTerm")
    fields = [field for name in asked if (field := log_field("visits", name)) is not None]
    assert Writer(fields, dialect, "CROSS_DEVICE_FIRST").header() == header
