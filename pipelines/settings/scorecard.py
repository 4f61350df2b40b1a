"""A role's scorecard as written in configuration: which KPIs, at which weights, paid by which curve."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(Strict):
    en: str
    ru: str


class Curve(Strict):
    """Payout at the three levels, in %; below the threshold nothing is paid."""

    at_threshold: Decimal = Decimal(50)
    at_target: Decimal = Decimal(100)
    at_stretch: Decimal = Decimal(120)


class ScorecardLine(Strict):
    """One KPI of a role. Weight 0 watches without paying."""

    kpi: str
    weight: Decimal = Field(ge=0, le=100)
    dimension: str = "total"
    member: str = "all"
    curve: Curve = Curve()
    missing: Literal["block", "carry", "neutral"] = "block"


class Scorecard(Strict):
    """The plan of a line's target comes from the `plans` table, by role, KPI, period, dimension and member."""

    role: str
    name: Names
    fixed_share: Decimal = Field(default=Decimal("0.7"), ge=0, le=1)
    lines: list[ScorecardLine] = Field(min_length=1)

    @model_validator(mode="after")
    def _weights_are_a_hundred(self) -> Self:
        paid = [line for line in self.lines if line.weight > 0]
        total = sum((line.weight for line in paid), Decimal(0))
        if total != 100:
            raise ValueError(f"the weights sum to {total}, and must sum to exactly 100")
        if len(paid) > 7:
            raise ValueError(f"{len(paid)} KPIs are paid, and at most 7 may be")
        outside = [line.kpi for line in paid if not 5 <= line.weight <= 50]
        if outside:
            raise ValueError(f"the weights of {', '.join(outside)} are outside 5–50")
        return self
