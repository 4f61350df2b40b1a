"""Works side by side: they overlap, none keeps another away, and all are told when nobody listens any more."""

from collections.abc import Iterator
from contextvars import ContextVar
from threading import Barrier, Event, current_thread, main_thread

import pytest

from pipelines.assets.sources.log import Log
from pipelines.assets.sources.parallel import Work, side_by_side
from pipelines.assets.sources.stopping import StopSignal

LONG = 60.0  # a test that waits so long has failed


class Heard:
    """A log that only the step's own thread may write to."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def info(self, line: str, /) -> None:
        assert current_thread() is main_thread()
        self.lines.append(line)

    warning = error = info


def test_each_work_can_wait_for_the_other() -> None:
    both = Barrier(2)

    def work(log: Log, stop: StopSignal) -> Iterator[int]:
        yield both.wait(LONG)

    assert sorted(side_by_side({"one": work, "other": work}, Heard())) == [0, 1]


def test_the_order_inside_of_a_work_stays_with_its_lines_and_the_context_is_that_of_the_step() -> None:
    whose = ContextVar("whose", default="nobody's")
    whose.set("the step's")
    log = Heard()

    def work(log: Log, stop: StopSignal) -> Iterator[str]:
        for number in range(3):
            log.info(f"line {number}")
            yield f"{number} {whose.get()}"

    assert list(side_by_side({"one": work}, log)) == ["0 the step's", "1 the step's", "2 the step's"]
    assert log.lines == ["line 0", "line 1", "line 2"]


def test_a_work_that_hangs_keeps_no_result_away_and_is_told_when_nobody_listens_any_more() -> None:
    told = Event()

    def hangs(log: Log, stop: StopSignal) -> Iterator[str]:
        try:
            stop.pause(LONG)
        finally:
            told.set()
        yield "never"

    def works(log: Log, stop: StopSignal) -> Iterator[str]:
        yield from ("first", "second")

    results = side_by_side({"hangs": hangs, "works": works}, Heard())
    assert [next(results), next(results)] == ["first", "second"]
    assert not told.is_set()
    results.close()
    assert told.wait(LONG)


def test_what_one_raises_is_raised_after_all_others_have_ended() -> None:
    is_raised = Event()

    def raises(log: Log, stop: StopSignal) -> Iterator[str]:
        is_raised.set()
        raise RuntimeError("torn")
        yield

    def works(log: Log, stop: StopSignal) -> Iterator[str]:
        is_raised.wait(LONG)
        yield from ("first", "second")

    results = side_by_side({"raises": raises, "works": works}, Heard())
    assert [next(results), next(results)] == ["first", "second"]
    with pytest.raises(RuntimeError, match="torn"):
        next(results)


def test_pieces_end_where_the_signal_is_given() -> None:
    stop, seen = StopSignal(), []

    def work(log: Log, _: StopSignal) -> Iterator[int]:
        for piece in stop.between(range(10)):
            seen.append(piece)
            if piece == 3:
                stop.give()
            yield piece

    works: dict[str, Work[int]] = {"one": work}
    assert list(side_by_side(works, Heard())) == [0, 1, 2, 3], "a work that was stopped has ended, and not failed"
    assert seen == [0, 1, 2, 3]
