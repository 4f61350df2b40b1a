"""A number as a cell of the card shows it, in both languages: a dash where there is none."""

from decimal import Decimal

from pipelines.publish.language import Language, Text
from pipelines.publish.numbers import DASH, in_both, in_hundredths, number, percent, quantity, trimmed

NOTHING = Text(ru=DASH, en=DASH)


def quantity_cell(value: Decimal | None, unit: str, currency: str, *, finer: bool = False) -> Text:
    """A KPI's value in its unit; `finer` with two decimals."""
    write = in_hundredths if finer else quantity
    return NOTHING if value is None else in_both(write, value, unit, currency)


def percent_cell(value: Decimal | None, places: int) -> Text:
    """A share that is already in percent."""
    return NOTHING if value is None else in_both(percent, value, places)


def number_cell(value: Decimal | None) -> Text:
    """Points, with two decimals."""
    return NOTHING if value is None else in_both(number, value, 2)


def short_percent(value: Decimal, language: Language) -> str:
    """30 %, 12,5 %."""
    return trimmed(value, 2, language) + ("%" if language == "en" else "\u00a0%")
