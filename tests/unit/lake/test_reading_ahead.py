"""Pieces that are read ahead come in order, fail where they failed, and are no longer read when nobody listens."""

import threading
from collections.abc import Iterator

import pytest

from pipelines.lake.inbox.ahead import DEPTH, read_ahead


def test_pieces_come_in_their_order() -> None:
    assert list(read_ahead(iter(range(100)))) == list(range(100))
    assert list(read_ahead(iter([]))) == []
    assert list(read_ahead(iter([None, 1]))) == [None, 1]


def test_an_error_comes_after_the_pieces_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("line 2")

    seen = []
    with pytest.raises(ValueError, match="line 2"):
        seen += list(read_ahead(broken())) or [0]
    ahead = read_ahead(broken())
    assert next(ahead) == 1


def test_readers_in_a_row_all_stop() -> None:
    ahead = read_ahead(number + 1 for number in read_ahead(iter(range(1000))))
    assert next(ahead) == 1
    ahead.close()
    assert "read ahead" not in {thread.name for thread in threading.enumerate()}


def test_nobody_reads_on_when_the_listener_leaves() -> None:
    read = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            read.append(number)
            yield number
            number += 1

    ahead = read_ahead(endless())
    assert next(ahead) == 0
    ahead.close()
    assert len(read) <= DEPTH + 3
    assert "read ahead" not in {thread.name for thread in threading.enumerate()}
