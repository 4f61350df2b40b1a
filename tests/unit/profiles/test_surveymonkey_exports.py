"""SurveyMonkey: two header rows, a column for each option."""

from typing import Any

import pytest

from sandbox.exports import surveymonkey as survey
from sandbox.exports.brand_survey import BRANDS, respondents

PEOPLE = respondents()
SURVEY = {
    "wave": "2026-Q4",
    "questions": [
        {"text": survey.FIRST, "question": "top_of_mind", "brands": list(BRANDS)},
        {"text": survey.TICKED, "question": "aided", "brands": list(BRANDS)},
        {"text": survey.NPS, "question": "nps", "brand": BRANDS[0]},
    ],
}


def expected() -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for person in PEOPLE:
        about = (str(11_500_000_000 + person.number), person.at.date())
        if person.ticked is None:
            rows += [(*about, "top_of_mind", brand, "no") for brand in BRANDS] if person.number != 4 else []
            continue
        for question, said in (("top_of_mind", {person.first}), ("aided", set(person.ticked))):
            rows += [(*about, question, brand, "yes" if brand in said else "no") for brand in BRANDS]
        rows.append((*about, "nps", BRANDS[0], str(person.nps)))
    return rows


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (survey.responses_csv(PEOPLE), "responses.csv"),
        (survey.responses_csv(PEOPLE, numbered=True), "numbers.csv"),
        (survey.responses_xlsx(PEOPLE), "responses.xlsx"),
    ],
    ids=["texts", "numbers", "xlsx"],
)
def test_options_in_columns_of_their_own_become_answers(box: Any, content: bytes, name: str) -> None:
    box.tell("tracking", survey=SURVEY)
    report = box.deliver("tracking", content, name)
    assert (report.clean, report.recognised) == (True, "SurveyMonkey"), report.sentence
    columns = ("respondent_id", "answered_on", "question", "brand", "answer")
    assert [tuple(row[column] for column in columns) for row in box.rows("surveys")] == expected()


def test_nothing_of_respondents_but_their_numbers_reaches_the_disk(box: Any) -> None:
    box.tell("tracking", survey=SURVEY)
    box.deliver("tracking", survey.responses_csv(PEOPLE))
    on_disk = box.on_disk()
    assert [word for word in ("post.example", "93.184.216", "respondent7", "наверное") if word in on_disk] == []


def test_the_proposal_has_the_options_of_the_form(box: Any) -> None:
    report = box.deliver("tracking", survey.responses_csv(PEOPLE))
    assert f'{{text: "{survey.TICKED}", question: aided, brands: ["Самовар", "Тефаль", "Чай, кофе и Ко"' in str(
        report.refused
    )
