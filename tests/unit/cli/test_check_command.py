"""`tablo check` in the terminal: a verdict for each source, what it sees below, and goals that don't exist."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from connectors.yandex_metrica import MetricaSettings, YandexMetrica
from connectors.yandex_metrica.api.management import Goal as CounterGoal
from pipelines.cli.check import plain_console, print_seen, print_unknown_goals
from pipelines.lake.privacy.pseudonyms import Pseudonyms
from pipelines.settings.configuration import Bilingual, Goal


class Counter(YandexMetrica):
    """With goals 1 and 2."""

    def goals(self) -> list[CounterGoal]:
        return [CounterGoal(id=1, name="Lead"), CounterGoal(id=2)]


@pytest.fixture
def console() -> Console:
    console = plain_console()
    console.file = io.StringIO()
    return console


def said(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def goal(code: str, *numbers: str) -> Goal:
    return Goal(code=code, name=Bilingual(en=code, ru=code), source_goals=list(numbers))


def test_the_verdict_comes_first_and_the_rest_below_it(console: Console) -> None:
    print_seen(console, "metrica", ["the token is accepted: counter 1 [Shop], no site", "goals: none"])
    assert said(console) == ["✓ metrica: the token is accepted: counter 1 [Shop], no site", "    goals: none"]


def test_a_source_that_sees_nothing_to_tell_is_no_line(console: Console) -> None:
    print_seen(console, "metrica", [])
    assert said(console) == []


def test_goals_that_the_counter_does_not_have_are_named(console: Console, tmp_path: Path) -> None:
    settings = MetricaSettings(counter_id=101)
    source = Counter("metrica", settings, Pseudonyms(b"key", "metrica"), tmp_path)
    print_unknown_goals(console, source, [goal("lead", "1", "77"), goal("paid", "2"), goal("call", "78"), goal("none")])
    assert said(console) == [
        "  ! goal lead: the counter has no goal 77; see goals.yaml",
        "  ! goal call: the counter has no goal 78; see goals.yaml",
    ]
