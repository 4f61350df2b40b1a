from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.common.errors import BadInput, Problem
from connectors.common.stream import Rejected, Rows
from connectors.files import answers
from connectors.files.answers import COLUMNS, long_answers
from connectors.files.batches import RowBuffer
from connectors.files.reading import read_file
from connectors.files.text_file import TextFile
from connectors.surveys import respondents
from pipelines.settings.survey import Survey

FILE, WHERE = "form/answers.csv", "config/sources/form.yaml"


def table(header: str, *rows: str) -> TextFile:
    """Cells parted by `|`; the header is line 1."""
    names = tuple(cell.strip() for cell in header.split("|"))
    buffer = RowBuffer(names)
    for number, row in enumerate(rows, start=1):
        buffer.add(number, number + 1, [cell.strip() for cell in row.split("|")])
    return TextFile(names, iter([buffer.flush()]))


def survey(questions: str, **told: Any) -> Survey:
    return Survey.model_validate({"wave": "2026-09", **told, "questions": yaml.safe_load(questions)})


def unfolded(text: TextFile, told: Survey) -> list[dict[str, Any] | Rejected]:
    found: list[dict[str, Any] | Rejected] = []
    for piece in long_answers(text, told.form, FILE, WHERE).pieces:
        found += piece.batch.to_pylist() if isinstance(piece, Rows) else [piece]
    return found


def said(text: TextFile, told: Survey) -> list[str]:
    """`respondent brand question answer`, or the reason of a refusal, which comes before the batch that lacks it."""
    return [
        f"{row.line}: {row.reason} ({row.text})"
        if isinstance(row, Rejected)
        else f"{row['respondent']} {row['brand']} {row['question']} {row['answer']}"
        for row in unfolded(text, told)
    ]


AIDED = '[{text: "Знаете?", question: aided, brands: [Самовар, Тефаль]}]'


def test_a_respondent_answers_yes_or_no_about_each_brand_and_keeps_wave_moment_weight_and_segment() -> None:
    text = table("ID | Время создания | Знаете? | Вес | Город", "7 | 05.10.2026 14:30:15 | Тефаль | 1,2 | Москва")
    found = unfolded(text, survey(AIDED, weight="вес", segment="город"))
    about = {
        "wave": "2026-09",
        "respondent": "7",
        "answered_at": "2026-10-05 14:30:15",
        "weight": "1,2",
        "segment": "Москва",
        "question": "aided",
    }
    assert found == [
        {**about, "brand": "Самовар", "answer": "no", "_row": 1, "_line": 2},
        {**about, "brand": "Тефаль", "answer": "yes", "_row": 2, "_line": 2},
    ]
    assert set(found[0]) == {*COLUMNS, "_row", "_line"}


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        ("Самовар, Тефаль", "Самовар Тефаль"),
        ("Самовар;Тефаль", "Самовар Тефаль"),
        ("самовар , ТЕФАЛЬ", "Тефаль"),
        ("  САМОВАР,\u00a0тефаль", "Самовар Тефаль"),
        ("Чай, кофе и Ко", "Чай, кофе и Ко"),
        ("Чай, кофе и Ко, Тефаль", "Чай, кофе и Ко Тефаль"),
        ("Чай", ""),
        ("Мёд", "Мёд"),
        ("Мед, Бош", "Мёд"),
        ("Посуда, Самовар и печь, Тефаль", "Тефаль"),
        ("Самовары", ""),
        ("Другое: не помню, какой-то Самовар", ""),
        ("Tefal", "Тефаль"),
        ("Ничего из этого", ""),
    ],
)
def test_ticked_options_are_found_though_they_hold_commas(cell: str, known: str) -> None:
    told = survey(
        """
        - text: Знаете?
          question: aided
          brands: {Самовар: , Тефаль: [Tefal], "Чай, кофе и Ко": , Мёд: }
          other_options: ["Посуда, Самовар и печь"]
        """
    )
    found = unfolded(table("ID | Знаете?", f"1 | {cell}"), told)
    yes = [row["brand"] for row in found if isinstance(row, dict) and row["answer"] == "yes"]
    assert (sorted(yes), len(found)) == (sorted(filter(None, _brands(known))), 4)


def _brands(text: str) -> Iterable[str]:
    for brand in ("Чай, кофе и Ко", "Самовар", "Тефаль", "Мёд"):
        if brand in text:
            yield brand


