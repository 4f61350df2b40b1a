"""A run that is killed by SIGKILL, again and again, and the run that nobody kills at last: it ends as if never killed.

The moments are drawn by chance from the steps that an undisturbed run takes, and lie inside real functions of each
stage; a chain kills several runs in one home, one after the other.
"""

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from crashes import compared
from crashes.short_demo import ShortDemo, run_states
from crashes.steps import IN_EVERY_RUN, STEPS, Moment

STAGES = ("fetch", "land", "model", "publish")
INTO_A_STEP = (0.0, 0.001, 0.01, 0.05)  # seconds
A_HUNDRED = 100


def moment_in(stage: str, left: Counter[str], chance: random.Random) -> Moment:
    """Some step of a stage that is still to be taken."""
    place = chance.choice([place for place in STEPS[stage] if left[place] > 0 or place in IN_EVERY_RUN])
    return Moment(place, chance.randint(1, max(left[place], 1)), chance.choice(INTO_A_STEP))


def killed_in_turn(demo: ShortDemo, home: Path, stages: Iterable[str], chance: random.Random) -> list[str]:
    """Kill a run in each of these stages, then run to the end; the stages in which they died."""
    left, died = Counter(demo.expected.steps), []
    for stage in stages:
        moment = moment_in(stage, left, chance)
        run = demo.forge.run(home, moment=moment)
        assert run.died_in == stage, f"{moment}: {run.code} {run.said}"
        assert compared.published(home) in ({}, demo.expected.published), f"{moment}: half a publication"
        compared.lake(home)
        died.append(run.died_in)
        print(f"{moment}: {run.cpu_seconds:.1f} s")
        left -= run.begun
    last = demo.forge.run(home)
    assert "Published" in last.out, last.said
    demo.expected.is_in(home)
    states = run_states(home)
    assert states["FAILURE"] == len(died), "each killed run was ended by the next"
    assert states["SUCCESS"] == states.total() - len(died) == 1
    return died


def test_killed_eight_times_in_all_stages(short_demo: ShortDemo, tmp_path: Path) -> None:
    home = short_demo.fresh(tmp_path / "home")
    stages = [stage for stage in STAGES for _ in range(2)]
    assert set(killed_in_turn(short_demo, home, stages, random.Random(2026))) == set(STEPS)


@pytest.mark.slow
@pytest.mark.parametrize("chain", range(A_HUNDRED // len(STAGES)), ids=lambda chain: f"chain-{chain}")
def test_killed_at_a_hundred_moments(short_demo: ShortDemo, tmp_path: Path, chain: int) -> None:
    home = short_demo.fresh(tmp_path / "home")
    assert killed_in_turn(short_demo, home, STAGES, random.Random(chain)) == list(STAGES)
