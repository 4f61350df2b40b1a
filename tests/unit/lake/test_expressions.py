"""What is read from an expression is the same on every DuckDB we run on, though their parsers' trees differ."""

from collections.abc import Iterator

import pytest

from connectors.common.errors import Problem
from pipelines.lake.mapping.engine import mapping_engine
from pipelines.lake.mapping.expressions import ExpressionParser
from pipelines.lake.mapping.rules import TextRules


@pytest.fixture
def parser() -> Iterator[ExpressionParser]:
    with mapping_engine(TextRules("Europe/Moscow")) as con:
        yield ExpressionParser(con)


GUARDED = "CASE  WHEN ((b = 'x')) THEN ({}) ELSE NULL END"


@pytest.mark.parametrize(
    ("text", "kind", "columns", "parts"),
    [
        ('"Сумма"', "row", {"Сумма"}, ()),
        ("'RUB'", "row", set(), ()),
        ("number(a) -- with VAT", "row", {"a"}, ("number(a)",)),
        ("coalesce(number(a), b)", "row", {"a", "b"}, ("COALESCE(number(a), b)",)),
        ("count(*)", "aggregate", set(), ()),
        ("min(a)", "aggregate", {"a"}, ()),
        ("sum(number(a)) / count(b)", "aggregate", {"a", "b"}, ("number(a)",)),
        ("first(a order by number(b))", "aggregate", {"a", "b"}, ("number(b)",)),
        ("sum(a) filter (b = 'x')", "aggregate", {"a", "b"}, ()),
        (
            "arg_max(number(a), c) filter (where b = 'x')",
            "aggregate",
            {"a", "b", "c"},
            (GUARDED.format("number(a)"),),
        ),
        ("count(*) filter (where b = 'x')", "aggregate", {"b"}, ()),
        ("count(*) filter (where b > 1)", "aggregate", {"b"}, ("(b > 1)",)),
        ("a || '-' || lower(b)", "row", {"a", "b"}, ()),
        ("case when a in ('x', 'y') and b is not null then split_part(a, ';', 1) end", "row", {"a", "b"}, ()),
        # a text where a truth or a number is meant is cast, and one cell fails it
        ("a and b = 'x'", "row", {"a", "b"}, ("(a AND (b = 'x'))",)),
        ("not a", "row", {"a"}, ("(NOT a)",)),
        ("nullif(a, _row)", "row", {"a", "_row"}, ('"nullif"(a, _row)',)),
        ("a in (_line)", "row", {"a", "_line"}, ("(a IN (_line))",)),
        ("a is distinct from contains(b, 'x')", "row", {"a", "b"}, ("(a IS DISTINCT FROM contains(b, 'x'))",)),
        ("not contains(a, 'x') and (b is null or b in ('x', 'y'))", "row", {"a", "b"}, ()),
        ("case lower(a) when 'x' then b end", "row", {"a", "b"}, ()),
        ("a = 1", "row", {"a"}, ("(a = 1)",)),
        ("regexp_matches(a, b)", "row", {"a", "b"}, ("regexp_matches(a, b)",)),
        ("cast(a as integer)", "row", {"a"}, ("CAST(a AS INTEGER)",)),
        ("row_number() over (partition by a order by b)", "window", {"a", "b"}, ()),
        ("sum(number(a)) over ()", "window", {"a"}, ()),
    ],
)
def test_an_expression_tells_what_it_reads_and_what_may_fail(
    parser: ExpressionParser, text: str, kind: str, columns: set[str], parts: tuple[str, ...]
) -> None:
    expression = parser.parse(text, "here")
    assert (expression.kind, expression.columns, expression.parts) == (kind, columns, parts)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sum((select 1))", "a query inside an expression is not allowed"),
        ("sum(a) filter (where b in (select 1))", "a query inside an expression is not allowed"),
        ("exists (from other)", "a query inside an expression is not allowed"),
        ("max(a order by (select 1))", "a query inside an expression is not allowed"),
        ("columns('a')", "name the columns instead of *"),
        ("$secret", "parameters are not allowed"),
        ("list_transform([a], lambda x: x || b)", "lambda functions are not allowed"),
        ("1) union select (2", "this is not one expression"),
        ("1); select (2", "this is not"),
        ("1) from other where (true", "this is not an expression"),
        ("1) where (a", "this is not"),
    ],
)
def test_what_is_no_expression_over_the_columns_is_refused_wherever_it_hides(
    parser: ExpressionParser, text: str, sentence: str
) -> None:
    with pytest.raises(Problem) as refused:
        parser.parse(text, "here")
    assert str(refused.value).startswith(f"here: {sentence}")


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("a", True),
        ("lower(trim(a))", True),
        ("coalesce(a, b || '-x')", True),
        ("trim(a, '₽')", False),  # `100 ₽` leaves a blank
        ("a || ' '", False),
        ("a || '\ufeff'", False),
        ("replace(a, 'x', '')", False),
        ("split_part(a, ';', 2)", False),
    ],
)
def test_an_expression_tells_whether_its_text_needs_a_trim(parser: ExpressionParser, text: str, trimmed: bool) -> None:
    assert parser.parse(text, "here").is_trimmed is trimmed
