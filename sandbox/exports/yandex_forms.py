"""Answers of a form of Yandex Forms. The columns are those of the API's example, and their Russian names."""

from collections.abc import Sequence
from datetime import timedelta

from sandbox.exports.brand_survey import Respondent
from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import Cell, workbook

TICKED = "Какие марки чайников вы знаете?"
NPS = "Порекомендуете ли вы нас?"
OFFSET = timedelta(hours=3)


def answers_csv(rows: Sequence[Respondent]) -> bytes:
    """As the script of the documentation writes it: every cell quoted, moments in UTC."""
    header = ["ID", "Created", TICKED, NPS]
    body = [
        [_id(row), f"{row.at - OFFSET:%Y-%m-%dT%H:%M:%SZ}", ", ".join(row.ticked or ()), _number(row.nps)]
        for row in rows
    ]
    return delimited([header, *body], line_end="\n", quoted=True).encode()


def answers_xlsx(rows: Sequence[Respondent]) -> bytes:
    """With Russian names, the newest answer first."""
    body: list[list[Cell]] = [
        [_id(row), row.at, ", ".join(row.ticked or ()), row.nps, "спасибо за опрос, мой телефон +7 916 123-45-67"]
        for row in reversed(rows)
    ]
    return workbook({"Answers": [["ID", "Время создания", TICKED, NPS, "Комментарий"], *body]})


def _id(row: Respondent) -> str:
    return f"{2037950000 + row.number}"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
