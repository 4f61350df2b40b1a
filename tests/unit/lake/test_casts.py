"""Texts and what they become: the whole table of casts, in the SQL that loads files."""

from contextlib import ExitStack
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import pytest

from connectors.files.tables import Column
from pipelines.lake.mapping.conversion import conversion
from pipelines.lake.mapping.engine import mapping_engine
from pipelines.lake.mapping.rules import TextRules, date_formats

MOSCOW = TextRules("Europe/Moscow")
BERLIN = TextRules("Europe/Berlin")
RUSSIAN = TextRules("Europe/Moscow", ",", date_formats("%d.%m.%Y %H:%M:%S"))
DAYS_ONLY = TextRules("Europe/Moscow", ".", date_formats("%d/%m/%y"))

NO_NUMBER = "not a number"
NO_DATE = "not a date"
NO_MOMENT = "not a date and time"
NOT_WHOLE = "not a whole number"
FINE = "more than 4 decimals"
LARGE = "too large a number"
DESTROYED = "in scientific notation: Excel has destroyed its digits, export it as text"


@cache
def engine_of(rules: TextRules) -> tuple[ExitStack, duckdb.DuckDBPyConnection]:
    stack = ExitStack()
    return stack, stack.enter_context(mapping_engine(rules))


def cast(kind: Any, text: str, rules: TextRules, name: str = "x") -> Any:
    """The value, or the reason why there is none."""
    converted = conversion(Column(name, kind), "VARCHAR", "x", rules, "here")
    query = f"select {converted.value} as v, {converted.reason} from (select ?::varchar as x)"
    value, reason = engine_of(rules)[1].execute(query, [text]).fetchall()[0]
    return reason if value is None else value


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "rules", "value"),
    [
        ("5", MOSCOW, Decimal(5)),
        ("-1500.75", MOSCOW, Decimal("-1500.75")),
        ("+3", MOSCOW, Decimal(3)),
        ("0012", MOSCOW, Decimal(12)),
        ("1.2345", MOSCOW, Decimal("1.2345")),
        ("1.234500", MOSCOW, Decimal("1.2345")),
        ("1234567890.5", MOSCOW, Decimal("1234567890.5")),
        ("99999999999999.9999", MOSCOW, Decimal("99999999999999.9999")),
        ("1 234 567.89", MOSCOW, Decimal("1234567.89")),
        ("1 234,56", RUSSIAN, Decimal("1234.56")),
        ("1\u00a0234,56", RUSSIAN, Decimal("1234.56")),
        ("1\u202f234", RUSSIAN, Decimal(1234)),
        ("−5,5", RUSSIAN, Decimal("-5.5")),
        ("1234,5", RUSSIAN, Decimal("1234.5")),
        # refused, each with its reason
        ("1.23456", MOSCOW, FINE),
        ("1,5", MOSCOW, NO_NUMBER),
        ("1.5", RUSSIAN, NO_NUMBER),
        ("1,234.56", MOSCOW, NO_NUMBER),
        ("1.234,56", RUSSIAN, NO_NUMBER),
        ("12 34", MOSCOW, NO_NUMBER),
        ("1 2345", MOSCOW, NO_NUMBER),
        (".5", MOSCOW, NO_NUMBER),
        ("5.", MOSCOW, NO_NUMBER),
        ("1_000", MOSCOW, NO_NUMBER),
        ("0x10", MOSCOW, NO_NUMBER),
        ("NaN", MOSCOW, NO_NUMBER),
        ("inf", MOSCOW, NO_NUMBER),
        ("1500 ₽", MOSCOW, NO_NUMBER),
        ("1e5", MOSCOW, DESTROYED),
        ("1,03293E+19", RUSSIAN, DESTROYED),
        ("100000000000000", MOSCOW, LARGE),
    ],
)
def test_a_decimal(text: str, rules: TextRules, value: Any) -> None:
    assert cast("decimal", text, rules) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.00012345", Decimal("0.00012345")), ("91.5", Decimal("91.5")), ("0.123456789", "more than 8 decimals")],
)
def test_a_rate_has_eight_decimals(text: str, value: Any) -> None:
    assert cast("rate", text, MOSCOW) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("5.0", 5),
        ("5,00", 5),
        ("1 234", 1234),
        ("12,00", 12),
        ("9223372036854775807", 9223372036854775807),
        ("5.5", NOT_WHOLE),
        ("five", NOT_WHOLE),
        ("1e3", NOT_WHOLE),
        ("9223372036854775808", NOT_WHOLE),
    ],
)
def test_a_whole_number(text: str, value: Any) -> None:
    assert cast("integer", text, MOSCOW) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, True) for text in ("true", "TRUE", "1", "yes", "Да", "ДА", "ИСТИНА")),
        *((text, False) for text in ("false", "0", "no", "Нет", "ложь")),
        *((text, "neither yes nor no") for text in ("2", "y", "maybe", "t", "+")),
    ],
)
def test_a_truth(text: str, value: Any) -> None:
    assert cast("boolean", text, MOSCOW) == value


