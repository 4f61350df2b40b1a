"""Filters of a request: of dimensions over the facts, of metrics over the finished rows."""

import operator
import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sandbox.servers.google_analytics.refusals import invalid

Column = Callable[[str], Any]
_EXACT, _BEGINS, _ENDS, _CONTAINS, _FULL_REGEXP, _PARTIAL_REGEXP = range(1, 7)
_COMPARE = {1: operator.eq, 2: operator.lt, 3: operator.le, 4: operator.gt, 5: operator.ge}


def mask(expression: Any, column: Column, rows: int) -> Any:
    """True for the rows that the expression lets through; `column` finds a field's values by its name."""
    kind = expression.WhichOneof("expr")
    if kind is None:
        return pa.repeat(True, rows)
    if kind == "filter":
        return _single(expression.filter, column)
    if kind == "not_expression":
        return pc.invert(mask(expression.not_expression, column, rows))
    joined = pa.repeat(kind == "and_group", rows)
    both = pc.and_ if kind == "and_group" else pc.or_
    for part in getattr(expression, kind).expressions:
        joined = both(joined, mask(part, column, rows))
    return joined


def _single(one: Any, column: Column) -> Any:
    values, kind = column(one.field_name), one.WhichOneof("one_filter")
    if kind == "string_filter":
        return _matching(one.string_filter, values)
    if kind == "in_list_filter":
        wanted, folds = list(one.in_list_filter.values), not one.in_list_filter.case_sensitive
        if folds:
            wanted, values = [text.lower() for text in wanted], pc.utf8_lower(values)
        return pc.is_in(values, pa.array(wanted, pa.string()))
    if kind == "empty_filter":
        return pc.is_in(values, pa.array(["", "(not set)"]))
    numbers = values.cast(pa.float64()).to_pylist()
    if kind == "numeric_filter":
        compare, limit = _COMPARE[one.numeric_filter.operation], _number(one.numeric_filter.value)
        return pa.array([bool(compare(value, limit)) for value in numbers], pa.bool_())
    if kind == "between_filter":
        low, high = _number(one.between_filter.from_value), _number(one.between_filter.to_value)
        return pa.array([low <= value <= high for value in numbers], pa.bool_())
    raise invalid(f"The filter of {one.field_name} is empty.")


def _number(value: Any) -> float:
    return float(value.int64_value or value.double_value)


def _matching(one: Any, values: Any) -> Any:
    """By the kind of match; case counts when the request says so."""
    folds, wanted = not one.case_sensitive, one.value
    if one.match_type in (_FULL_REGEXP, _PARTIAL_REGEXP):
        pattern = f"^(?:{wanted})$" if one.match_type == _FULL_REGEXP else wanted
        try:
            re.compile(pattern)
        except re.error as error:
            raise invalid(f"Invalid regular expression: {wanted}") from error
        return pc.match_substring_regex(values, pattern, ignore_case=folds)
    if folds:
        wanted, values = wanted.lower(), pc.utf8_lower(values)
    if one.match_type == _BEGINS:
        return pc.starts_with(values, wanted)
    if one.match_type == _ENDS:
        return pc.ends_with(values, wanted)
    if one.match_type == _CONTAINS:
        return pc.match_substring(values, wanted)
    return pc.equal(values, wanted)
