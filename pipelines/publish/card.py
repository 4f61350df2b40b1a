"""A scorecard as people read it: a role's month with the names and formulas of its KPIs and the main one's trend."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pipelines.publish.language import Text
from pipelines.scorecard.months import Month
from pipelines.scorecard.records import OPEN
from pipelines.settings.scorecard import Curve


@dataclass(frozen=True)
class CardLine:
    """A line with its KPI's names. Levels and fact in the KPI's unit; attainment, payout and pace in %.

    `confidence` is the fact's mark, as in `marts.kpi_values`.
    """

    kpi_code: str
    name: Text
    formula: Text
    source: str
    unit: str
    direction: str
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
    reason: str | None
    is_paid: bool
    numerator: Decimal | None
    denominator: Decimal | None
    confidence: str | None = None

    @property
    def is_stale(self) -> bool:
        """Whether a source that it is made from lacks the last days of the month."""
        return self.confidence == "stale"

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it one line of its card."""
        return self.kpi_code, self.dimension, self.member


@dataclass(frozen=True)
class CardTotal:
    """As in `marts.scorecard_totals`."""

    payout: Decimal | None
    fixed_share: Decimal
    variable_share: Decimal
    bonus_share: Decimal | None
    status: str


@dataclass(frozen=True)
class TrendPoint:
    """A month of the main KPI."""

    month: Month
    fact: Decimal | None
    target: Decimal | None


@dataclass(frozen=True)
class Feed:
    """A row of `marts.data_freshness`: until which day a source's stream reaches, and from and until which it should;
    how many days it lacks in between, the first and the last of them.

    Nothing is due of files, which come when somebody exports them.
    """

    source: str
    stream: str
    covered_to: date | None
    last_loaded_at: datetime | None
    due_from: date | None = None
    due_to: date | None = None
    status: str = "ok"
    missing_days: int = 0
    missing_from: date | None = None
    missing_to: date | None = None

    @property
    def is_stale(self) -> bool:
        """Whether days are missing: at its end, in between, or all of them."""
        return self.status != "ok"

    def is_stale_in(self, month: Month) -> bool:
        """Whether it should reach further into a month than it does, or the month lies among days that are missing."""
        first, last = self.missing_from, self.missing_to
        if first is not None and last is not None and first <= month.last_day and month.first_day <= last:
            return True
        if not self.is_stale or self.due_from is None or self.due_to is None or month.first_day > self.due_to:
            return False
        if self.covered_to is None:
            return month.last_day >= self.due_from
        return self.covered_to < min(month.last_day, self.due_to)


@dataclass(frozen=True)
class Card:
    """One role's month. The first line is the main KPI, whose trend is shown. `as_of` is when the KPIs were computed:
    a day, or a naive moment in UTC. `curve` is None where paid lines have different ones."""

    company: Text
    currency: str
    timezone: str
    role: str
    role_name: Text
    month: Month
    state: str
    lines: tuple[CardLine, ...]
    total: CardTotal
    curve: Curve | None
    trend: tuple[TrendPoint, ...]
    feeds: tuple[Feed, ...]
    as_of: date | datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the month still runs."""
        return self.state == OPEN

    @property
    def stale_feeds(self) -> tuple[Feed, ...]:
        """Those that should reach further into the month than they do."""
        return tuple(feed for feed in self.feeds if feed.is_stale_in(self.month))
