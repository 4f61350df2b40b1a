"""What was delivered, as plain records."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

NONE = "(none)"


@dataclass(frozen=True)
class Utm:
    """What the tags of a link or a sale say; None where there is none."""

    source: str | None
    medium: str | None
    campaign: str | None

    @property
    def is_given(self) -> bool:
        return any((self.source, self.medium))


@dataclass(frozen=True)
class Visit:
    """`came_from` is the search engine, network or site; `day` is the counter's."""

    id: str
    visitor: str
    started_at: datetime
    day: date
    traffic_source: str
    came_from: str | None
    utm: Utm
    goals: tuple[str, ...]
    bounced: bool
    is_new: bool
    page_views: int
    seconds: int
    is_valid: bool


@dataclass(frozen=True)
class Lead:
    id: str
    created_at: datetime
    day: date
    visitor: str | None
    utm: Utm
    is_spam: bool
    is_qualified: bool | None


@dataclass(frozen=True)
class Order:
    """Amounts as written: `vat_included` says whether VAT is in them."""

    id: str
    customer: str
    ordered_at: datetime
    ordered_on: date
    paid_on: date | None
    status: str
    revenue: Decimal
    cost: Decimal | None
    currency: str
    vat_included: bool
    vat_rate: Decimal | None
    visitor: str | None
    lead: str | None
    utm: Utm


@dataclass(frozen=True)
class Refund:
    """On the order's currency and VAT basis; `cost` is None where the goods were not returned."""

    order: str
    day: date
    amount: Decimal
    cost: Decimal | None


@dataclass(frozen=True)
class Cost:
    first: date
    last: date
    amount: Decimal
    currency: str
    kind: str
    utm: Utm
    impressions: int
    clicks: int
    vat_included: bool
    vat_rate: Decimal | None
