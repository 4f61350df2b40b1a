import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from pipelines.settings.survey import Survey

QUESTION = {"text": "Знаете?", "question": "aided", "brands": ["А", "Б"]}


def test_what_yaml_takes_for_numbers_days_and_truths_is_text() -> None:
    told = Survey.model_validate(
        yaml.safe_load(
            """
            wave: 2026
            questions:
              - {text: "Знаете?", question: aided, brands: [7, Да]}
              - {text: "Довольны?", question: csat, brand: 7, answers: {Да: yes, 1: 5}}
            """
        )
    )
    aided, csat = told.form.questions
    assert (told.form.wave, dict(aided.brands), dict(csat.answers)) == (
        "2026",
        {"7": (), "Да": ()},
        {"Да": "yes", "1": "5"},
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"question": "aided"}, "options"),
        ({"question": "unaided"}, "open"),
        ({"question": "unaided", "separator": ";"}, "options"),
        ({"question": "top_of_mind"}, "open"),
        ({"question": "aided", "brands": {}, "brand": "А"}, "yes_no"),
        ({"question": "nps", "brands": {}, "brand": "А"}, "scale"),
        ({"question": "csat"}, "scale"),
    ],
)
def test_the_kind_of_a_question_follows_from_what_it_measures(said: dict[str, object], kind: str) -> None:
    (question,) = Survey.model_validate({"wave": "1", "questions": [{**QUESTION, **said}]}).form.questions
    assert question.kind == kind


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"questions": []}, "at least 1"),
        ({"wave": None}, "say either `wave`, or `wave_column`"),
        ({"wave_column": "Волна"}, "say either `wave`, or `wave_column`"),
        ({"questions": [{**QUESTION, "brand": "А"}]}, "needs either `brand` or `brands`"),
        ({"questions": [{**QUESTION, "brands": []}]}, "needs either `brand` or `brands`"),
        ({"questions": [{"text": "?!", "question": "aided", "brand": "А"}]}, "a name needs a letter or a digit"),
        ({"questions": [{"text": "В", "question": "unaided", "brand": "А"}]}, "unaided needs `brands`"),
        ({"questions": [{"text": "В", "question": "nps", "brand": "А", "separator": ";"}]}, "a scale has no separator"),
        ({"questions": [QUESTION, {**QUESTION, "text": "Ещё?"}]}, "aided about “А” is asked twice"),
        ({"questions": [{**QUESTION, "question": "известность"}]}, "top_of_mind"),
        ({"weigth": "Вес"}, "Extra inputs"),
        ({"segment": "Ваш телефон"}, "would bring names or contacts of people"),
        ({"respondent": "E-mail"}, "would bring names or contacts of people"),
        ({"segment": "Имя"}, "would bring names or contacts of people"),
    ],
)
def test_what_makes_no_sense_is_said(said: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Survey.model_validate({"wave": "1", "questions": [QUESTION], **said})


def test_the_fingerprint_changes_with_the_questions() -> None:
    one = Survey.model_validate({"wave": "1", "questions": [QUESTION]})
    other = Survey.model_validate({"wave": "1", "questions": [{**QUESTION, "brands": ["А"]}]})
    assert one.fingerprint != other.fingerprint


@pytest.mark.parametrize("page", ["surveys.md", "surveys.ru.md"])
def test_the_example_of_the_documentation_works(page: str) -> None:
    text = (Path(__file__).parents[3] / "docs" / "sources" / page).read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example
    told = Survey.model_validate(yaml.safe_load(example[1])["survey"])
    assert [question.kind for question in told.form.questions] == ["open", "open", "options", "scale", "scale"]
