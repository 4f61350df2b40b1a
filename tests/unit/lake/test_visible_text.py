"""Names from outside are shown on one line, whatever a disk can store in them."""

import os

import pytest

from pipelines.lake.inbox.visible import one_line

SHOWN = [
    pytest.param("Сделки за октябрь.csv", "Сделки за октябрь.csv", id="Cyrillic stays"),
    pytest.param("отчёт [bold]x[/bold].csv", "отчёт [bold]x[/bold].csv", id="markup is words"),
    pytest.param("a\nb\r\tc", "a\\x0ab\\x0d\\x09c", id="line breaks and tabs"),
    pytest.param("\x1b[31mred\x07", "\\x1b[31mred\\x07", id="terminal codes"),
    pytest.param("\x9b2Jgone", "\\x9b2Jgone", id="a terminal code of one byte"),
    pytest.param("invoice\u202efdp.csv", "invoice\\u202efdp.csv", id="right-to-left override"),
    pytest.param("a\u2066b\u200bc\ufeff", "a\\u2066b\\u200bc\\ufeff", id="isolates, zero width, byte order mark"),
    pytest.param("one\u2028two\u2029three", "one\\u2028two\\u2029three", id="line and paragraph separators"),
    pytest.param(os.fsdecode(b"\xef\xf0.csv"), "\\xef\\xf0.csv", id="bytes that are no UTF-8"),
    pytest.param("\U000e0041tag", "\\U000e0041tag", id="invisible tags"),
    pytest.param("12\u202f400 ₽\u00a0№", "12\u202f400 ₽\u00a0№", id="no-break spaces stay"),
]


@pytest.mark.parametrize(("given", "shown"), SHOWN)
def test_what_can_not_be_seen_is_written_out(given: str, shown: str) -> None:
    assert one_line(given) == shown
    shown.encode("utf-8")


def test_a_long_sentence_keeps_its_beginning_and_its_remedy() -> None:
    sentence = f"orders/a.csv: the header has {'x, ' * 100_000}. Name the columns so."
    shown = one_line(sentence)
    assert len(shown) == 900
    assert shown.startswith("orders/a.csv: the header has x, ")
    assert shown.endswith("x, . Name the columns so.")
    assert "…" in shown
