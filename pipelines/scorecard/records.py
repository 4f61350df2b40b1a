"""What a scorecard is made of, as computed: numbers are exact, but for scores, which are booked at two decimals."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

OK = "ok"
NO_PLAN = "no_plan"
NO_DATA = "no_data"

OPEN = "open"
PROVISIONAL = "provisional"


class Reason(StrEnum):
    """Why a line isn't simply its fact on its curve. Published as a code; pages say it in words."""

    PLAN_MISSING = "plan_missing"
    PLAN_NOT_APPROVED = "plan_not_approved"
    PLAN_APPROVED_LATE = "plan_approved_late"
    PLAN_AMBIGUOUS = "plan_ambiguous"
    LEVELS_MISSING = "levels_missing"
    LEVELS_DISORDERED = "levels_disordered"
    LATE_VERSION_IGNORED = "late_version_ignored"
    FACT_NOT_FINAL = "fact_not_final"
    CARRIED = "carried"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Line:
    """One KPI of a card. Levels and fact are in the KPI's unit; attainment, payout and pace in %; score in points."""

    kpi_code: str
    dimension: str
    member: str
    weight: Decimal
    threshold: Decimal | None
    target: Decimal | None
    stretch: Decimal | None
    fact: Decimal | None
    attainment: Decimal | None
    payout: Decimal | None
    score: Decimal | None
    pace: Decimal | None
    status: str
    reason: Reason | None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it one line of its card."""
        return self.kpi_code, self.dimension, self.member

    @property
    def is_paid(self) -> bool:
        """Whether it has a weight."""
        return self.weight > 0


@dataclass(frozen=True)
class Total:
    """Payout in % of the variable share; `bonus_share` is what part of the whole pay that makes. NULL when blocked."""

    payout: Decimal | None
    fixed_share: Decimal
    variable_share: Decimal
    bonus_share: Decimal | None
    status: str


@dataclass(frozen=True)
class RoleScorecard:
    """A role's card for one month, lines in the configuration's order."""

    role: str
    period: str
    state: str
    lines: tuple[Line, ...]
    total: Total
