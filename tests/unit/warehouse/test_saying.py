"""The sentences of failed checks: the row's own names in them, on one line, and never as markup."""

from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from rich.console import Console
from rich.markup import escape

from connectors.common.errors import Problem
from pipelines.warehouse import load_models
from pipelines.warehouse.checks.saying import harmless, placeholders, sentence_of, sentences_of

SAY = "the stage “{stage}” ({orders}) is unknown, e.g. {outcome: open, stage: ['{stage}']}"


def test_only_names_in_braces_are_placeholders() -> None:
    assert placeholders(SAY) == ("stage", "orders")
    assert sentence_of(SAY, {"stage": "Отгрузка", "orders": "2 orders"}) == (
        "the stage “Отгрузка” (2 orders) is unknown, e.g. {outcome: open, stage: ['Отгрузка']}"
    )


def test_a_value_is_never_read_as_a_template() -> None:
    assert sentence_of("{x} and {y}", {"x": "{y}", "y": "{0.__class__}"}) == "{y} and {0.__class__}"


@pytest.mark.parametrize(
    ("values", "offending", "said"),
    [
        (["a"], 1, ["a."]),
        (["a", "b", "a"], 3, ["a.", "b."]),
        (list("abcde"), 5, ["a.", "b.", "c.", "d.", "e."]),
        (list("abcdefa"), 7, ["a.", "b.", "c.", "d.", "e.", "and 1 more."]),
        (list("aabbccddee"), 1000, ["a.", "b.", "c.", "d.", "e.", "and 990 more."]),
    ],
)
def test_a_sentence_for_each_distinct_row_and_how_many_more(values: list[str], offending: int, said: list[str]) -> None:
    assert sentences_of("{x}.", ["x"], [(value,) for value in values], offending) == said


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Счёт (предоплата), > 30 дней_*2*", "Счёт (предоплата), > 30 дней_*2*"),
        ("one\ncore/core_orders: all is well\r\n", "one core/core_orders: all is well "),
        ("\x1b[31mred\x1b[0m\x00", " [31mred [0m "),
        ("left\u202ethgir\u200b", "left thgir "),
        ("\u2028line\u2029", " line "),
        ("x" * 400, "x" * 299 + "…"),
        ("1 <2, <b>bold</b>", "1 <2, < b>bold< /b>"),
        ("![pixel](https://evil.example/p.png)", "![pixel] (https://evil.example/p.png)"),
    ],
)
def test_a_value_stays_on_its_line_and_is_no_markup(value: str, shown: str) -> None:
    assert harmless(value) == shown


@pytest.mark.parametrize(
    "hostile",
    [
        "[click](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        "[x]: https://evil.example",
        "<img src=x onerror=alert(1)>",
        "<https://evil.example>",
        "<!-- --><script>alert(1)</script>",
        "[a] [b](c)\n\n# Title\n\n<b>",
        "[[red]](x)",
    ],
)
def test_nothing_of_a_hostile_name_becomes_a_link_a_picture_or_a_tag(hostile: str) -> None:
    page = MarkdownIt("commonmark").render(sentence_of(SAY, {"stage": hostile, "orders": "1 order"}))
    assert not [tag for tag in ("<a", "<img", "<script", "<b>", "<!--", "<h1") if tag in page]
    console = Console(width=10_000, highlight=False, force_terminal=False)
    with console.capture() as capture:
        console.print(escape(sentence_of(SAY, {"stage": hostile, "orders": "1 order"})))
    assert harmless(hostile) in capture.get()


CHECK = """key: [x]
checks:
  - name: x_is_known
    say: the name “{x}” is unknown
    sql: select x, y from core.core_x where y > 1"""
SQL = "select x, y from (select unnest(['a', 'b', '[c](d)']) as x, unnest([1, 2, 3]) as y) as named"


def test_a_failed_check_says_it_by_name(bench: Any) -> None:
    bench.folder.write("core.core_x", SQL, CHECK)
    (result,) = bench.run().values()
    (check,) = [check for check in result.checks if not check.passed]
    assert (check.name, check.offending) == ("x_is_known", 2)
    assert check.said == ("the name “b” is unknown", "the name “[c] (d)” is unknown")
    assert check.sample == "x=b, y=2\nx=[c](d), y=3"


def test_a_check_that_holds_says_nothing(bench: Any) -> None:
    bench.folder.write("core.core_x", SQL, CHECK.replace("y > 1", "y > 3"))
    (result,) = bench.run().values()
    assert [(check.passed, check.said) for check in result.checks] == [(True, ())] * 3


def test_a_sentence_about_a_column_that_is_not_there_is_found_before_any_run(folder: Any) -> None:
    path: Path = folder.write("core.core_x", SQL, CHECK.replace("{x}", "{z}"))
    with pytest.raises(Problem) as caught:
        load_models(folder.path)
    assert f"{path} (check x_is_known): say: the check's query names no column 'z'." in str(caught.value)
