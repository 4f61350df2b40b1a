"""What can be told of an expression from its parsed form: that it can't fail on a row, or that it gives trimmed text.

Both are only true where every part of it is known to be so. They save work: a guard of every row, a trim of every text.
"""

from collections.abc import Iterator
from typing import Any

from connectors.files.header import LINE, ROW
from pipelines.lake.mapping.casts import BLANKS

Node = dict[str, Any]
# of texts and truths, whatever the texts are; a pattern must be a constant, which is checked once
_PATTERNS = frozenset(["regexp_full_match", "regexp_matches", "~~", "!~~", "~~*", "!~~*"])
_TOTAL = _PATTERNS.union(
    ["lower", "upper", "trim", "ltrim", "rtrim", "concat", "concat_ws", "||", "replace", "nullif"],
    ["starts_with", "ends_with", "contains", "split_part"],
)
_TRUTHS = _PATTERNS.union(["starts_with", "ends_with", "contains"])
_PLAIN = frozenset(
    ["COLUMN_REF", "CASE", "COMPARISON", "CONJUNCTION", "OPERATOR", "FUNCTION", "CONSTANT", "CAST", "TYPE"]
)
_TRIMMING = frozenset(["trim", "min", "max", "nullif", "lower", "upper"])
_TEXT, _TRUTH, _OTHER = "text", "truth", "other"


def nodes(node: Any) -> Iterator[Node]:
    """Every node of a tree, from the top."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from nodes(child)


def arguments(function: Node) -> list[Node]:
    """DuckDB 2 holds each argument beside its name, DuckDB 1 by itself."""
    named = function.get("arguments")
    return list(function["children"]) if named is None else [argument["expression"] for argument in named]


def can_fail(node: Node) -> bool:
    """Whether a row's texts may make it raise: anything but text functions over columns and texts may."""
    counting = {
        id(argument)
        for inner in nodes(node)
        if inner.get("function_name") == "split_part"
        for argument in arguments(inner)[2:]
    }
    return any("class" in inner and _may_fail(inner, id(inner) in counting) for inner in nodes(node))


def _may_fail(node: Node, is_count: bool) -> bool:
    match node["class"]:
        case "CONSTANT":
            return not (is_count or _is_text(node))
        case "CAST":
            return not _is_null(node["child"])
        case "FUNCTION":
            name = node["function_name"].lower()
            fixed = name not in _PATTERNS or all(each["class"] == "CONSTANT" for each in arguments(node)[1:])
            return name not in _TOTAL or not fixed or (name == "nullif" and not _are_alike(arguments(node)))
        case "CASE":
            return not all(_kind(check["when_expr"]) == _TRUTH for check in node["case_checks"])
        case "CONJUNCTION":
            return not all(_kind(child) == _TRUTH for child in node["children"])
        case "COMPARISON":
            return not _are_alike([node["left"], node["right"]])
        case "OPERATOR" if node["type"] == "OPERATOR_NOT":
            return _kind(node["children"][0]) != _TRUTH
        case "OPERATOR" if node["type"] != "OPERATOR_COALESCE":
            return not _are_alike(node["children"])
        case kind:
            return kind not in _PLAIN


def _kind(node: Node) -> str:
    """A text, a truth, or anything else: what isn't of the kind that is wanted is cast, and a cast of a text may fail.

    The place of a row is a number.
    """
    match node["class"]:
        case "COLUMN_REF":
            return _OTHER if node["column_names"][-1] in (ROW, LINE) else _TEXT
        case "CONSTANT":
            return _TEXT if _is_text(node) else _OTHER
        case "COMPARISON" | "CONJUNCTION":
            return _TRUTH
        case "OPERATOR" if node["type"] == "OPERATOR_COALESCE":
            return _kind_of_all(node["children"])
        case "OPERATOR":
            return _TRUTH
        case "CASE":
            return _kind_of_all([*(check["then_expr"] for check in node["case_checks"]), node["else_expr"]])
        case "FUNCTION":
            name = node["function_name"].lower()
            if name == "nullif":
                return _kind(arguments(node)[0])
            return _TRUTH if name in _TRUTHS else _TEXT
    return _OTHER


def _kind_of_all(parts: list[Node]) -> str:
    kinds = {_kind(part) for part in parts if not _is_null(part)}
    return kinds.pop() if len(kinds) == 1 else _OTHER


def _are_alike(parts: list[Node]) -> bool:
    return all(map(_is_null, parts)) or _kind_of_all(parts) != _OTHER


def gives_trimmed(node: Node) -> bool:
    """Whether its text has no blanks around it where the columns' texts have none."""
    match node["class"]:
        case "COLUMN_REF":
            return True
        case "CONSTANT":
            return _is_null(node) or (_is_text(node) and _is_tight(node))
        case "CAST":
            return _is_null(node["child"])
        case "CASE":
            return _all_trimmed([*(check["then_expr"] for check in node["case_checks"]), node["else_expr"]])
        case "OPERATOR" if node["type"] == "OPERATOR_COALESCE":
            return _all_trimmed(node["children"])
        case "FUNCTION" if node["function_name"].lower() == "trim":
            # what is trimmed away besides blanks may stand between the text and blanks
            return len(arguments(node)) == 1 and _all_trimmed(arguments(node))
        case "FUNCTION" if node["function_name"].lower() in _TRIMMING:
            return _all_trimmed(arguments(node)[:1])
        case "FUNCTION" if node["function_name"] == "||":
            return _all_trimmed(arguments(node))
    return False


def _all_trimmed(parts: list[Node]) -> bool:
    return all(map(gives_trimmed, parts))


def _is_text(node: Node) -> bool:
    return _constant(node)[0] in ("VARCHAR", "STRING") or _is_null(node)


def _is_null(node: Node) -> bool:
    return node["class"] == "CONSTANT" and _constant(node)[0] in ("NULL", "NULL_LITERAL")


def _is_tight(node: Node) -> bool:
    text = _constant(node)[1]
    return bool(text) and text == text.strip().strip(BLANKS)


def _constant(node: Node) -> tuple[str, str]:
    """Type and text; DuckDB 2 keeps the literal as it was written, DuckDB 1 its value."""
    if (literal := node.get("literal")) is not None:
        return literal["kind"], literal["text"]
    value = node["value"]
    return ("NULL", "") if value["is_null"] else (value["type"]["id"], str(value["value"]))
