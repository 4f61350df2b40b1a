"""`tablo scorecard`: the published scorecard in the terminal, and where its page is."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from connectors.common.errors import Problem
from pipelines.publish.card_reading import published_periods, read_card
from pipelines.publish.card_row import Row
from pipelines.publish.language import Language, Text
from pipelines.publish.page import page_file
from pipelines.publish.published import open_published
from pipelines.publish.standing import STALE
from pipelines.publish.view import View, view_of
from pipelines.settings import Environment, load_configuration

PIPE_WIDTH = 132  # a pipe has no width of its own, and 80 would break the names
STYLES = {"good": "green", "fair": "yellow", "poor": "red", "none": "dim"}
HEADINGS = (
    Text(ru="Показатель", en="KPI"),
    Text(ru="Вес", en="Weight"),
    Text(ru="План", en="Plan"),
    Text(ru="Факт", en="Fact"),
    Text(ru="Выполнение", en="Attainment"),
    Text(ru="Выплата", en="Payout"),
    Text(ru="Балл", en="Score"),
    Text(ru="Статус", en="Status"),
)
ATTAINMENT, SCORE, STATUS = 4, 6, 7
WIDE = 100  # a narrow terminal shows fact and plan, not their quotient
TOTAL = Text(ru="Всего", en="Total")
BONUS = Text(ru="Премия, доля всей оплаты", en="Bonus, as a share of all pay")
PACE = Text(ru="темп", en="pace")
PAGE = Text(ru="Страница", en="Page")
WATCHED = Text(ru="наблюдаем", en="watched")


@click.command()
@click.option("--period", metavar="MONTH", help="As 2026-10. Default: the newest.")
@click.option("--role", metavar="ROLE", help="Default: every role that has a scorecard.")
@click.option("--lang", type=click.Choice(["en", "ru"]), default="en", show_default=True, help="The table's language.")
def scorecard_command(period: str | None, role: str | None, lang: Language) -> None:
    """Print the published scorecard: weight, plan, fact, attainment, payout and score of each KPI."""
    environment = Environment.from_os()
    configuration = load_configuration(environment.config)
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    with open_published(environment) as connection:
        asked = _asked(published_periods(connection), role, period)
        cards = [read_card(connection, configuration, each, month) for each, month in asked.items()]
    for card in cards:
        print_scorecard(console, view_of(card), lang, page_file(environment, card.role, str(card.month)))


def print_scorecard(console: Console, view: View, language: Language, page: Path) -> None:
    """One card as a table with its total, and the path of its page."""
    console.print()
    console.print(
        Styled(" · ".join(text[language] for text in (view.company, view.role, view.month, view.state)), "bold")
    )
    for line in view.stale:
        console.print(Styled(f"{STALE[language]}: {line[language]}", "yellow"), soft_wrap=True)
    shown = [place for place in range(len(HEADINGS)) if place != ATTAINMENT or console.width >= WIDE]
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_footer=True, footer_style="bold")
    for place in shown:
        worded = place in (0, STATUS)
        table.add_column(
            HEADINGS[place][language],
            justify="left" if worded else "right",
            no_wrap=not worded,
            min_width=14 if worded else None,
            footer=_footer(view, place, language),
        )
    for row in view.rows:
        cells = _cells(row, language)
        table.add_row(*(cells[place] for place in shown))
    console.print(table)
    console.print()
    console.print(Styled.assemble(f"{view.total_title[language]}: ", (view.payout[language], "bold")))
    console.print(Styled(f"{BONUS[language]}: {view.bonus[language]}"))
    for name, status, reason in view.blocking:
        said = f"  {name[language]}: {status[language]}" + (f", {reason[language]}" if reason else "")
        console.print(Styled(said, style="red"))
    if page.is_file():
        console.print(Styled(f"{PAGE[language]}: {page}"), soft_wrap=True)


def _cells(row: Row, language: Language) -> list[Styled]:
    name = row.name[language] + (f" · {row.member}" if row.member else "")
    paid = (row.weight, row.payout, row.score)
    weight, payout, score = (Styled(text[language] if row.is_paid else "—") for text in paid)
    return [
        Styled(name),
        weight,
        *(Styled(text[language]) for text in (row.target, row.fact, row.attainment)),
        payout,
        score,
        _status(row, language),
    ]


def _status(row: Row, language: Language) -> Styled:
    notes = [
        *([f"{PACE[language]} {row.pace[language]}"] if row.pace else []),
        *([row.standing.note[language]] if row.standing.note else []),
        *([row.standing.stale[language]] if row.standing.stale else []),
        *([] if row.is_paid else [WATCHED[language]]),
    ]
    words = (row.standing.words[language], STYLES[row.standing.tone])
    return Styled.assemble(words, (f" ({', '.join(notes)})" if notes else "", "dim"))


def _footer(view: View, place: int, language: Language) -> str:
    return {0: TOTAL[language], SCORE: view.score[language]}.get(place, "")


def _asked(periods: Mapping[str, list[str]], role: str | None, period: str | None) -> dict[str, str]:
    """The period to show of each role. What doesn't exist is a sentence that says what does."""
    if not periods:
        raise Problem(
            "there is no scorecard yet: no role has plans for a month that has begun.",
            where="tablo scorecard",
            mend="Put a file of plans into inbox/ and run `tablo run`.",
        )
    if role is not None and role not in periods:
        raise Problem(f"there is no role {role!r}.", where="--role", mend=f"There are: {', '.join(periods)}.")
    wanted = {role: periods[role]} if role else dict(periods)
    asked = {name: period or months[-1] for name, months in wanted.items() if period is None or period in months}
    if not asked:
        there_are = "; ".join(f"{name}: {', '.join(months)}" for name, months in wanted.items())
        raise Problem(f"there is no scorecard of {period!r}.", where="--period", mend=f"There are: {there_are}.")
    return asked
