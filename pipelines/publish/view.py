"""A card in the words and numbers that the page prints: everything is text here, in both languages."""

from dataclasses import dataclass
from decimal import Decimal

from pipelines.publish.card import Card, CardLine
from pipelines.publish.language import Language, Text
from pipelines.publish.numbers import DASH, in_both, in_hundredths, number, percent, quantity, trimmed
from pipelines.publish.standing import Standing, standing
from pipelines.publish.words import (
    STATES,
    STATUSES,
    day_name,
    feed_name,
    kpi_source,
    moment_name,
    month_name,
    reason_words,
)
from pipelines.scorecard.records import PROVISIONAL
from pipelines.settings.scorecard import Curve

NOTHING = Text(ru=DASH, en=DASH)
NO_TOTAL = Text(ru="Нет итога", en="No total")
OPENING_TITLE = Text(ru="Выплата переменной части на сегодня", en="Payout of the variable part to date")
PROVISIONAL_TITLE = Text(ru="Предварительная выплата переменной части", en="Provisional payout of the variable part")
CLOSING_TITLE = Text(ru="Итоговая выплата переменной части", en="Total payout of the variable part")


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


@dataclass(frozen=True)
class View:
    """All that the template prints of a card, but for its charts."""

    title: Text
    company: Text
    role: Text
    month: Text
    state: Text
    state_code: str
    total_title: Text
    payout: Text
    bonus: Text
    fixed: Text
    variable: Text
    score: Text
    is_blocked: bool
    blocking: tuple[tuple[Text, Text, Text | None], ...]
    rows: tuple[Row, ...]
    trend_title: Text
    curve: tuple[Text, Text, Text] | None
    as_of: Text | None
    feeds: tuple[tuple[Text, Text], ...]


def view_of(card: Card) -> View:
    """The card's words and numbers."""
    month, total = month_name(card.month), card.total
    blocking = [line for line in card.lines if line.is_paid and line.score is None]
    return View(
        title=Text(
            ru=f"{card.role_name.ru}, {month.ru.lower()}: {card.company.ru}",
            en=f"{card.role_name.en}, {month.en}: {card.company.en}",
        ),
        company=card.company,
        role=card.role_name,
        month=month,
        state=STATES.get(card.state, Text(ru=card.state, en=card.state)),
        state_code=card.state,
        total_title=_total_title(card),
        payout=NO_TOTAL if total.payout is None else _percent(total.payout, 2),
        bonus=_percent(total.bonus_share and total.bonus_share * 100, 2),
        fixed=in_both(_short_percent, total.fixed_share * 100),
        variable=in_both(_short_percent, total.variable_share * 100),
        score=_number(total.payout),
        is_blocked=total.payout is None,
        blocking=tuple((line.name, STATUSES.get(line.status, NOTHING), reason_words(line.reason)) for line in blocking),
        rows=tuple(_row(line, card.currency) for line in card.lines),
        trend_title=card.lines[0].name,
        curve=_curve(card.curve),
        as_of=None if card.as_of is None else moment_name(card.as_of, card.timezone),
        feeds=tuple(
            (feed_name(feed.source, feed.stream), day_name(feed.covered_to)) for feed in card.feeds if feed.covered_to
        ),
    )


def _total_title(card: Card) -> Text:
    """What still changes isn't called a total: somebody would pay it."""
    if card.is_open:
        return OPENING_TITLE
    return PROVISIONAL_TITLE if card.state == PROVISIONAL else CLOSING_TITLE


def _curve(curve: Curve | None) -> tuple[Text, Text, Text] | None:
    if curve is None:
        return None
    at_threshold, at_target, at_stretch = (
        in_both(_short_percent, payout) for payout in (curve.at_threshold, curve.at_target, curve.at_stretch)
    )
    return at_threshold, at_target, at_stretch


def _row(line: CardLine, currency: str) -> Row:
    finer = _look_alike(line, currency)
    return Row(
        name=line.name,
        member=None if line.dimension == "total" else line.member,
        less_is_better=line.direction == "down",
        is_paid=line.is_paid,
        weight=in_both(_short_percent, line.weight),
        target=_quantity(line.target, line.unit, currency, finer=finer),
        fact=_quantity(line.fact, line.unit, currency, finer=finer),
        attainment=_percent(line.attainment, 2 if finer else 1),
        payout=_percent(line.payout, 2),
        score=_number(line.score),
        pace=None if line.pace is None else _percent(line.pace, 1),
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
    levels = [_quantity(level, line.unit, currency) for level in (line.threshold, line.target, line.stretch)]
    return Text(ru=" → ".join(level.ru for level in levels), en=" → ".join(level.en for level in levels))


def _look_alike(line: CardLine, currency: str) -> bool:
    """Whether fact and plan differ by less than is printed: 94.5% of 94.5% and yet below it needs another digit."""
    if line.fact is None or line.target is None or line.fact == line.target:
        return False
    return _quantity(line.fact, line.unit, currency) == _quantity(line.target, line.unit, currency)


def _quantity(value: Decimal | None, unit: str, currency: str, *, finer: bool = False) -> Text:
    write = in_hundredths if finer else quantity
    return NOTHING if value is None else in_both(write, value, unit, currency)


def _percent(value: Decimal | None, places: int) -> Text:
    return NOTHING if value is None else in_both(percent, value, places)


def _number(value: Decimal | None) -> Text:
    return NOTHING if value is None else in_both(number, value, 2)


def _short_percent(value: Decimal, language: Language) -> str:
    """30 %, 12,5 %."""
    return trimmed(value, 2, language) + ("%" if language == "en" else "\u00a0%")
