"""Advertising and marketing costs: by day, channel and campaign, net of VAT."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from reckoning.channels import UNASSIGNED, Channels
from reckoning.delivered import Delivered
from reckoning.money import Money
from reckoning.periods import month_of
from reckoning.records import NONE, Cost


@dataclass(frozen=True)
class Spent:
    """A day's part of a cost. Clicks and impressions stand on the first day, for they can't be divided."""

    day: date
    channel: str
    campaign: str
    net: Decimal
    is_media: bool
    clicks: int
    impressions: int


def spent(delivered: Delivered, money: Money, channels: Channels) -> list[Spent]:
    """Every cost, day by day in equal parts."""
    return [part for cost in delivered.costs for part in _parts(cost, money, channels)]


def _parts(cost: Cost, money: Money, channels: Channels) -> list[Spent]:
    days = [cost.first + timedelta(days=step) for step in range((cost.last - cost.first).days + 1)]
    part = Fraction(cost.amount) / len(days)
    return [
        Spent(
            day,
            channels.of_utm(cost.utm),
            cost.utm.campaign or NONE,
            money.net(part, cost.currency, day, cost.vat_included, cost.vat_rate),
            cost.kind == "media",
            cost.clicks if day == cost.first else 0,
            cost.impressions if day == cost.first else 0,
        )
        for day in days
    ]


def marketing_cost(parts: list[Spent]) -> dict[tuple[date, str], Fraction]:
    """By month and channel, exactly: what isn't media is spread by the month's share of ad spend, else unassigned."""
    media: dict[date, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    other: dict[date, Fraction] = defaultdict(Fraction)
    for part in parts:
        if part.is_media:
            media[month_of(part.day)][part.channel] += Fraction(part.net)
        else:
            other[month_of(part.day)] += Fraction(part.net)
    whole: dict[tuple[date, str], Fraction] = defaultdict(Fraction)
    for month in media.keys() | other.keys():
        total = sum(media[month].values(), Fraction(0))
        for channel, spend in media[month].items():
            whole[month, channel] += spend + (other[month] * spend / total if total else 0)
        if not total:
            whole[month, UNASSIGNED] += other[month]
    return dict(whole)
