"""How a property's answers differ from the plain truth: each trait is off until a property switches it on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Restriction = Literal["COST_DATA", "REVENUE_DATA"]


@dataclass(frozen=True)
class Truncation:
    """A reason for which data is cut: `kind` is the end of the enum's name, such as PROPERTY or GOOGLE_ADS."""

    kind: str
    message: str = ""
    before: date | None = None


@dataclass(frozen=True)
class Behaviour:
    """`restates`: young days lack late events and some sources (see `restatement`). `threshold_users`: rows of fewer
    users are withheld. `other_rows`: so many combinations of dimensions are kept apart, the rest is `(other)`.
    `sample_rate`: the share of events that a report says it read. `restricted`: what the caller's role hides.
    `collapses`: the share of sessions that dimensional reports of a day still hold; totals stay whole.
    `empty_reason`: no report has rows. `disagrees`: names that `runReport` refuses though `checkCompatibility` doesn't.
    """

    restates: bool = False
    threshold_users: int = 0
    other_rows: int | None = None
    sample_rate: float | None = None
    truncations: tuple[Truncation, ...] = ()
    restricted: frozenset[Restriction] = frozenset()
    collapses: Mapping[date, float] = field(default_factory=dict)
    empty_reason: str | None = None
    disagrees: frozenset[str] = frozenset()
