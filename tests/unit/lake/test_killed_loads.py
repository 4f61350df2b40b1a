"""A run killed at any step leaves the old or the new, never half; the next run ends where an unkilled one would."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pipelines.lake import storage
from pipelines.lake.inbox import arrivals, drops

ORDERS = "order_id,customer_id,ordered_at,revenue,currency\n"
A = ORDERS + "1,anna,2026-10-05,100,RUB\n2,boris,2026-10-06,сто,RUB\n"
B = ORDERS + "1,anna,2026-10-05,120,RUB\n"


class Killed(BaseException):
    """No `except Exception` may hide it, as none can hide a SIGKILL."""


class Step:
    """Counts the durable steps of a run, and kills it before the one with the given number."""

    def __init__(self, at: int) -> None:
        self.at, self.done = at, 0

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any) -> Any:
            self.done += 1
            if self.done == self.at:
                raise Killed
            return act(*arguments)

        return step


def watch(patch: pytest.MonkeyPatch, step: Step) -> None:
    patch.setattr(storage, "move", step.around(storage.move))
    patch.setattr(arrivals.ArrivalLog, "append", step.around(arrivals.ArrivalLog.append))
    patch.setattr(drops.Drop, "take_away", step.around(drops.Drop.take_away))


def prepare(home: Any) -> None:
    columns = {name: f'"{name}"' for name in ("order_id", "customer_id", "ordered_at", "revenue", "currency")}
    lines = {"order_id": '"order_id"', "line_no": "1", "sku": "'x'", "quantity": "1", "revenue": '"revenue"'}
    home.map("shop", tables={"orders": {"columns": columns}, "order_lines": {"columns": lines}})


def story(home: Any) -> None:
    """Three deliveries, of which the last repeats the first; each one loaded by a run of its own."""
    for name, content in (("a.csv", A), ("b.csv", B), ("c.csv", A)):
        home.drop("shop", name, content)
        home.load()


def steps_of_the_story(home: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    counter = Step(at=0)
    with monkeypatch.context() as patch:
        watch(patch, counter)
        story(home)
    return counter.done


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_anywhere_and_run_again_the_end_is_the_same(
    home: Any, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    prepare(home)
    total = steps_of_the_story(home, monkeypatch)
    expected = home.state()
    assert total > 20
    assert expected["arrivals"] == ["1", "2", "3"]
    for at in range(1, total + 1, every):
        other = replace(home, root=home.root.with_name(f"killed-{at}"), _dropped=0)
        _killed_story(other, Step(at), monkeypatch)
        assert other.state() == expected, f"killed before step {at}"
        leftovers = [path for path in other.root.rglob(".*") if path.name != ".lock"]
        assert leftovers == [], f"killed before step {at}"


def _killed_story(home: Any, step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        watch(patch, step)
        for name, content in (("a.csv", A), ("b.csv", B), ("c.csv", A)):
            home.drop("shop", name, content)
            try:
                home.load()
            except Killed:
                _nothing_is_half(home)
                home.load()


def _nothing_is_half(home: Any) -> None:
    """What the manifests tell right after the kill is what lies in the files."""
    for load in home.lake.manifests():
        rows = home._stored(load)
        assert len(rows) == load.rows
        assert {row["delivery"] for row in rows} <= {load.partition}
