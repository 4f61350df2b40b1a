"""A role's scorecard as written in configuration: which KPIs, at which weights, paid by which curve."""

from collections import Counter
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST_PAID = 7
LIGHTEST, HEAVIEST = 5, 50

# Roles become folders and file names, KPI codes are names of models.
Code = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
# The published columns have two decimals: a weight that had more would not be the weight that was paid by.
Weight = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]
Payout = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]


class Strict(BaseModel):
    """A misspelt key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(Strict):
    """What people read, in both languages."""

    en: str
    ru: str


class Curve(Strict):
    """Payout at the three levels, in %; below the threshold nothing is paid, above the stretch nothing more."""

    at_threshold: Payout = Decimal(50)
    at_target: Payout = Decimal(100)
    at_stretch: Payout = Decimal(120)

    @model_validator(mode="after")
    def _more_is_never_less(self) -> Self:
        if not self.at_threshold <= self.at_target <= self.at_stretch:
            raise ValueError("the curve must not fall: at_threshold ≤ at_target ≤ at_stretch")
        return self


class ScorecardLine(Strict):
    """One KPI of a role. Weight 0 watches without paying.

    `missing` says what is paid when the KPI has no value: nothing at all until somebody decides (block), the month
    before's payout (carry), or 100 (neutral). `accumulates`: the fact grows through the period towards the target;
    absent, money and counts that aren't ratios do.
    """

    kpi: Code
    weight: Weight
    dimension: str = "total"
    member: str = "all"
    curve: Curve = Curve()
    missing: Literal["block", "carry", "neutral"] = "block"
    accumulates: bool | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it one line of its card."""
        return self.kpi, self.dimension, self.member


class Scorecard(Strict):
    """The plan of a line's target comes from the `plans` table, by role, KPI, period, dimension and member."""

    role: Code
    name: Names
    fixed_share: Share = Decimal("0.7")
    lines: list[ScorecardLine] = Field(min_length=1)

    @model_validator(mode="after")
    def _a_line_stands_once(self) -> Self:
        twice = [" ".join(key) for key, times in Counter(line.key for line in self.lines).items() if times > 1]
        if twice:
            raise ValueError(f"{', '.join(twice)} stands more than once")
        return self

    @model_validator(mode="after")
    def _weights_are_a_hundred(self) -> Self:
        paid = [line for line in self.lines if line.weight > 0]
        total = sum((line.weight for line in paid), Decimal(0))
        if total != 100:
            raise ValueError(f"the weights sum to {total}, and must sum to exactly 100")
        if len(paid) > MOST_PAID:
            raise ValueError(f"{len(paid)} KPIs are paid, and at most {MOST_PAID} may be")
        outside = [line.kpi for line in paid if not LIGHTEST <= line.weight <= HEAVIEST]
        if outside:
            raise ValueError(f"the weights of {', '.join(outside)} are outside {LIGHTEST}–{HEAVIEST}")
        return self