def test_a_separator_of_ones_own_is_the_only_one() -> None:
    told = survey('[{text: "Знаете?", question: aided, brands: ["А, Б", В], separator: " | "}]')
    text = TextFile(("ID", "Знаете?"), iter([_one_row(("ID", "Знаете?"), ("1", "А, Б | В"))]))
    assert said(text, told) == ["1 А, Б aided yes", "1 В aided yes"]


def _one_row(names: tuple[str, ...], cells: tuple[str, ...]) -> Rows:
    buffer = RowBuffer(names)
    buffer.add(1, 2, cells)
    return buffer.flush()


@pytest.mark.parametrize(
    ("cell", "first", "all_named"),
    [
        ("Самовар", "Самовар", "Самовар"),
        ("Ну, наверное, тефаль! Ещё «Самовар»", "Тефаль", "Самовар Тефаль"),
        ("SAMOVAR & CO", "Самовар", "Самовар"),
        ("Самоварчик", "", ""),
        ("не знаю", "", ""),
    ],
)
def test_brands_in_open_text_are_whole_words_and_the_first_of_them_is_top_of_mind(
    cell: str, first: str, all_named: str
) -> None:
    brands = "brands: {Самовар: [Samovar & Co], Тефаль: }"
    told = survey(
        f'[{{text: "Первая?", question: top_of_mind, {brands}}}, {{text: "Ещё?", question: unaided, {brands}}}]'
    )
    found = unfolded(table("ID | Первая? | Ещё?", f"1 | {cell} | {cell}"), told)
    yes = {
        question: " ".join(row["brand"] for row in found if isinstance(row, dict) and _is_yes(row, question))
        for question in ("top_of_mind", "unaided")
    }
    assert yes == {"top_of_mind": first, "unaided": all_named}
    assert len(found) == 4


def _is_yes(row: dict[str, Any], question: str) -> bool:
    return bool(row["question"] == question and row["answer"] == "yes")


def test_lines_of_an_open_question_in_columns_of_their_own_are_read_in_their_order() -> None:
    told = survey("[{text: Марки, question: top_of_mind, brands: [А, Б]}]")
    text = table("Respondent ID | Марки: 1 | Марки: 2", "1 |  | Б", "2 | А | Б")
    assert said(text, told) == [
        "1 А top_of_mind no",
        "1 Б top_of_mind yes",
        "2 А top_of_mind yes",
        "2 Б top_of_mind no",
    ]


def test_options_may_each_have_a_column() -> None:
    told = survey('[{text: "Знаете?", question: aided, brands: [Самовар, Тефаль]}]')
    header = "Respondent ID | Знаете?: Самовар | Знаете?: Тефаль | Знаете?: Никакую | Знаете?: Другое (укажите)"
    text = table(
        header,
        "1 | Самовар | | |",
        "2 | | 2 | |",
        "3 | | | Никакую |",
        "4 | | | | Тефаль, Бош",
        "5 | | | |",
        "6 | кажется | Да | |",
    )
    assert said(text, told) == [
        "7: neither yes nor no: say under `answers` of the question what it means (xxxxxxx)",
        "1 Самовар aided yes",
        "1 Тефаль aided no",
        "2 Самовар aided no",
        "2 Тефаль aided yes",
        "3 Самовар aided no",
        "3 Тефаль aided no",
        "4 Самовар aided no",
        "4 Тефаль aided yes",
        "6 Тефаль aided yes",
    ]


def test_a_grid_has_a_row_for_each_brand() -> None:
    told = survey('[{text: "Пользуетесь?", question: aided, brands: [А, Б], answers: {Слышал: yes, Впервые вижу: no}}]')
    text = table("ID | Пользуетесь? [А] | Пользуетесь? [Б]", "1 | Слышал | Впервые вижу", "2 | Да | Нет")
    assert said(text, told) == ["1 А aided yes", "1 Б aided no", "2 А aided yes", "2 Б aided no"]


def test_a_question_about_one_brand_is_answered_by_yes_and_no() -> None:
    told = survey('[{text: "Слышали о нас?", question: aided, brand: А, answers: {Не уверен: no}}]')
    text = table("ID | Слышали о нас?", "1 | Да", "2 | нет", "3 | Не уверен", "4 | Что-то слышал", "5 |")
    assert said(text, told) == [
        "5: neither yes nor no: say under `answers` of the question what it means (xxx-xx xxxxxx)",
        "1 А aided yes",
        "2 А aided no",
        "3 А aided no",
    ]


