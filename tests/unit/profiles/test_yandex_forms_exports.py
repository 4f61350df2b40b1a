"""Yandex Forms: identifiers of the system, moments in UTC or of the account."""

from typing import Any

import pytest

from sandbox.exports import yandex_forms as form
from sandbox.exports.brand_survey import BRANDS, Respondent, respondents

PEOPLE = respondents()
SURVEY = {
    "wave": "осень",
    "questions": [
        {"text": form.TICKED, "question": "aided", "brands": list(BRANDS)},
        {"text": form.NPS, "question": "nps", "brand": BRANDS[0]},
    ],
}


def expected(people: tuple[Respondent, ...]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for person in people:
        about = (str(2037950000 + person.number), person.at.date())
        if person.ticked:
            rows += [(*about, "aided", brand, "yes" if brand in person.ticked else "no") for brand in BRANDS]
        if person.nps is not None:
            rows.append((*about, "nps", BRANDS[0], str(person.nps)))
    return rows


@pytest.mark.parametrize(
    ("content", "people"),
    [(form.answers_csv(PEOPLE), PEOPLE), (form.answers_xlsx(PEOPLE), tuple(reversed(PEOPLE)))],
    ids=["csv", "xlsx"],
)
def test_answers_are_of_the_people_and_days_that_the_form_says(
    box: Any, content: bytes, people: tuple[Respondent, ...]
) -> None:
    box.tell("poll", survey=SURVEY)
    report = box.deliver("poll", content)
    assert (report.clean, report.recognised) == (True, "Yandex Forms"), report.sentence
    columns = ("respondent_id", "answered_on", "question", "brand", "answer")
    assert [tuple(row[column] for column in columns) for row in box.rows("surveys")] == expected(people)
    assert "916 123" not in box.on_disk()


def test_a_form_without_a_description_is_refused_with_its_own_questions(box: Any) -> None:
    report = box.deliver("poll", form.answers_csv(PEOPLE))
    assert f'{{text: "{form.TICKED}", question: aided, brands: ["…"]}}' in str(report.refused)
