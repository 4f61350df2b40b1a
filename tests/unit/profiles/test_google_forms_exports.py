"""Google Forms: the form is wide, the lake's answers are long, and nobody in it can be recognised."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from sandbox.exports import google_forms as form
from sandbox.exports.brand_survey import BRANDS, NOT_A_BRAND, Respondent, respondents

PEOPLE = respondents()
OWN = BRANDS[0]
SURVEY = {
    "wave": "2026-09",
    "weight": form.HEADER[-1],
    "segment": "ваш город",
    "questions": [
        {"text": form.FIRST, "question": "top_of_mind", "brands": list(BRANDS)},
        {
            "text": form.RECALLED,
            "question": "unaided",
            "brands": {OWN: ["samovar"], **dict.fromkeys(BRANDS[1:])},
        },
        {
            "text": "О каких марках вы слышали? (отметьте все)",
            "question": "aided",
            "brands": list(BRANDS),
            "other_options": [NOT_A_BRAND],
        },
        {"text": form.NPS, "question": "nps", "brand": OWN},
        {"text": form.CSAT, "question": "csat", "brand": OWN},
    ],
}
EXPORTS = {
    "own.csv": form.own_csv(PEOPLE),
    "sheet.csv": form.sheet_csv(PEOPLE),
    "english.csv": form.sheet_csv(PEOPLE, english=True),
    "sheet.xlsx": form.sheet_xlsx(PEOPLE),
}


def answers(person: Respondent) -> list[tuple[str, str, str]]:
    """What the lake should hold of somebody: question, brand, answer."""
    if person.ticked is None:
        return []
    named = {"top_of_mind": {person.first}, "unaided": set(person.recalled), "aided": set(person.ticked)}
    found = [
        (question, brand, "yes" if brand in said else "no") for question, said in named.items() for brand in BRANDS
    ]
    scales = {"nps": person.nps, "csat": person.csat}
    return found + [(question, OWN, str(value)) for question, value in scales.items() if value is not None]


def expected(people: tuple[Respondent, ...]) -> list[tuple[Any, ...]]:
    seen: Counter[Any] = Counter()
    rows = []
    for person in people:
        seen[person.at] += 1
        name = f"{person.at:%Y-%m-%d %H:%M:%S}#{seen[person.at]}"
        weight = float(person.weight.replace(",", "."))
        rows += [(name, *said, person.at.date(), weight, person.city, "2026-09") for said in answers(person)]
    return rows


def stored(box: Any) -> list[tuple[Any, ...]]:
    return [
        (
            row["respondent_id"],
            row["question"],
            row["brand"],
            row["answer"],
            row["answered_on"],
            float(row["weight"]),
            row["segment"],
            row["wave"],
        )
        for row in box.rows("surveys")
    ]


@pytest.mark.parametrize("name", [name for name in EXPORTS if name != "english.csv"])
def test_every_way_of_export_gives_the_same_answers(box: Any, name: str) -> None:
    box.tell("form", survey=SURVEY)
    report = box.deliver("form", EXPORTS[name], name)
    assert report.clean, report.sentence
    assert (report.recognised, stored(box)) == ("Google Forms", expected(PEOPLE))


def test_an_english_spreadsheet_writes_the_month_first(box: Any) -> None:
    box.tell("form", survey=SURVEY)
    report = box.deliver("form", EXPORTS["english.csv"])
    assert report.clean, report.sentence
    assert [row[1:] for row in stored(box)] == [row[1:] for row in expected(PEOPLE)]


def test_one_that_writes_the_day_first_says_so(box: Any) -> None:
    box.tell("form", survey=SURVEY, date_format="%d/%m/%Y %H:%M:%S")
    box.deliver("form", EXPORTS["english.csv"])
    assert {row["answered_on"] for row in box.rows("surveys")} == {date(2026, 5, 10), date(2026, 6, 10)}


def test_an_export_with_later_answers_gives_everybody_the_same_name(box: Any) -> None:
    box.tell("form", survey=SURVEY)
    box.deliver("form", form.sheet_csv(PEOPLE[:6]), "answers.csv")
    early = {row[:3]: row[3] for row in stored(box)}
    box.deliver("form", form.sheet_xlsx(PEOPLE), "answers.xlsx")
    later = {row[:3]: row[3] for row in stored(box)[len(early) :]}
    assert {key: later[key] for key in early} == early


def test_addresses_and_open_texts_never_reach_the_disk(box: Any) -> None:
    box.tell("form", survey=SURVEY)
    box.deliver("form", EXPORTS["own.csv"])
    on_disk = box.on_disk()
    assert "respondent1@post.example" not in on_disk
    assert "наверное" not in on_disk
    assert "самовар" in on_disk


def test_a_form_without_a_description_is_refused_with_the_lines_that_it_needs(box: Any) -> None:
    report = box.deliver("form", EXPORTS["sheet.csv"], "answers.csv")
    assert str(report.refused).startswith(
        "form/answers.csv: this is a form (Google Forms), and nothing says what its questions ask. Write in "
        "config/sources/form.yaml, under “connector: files” and with your brands: "
        'survey: {wave: "…", questions: [{text: "Какая марка чайников'
    )
    assert box.left() == ["form/answers.csv"]


def test_a_question_that_was_renamed_is_named(box: Any) -> None:
    box.tell("form", survey=SURVEY)
    text = EXPORTS["sheet.csv"].decode().replace(form.CSAT, "Довольны ли вы «Самоваром» сейчас?")
    report = box.deliver("form", text, "answers.csv")
    assert report.refused == (
        f"form/answers.csv: there is no question “{form.CSAT}”, which `survey` in config/sources/form.yaml names. "
        "The nearest is “Довольны ли вы «Самоваром» сейчас?”."
    )


def test_an_answer_off_the_scale_is_refused_by_itself(box: Any) -> None:
    box.tell("form", survey=SURVEY)
    text = EXPORTS["sheet.csv"].decode().replace(",3,2,Москва", ",33,2,Москва", 1)
    box.deliver("form", text)
    # the header has two lines: so has one of its questions
    assert box.quarantine("surveys") == [(3, form.NPS, "not an answer from 0 to 10", "99")]
    assert len(stored(box)) == len(expected(PEOPLE)) - 1


def test_a_file_that_comes_again_is_read_by_the_description_of_today(box: Any) -> None:
    box.tell("form", survey=SURVEY)
    box.deliver("form", EXPORTS["sheet.csv"])
    box.tell("form", survey={**SURVEY, "wave": "2026-10"})
    assert box.load() == []
    assert box.deliver("form", EXPORTS["sheet.csv"]).repeated
    assert {row["wave"] for row in box.rows("surveys")} == {"2026-10"}