@pytest.mark.parametrize(
    ("text", "rules", "value"),
    [
        ("2026-10-05", MOSCOW, date(2026, 10, 5)),
        ("2028-02-29", MOSCOW, date(2028, 2, 29)),
        ("2026-10-05 23:30:00", MOSCOW, date(2026, 10, 5)),
        ("2026-10-05T23:30:00Z", MOSCOW, date(2026, 10, 6)),
        ("05.10.2026", RUSSIAN, date(2026, 10, 5)),
        ("05.10.2026 23:59:59", RUSSIAN, date(2026, 10, 5)),
        ("2026-10-05", RUSSIAN, date(2026, 10, 5)),
        ("03/04/26", DAYS_ONLY, date(2026, 4, 3)),
        ("2026-02-30", MOSCOW, NO_DATE),
        ("2027-02-29", MOSCOW, NO_DATE),
        ("31.02.2026", RUSSIAN, NO_DATE),
        ("05.10.2026", MOSCOW, NO_DATE),
        ("05.10.26", RUSSIAN, NO_DATE),
        ("10/05/2026", RUSSIAN, NO_DATE),
        ("2026/10/05", MOSCOW, NO_DATE),
        ("2026-1-5", MOSCOW, NO_DATE),
        ("20261005", MOSCOW, NO_DATE),
        ("0026-10-05", MOSCOW, NO_DATE),
        ("20226-10-05", MOSCOW, NO_DATE),
        ("1026-10-05", MOSCOW, NO_DATE),
        ("infinity", RUSSIAN, NO_DATE),
        ("-infinity", RUSSIAN, NO_DATE),
        ("epoch", RUSSIAN, NO_DATE),
        ("today", MOSCOW, NO_DATE),
        ("не закрыта", RUSSIAN, NO_DATE),
        ("46300", MOSCOW, NO_DATE),
    ],
)
def test_a_date(text: str, rules: TextRules, value: Any) -> None:
    assert cast("date", text, rules) == value


@pytest.mark.parametrize(
    ("text", "rules", "value"),
    [
        ("2026-10-05 12:30:00", MOSCOW, utc(2026, 10, 5, 9, 30)),
        ("2026-10-05T12:30", MOSCOW, utc(2026, 10, 5, 9, 30)),
        ("2026-10-05", MOSCOW, utc(2026, 10, 4, 21)),
        ("2026-10-05 12:30:00.250", MOSCOW, utc(2026, 10, 5, 9, 30, 0, 250_000)),
        ("2026-10-05 12:30:00.123456789", MOSCOW, utc(2026, 10, 5, 9, 30, 0, 123_456)),
        ("2026-10-05T12:30:00Z", MOSCOW, utc(2026, 10, 5, 12, 30)),
        ("2026-10-05T12:30Z", MOSCOW, utc(2026, 10, 5, 12, 30)),
        ("2026-10-05T12:30:00+05:00", MOSCOW, utc(2026, 10, 5, 7, 30)),
        ("2026-10-05 12:30:00+0530", MOSCOW, utc(2026, 10, 5, 7)),
        ("2026-10-05 12:30:00 -03", MOSCOW, utc(2026, 10, 5, 15, 30)),
        ("2026-10-05 12:30 +03:00", MOSCOW, utc(2026, 10, 5, 9, 30)),
        ("2026-10-05 12:30:00.000000Z", MOSCOW, utc(2026, 10, 5, 12, 30)),
        ("05.10.2026 12:30:00", RUSSIAN, utc(2026, 10, 5, 9, 30)),
        ("5.1.2026 1:02:03", RUSSIAN, utc(2026, 1, 4, 22, 2, 3)),
        ("05.10.2026", RUSSIAN, utc(2026, 10, 4, 21)),
        ("03/04/26 12:30", DAYS_ONLY, utc(2026, 4, 3, 9, 30)),
        # Moscow was an hour further from Greenwich until October 2014
        ("2014-10-25 12:00:00", MOSCOW, utc(2014, 10, 25, 8)),
        ("2014-10-27 12:00:00", MOSCOW, utc(2014, 10, 27, 9)),
        # Berlin: the hour after the clocks went forward, the missing one (moved forward), and the one that comes twice
        ("2026-03-29 01:59:59", BERLIN, utc(2026, 3, 29, 0, 59, 59)),
        ("2026-03-29 02:30:00", BERLIN, utc(2026, 3, 29, 1, 30)),
        ("2026-03-29 03:00:00", BERLIN, utc(2026, 3, 29, 1)),
        ("2026-10-25 01:59:59", BERLIN, utc(2026, 10, 24, 23, 59, 59)),
        ("2026-10-25 02:30:00", BERLIN, utc(2026, 10, 25, 1, 30)),
        ("2026-10-25 02:30:00+02:00", BERLIN, utc(2026, 10, 25, 0, 30)),
        ("2026-10-25 03:00:00", BERLIN, utc(2026, 10, 25, 2)),
        ("05.10.2026 12:30:00", MOSCOW, NO_MOMENT),
        ("2026-10-05 25:00:00", MOSCOW, NO_MOMENT),
        ("2026-10-05 12", MOSCOW, NO_MOMENT),
        ("2026-10-05 12:30 Europe/Moscow", MOSCOW, NO_MOMENT),
        ("now", MOSCOW, NO_MOMENT),
        ("1790000000", MOSCOW, NO_MOMENT),
    ],
)
def test_a_moment(text: str, rules: TextRules, value: Any) -> None:
    assert cast("timestamp", text, rules) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1628529640459314054", "1628529640459314054"),
        ("A-1E5", "A-1E5"),
        ("1.62853E+18", DESTROYED),
        ("1,62853E+18", DESTROYED),
    ],
)
def test_an_identifier_is_never_a_number(text: str, value: str) -> None:
    assert cast("text", text, MOSCOW, name="visitor_id") == value


