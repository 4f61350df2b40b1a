"""A source at which nobody answers is waited for once in a run, and not once for each of its streams."""

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fake_vendor import YESTERDAY, home_of

from connectors.common.errors import Problem, SourceDown, Unreachable
from pipelines.assets.sources.pulling import Outages, pull


@pytest.mark.parametrize(
    ("trouble", "asked"),
    [
        (Unreachable("it can't be reached."), ["first", "next"]),
        (SourceDown("its log isn't ready."), ["first"] * 3 + ["next"]),
    ],
)
def test_only_an_address_that_is_dead_is_left_alone_for_the_rest_of_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Problem, asked: list[str]
) -> None:
    home = home_of(tmp_path)
    diary = []

    def exports(stream: str, first: date, last: date) -> Iterator[Any]:
        diary.append(run)
        raise trouble
        yield

    monkeypatch.setattr(home.source, "exports", exports)
    outages = Outages()
    for run in ("first", "first", "first", "next"):
        pulled = pull(home.workspace, home.source, "visits", [YESTERDAY], {}, logging.getLogger("test"), run, outages)
        assert pulled.trouble is trouble
    assert diary == asked
