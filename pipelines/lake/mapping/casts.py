"""Our own casts, as DuckDB expressions: a text becomes a value, or NULL with a reason. Nothing is rounded or guessed.

Each function takes SQL for a trimmed text and returns SQL. Regular expressions decide what is understood; DuckDB's own
casts, which accept `2026/10/05`, `infinity` and year 26, only convert what has matched.
"""

from pipelines.lake.mapping.rules import TextRules
from pipelines.lake.mapping.sql_text import literal, regex

BLANKS = " \t\r\n\u00a0\u202f\u2009\ufeff"
SPACES = "\u00a0\u202f\u2009"
# year 26 or 20226 is a typing error; strptime turns 'infinity' and a format without a year into the year 1900
EARLIEST, LATEST = "1901-01-01", "2200-01-01"

DAY = r"(19|20|21)\d{2}-\d{2}-\d{2}"
MINUTE = r"[T ]\d{2}:\d{2}"
SECOND = r":\d{2}(\.\d{1,9})?"
OFFSET = r" ?(Z|[+-]\d{2}(:?\d{2})?)"
TRUE_WORDS = ("true", "1", "yes", "да", "истина")
FALSE_WORDS = ("false", "0", "no", "нет", "ложь")
AMBIGUOUS = "thousands or a fraction: say `decimal` in config/sources, “.” or “,”"
DESTROYED = "in scientific notation: Excel has destroyed its digits, export it as text"
SCIENTIFIC = r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+"
# as Excel writes it, also where a profile has put words before the number
BY_EXCEL = r"(^|[^0-9A-Za-z.,])\d([.,]\d+)?E\+\d{2}($|[^0-9A-Za-z])"


def trimmed(text: str) -> str:
    """Without blanks around it, non-breaking ones too; NULL where nothing is left."""
    return f"nullif(trim({text}, {literal(BLANKS)}), '')"


def number(text: str, rules: TextRules, scale: int = 4) -> str:
    """`1 234,56` → 1234.56 where the decimal mark is a comma. Groups of three may be parted by (any) spaces."""
    plain, mark = _plain(text), _mark(rules)
    ordinary = regex(text, rf"-?\d{{1,9}}({mark}\d{{1,{scale}}})?")  # nearly every number; four times as fast
    understood = regex(plain, rf"[+-]?(\d+|\d{{1,3}}( \d{{3}})+)({mark}\d{{1,{scale}}}0*)?")
    digits = _dotted(f"replace({plain}, ' ', '')", rules)
    return (
        f"case when {ordinary} then cast({_dotted(text, rules)} as decimal(18,{scale})) "
        f"when {understood} then try_cast({digits} as decimal(18,{scale})) end"
    )


def why_no_number(text: str, rules: TextRules, scale: int = 4) -> str:
    """The reason that a text is no number of this scale."""
    plain, mark = _plain(text), _mark(rules)
    destroyed = regex(plain, SCIENTIFIC)
    too_fine = regex(plain, rf"[+-]?[0-9 ]+{mark}[0-9]{{{scale + 1},}}")
    too_large = regex(plain, rf"[+-]?\d{{11,}}({mark}\d+)?")
    return (
        f"case when {destroyed} then {literal(DESTROYED)} when {too_fine} then 'more than {scale} decimals' "
        f"when {too_large} then 'too large a number' else 'not a number' end"
    )


def whole(text: str) -> str:
    """`1 234` → 1234; `5.0`, as pandas writes whole numbers beside missing ones, → 5."""
    plain = _plain(text)
    # `12,000` is twelve thousand or twelve
    understood = regex(plain, r"[+-]?(\d+|\d{1,3}( \d{3})+)([.,](0{1,2}|0{4,}))?")
    digits = f"regexp_replace(replace({plain}, ' ', ''), '[.,]0+$', '')"
    return f"case when {understood} then try_cast({digits} as bigint) end"


def truth(text: str) -> str:
    """`true, 1, yes, да` and their opposites, in any case."""
    low = f"lower({text})"
    yes, no = (", ".join(literal(word) for word in words) for words in (TRUE_WORDS, FALSE_WORDS))
    return f"case when {low} in ({yes}) then true when {low} in ({no}) then false end"


