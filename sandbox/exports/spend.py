"""What a company spent on ads, day by day: the truth that exports of ad systems are written from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Spend:
    """A campaign's day."""

    day: date
    campaign_id: str
    campaign: str
    impressions: int
    clicks: int
    cost: Decimal


@dataclass(frozen=True)
class Sums:
    """What a footer says of the rows above it."""

    impressions: int
    clicks: int
    cost: Decimal


# names as people give them: a delimiter, quotes, and a word that begins like a footer's
CAMPAIGNS = (
    ("70110001", "Чайники; поиск"),
    ("70110002", 'Самовары "Тула" РСЯ'),
    ("70110003", "Итоговая распродажа"),
)


def spends(first: date = date(2026, 10, 1), days: int = 5, scale: int = 1) -> tuple[Spend, ...]:
    """The campaigns over some days, with an idle day of the last campaign. `scale` changes the amounts."""
    made = []
    for number in range(days):
        for place, (campaign_id, campaign) in enumerate(CAMPAIGNS):
            idle = place == 2 and number == 1
            clicks = 0 if idle else scale * (37 + 11 * number + 5 * place)
            cost = Decimal(clicks) * Decimal("31.07") + Decimal(place) * scale / 10 if clicks else Decimal(0)
            impressions = scale * (1180 + 97 * number + 31 * place)
            made.append(Spend(first + timedelta(number), campaign_id, campaign, impressions, clicks, round(cost, 2)))
    return tuple(made)


def sums(rows: Iterable[Spend]) -> Sums:
    """Added up."""
    rows = tuple(rows)
    return Sums(
        sum(row.impressions for row in rows),
        sum(row.clicks for row in rows),
        sum((row.cost for row in rows), Decimal(0)),
    )
