"""All cards of all roles: every month that a role has plan rows for and that has begun."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import duckdb

from connectors.common.errors import Problem
from pipelines.scorecard.facts import Kpi, read_facts, read_kpis
from pipelines.scorecard.line import Inputs, evaluate_line
from pipelines.scorecard.months import Month
from pipelines.scorecard.plans import COMPANY, Plan, Plans, plan_in_force, read_plans
from pipelines.scorecard.records import OPEN, Line, Reason, RoleScorecard
from pipelines.scorecard.season import elapsed_share
from pipelines.scorecard.total import total_of
from pipelines.settings.configuration import Configuration
from pipelines.settings.scorecard import Scorecard, ScorecardLine


def evaluate(
    connection: duckdb.DuckDBPyConnection, configuration: Configuration, *, today: date
) -> list[RoleScorecard]:
    """Cards by role, oldest month first. `today` is the business day. Raises Problem for a KPI that doesn't exist."""
    kpis = read_kpis(connection)
    plans = read_plans(connection)
    cards: list[RoleScorecard] = []
    for scorecard in _by_role(configuration.scorecards.values()):
        _refuse_unknown(scorecard, kpis)
        cards += _cards_of(connection, scorecard, kpis, plans, configuration.company.timezone, today)
    return cards


def _cards_of(
    connection: duckdb.DuckDBPyConnection,
    scorecard: Scorecard,
    kpis: dict[str, Kpi],
    plans: Plans,
    timezone: str,
    today: date,
) -> list[RoleScorecard]:
    months = _months(plans, scorecard.role, today)
    facts = read_facts(connection, {line.kpi for line in scorecard.lines}, map(str, months))
    paid: dict[tuple[Month, tuple[str, str, str]], Decimal | None] = {}
    cards: list[RoleScorecard] = []
    for month in months:
        state = month.state(today)
        elapsed = elapsed_share(connection, month, month.days_passed(today)) if state == OPEN else None
        lines: list[Line] = []
        for setting in scorecard.lines:
            plan, reason = _plan(plans, scorecard.role, month, setting, timezone)
            line = evaluate_line(
                Inputs(
                    setting=setting,
                    kpi=kpis[setting.kpi],
                    plan=plan,
                    plan_reason=reason,
                    fact=facts.get((str(month), *setting.key)),
                    is_open=state == OPEN,
                    elapsed=elapsed,
                    last_payout=paid.get((month.previous, setting.key)),
                )
            )
            paid[month, setting.key] = line.payout
            lines.append(line)
        total = total_of(lines, scorecard.fixed_share)
        cards.append(RoleScorecard(scorecard.role, str(month), state, tuple(lines), total))
    return cards


def _months(plans: Plans, role: str, today: date) -> list[Month]:
    named = (Month.parse(period) for period in plans.periods(role))
    return sorted(month for month in named if month is not None and month.has_begun(today))


def _plan(
    plans: Plans, role: str, month: Month, line: ScorecardLine, timezone: str
) -> tuple[Plan | None, Reason | None]:
    """The role's own plan. What is only watched is shown against the company's where the role has none."""
    versions = plans.of_line(role, str(month), line.key)
    if not versions and not line.weight:
        versions = plans.of_line(COMPANY, str(month), line.key)
    return plan_in_force(versions, month.starts_at(timezone))


def _by_role(scorecards: Iterable[Scorecard]) -> list[Scorecard]:
    by_role: dict[str, Scorecard] = {}
    for scorecard in scorecards:
        if scorecard.role in by_role:
            raise Problem(
                f"the role {scorecard.role} has two scorecards.",
                where="config/scorecards",
                mend="Remove one of the files.",
            )
        by_role[scorecard.role] = scorecard
    return [by_role[role] for role in sorted(by_role)]


def _refuse_unknown(scorecard: Scorecard, kpis: dict[str, Kpi]) -> None:
    unknown = [line.kpi for line in scorecard.lines if line.kpi not in kpis]
    if unknown:
        raise Problem(
            f"there is no KPI {', '.join(unknown)}.",
            where=f"the scorecard of {scorecard.role}",
            mend=f"Use the codes of the catalogue: {', '.join(kpis)}.",
        )
