"""After any sequence of runs, reloads, late exports, changed rules and interruptions, the warehouse of the demo company
holds what a full rebuild from the same lake holds: every table of every layer, and what is published of it.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import duckdb
import pytest
from any_sequence.breaking import How
from any_sequence.comparing import unlike, unlike_a_rebuild
from any_sequence.full_life import lead_a_full_life
from any_sequence.happenings import DAYS, MISSING, begin, bring, export, lose, report, restate, take_away, turn
from any_sequence.home import Home, models
from any_sequence.knobs import KNOBS
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from pipelines.assets.documents import published_documents
from pipelines.publish import publish_marts
from pipelines.scorecard import write_scorecards
from pipelines.warehouse import DateRange, open_warehouse

days = st.sampled_from(DAYS)
numbers = st.integers(0, 999)
streams = st.sampled_from(["visits", "campaign_days", "*"])
# the models are read when the first one is drawn, not when tests are collected
relations = st.deferred(lambda: st.sampled_from(sorted(model.relation for model in models())))
some_models = st.sets(relations, min_size=1, max_size=4)


class AnySequence(RuleBasedStateMachine):
    """One life of the company; `base` is how all of them begin."""

    base: ClassVar[Home]
    breaks: ClassVar[tuple[How, ...]] = ("stopped", "refused")

    def __init__(self) -> None:
        super().__init__()
        self.home = self.base.copy(self.base.path.with_name(uuid4().hex))
        self.waits = False

    def happens(self, what: Callable[..., None], *how: Any) -> None:
        """Something that a run should take in: one that has nothing to do is not worth its time."""
        what(self.home, *how)
        self.waits = True

    @rule(day=days, number=numbers)
    def a_day_is_restated(self, day: Any, number: int) -> None:
        self.happens(restate, day, number)

    @rule(day=days, number=numbers)
    def the_reports_of_a_day_are_restated(self, day: Any, number: int) -> None:
        self.happens(report, day, number)

    @rule(day=st.sampled_from(sorted(MISSING)))
    def a_day_comes_late(self, day: Any) -> None:
        self.happens(bring, day)

    @rule(day=days, stream=streams)
    def a_day_is_lost(self, day: Any, stream: str) -> None:
        self.happens(lose, day, stream)

    @rule(number=numbers, altered=st.sampled_from([0, 1, 1]), how=numbers)
    def an_export_comes_late(self, number: int, altered: int, how: int) -> None:
        self.happens(export, number, altered * how)

    @rule(number=numbers)
    def a_delivery_is_taken_away(self, number: int) -> None:
        self.happens(take_away, number)

    @rule(knob=st.sampled_from(sorted(KNOBS)))
    def a_rule_is_changed(self, knob: str) -> None:
        self.happens(turn, knob)

    @precondition(lambda self: self.waits)
    @rule()
    def a_daily_run(self) -> None:
        self.home.run()
        self.waits = False

    @rule(first=days, last=days)
    def a_backfill(self, first: Any, last: Any) -> None:
        self.home.run(DateRange.inclusive(min(first, last), max(first, last)))

    @precondition(lambda self: self.waits)
    @rule(selection=some_models)
    def a_run_of_some_models(self, selection: set[str]) -> None:
        self.home.run(selection=selection)

    @precondition(lambda self: self.waits)
    @rule(share=st.integers(0, 99), how=st.integers(0, 5), late=st.booleans())
    def a_run_breaks_off(self, share: int, how: int, late: bool) -> None:
        self.home.break_off(share / 100, self.breaks[how % len(self.breaks)], late)

    def teardown(self) -> None:
        assert unlike_a_rebuild(self.home, self.home.run()) == {}
        shutil.rmtree(self.home.path)


def live(home: Home, **changes: Any) -> type[AnySequence]:
    """Lives that begin so."""
    return type("Lives", (AnySequence,), {"base": home, **changes})


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return begin(tmp_path_factory.mktemp("sequences") / "base")


@pytest.fixture
def home(base: Home, tmp_path: Path) -> Home:
    return base.copy(tmp_path / "home")


# a failure is told as it was found: to shrink it would take an hour
bounded = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))


def published(home: Home) -> dict[str, list[str]]:
    """The rows of every published table, in one order."""
    with open_warehouse(home.environment) as con:
        write_scorecards(con, home.environment, home.configuration)
        path = publish_marts(con, home.environment, home.configuration, published_documents(models())).path
    with duckdb.connect(str(path), read_only=True) as con:
        names = [row[0] for row in con.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        return {name: sorted(map(repr, con.execute(f"select * from marts.marts.{name}").fetchall())) for name in names}


def test_a_life_in_which_everything_happens_ends_as_a_rebuild_and_so_does_what_is_published(home: Home) -> None:
    results = lead_a_full_life(home)
    assert {result.relation: result.error for result in results if result.error} == {}
    rebuilt = home.rebuilt()
    assert unlike(home, rebuilt, results) == {}
    shown, wanted = published(home), published(rebuilt)
    assert len(shown) > 15
    assert [name for name in wanted if shown.get(name) != wanted[name]] == []
    assert shown.keys() == wanted.keys()


def test_any_few_steps_end_as_a_rebuild(base: Home) -> None:
    quick = settings(bounded, max_examples=2, stateful_step_count=4, derandomize=True)
    run_state_machine_as_test(live(base), settings=quick)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("number", range(8))
def test_any_long_life_ends_as_a_rebuild(base: Home, number: int) -> None:
    long = settings(bounded, max_examples=8, stateful_step_count=24)
    lives = live(replace(base, threads=2), breaks=("stopped", "refused", "killed"))
    run_state_machine_as_test(seed(number)(lives), settings=long)