@pytest.mark.parametrize(
    ("given", "kind", "sql", "value"),
    [
        ("DECIMAL(38,8)", "decimal", "1.23455000::decimal(38,8)", Decimal("1.2346")),
        ("DOUBLE", "decimal", "(0.1::double + 0.2::double)", Decimal("0.3")),
        ("DOUBLE", "decimal", "'nan'::double", LARGE),
        ("DOUBLE", "rate", "20::double / 100", Decimal("0.2")),
        ("INTEGER", "decimal", "7", Decimal(7)),
        ("DOUBLE", "integer", "7.0::double", 7),
        ("DECIMAL(18,4)", "integer", "7.5::decimal(18,4)", NOT_WHOLE),
        ("INTEGER", "boolean", "1", True),
        ("INTEGER", "boolean", "2", "neither yes nor no"),
        ("BIGINT", "text", "1628529640459314054", "1628529640459314054"),
        ("TIMESTAMP", "timestamp", "timestamp '2026-10-05 12:30:00'", utc(2026, 10, 5, 9, 30)),
        ("DATE", "timestamp", "date '2026-10-05'", utc(2026, 10, 4, 21)),
        ("TIMESTAMP WITH TIME ZONE", "date", "timestamptz '2026-10-05 23:30:00Z'", date(2026, 10, 6)),
    ],
)
def test_what_a_mapping_has_computed_is_converted(given: str, kind: Any, sql: str, value: Any) -> None:
    converted = conversion(Column("x", kind), given, "x", MOSCOW, "here")
    query = f"select {converted.value}, {converted.reason} from (select {sql} as x)"
    made, reason = engine_of(MOSCOW)[1].execute(query).fetchall()[0]
    assert (reason if made is None else made) == value


@pytest.fixture
def engine() -> duckdb.DuckDBPyConnection:
    return engine_of(RUSSIAN)[1]


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("number('1 234,5')", Decimal("1234.5")),
        ("number('\u00a0 7 ')", Decimal(7)),
        ("number('  ')", None),
        ("number(null)", None),
        ("day('05.10.2026')", date(2026, 10, 5)),
        ("day(' 2026-10-05')", date(2026, 10, 5)),
        ("moment('05.10.2026 12:30:00')", utc(2026, 10, 5, 9, 30)),
        ("moment('')", None),
    ],
)
def test_functions_of_mappings(engine: duckdb.DuckDBPyConnection, call: str, value: Any) -> None:
    assert engine.execute(f"select {call}").fetchall() == [(value,)]


@pytest.mark.parametrize("call", ["number('1.5')", "number('abc')", "day('31.02.2026')", "moment('вчера')"])
def test_functions_of_mappings_refuse_what_they_do_not_understand(engine: duckdb.DuckDBPyConnection, call: str) -> None:
    with pytest.raises(duckdb.ConversionException):
        engine.execute(f"select {call}")
