import pytest
import yaml
from pydantic import ValidationError

from connectors.surveys.proposal import proposed_survey, undescribed
from pipelines.settings.survey import Survey

GOOGLE = (
    "Отметка времени",
    "Адрес электронной почты",
    "Какая марка чайников приходит на ум первой?",
    "Какие ещё марки вы можете вспомнить?",
    "Какие из марок вы знаете?",
    "Порекомендуете ли вы «Самовар» друзьям?",
    "Насколько вы удовлетворены покупкой?",
    "Ваш город",
)
SURVEYMONKEY = (
    "Respondent ID",
    "Collector ID",
    "IP Address",
    "Email Address",
    "Which of these brands have you heard of?: Samovar",
    "Which of these brands have you heard of?: Tefal",
    "How likely is it that you would recommend Samovar?",
    "Where do you live?",
)


@pytest.mark.parametrize(
    ("header", "questions"),
    [
        (
            GOOGLE,
            [
                ("Какая марка чайников приходит на ум первой?", "top_of_mind", ["…"]),
                ("Какие ещё марки вы можете вспомнить?", "unaided", ["…"]),
                ("Какие из марок вы знаете?", "aided", ["…"]),
                ("Порекомендуете ли вы «Самовар» друзьям?", "nps", None),
                ("Насколько вы удовлетворены покупкой?", "csat", None),
            ],
        ),
        (
            SURVEYMONKEY,
            [
                ("Which of these brands have you heard of?", "aided", ["Samovar", "Tefal"]),
                ("How likely is it that you would recommend Samovar?", "nps", None),
            ],
        ),
        (("Timestamp", 'Любимый "чай"?', "Цвет"), [('Любимый "чай"?', "…", ["…"]), ("Цвет", "…", ["…"])]),
    ],
)
def test_a_proposal_is_yaml_with_the_questions_of_the_form(
    header: tuple[str, ...], questions: list[tuple[str, str, list[str] | None]]
) -> None:
    line = proposed_survey(header)
    told = yaml.safe_load(line)["survey"]
    assert "\n" not in line
    assert told["wave"] == "…"
    assert [(each["text"], each["question"], each.get("brands")) for each in told["questions"]] == questions


def test_a_proposal_needs_only_its_names_and_is_refused_without_them() -> None:
    line = proposed_survey(SURVEYMONKEY)
    with pytest.raises(ValidationError, match="a name needs a letter or a digit"):
        Survey.model_validate(yaml.safe_load(line)["survey"])
    Survey.model_validate(yaml.safe_load(line.replace("…", "Samovar"))["survey"])


def test_a_form_that_nobody_has_described_is_refused_with_the_lines_that_would() -> None:
    refusal = undescribed(
        "Google Forms", ("Timestamp", "Do you know us?"), "form/answers.csv", "config/sources/form.yaml"
    )
    assert str(refusal) == (
        "form/answers.csv: this is a form (Google Forms), and nothing says what its questions ask. Write in "
        'config/sources/form.yaml, under “connector: files” and with your brands: survey: {wave: "…", questions: '
        '[{text: "Do you know us?", question: aided, brands: ["…"]}]}'
    )
