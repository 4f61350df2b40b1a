"""`stages.yaml`: what may stand in it, what it means, and that a configuration without it works."""

import shutil
from pathlib import Path

import pytest

from connectors.common.errors import Problem
from pipelines.settings import load_configuration
from pipelines.settings.stages import StageRule, Stages, alike, standard_stages
from pipelines.warehouse.inputs.rule_rows import stage_rules

DEMO = Path(__file__).parents[3] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "config"
    shutil.copytree(DEMO, copied)
    (copied / "stages.yaml").unlink(missing_ok=True)
    return copied


def test_a_configuration_without_the_file_works(folder: Path) -> None:
    assert load_configuration(folder).stages == Stages()


@pytest.mark.parametrize("text", ["", "# only a comment\n", "rules: []"])
def test_an_empty_file_has_no_rules(folder: Path, text: str) -> None:
    (folder / "stages.yaml").write_text(text, encoding="utf-8")
    assert load_configuration(folder).stages.rules == ()


@pytest.mark.parametrize("before", ["", "rules:\n  "], ids=["a bare list", "under rules"])
def test_the_line_that_a_check_proposes_can_be_the_whole_file(folder: Path, before: str) -> None:
    line = "- {outcome: open, stage: ['Отгрузка'], pipeline: ['Опт']}"
    (folder / "stages.yaml").write_text(before + line, encoding="utf-8")
    (rule,) = load_configuration(folder).stages.rules
    assert (rule.outcome, rule.stage, rule.pipeline, rule.source) == ("open", ("Отгрузка",), ("Опт",), ())


def test_one_word_needs_no_list_and_a_number_no_quotes() -> None:
    rule = StageRule.model_validate({"outcome": "won", "stage": [142, "Сделка успешна"], "source": "crm"})
    assert (rule.stage, rule.source) == (("142", "Сделка успешна"), ("crm",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {outcome: paid, stage: [x]}", "rules.0.outcome: Input should be 'open', 'won', 'lost' or 'spam'"),
        ("- {outcome: won}", "rules.0: a rule without a stage, a pipeline and a source would fit everything"),
        ("- {outcome: won, stages: [x]}", "rules.0.stages: Extra inputs are not permitted"),
        ("- {outcome: won, stage: [' ']}", "rules.0.stage.0: String should match pattern"),
        ("- {outcome: won, stage: [yes]}", "rules.0.stage.0: Input should be a valid string"),
        ("- {outcome: won, stage: }", "rules.0.stage.0: Input should be a valid string"),
        ("just words", "Input should be a valid dictionary"),
        ("- {outcome: won, stage: [x}", "this is not YAML"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_file(folder: Path, text: str, said: str) -> None:
    (folder / "stages.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        load_configuration(folder)
    assert said in str(caught.value)
    assert "stages.yaml" in str(caught.value)


def test_another_file_is_another_configuration(folder: Path) -> None:
    before = load_configuration(folder).sha256
    (folder / "stages.yaml").write_text("- {outcome: won, stage: [x]}", encoding="utf-8")
    assert load_configuration(folder).sha256 != before


@pytest.mark.parametrize(
    "word", ["Счёт на оплату", " СЧЕТ  на оплату", "счет\u00a0на\nоплату", "\ufeffсчет\u200bна\x0bоплату"]
)
def test_names_are_alike_whatever_their_case_and_blanks(word: str) -> None:
    assert alike(word) == "счет на оплату"


def test_the_rows_of_a_rule_are_its_combinations_and_the_companys_own_come_first() -> None:
    own = Stages(rules=[StageRule(outcome="lost", stage=["Отказ", "Дубль"], pipeline=["Опт"])])
    rows = stage_rules(own)
    assert rows[:2] == [
        (1, "lost", "отказ", "опт", None, False),
        (1, "lost", "дубль", "опт", None, False),
    ]
    assert {row[-1] for row in rows[2:]} == {True}
    assert rows[2][0] == 2


def test_no_standard_name_means_two_things() -> None:
    rules = [rule for rule in standard_stages().rules if not rule.pipeline]
    named = [alike(word) for rule in rules for word in rule.stage]
    assert sorted(named) == sorted(set(named))


@pytest.mark.parametrize(
    ("outcome", "names"),
    [
        ("won", "Сделка успешна; Успешно реализовано; Closed Won; 142; closedwon; Выполнен; Качественный лид"),
        ("won", "Заказ оплачен; Оплачен; [F] Выполнен"),
        ("open", "Не оплачен; В обработке; Оплачен (частично); Частично оплачен; [N] Принят"),
        ("lost", "Сделка провалена; Закрыто и не реализовано; Closed Lost; 143; Отменен; Closed - Not Converted; JUNK"),
        ("open", "Новая; В работе; Первичный контакт; Appointment Scheduled; Prospecting; Комплектация; new; approval"),
        ("spam", "Спам; spam"),
    ],
)
def test_the_names_of_the_vendors_are_known(outcome: str, names: str) -> None:
    known = {alike(word): rule.outcome for rule in standard_stages().rules if not rule.pipeline for word in rule.stage}
    assert {name: known.get(alike(name)) for name in names.split("; ")} == dict.fromkeys(names.split("; "), outcome)
