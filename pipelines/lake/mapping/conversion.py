"""From what an expression gives to what a column is: the value, and the reason where there is none.

A text is cast strictly. A value that the mapping has computed (a sum, a rounded price) is converted, and rounded to the
column's scale: whoever writes the expression has decided so.
"""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.common.errors import Problem
from connectors.files.tables import Column
from pipelines.lake.mapping import casts
from pipelines.lake.mapping.rules import TextRules
from pipelines.lake.mapping.sql_text import literal, regex
from pipelines.lake.privacy.contacts import TOKEN

SCALES = {"decimal": 4, "rate": 8}
NO_TEXT = "not a text"  # which no text is
MISSING = "it is required and empty"
NOT_COMPUTED = "its expression can't be computed"


@dataclass(frozen=True)
class Conversion:
    """`value` and `reason` are SQL over the text or value `x`; `reason` is looked at where x is there and value isn't.

    `value` of a timestamp is a TIMESTAMPTZ.
    """

    value: str
    reason: str


def conversion(
    column: Column, given: str, x: str, rules: TextRules, where: str, parsed: str | None = None
) -> Conversion:
    """How a column takes what DuckDB calls `given`; raises Problem where that makes no sense.

    `parsed` names the column with what is computed of the text beforehand: the moment by the formats of the file, the
    name of a currency in lower case.
    """
    if given == "VARCHAR":
        return _from_text(column, x, parsed, rules)
    convert = _FROM_VALUES.get((column.type, _family(given)))
    if convert is None:
        raise Problem(
            f"the expression gives {given}, and {column.name} is a {column.type}.",
            where=where,
            mend="Cast it in the expression, or leave it as text.",
        )
    return convert(x, given, rules)


def _from_text(column: Column, x: str, parsed: str | None, rules: TextRules) -> Conversion:
    match column.type:
        case "timestamp":
            return Conversion(casts.moment(x, rules, parsed), _quoted("not a date and time"))
        case "date":
            return Conversion(casts.day(x, rules, parsed), _quoted("not a date"))
        case "decimal" | "rate":
            scale = SCALES[column.type]
            value, reason = casts.number(x, rules, scale), casts.why_no_number(x, rules, scale)
            if column.money and rules.decimal == "either":
                doubtful = casts.is_ambiguous(x)
                value = f"case when not {doubtful} then {value} end"
                reason = f"case when {doubtful} then {literal(casts.AMBIGUOUS)} else {reason} end"
            return Conversion(value, reason)
        case "integer":
            return Conversion(casts.whole(x), _quoted("not a whole number"))
        case "boolean":
            return Conversion(casts.truth(x), _quoted("neither yes nor no"))
        case "contact":
            return Conversion(
                f"case when {regex(x, f'{TOKEN}(;{TOKEN})*')} then {x} end",
                f"case when regexp_matches({x}, '[0-9][eE][+][0-9]{{2}}') then {literal(casts.DESTROYED)} else "
                f"{literal('not a contact as the file has it: name its columns without changing them')} end",
            )
        case _ if column.name == "currency":
            return Conversion(casts.currency(x, rules, parsed), _quoted("unknown currency"))
        case _ if column.name.endswith("_id"):
            return Conversion(f"case when not {casts.is_destroyed(x)} then {x} end", _quoted(casts.DESTROYED))
        case _ if column.name == "sku":
            return Conversion(f"case when not {casts.is_by_excel(x)} then {x} end", _quoted(casts.DESTROYED))
        case _:
            return Conversion(x, _quoted(NO_TEXT))


def _family(given: str) -> str:
    if given.startswith("DECIMAL"):
        return "decimal"
    if given in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"):
        return "integer"
    if given in ("FLOAT", "DOUBLE"):
        return "float"
    return given


def _quoted(reason: str) -> str:
    return literal(reason)


def _rounded(scale: int) -> Callable[[str, str, TextRules], Conversion]:
    def convert(x: str, given: str, rules: TextRules) -> Conversion:
        return Conversion(f"try_cast(round({x}, {scale}) as decimal(18,{scale}))", _quoted("too large a number"))

    return convert


def _whole(x: str, given: str, rules: TextRules) -> Conversion:
    return Conversion(f"case when {x} = floor({x}) then try_cast({x} as bigint) end", _quoted("not a whole number"))


def _text(x: str, given: str, rules: TextRules) -> Conversion:
    return Conversion(f"cast({x} as varchar)", _quoted("not a text"))


def _zoned(x: str, given: str, rules: TextRules) -> Conversion:
    return Conversion(x, _quoted("not a date and time"))


def _local(x: str, given: str, rules: TextRules) -> Conversion:
    zoned = f"cast({x} as timestamp) at time zone {literal(rules.timezone)}"
    return Conversion(zoned, _quoted("not a date and time"))


def _local_day(x: str, given: str, rules: TextRules) -> Conversion:
    local = f"{x} at time zone {literal(rules.timezone)}" if given == "TIMESTAMP WITH TIME ZONE" else x
    return Conversion(f"cast({local} as date)", _quoted("not a date"))


def _truth(x: str, given: str, rules: TextRules) -> Conversion:
    return Conversion(f"case when {x} in (0, 1) then {x} = 1 end", _quoted("neither yes nor no"))


def _same(x: str, given: str, rules: TextRules) -> Conversion:
    return Conversion(x, _quoted("neither yes nor no"))


_MOMENTS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE")
_FROM_VALUES: dict[tuple[str, str], Callable[[str, str, TextRules], Conversion]] = {
    **{(kind, given): _rounded(scale) for kind, scale in SCALES.items() for given in ("decimal", "integer", "float")},
    **{("integer", given): _whole for given in ("decimal", "integer", "float")},
    # no float: an identifier that passed through one has lost digits
    **{("text", given): _text for given in ("decimal", "integer", "BOOLEAN", "DATE", "UUID")},
    **{("timestamp", given): _local for given in _MOMENTS},
    ("timestamp", "TIMESTAMP WITH TIME ZONE"): _zoned,
    **{("date", given): _local_day for given in (*_MOMENTS, "TIMESTAMP WITH TIME ZONE")},
    ("boolean", "BOOLEAN"): _same,
    ("boolean", "integer"): _truth,
}
