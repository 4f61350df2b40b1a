"""Whatever a decimal, a date or a moment is, its text comes back as itself."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lake.mapping import casts
from pipelines.lake.mapping.engine import mapping_engine
from pipelines.lake.mapping.rules import TextRules, date_formats

COMMA = TextRules("Europe/Berlin", ",", date_formats("%d.%m.%Y %H:%M:%S"))
DOT = TextRules("Europe/Berlin")
BERLIN = ZoneInfo("Europe/Berlin")

MONEY = st.decimals(Decimal("-99999999999999.9999"), Decimal("99999999999999.9999"), places=4)
SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f"])
DAYS = st.dates(date(1970, 1, 2), date(2199, 12, 30))
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 12, 30))


def evaluate(expression: str, texts: list[str], rules: TextRules) -> list[Any]:
    with mapping_engine(rules) as con:
        rows = con.execute(f"select {expression} from (select unnest(?::varchar[]) as x)", [texts]).fetchall()
    return [value for (value,) in rows]


@settings(max_examples=40, deadline=None)
@given(st.lists(MONEY, min_size=1, max_size=50), SPACES)
def test_decimals(values: list[Decimal], space: str) -> None:
    dotted = [format(value, "f") for value in values]
    grouped = [f"{value:,}".replace(",", space).replace(".", ",") for value in values]
    assert evaluate(casts.number("x", DOT), dotted, DOT) == values
    assert evaluate(casts.number("x", COMMA), grouped, COMMA) == values


@settings(max_examples=40, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=50))
def test_dates(days: list[date]) -> None:
    assert evaluate(casts.day("x", DOT), [day.isoformat() for day in days], DOT) == days
    assert evaluate(casts.day("x", COMMA), [f"{day:%d.%m.%Y}" for day in days], COMMA) == days


@settings(max_examples=40, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=50))
def test_moments_with_an_offset(moments: list[datetime]) -> None:
    zoned = [moment.replace(tzinfo=UTC) for moment in moments]
    texts = [moment.astimezone(BERLIN).isoformat() for moment in zoned]
    assert evaluate(casts.moment("x", DOT), texts, DOT) == zoned


@settings(max_examples=40, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=50))
def test_moments_of_the_business_zone(moments: list[datetime]) -> None:
    """Against Python's own zones: an hour that comes twice is the second one."""
    whole = [moment.replace(microsecond=0) for moment in moments]
    expected = [moment.replace(tzinfo=BERLIN, fold=_second_of_two(moment)).astimezone(UTC) for moment in whole]
    iso = [moment.isoformat(sep=" ") for moment in whole]
    assert evaluate(casts.moment("x", DOT), iso, DOT) == expected
    assert evaluate(casts.moment("x", COMMA), [f"{moment:%d.%m.%Y %H:%M:%S}" for moment in whole], COMMA) == expected


def _second_of_two(moment: datetime) -> int:
    first, second = (moment.replace(tzinfo=BERLIN, fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    return int(second < first)
