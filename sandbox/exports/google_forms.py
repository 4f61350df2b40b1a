"""Answers of a Google form: the CSV that Forms itself makes, and the linked spreadsheet as CSV and XLSX."""

from collections.abc import Sequence
from datetime import datetime

from sandbox.exports.brand_survey import NOT_A_BRAND, Respondent
from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import Cell, workbook

FIRST = "Какая марка чайников приходит на ум первой?"
RECALLED = "Какие ещё марки вы можете вспомнить?"
TICKED = "О каких марках вы слышали?\n(отметьте все)"
NPS = "Насколько вероятно, что вы порекомендуете «Самовар»?  [0–10]"
CSAT = "Довольны ли вы «Самоваром»?"
TOWN = "Ваш город"
QUESTIONS = (FIRST, RECALLED, TICKED, NPS, CSAT, TOWN, "Вес")
HEADER = ("Отметка времени", "Адрес электронной почты", *QUESTIONS)
ENGLISH = ("Timestamp", "Email Address", *QUESTIONS)


def own_csv(rows: Sequence[Respondent]) -> bytes:
    """By Forms itself: every cell quoted, options parted by semicolons, American clock with the offset."""
    body = [_row(row, _american(row.at), ";") for row in rows]
    return delimited([HEADER, *body], quoted=True).encode()


def sheet_csv(rows: Sequence[Respondent], english: bool = False) -> bytes:
    """By the linked spreadsheet: options parted by commas, moments as its locale writes them."""
    if english:
        moments = [f"{row.at.month}/{row.at.day}/{row.at.year} {row.at.hour}:{row.at:%M:%S}" for row in rows]
    else:
        moments = [f"{row.at:%d.%m.%Y} {row.at.hour}:{row.at:%M:%S}" for row in rows]
    body = [_row(row, moment, ", ") for row, moment in zip(rows, moments, strict=True)]
    return delimited([ENGLISH if english else HEADER, *body]).encode()


def sheet_xlsx(rows: Sequence[Respondent]) -> bytes:
    """The same as a workbook: moments are days of Excel, scales are numbers."""
    body: list[list[Cell]] = []
    for row in rows:
        cells: list[Cell] = list(_row(row, "", ", "))
        cells[0] = row.at
        cells[5], cells[6] = row.nps, row.csat
        body.append(cells)
    return workbook({"Ответы на форму (1)": [list(HEADER), *body]})


def _row(row: Respondent, moment: str, joint: str) -> list[str]:
    """Somebody who ticks brands ticks what is no brand too."""
    ticked = "" if row.ticked is None else joint.join([*row.ticked, NOT_A_BRAND])
    silent = row.ticked is None
    return [
        moment, row.email, "" if silent else row.wrote_first, "" if silent else row.wrote_recalled, ticked,
        _number(row.nps), _number(row.csat), row.city, row.weight,
    ]  # fmt: skip


def _american(at: datetime) -> str:
    return f"{at:%Y/%m/%d} {at.hour % 12 or 12}:{at:%M:%S} {'PM' if at.hour >= 12 else 'AM'} GMT+3"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