def currency(text: str, rules: TextRules, lowered: str | None = None) -> str:
    """The code of a currency that is written by its code, or by a name that the company knows.

    No join: rows stay in the order of the file. Codes are looked for in one text, which is faster than in a list.
    `lowered` names the column with the text in lower case, which is compared with every name.
    """
    low = lowered or f"lower({text})"
    names = " ".join(
        f"when {literal(name)} then {literal(code)}" for name, code in rules.currencies if name != code.lower()
    )
    codes = literal(" ".join(["", *(code for name, code in rules.currencies if name == code.lower()), ""]))
    longest = max(len(code) for _, code in rules.currencies)
    is_code = f"{regex(text, '[A-Za-z]+')} and contains({codes}, ' ' || upper({text}) || ' ')"
    by_code = f"case when length({text}) <= {longest} and {is_code} then upper({text}) end"
    return f"coalesce({by_code}, case {low} {names} end)" if names else by_code


def moment(text: str, rules: TextRules, parsed: str | None = None) -> str:
    """A TIMESTAMPTZ: ISO with an offset as it says, anything else in the business time zone; a bare day is midnight.

    An hour that the zone has twice (clocks going back) is the second one; one that it hasn't is moved forward.
    `parsed` names the column where `by_formats` of the text stands already: it is looked at three times.
    """
    local = f"try_cast({text} as timestamp) at time zone {literal(rules.timezone)}"
    # DuckDB's cast wants seconds before an offset, and no space
    full = f"try_cast(regexp_replace({text}, ' ([Z+-])', '\\1') as timestamptz)"
    short = f"try_cast(regexp_replace({text}, '({MINUTE}) ?([Z+-])', '\\1:00\\2') as timestamptz)"
    iso = (
        f"case when {regex(text, f'{DAY}({MINUTE}({SECOND})?)?')} then {local} "
        f"when {regex(text, DAY + MINUTE + SECOND + OFFSET)} then {full} "
        f"when {regex(text, DAY + MINUTE + OFFSET)} then {short} end"
    )
    return f"coalesce(case when {looks_iso(text)} then {iso} end, {_formatted(text, rules, parsed)})"


def looks_iso(text: str) -> str:
    """The fifth sign of an ISO day is a hyphen: looking at it costs nothing beside three patterns."""
    return f"substr({text}, 5, 1) = '-'"


def is_ambiguous(text: str) -> str:
    """Whether `1,234` may be a thousand or one: three digits follow the only mark, which may be the decimal one."""
    return regex(_plain(text), r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


def is_destroyed(text: str) -> str:
    """Whether Excel has left five digits of an identifier."""
    return f"({regex(text, SCIENTIFIC)} or {is_by_excel(text)})"


def is_by_excel(text: str) -> str:
    """The same only of what Excel itself writes; `5E10` may be an article."""
    return f"(contains({text}, 'E+') and regexp_matches({text}, {literal(BY_EXCEL)}))"


def day(text: str, rules: TextRules, parsed: str | None = None) -> str:
    """A DATE: an ISO day, or the business day of a moment."""
    return (
        f"case when {regex(text, DAY)} then try_cast({text} as date) "
        f"else cast(({moment(text, rules, parsed)}) at time zone {literal(rules.timezone)} as date) end"
    )


def by_formats(text: str, rules: TextRules) -> str:
    """A TIMESTAMP by the first format that fits; NULL where none does."""
    return f"try_strptime({text}, [{', '.join(literal(each) for each in rules.formats)}])" if rules.formats else "null"


def _formatted(text: str, rules: TextRules, parsed: str | None) -> str:
    if not rules.formats:
        return "null"
    parsed = parsed or by_formats(text, rules)
    return (
        f"case when {parsed} >= timestamp '{EARLIEST}' and {parsed} < timestamp '{LATEST}' "
        f"then {parsed} at time zone {literal(rules.timezone)} end"
    )


def _mark(rules: TextRules) -> str:
    return {".": r"\.", ",": ",", "either": "[.,]"}[rules.decimal]


def _dotted(text: str, rules: TextRules) -> str:
    return text if rules.decimal == "." else f"replace({text}, ',', '.')"


def _plain(text: str) -> str:
    """Every space an ordinary one, the typographic minus a hyphen."""
    return f"translate({text}, {literal(SPACES + '−')}, {literal(' ' * len(SPACES) + '-')})"