@pytest.mark.parametrize(
    ("question", "cell", "answer"),
    [
        ("nps", "10", "10"),
        ("nps", "0", "0"),
        ("nps", "09", "9"),
        ("nps", "9.0", "9"),
        ("nps", "10 - Extremely likely", "10"),
        ("nps", "0 — ни за что", "0"),
        ("nps", "Конечно", "10"),
        ("nps", "11", None),
        ("nps", "9-10", None),
        ("nps", "7 из 10", None),
        ("nps", "-1", None),
        ("nps", "да", None),
        ("csat", "5", "5"),
        ("csat", "4 балла", "4"),
        ("csat", "5 звёзд", "5"),
        ("csat", "Да", "yes"),
        ("csat", "НЕТ", "no"),
        ("csat", "0", None),
        ("csat", "6", None),
    ],
)
def test_a_scale_wants_its_own_numbers(question: str, cell: str, answer: str | None) -> None:
    told = survey(f'[{{text: "Сколько?", question: {question}, brand: А, answers: {{Конечно: 10}}}}]')
    (found,) = unfolded(table("ID | Сколько?", f"1 | {cell}"), told)
    if answer is None:
        assert isinstance(found, Rejected)
        assert (found.line, found.column, found.where) == (2, "Сколько?", FILE)
        assert found.reason.startswith("not an answer from ")
    else:
        assert isinstance(found, dict)
        assert found["answer"] == answer


def test_a_scale_may_be_asked_of_each_brand_in_its_own_column() -> None:
    told = survey('[{text: "Советуете?", question: nps, brands: {Самовар: [Samovar], Тефаль: }}]')
    text = table("ID | Советуете?: Samovar | Советуете?: Тефаль", "1 | 9 |", "2 | | 3")
    assert said(text, told) == ["1 Самовар nps 9", "2 Тефаль nps 3"]


def test_a_blank_is_no_answer_unless_it_is_said_to_be_no() -> None:
    text = ("ID | Знаете?", "1 |", "2 | Тефаль")
    assert said(table(*text), survey(AIDED)) == ["2 Самовар aided no", "2 Тефаль aided yes"]
    counted = AIDED.replace("}]", ", blank_is_no: true}]")
    assert said(table(*text), survey(counted))[:2] == ["1 Самовар aided no", "1 Тефаль aided no"]


def test_questions_are_found_without_regard_to_case_spaces_and_yo() -> None:
    told = survey("[{text: 'Какое  ЖЕЛЕЗО знаете', question: aided, brands: [А]}]")
    assert said(table("ID | Какое железо\u00a0знаёте?", "1 | А"), told) == ["1 А aided yes"]


def test_a_longer_question_is_another_one() -> None:
    told = survey("[{text: Марки, question: aided, brands: [А]}]")
    text = table("ID | Марки чая | Марки: лучшие: А | Марки", "1 | А | А | Б")
    assert said(text, told) == ["1 А aided no"]


def test_respondents_without_identifiers_are_called_by_their_moment() -> None:
    told = survey('[{text: "Сколько?", question: nps, brand: А}]')
    rows = (
        "05.10.2026 9:05:00 | 9",
        "2026-10-05 09:05:00 | 8",
        "2026/10/05 9:05:00 AM GMT+3 | 7",
        "06.10.2026 1:02:03 | 6",
    )
    names = [line.split(" А ")[0] for line in said(table("Отметка времени | Сколько?", *rows), told)]
    assert names == ["2026-10-05 09:05:00#1", "2026-10-05 09:05:00#2", "2026-10-05 09:05:00#3", "2026-10-06 01:02:03#1"]


def test_respondents_who_said_nothing_keep_their_place_among_those_of_one_second() -> None:
    told = survey('[{text: "Сколько?", question: nps, brand: А}]')
    text = table("Timestamp | Сколько?", "2026-10-05 09:05:00 |", "2026-10-05 09:05:00 | 8")
    assert said(text, told) == ["2026-10-05 09:05:00#2 А nps 8"]


def test_a_header_like_id_further_on_is_a_question() -> None:
    told = survey('[{text: "Сколько?", question: nps, brand: А}]')
    text = table("Отметка времени | ID | Сколько?", "05.10.2026 9:05:00 | 777 | 9")
    assert said(text, told) == ["2026-10-05 09:05:00#1 А nps 9"]


def test_the_wave_may_stand_in_a_column() -> None:
    told = survey(AIDED, wave=None, wave_column="Волна")
    text = table("ID | Волна | Знаете?", "1 | весна | Самовар", "2 | | Самовар")
    refused, first, _ = unfolded(text, told)
    assert isinstance(first, dict)
    assert isinstance(refused, Rejected)
    assert (first["wave"], refused.line, refused.reason) == ("весна", 3, "it has no wave")


