"""`published/scorecard/<role>/<period>.xlsx`: the card as numbers that HR can go on with, one sheet a language."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.publish.card import Card, CardLine
from pipelines.publish.card_reading import published_periods, read_card
from pipelines.publish.language import LANGUAGES, Language, Text
from pipelines.publish.page import page_file
from pipelines.publish.palette import FAIR
from pipelines.publish.published import open_published
from pipelines.publish.staleness import staleness
from pipelines.publish.standing import STALE, standing
from pipelines.publish.words import STATES, month_name
from pipelines.settings import Configuration, Environment

if TYPE_CHECKING:
    import pandas as pd

SHEETS = Text(ru="Показатели", en="Scorecard")
HEADERS = (
    Text(ru="Показатель", en="KPI"),
    Text(ru="Вес, %", en="Weight, %"),
    Text(ru="Порог", en="Threshold"),
    Text(ru="План", en="Plan"),
    Text(ru="Максимум", en="Stretch"),
    Text(ru="Факт", en="Fact"),
    Text(ru="Выполнение, %", en="Attainment, %"),
    Text(ru="Выплата, %", en="Payout, %"),
    Text(ru="Балл", en="Score"),
    Text(ru="Статус", en="Status"),
    Text(ru="Формула", en="Formula"),
)
TOTAL = Text(ru="Всего", en="Total")
BONUS = Text(ru="Премия, доля всей оплаты, %", en="Bonus, as a share of all pay, %")
WIDTHS = (34, 10, 14, 14, 14, 14, 14, 12, 10, 26, 70)
FIRST_ROW = 3
# A KPI's name is data: a workbook must never take it for a formula or a link.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def publish_workbooks(environment: Environment, configuration: Configuration) -> tuple[Path, ...]:
    """Write every card's workbook from the published marts. Raises Problem where nothing is published yet."""
    paths: list[Path] = []
    with open_published(environment) as connection:
        for role, periods in published_periods(connection).items():
            for period in periods:
                path = page_file(environment, role, period).with_suffix(".xlsx")
                write_workbook(read_card(connection, configuration, role, period), path)
                paths.append(path)
    return tuple(paths)


def write_workbook(card: Card, path: Path) -> None:
    """Built beside and renamed into place. The same card gives the same bytes."""
    import pandas as pd

    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.building")
    with pd.ExcelWriter(beside, engine="xlsxwriter", engine_kwargs={"options": AS_TEXT}) as writer:
        writer.book.set_properties({"title": card.role_name.ru, "created": datetime(2000, 1, 1)})
        for language in LANGUAGES:
            table_of(card, language).to_excel(writer, sheet_name=SHEETS[language], index=False, startrow=FIRST_ROW - 1)
            _dress(writer, card, language)
    beside.replace(path)


def table_of(card: Card, language: Language) -> "pd.DataFrame":
    """The card's lines, then its total and its bonus; levels and facts in each KPI's own unit."""
    import pandas as pd

    headers = [header[language] for header in HEADERS]
    ends = [
        {headers[0]: TOTAL[language], headers[1]: Decimal(100), headers[8]: card.total.payout},
        {headers[0]: BONUS[language], headers[8]: _percent(card.total.bonus_share)},
    ]
    rows = [dict(zip(headers, _cells(line, language), strict=True)) for line in card.lines]
    table = pd.DataFrame([*rows, *ends], columns=headers, dtype=object)
    return table.map(lambda cell: float(cell) if isinstance(cell, Decimal) else cell)


def _cells(line: CardLine, language: Language) -> tuple[Any, ...]:
    levels = (line.threshold, line.target, line.stretch, line.fact)
    results = (line.attainment, line.payout, line.score)
    return (line.name[language], line.weight, *levels, *results, _status(line, language), line.formula[language])


def _status(line: CardLine, language: Language) -> str:
    """How the line stands, and that its sources lack days, where they do."""
    told = standing(line)
    return told.words[language] + (f" ({told.stale[language].lower()})" if told.stale else "")


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * 100


def _dress(writer: "pd.ExcelWriter[Any]", card: Card, language: Language) -> None:
    sheet, book = writer.sheets[SHEETS[language]], writer.book
    title = f"{card.company[language]} · {card.role_name[language]} · {month_name(card.month)[language]}"
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, STATES[card.state][language])
    stale = "; ".join(line[language] for line in staleness(card.feeds, card.stale_feeds))
    if stale:
        sheet.write_string(1, 1, f"{STALE[language]}: {stale}", book.add_format({"font_color": FAIR.light}))
    numbers, text = book.add_format({"num_format": "#,##0.00"}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, text if column in (0, 9, 10) else numbers)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
