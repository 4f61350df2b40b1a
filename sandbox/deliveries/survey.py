"""The agency's survey export: tab-separated, decimal commas, Russian names of questions."""

from collections.abc import Iterator
from datetime import date

from sandbox.company.draws import Dice
from sandbox.company.surveys import answers, waves
from sandbox.deliveries.files import Export, Sheet

FOLDER = "survey"
EXPORT = Export("utf-8", "\t", "\r\n")
HEADER = ("Волна", "Анкета", "Дата", "Марка", "Вопрос", "Ответ", "Вес", "Сегмент")
QUESTIONS = {
    "top_of_mind": "Первая названная марка",
    "unaided": "Назвал без подсказки",
    "aided": "Знает с подсказкой",
    "nps": "Готовность рекомендовать, 0-10",
    "csat": "Удовлетворённость, 1-5",
}
_ANSWERS = {"yes": "Да", "no": "Нет"}


def survey_sheets(dice: Dice, today: date) -> Iterator[Sheet]:
    """The last two waves, a file each."""
    for wave in waves(today):
        rows = [
            (
                said.wave,
                said.respondent,
                f"{said.day:%d.%m.%Y}",
                said.brand,
                QUESTIONS[said.question],
                _ANSWERS.get(said.answer, said.answer),
                said.weight.replace(".", ","),
                said.segment,
            )
            for said in answers(dice, wave)
        ]
        yield Sheet(FOLDER, f"brand-tracking-{wave:%Y-%m}.csv", HEADER, rows, EXPORT)
