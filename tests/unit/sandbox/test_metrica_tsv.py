from datetime import date, datetime

import pyarrow as pa
import pytest

from sandbox.company.visit_table import VISITS
from sandbox.servers.metrica_tsv import FIELDS, header, rows


def cell(field: str, value: object) -> str:
    """How one value of a visit is written."""
    column = FIELDS[f"ym:s:{field}"]
    table = pa.table({column: pa.array([value], VISITS.field(column).type)})
    return rows(table, [f"ym:s:{field}"]).decode().removesuffix("\n")


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
    assert cell(field, value) == written


def test_every_column_of_the_company_is_a_field() -> None:
    assert list(FIELDS.values()) == VISITS.names


def test_no_visits_make_no_lines() -> None:
    assert rows(VISITS.empty_table(), list(FIELDS)) == b""
    assert header(["ym:s:visitID", "ym:s:date"]) == b"ym:s:date\tym:s:visitID\n"
