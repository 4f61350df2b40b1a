"""A source at which nobody answers is waited for once in a run, and not once for each of its streams."""

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fake_vendor import NAME, VISITS, YESTERDAY, Home, home_of

from connectors.common.errors import Problem, SourceDown, Unreachable
from pipelines.assets.sources.pulling import Pulled, Pulling
from pipelines.assets.sources.stopping import StopSignal

STREAMS = ["visits", "hits", "reports"]


def pull(home: Home) -> dict[str, Pulled]:
    log = logging.getLogger("test")
    return dict(Pulling(home.workspace, home.source, [YESTERDAY], {}, log, StopSignal()).streams(STREAMS))


def failing(home: Home, trouble: Exception) -> list[str]:
    """The streams that are asked for, of a source that answers with the trouble."""
    asked = []
    home.source.streams = dict.fromkeys(STREAMS, VISITS)

    def exports(stream: str, first: date, last: date) -> Iterator[Any]:
        asked.append(stream)
        raise trouble
        yield

    home.source.exports = exports  # type: ignore[method-assign]
    return asked


@pytest.mark.parametrize(
    ("trouble", "asked_in_a_run"),
    [
        pytest.param(Unreachable("it can't be reached."), STREAMS[:1], id="nobody answers"),
        pytest.param(SourceDown("its log isn't ready."), STREAMS, id="it answers with its own trouble"),
    ],
)
def test_only_an_address_that_is_dead_is_left_alone_for_the_rest_of_a_run(
    tmp_path: Path, trouble: Problem, asked_in_a_run: list[str]
) -> None:
    home = home_of(tmp_path)
    asked = failing(home, trouble)
    for _ in range(2):
        assert [pulled.trouble for pulled in pull(home).values()] == [trouble] * 3
    assert asked == asked_in_a_run * 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(
            KeyError("rows"),
            f"{NAME}/visits: it was not fetched, because of an error in our own code: KeyError: 'rows'. "
            "What was loaded before stays. The run's log in Dagster tells where; please report it.",
            id="a bug",
        ),
        pytest.param(
            OSError(28, "No space left on device"),
            f"{NAME}/visits: our own disk can't be used: No space left on device. "
            "Make room on the disk of {home}, see that it can be written, and run again.",
            id="a full disk",
        ),
    ],
)
def test_what_nobody_foresaw_is_a_sentence_too_and_keeps_no_stream_away(
    tmp_path: Path, error: Exception, said: str
) -> None:
    home = home_of(tmp_path)
    asked = failing(home, error)
    assert str(pull(home)["visits"].trouble) == said.format(home=tmp_path)
    assert asked == STREAMS
