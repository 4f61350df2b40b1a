"""A card in the words and numbers that the page prints: everything is text here, in both languages."""

from dataclasses import dataclass

from pipelines.publish.card import Card
from pipelines.publish.card_row import Row, row_of
from pipelines.publish.cells import NOTHING, number_cell, percent_cell, short_percent
from pipelines.publish.language import Text
from pipelines.publish.numbers import in_both
from pipelines.publish.source_words import feed_name
from pipelines.publish.staleness import staleness
from pipelines.publish.words import STATES, STATUSES, day_name, moment_name, month_name, reason_words
from pipelines.scorecard.records import PROVISIONAL
from pipelines.settings.scorecard import Curve

NO_TOTAL = Text(ru="Нет итога", en="No total")
OPENING_TITLE = Text(ru="Выплата переменной части на сегодня", en="Payout of the variable part to date")
PROVISIONAL_TITLE = Text(ru="Предварительная выплата переменной части", en="Provisional payout of the variable part")
CLOSING_TITLE = Text(ru="Итоговая выплата переменной части", en="Total payout of the variable part")


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
    stale: tuple[Text, ...]
    marks_stale_lines: bool
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
        payout=NO_TOTAL if total.payout is None else percent_cell(total.payout, 2),
        bonus=percent_cell(total.bonus_share and total.bonus_share * 100, 2),
        fixed=in_both(short_percent, total.fixed_share * 100),
        variable=in_both(short_percent, total.variable_share * 100),
        score=number_cell(total.payout),
        is_blocked=total.payout is None,
        blocking=tuple((line.name, STATUSES.get(line.status, NOTHING), reason_words(line.reason)) for line in blocking),
        rows=tuple(row_of(line, card.currency) for line in card.lines),
        trend_title=card.lines[0].name,
        curve=_curve(card.curve),
        as_of=None if card.as_of is None else moment_name(card.as_of, card.timezone),
        stale=staleness(card.feeds, card.stale_feeds),
        marks_stale_lines=any(line.is_stale for line in card.lines),
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
        in_both(short_percent, payout) for payout in (curve.at_threshold, curve.at_target, curve.at_stretch)
    )
    return at_threshold, at_target, at_stretch
