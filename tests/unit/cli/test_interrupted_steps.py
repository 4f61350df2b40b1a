"""Ctrl-C in the middle of a step is told as what it is, and not by the name of an exception."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from dagster._utils.error import SerializableErrorInfo

from pipelines.cli.summary import troubles_of
from pipelines.cli.watching import Watched

SAID = "inbox: stopped; what was loaded is kept, and the next run goes on from there."


@dataclass
class Data:
    error: SerializableErrorInfo
    user_failure_data: None = None


@dataclass
class Event:
    step_failure_data: Data
    step_key: str = "inbox"
    is_step_failure: bool = True


@dataclass
class Ended:
    """As much of a run's result as the lines are made of."""

    all_events: list[Event]
    checks: list[object] = field(default_factory=list)

    def get_asset_check_evaluations(self) -> list[object]:
        return self.checks


def error(name: str, cause: SerializableErrorInfo | None = None) -> SerializableErrorInfo:
    return SerializableErrorInfo(f"dagster._core.errors.{name}\n", [], name, cause)


@pytest.mark.parametrize(
    "told",
    [
        error("DagsterExecutionInterruptedError"),
        error("DagsterExecutionStepExecutionError", error("DagsterExecutionInterruptedError")),
        error("DagsterExecutionStepExecutionError", error("KeyboardInterrupt")),
    ],
    ids=["by Dagster", "behind another error", "by Python"],
)
def test_an_interrupted_step_is_a_sentence(told: SerializableErrorInfo) -> None:
    result = cast(Any, Ended([Event(Data(told))]))
    assert troubles_of(result, Watched(lambda what, done, of: None)) == [SAID]


def test_any_other_error_keeps_its_first_line() -> None:
    result = cast(Any, Ended([Event(Data(error("SomethingElse")))]))
    said = troubles_of(result, Watched(lambda what, done, of: None))
    assert said == ["inbox: dagster._core.errors.SomethingElse"]
