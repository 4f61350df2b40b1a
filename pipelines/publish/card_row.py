"""One line of a card in the words and numbers that the page prints."""

from dataclasses import dataclass

from pipelines.publish.card import CardLine
from pipelines.publish.cells import number_cell, percent_cell, quantity_cell, short_percent
from pipelines.publish.language import Text
from pipelines.publish.numbers import in_both, trimmed
from pipelines.publish.source_words import kpi_source
from pipelines.publish.standing import Standing, standing


@dataclass(frozen=True)
class Row:
    """A line of the card's table, and of the list of how it was computed."""

    name: Text
    member: str | None
    less_is_better: bool
    is_paid: bool
    weight: Text
    target: Text
    fact: Text
    attainment: Text
    payout: Text
    score: Text
    pace: Text | None
    standing: Standing
    formula: Text
    quotient: Text | None
    levels: Text | None
    source: Text | None


def row_of(line: CardLine, currency: str) -> Row:
    """The line's words and numbers."""
    finer = _look_alike(line, currency)
    return Row(
        name=line.name,
        member=None if line.dimension == "total" else line.member,
        less_is_better=line.direction == "down",
        is_paid=line.is_paid,
        weight=in_both(short_percent, line.weight),
        target=quantity_cell(line.target, line.unit, currency, finer=finer),
        fact=quantity_cell(line.fact, line.unit, currency, finer=finer),
        attainment=percent_cell(line.attainment, 2 if finer else 1),
        payout=percent_cell(line.payout, 2),
        score=number_cell(line.score),
        pace=None if line.pace is None else percent_cell(line.pace, 1),
        standing=standing(line),
        formula=line.formula,
        quotient=_quotient(line),
        levels=_levels(line, currency),
        source=kpi_source(line.source),
    )


def _quotient(line: CardLine) -> Text | None:
    """What was divided by what, where something was."""
    if line.numerator is None or line.denominator is None:
        return None
    above, below = in_both(trimmed, line.numerator, 2), in_both(trimmed, line.denominator, 2)
    return Text(ru=f"{above.ru} / {below.ru}", en=f"{above.en} / {below.en}")


def _levels(line: CardLine, currency: str) -> Text | None:
    if line.threshold is None or line.target is None or line.stretch is None:
        return None
    levels = [quantity_cell(level, line.unit, currency) for level in (line.threshold, line.target, line.stretch)]
    return Text(ru=" → ".join(level.ru for level in levels), en=" → ".join(level.en for level in levels))


def _look_alike(line: CardLine, currency: str) -> bool:
    """Whether fact and plan differ by less than is printed: 94.5% of 94.5% and yet below it needs another digit."""
    if line.fact is None or line.target is None or line.fact == line.target:
        return False
    return quantity_cell(line.fact, line.unit, currency) == quantity_cell(line.target, line.unit, currency)