def test_a_row_that_nobody_can_be_told_by_is_refused_once() -> None:
    text = table("Отметка времени | Знаете?", " | Самовар", "05.10.2026 9:05:00 | Самовар")
    refused, *_ = said(text, survey(AIDED))
    assert refused == f"2: {answers.NOBODY} ()"


def test_rows_that_could_not_be_read_pass_as_they_are() -> None:
    broken = Rejected(FILE, 3, None, "the quotes make no sense", "x")
    text = TextFile(("ID", "Знаете?"), iter([broken, _one_row(("ID", "Знаете?"), ("1", "Самовар"))]))
    assert unfolded(text, survey(AIDED))[0] == broken


@pytest.mark.parametrize(
    ("header", "told", "sentence"),
    [
        (
            "ID | Какие марки знаете?",
            {"questions": '[{text: "Какие марки знаешь?", question: aided, brands: [А]}]'},
            "form/answers.csv: there is no question “Какие марки знаешь?”, which `survey` in config/sources/form.yaml "
            "names. The nearest is “Какие марки знаете?”.",
        ),
        (
            "ID | Знаете?",
            {"questions": AIDED, "weight": "Вес"},
            "form/answers.csv: there is no column “Вес”, which `survey.weight` in config/sources/form.yaml names. "
            "The header has ID, Знаете?.",
        ),
        (
            "Город | Знаете?",
            {"questions": AIDED},
            "form/answers.csv: no column tells respondents apart, and none tells when they answered. Name one in "
            "config/sources/form.yaml: `respondent` or `answered_at` under `survey`.",
        ),
        (
            "ID | Советуете?: А | Советуете?: Б",
            {"questions": '[{text: "Советуете?", question: nps, brands: [А, В]}]'},
            "form/answers.csv: “Советуете?” has no column for В; it has Советуете?: А, Советуете?: Б. Name each brand "
            "in config/sources/form.yaml as the form does, or give its column as the question's `text`.",
        ),
    ],
)
def test_what_the_file_lacks_is_said_before_anything_is_read(header: str, told: dict[str, str], sentence: str) -> None:
    with pytest.raises(Problem) as raised:
        long_answers(table(header), survey(**told).form, FILE, WHERE)
    assert str(raised.value) == sentence


def test_columns_may_be_called_as_nobody_would_guess() -> None:
    told = survey(AIDED, respondent="Токен", answered_at="Когда")
    text = table("Знаете? | Токен | Когда", "Самовар | a1 | 2026-10-05 10:00:00")
    assert said(text, told)[0] == "a1 Самовар aided yes"


def test_batches_stay_small_however_many_answers_a_row_unfolds_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "ROWS_PER_BATCH", 3)
    text = table("ID | Знаете?", *(f"{number} | Самовар" for number in range(5)))
    pieces = [piece for piece in long_answers(text, survey(AIDED).form, FILE, WHERE).pieces if isinstance(piece, Rows)]
    assert [piece.batch.num_rows for piece in pieces] == [3, 3, 3, 1]
    assert [row["_row"] for piece in pieces for row in piece.batch.to_pylist()] == list(range(1, 11))


def test_batches_are_bounded_by_characters_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "CHARACTERS_PER_BATCH", 90)
    text = table("ID | Знаете? | Город", *(f"{number} | Самовар | {'ж' * 90}" for number in range(3)))
    told = survey(AIDED, segment="Город")
    sizes = [
        piece.batch.num_rows for piece in long_answers(text, told.form, FILE, WHERE).pieces if isinstance(piece, Rows)
    ]
    assert sizes == [1] * 6


def test_a_form_of_more_people_than_forms_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(respondents, "MOST_UNNUMBERED", 2)
    text = table("Timestamp | Знаете?", *(f"2026-10-05 09:05:0{number} | Самовар" for number in range(3)))
    with pytest.raises(BadInput, match="more than 2 respondents without identifiers"):
        unfolded(text, survey(AIDED))


def test_a_real_file_gives_the_lines_of_its_respondents(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text(
        'Timestamp,Знаете?,Заметка\n2026-10-05 09:05:00,Самовар,"две\nстроки"\n2026-10-05 09:06:00,Тефаль,\n'
    )
    found = unfolded(read_file(path), survey(AIDED))
    assert [row["_line"] for row in found if isinstance(row, dict)] == [2, 2, 4, 4]
