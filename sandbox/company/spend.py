"""What advertising costs, day by day, from the clicks of each lane."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sandbox.company.calendar import months_since_1970, price_index
from sandbox.company.draws import Dice, Ints
from sandbox.company.lanes import LANES, Lane
from sandbox.company.money import vat_per_cent


@dataclass(frozen=True)
class Price:
    """Of a click, net, in kopecks of January 2024 (or in cents), and clicks per 10 000 impressions."""

    click: int
    clicks_per_10k: int
    vat_included: bool = False
    currency: str = "RUB"


PRICES = {
    "yandex_search": Price(1_750, 620, vat_included=True),
    "yandex_display": Price(560, 62, vat_included=True),
    "market_ads": Price(1_250, 310, vat_included=True),
    "vk_ads": Price(880, 95),
    "telegram_ads": Price(1_300, 70),
    "google_ads": Price(17, 480, currency="EUR"),
    "video_ads": Price(760, 34),
    "classifieds": Price(620, 140),
    "partners": Price(980, 250),
    "sms": Price(4_200, 900),
}


@dataclass(frozen=True)
class Cost:
    """One row of costs. `amount` in hundredths of the currency, as invoiced; a range has a `last` day."""

    day: int
    last: int | None
    source: str
    medium: str | None
    campaign: str | None
    cost_type: str
    amount: int
    currency: str
    vat_included: bool
    impressions: int | None = None
    clicks: int | None = None
    channel: str | None = None

    @property
    def days(self) -> int:
        """Days that the cost is spread over; it divides evenly."""
        return 1 if self.last is None else self.last - self.day + 1


def media_costs(dice: Dice, day: int, visits: Ints) -> Iterator[Cost]:
    """What advertising cost on a day; a few clicks never become a visit."""
    index = int(price_index(months_since_1970(np.array([day])))[0])
    vat = int(vat_per_cent(np.array([day]))[0])
    for lane in LANES:
        price = PRICES.get(lane.way.code)
        if price is not None and visits[lane.number]:
            yield _media_cost(dice, day, lane, price, int(visits[lane.number]), index, vat)


def _media_cost(dice: Dice, day: int, lane: Lane, price: Price, visits: int, index: int, vat: int) -> Cost:
    assert lane.way.utm is not None
    key = np.array([day * 1000 + lane.number], dtype=np.uint64)
    lost, noise, seen = (
        int(dice.between(name, key, 0, 200)[0]) for name in ("lost clicks", "click price", "impressions")
    )
    clicks = visits + visits * (20 + lost // 2) // 1000 + (lost > 100)
    cents = clicks * price.click * (900 + noise) // 1000
    if price.currency == "RUB":
        roubles = max(1, cents * index // 100_000)  # whole roubles net, so that VAT is exact
        cents = roubles * (100 + vat) if price.vat_included else roubles * 100
    return Cost(
        day=day,
        last=None,
        source=lane.way.utm[0],
        medium=lane.way.utm[1],
        campaign=lane.campaign,
        cost_type="media",
        amount=cents,
        currency=price.currency,
        vat_included=price.vat_included,
        impressions=clicks * 10_000 * (900 + seen) // (price.clicks_per_10k * 1000),
        clicks=clicks,
        channel=lane.way.channel,
    )
