"""One line of a card: the fact on its curve, or why there is no payout."""

from dataclasses import dataclass
from decimal import Decimal

from pipelines.scorecard.attainment import accumulates, attainment, pace
from pipelines.scorecard.facts import NOTHING_KNOWN, Fact, Kpi
from pipelines.scorecard.payout import HUNDRED, Levels, half_up, levels_of, payout
from pipelines.scorecard.plans import Plan
from pipelines.scorecard.records import NO_DATA, NO_PLAN, OK, Line, Reason
from pipelines.settings.scorecard import ScorecardLine


@dataclass(frozen=True)
class Inputs:
    """All that a line is computed from.

    `elapsed` is the season's elapsed share of an open month; `last_payout` is what the same line paid a month before.
    """

    setting: ScorecardLine
    kpi: Kpi
    plan: Plan | None
    plan_reason: Reason | None
    fact: Fact | None
    is_open: bool
    elapsed: Decimal | None
    last_payout: Decimal | None


def evaluate_line(given: Inputs) -> Line:
    """Plan first, then fact: a line without a plan isn't paid under any policy."""
    fact = given.fact or NOTHING_KNOWN
    plan = given.plan
    levels = plan and levels_of(
        plan.target, plan.threshold, plan.stretch, direction=given.kpi.direction, unit=given.kpi.unit
    )
    if plan is None or not isinstance(levels, Levels):
        return _line(given, fact, status=NO_PLAN, reason=levels if isinstance(levels, Reason) else given.plan_reason)
    if fact.value is not None and fact.counts(is_open=given.is_open):
        paid = payout(fact.value, levels, given.setting.curve)
        return _line(given, fact, levels, paid=paid, status=fact.status, reason=given.plan_reason)
    paid_anyway, reason = _missing(given, fact)
    status = NO_DATA if fact.status == OK else fact.status
    return _line(given, fact, levels, paid=paid_anyway, status=status, reason=reason or given.plan_reason)


def _missing(given: Inputs, fact: Fact) -> tuple[Decimal | None, Reason | None]:
    """What the line's policy pays for a value that isn't there. Weights stay as they are under each."""
    policy = given.setting.missing
    if policy == "neutral":
        return HUNDRED, Reason.NEUTRAL
    if policy == "carry" and given.last_payout is not None:
        return given.last_payout, Reason.CARRIED
    return None, Reason.FACT_NOT_FINAL if fact.value is not None else None


def _line(
    given: Inputs,
    fact: Fact,
    levels: Levels | None = None,
    *,
    paid: Decimal | None = None,
    status: str,
    reason: Reason | None,
) -> Line:
    plan, setting, kpi = given.plan, given.setting, given.kpi
    shown = levels or plan  # a plan whose levels can't be used is shown as it was written
    attained = attainment(fact.value, plan.target, kpi.unit) if plan and fact.value is not None else None
    return Line(
        kpi_code=setting.kpi,
        dimension=setting.dimension,
        member=setting.member,
        weight=setting.weight,
        threshold=shown.threshold if shown else None,
        target=shown.target if shown else None,
        stretch=shown.stretch if shown else None,
        fact=fact.value,
        attainment=attained,
        payout=paid,
        score=None if paid is None else half_up(setting.weight * paid / HUNDRED),
        pace=_pace(given, fact),
        status=status,
        reason=reason,
    )


def _pace(given: Inputs, fact: Fact) -> Decimal | None:
    grows = given.setting.accumulates
    if grows is None:
        grows = accumulates(given.kpi.unit, fact.is_ratio)
    if not grows or given.plan is None or fact.value is None:
        return None
    return pace(fact.value, given.plan.target, given.elapsed)
