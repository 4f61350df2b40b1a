"""The SQL that maps a file: which rows a rule skips, what the expressions give, which rows they fail on.

Every expression runs inside TRY, so that a row which it can't compute is refused and the others go on. Names of ours
that stand beside a file's own columns begin with a sign that no header keeps.
"""

from connectors.files.header import LINE, ROW
from pipelines.lake.mapping.expressions import Expression
from pipelines.lake.mapping.plan import TablePlan
from pipelines.lake.mapping.sql_text import literal, name

FATE, MADE = "\x1ffate", "\x1fmade:"
SIZE, TAINTED, REFUSED = "~size", "~tainted", "~refused"
SKIPPED, FAILED = "skip:", "fail:"


def judged(plan: TablePlan) -> str:
    """The file's rows, each with `~fate`: NULL where every rule lets it through, else what the first other one says."""
    verdicts = [
        f"case {_judgement(rule)} when 1 then null when 0 then {literal(SKIPPED + rule_name)} "
        f"else {literal(FAILED + rule_name)} end"
        for rule_name, rule in plan.rules.items()
    ]
    fate = f"coalesce({', '.join(verdicts)}, null)" if verdicts else "cast(null as varchar)"
    return f"select *, {fate} as {name(FATE)} from file"


def _judgement(rule: Expression) -> str:
    verdict = f"case when {rule.sql} then 1 else 0 end"
    return f"try({verdict})" if rule.parts else verdict


def fates(plan: TablePlan) -> str:
    """Every fate, and how many rows have it."""
    return f"select {name(FATE)}, count(*) from ({judged(plan)}) group by 1"


def failed_rows(plan: TablePlan) -> str:
    """The rows that a rule couldn't judge: the rule's name, and what it looked at."""
    evidence = " ".join(
        f"when {literal(FAILED + rule_name)} then {_evidence(rule)}" for rule_name, rule in plan.rules.items()
    )
    return (
        f"select {LINE}, substr({name(FATE)}, {len(FAILED) + 1}), case {name(FATE)} {evidence} end "
        f"from ({judged(plan)}) where starts_with({name(FATE)}, {literal(FAILED)})"
    )


def mapped_rows(plan: TablePlan) -> str:
    """A record a row: `_row`, `_line`, `~size` (1), and for each column its raw value `r:x`, `e:x` whether it couldn't
    be computed, and then `c:x`, from what. `~refused` is the reason of the first refusal that holds."""
    tried = ", ".join(f"{_tried(expression)} as {name(MADE + column)}" for column, expression in plan.computed.items())
    inner = f"select *, {tried} from ({judged(plan)}) as file where {name(FATE)} is null"
    outer = []
    for column, expression in plan.columns.items():
        made = name(MADE + column)
        if expression.parts:
            evidence = f"case when {made} is null then {_evidence(expression)} end"
            outer.append(_raw(column, f"({made}).v", f"{made} is null", evidence))
        else:
            outer.append(_raw(column, made, "false", "cast(null as varchar)"))
    return (
        f"select {ROW}, {LINE}, 1 as {name(SIZE)}, false as {name(TAINTED)}, {_refused(plan)} as {name(REFUSED)}, "
        f"{', '.join(outer)}, "
        f"{_extra(plan)} as extra from ({inner})"
    )


def broken_rows(plan: TablePlan) -> str:
    """The rows that a grouped plan can't compute with: their group (`g:x`, as far as it can be told), and for each
    column that may fail `e:x` and `c:x`."""
    tried = [f"{_tried(plan.columns[column])} as {name(MADE + column)}" for column in plan.group_by]
    inner = f"select *, {', '.join(tried)} from ({judged(plan)}) as file where {name(FATE)} is null"
    keys, errors, any_error = [], [], ["false"]
    for column in plan.group_by:
        made = name(MADE + column)
        keys.append(f"{f'({made}).v' if plan.columns[column].parts else made} as {name('g:' + column)}")
    for column in guarded(plan):
        expression, error = plan.computed[column], name("e:" + column)
        if column in plan.group_by:
            failing = f"{name(MADE + column)} is null"
        else:
            failing = " or ".join(f"try({{'v': {part}}}) is null" for part in expression.parts)
        errors.append(f"({failing}) as {error}, {_evidence(expression)} as {name('c:' + column)}")
        any_error.append(error)
    flagged = f"select {', '.join([ROW, LINE, *keys, *errors])} from ({inner}) as file"
    return f"select * from ({flagged}) where {' or '.join(any_error)}"


def mapped_groups(plan: TablePlan, broken: str) -> str:
    """A record a group, in the columns of `mapped_rows`; `~size` are its rows. `broken` holds the rows left out.

    A group that misses such a row is `~tainted`: its sums would be too small, and look right.
    """
    raw = [
        _raw(column, expression.sql, "false", "cast(null as varchar)") for column, expression in plan.columns.items()
    ]
    keys = ", ".join(plan.columns[column].sql for column in plan.group_by)
    groups = (
        f"select min({ROW}) as {ROW}, min({LINE}) as {LINE}, count(*) as {name(SIZE)}, "
        f"{_refused_group(plan)} as {name(REFUSED)}, {', '.join(raw)}, "
        f"cast(null as varchar) as extra from ({judged(plan)}) as file "
        f"where {name(FATE)} is null and {ROW} not in (select {ROW} from {broken}) group by {keys}"
    )
    same = " and ".join(
        f"bad.{name('g:' + column)} is not distinct from made.{name('r:' + column)}" for column in plan.group_by
    )
    return f"select *, exists (select 1 from {broken} as bad where {same}) as {name(TAINTED)} from ({groups}) as made"


def guarded(plan: TablePlan) -> list[str]:
    """What may fail on a row: columns and refusals."""
    return [column for column, expression in plan.computed.items() if expression.parts]


def _raw(column: str, value: str, error: str, evidence: str) -> str:
    return f"{value} as {name('r:' + column)}, {error} as {name('e:' + column)}, {evidence} as {name('c:' + column)}"


def _refused(plan: TablePlan) -> str:
    """The first refusal that holds for a row, or that can't be computed for it."""
    cases = []
    for reason, refusal in plan.refusals.items():
        made = name(f"{MADE}refuse.{reason}")
        holds = f"{made} is null or ({made}).v" if refusal.parts else made
        cases.append(f"when {holds} then {literal(reason)}")
    return f"case {' '.join(cases)} end" if cases else "cast(null as varchar)"


def _refused_group(plan: TablePlan) -> str:
    """The first refusal that holds for a group; rows that it can't be computed with are left out before."""
    cases = [f"when {refusal.sql} then {literal(reason)}" for reason, refusal in plan.refusals.items()]
    return f"case {' '.join(cases)} end" if cases else "cast(null as varchar)"


def _tried(expression: Expression) -> str:
    """A struct tells a value that is NULL from one that couldn't be computed, which is a NULL struct."""
    return f"try({{'v': {expression.sql}}})" if expression.parts else expression.sql


def _evidence(expression: Expression) -> str:
    columns = ", ".join(f"cast({name(column)} as varchar)" for column in sorted(expression.columns))
    return f"concat_ws(' | ', {columns})" if columns else "''"


def _extra(plan: TablePlan) -> str:
    if not plan.extra:
        return "cast(null as varchar)"
    pairs = ", ".join(f"{literal(column)}, {name(column)}" for column in plan.extra)
    # a merge patch leaves out what is null
    return f"nullif(cast(json_merge_patch('{{}}', json_object({pairs})) as varchar), '{{}}')"
