"""Which ways each audience takes: newcomers, those who come back, look-alikes and robots."""

from collections.abc import Mapping

import numpy as np

from sandbox.company.draws import Choice, Dice, Ints, Words
from sandbox.company.kinds import Kind
from sandbox.company.lanes import LANES
from sandbox.company.ways import WAYS

Weights = Mapping[str, float]

NEWCOMERS: Weights = {
    "direct": 11, "yandex": 25, "google": 9, "yandex_search": 13, "yandex_display": 8, "vk_ads": 6, "telegram_ads": 2,
    "google_ads": 3, "market_ads": 3, "video_ads": 1.5, "classifieds": 2, "untagged": 1.2, "partners": 2, "email": 0.5,
    "sms": 0.2, "qr": 0.4, "vk": 3.5, "ok": 0.8, "telegram": 3, "whatsapp": 0.7, "sites": 4, "market": 1.5, "dzen": 2.2,
    "internal": 0.3,
}  # fmt: skip
BUYERS: Weights = {
    "direct": 10, "yandex": 27, "google": 9, "yandex_search": 22, "yandex_display": 3.5, "vk_ads": 5, "telegram_ads": 2,
    "google_ads": 3, "market_ads": 5, "video_ads": 0.6, "classifieds": 1.2, "untagged": 1.2, "partners": 3.2,
    "email": 0.5, "qr": 0.6, "vk": 2.5, "ok": 0.5, "telegram": 2.6, "whatsapp": 0.4, "sites": 3.5, "market": 2,
    "dzen": 0.8,
}  # fmt: skip
RETURNING: Weights = {
    "direct": 42, "yandex": 16, "google": 4, "yandex_search": 4, "yandex_display": 9, "vk_ads": 4, "email": 9, "vk": 3,
    "telegram": 4, "dzen": 1, "sites": 1, "internal": 1,
}  # fmt: skip
CUSTOMERS: Weights = {
    "direct": 34, "yandex": 12, "google": 3, "yandex_search": 8, "yandex_display": 4, "vk_ads": 3, "email": 22,
    "sms": 3, "qr": 2, "vk": 3, "telegram": 5, "market_ads": 1,
}  # fmt: skip
SEARCH_AND_DIRECT: Weights = {"direct": 50, "yandex": 30, "google": 12, "email": 8}

AUDIENCES: dict[Kind, Weights] = {
    Kind.LOOKER: NEWCOMERS,
    Kind.SHOPPER: BUYERS,
    Kind.ENQUIRER: BUYERS,
    Kind.OFFICE: SEARCH_AND_DIRECT,
    Kind.PRICE_WATCHER: {"direct": 80, "market": 12, "yandex": 8},
    Kind.PRIVATE: {"direct": 45, "google": 25, "yandex": 20, "sites": 10},
    Kind.IMPATIENT: {"telegram": 60, "whatsapp": 25, "vk": 15},
    Kind.KIOSK: {"direct": 100},
    Kind.UPTIME_MONITOR: {"direct": 100},
    Kind.DATACENTRE_SCRAPER: {"direct": 70, "yandex": 20, "google": 10},
    Kind.CLICK_FRAUD: {"yandex_search": 30, "yandex_display": 35, "classifieds": 14, "vk_ads": 11, "untagged": 10},
    Kind.REFERRER_SPAM: {"spam_sites": 100},
    Kind.HEADLESS_BROWSER: {"direct": 60, "google": 25, "sites": 15},
    Kind.FORM_SPAMMER: {"direct": 55, "google": 20, "sites": 15, "yandex_display": 10},
    Kind.BEHAVIOUR_WARMER: {"yandex": 65, "direct": 35},
    Kind.SEO_CRAWLER: {"direct": 75, "google": 25},
    Kind.PRICE_SCRAPER: {"direct": 90, "market": 10},
    Kind.DISPLAY_FARM: {"yandex_display": 45, "video_ads": 25, "classifieds": 15, "telegram_ads": 15},
    Kind.CALLER: {"direct": 40, "yandex_search": 25, "qr": 10, "yandex": 15, "vk_ads": 10},
    Kind.WALK_IN: {"direct": 80, "qr": 20},
}
_SAME_WAY_AGAIN = 0.15
_KNOWN_WAYS = {way.code for way in WAYS}


def _by_month(weights: Weights) -> Choice:
    """A table of lanes: a row for each calendar month, where campaigns out of season weigh nothing."""
    assert set(weights) <= _KNOWN_WAYS, set(weights) - _KNOWN_WAYS
    return Choice(*(_lane_weights(weights, month) for month in range(1, 13)))


def _lane_weights(weights: Weights, month: int) -> list[float]:
    active = [lane.weight if not lane.months or month in lane.months else 0 for lane in LANES]
    totals: dict[str, int] = {}
    for lane, weight in zip(LANES, active, strict=True):
        totals[lane.way.code] = totals.get(lane.way.code, 0) + weight
    return [
        weights.get(lane.way.code, 0) * weight / totals[lane.way.code] if totals[lane.way.code] else 0.0
        for lane, weight in zip(LANES, active, strict=True)
    ]


FIRST = {kind: _by_month(weights) for kind, weights in AUDIENCES.items()}
AGAIN = {Kind.LOOKER: _by_month(RETURNING), Kind.SHOPPER: _by_month(CUSTOMERS), Kind.ENQUIRER: _by_month(RETURNING)}


def first_lane(dice: Dice, kind: Kind, people: Words, month: int | Ints) -> Ints:
    """The lane of a person's first visit; `month` counts from 0."""
    return dice.pick("lane", people, FIRST[kind], month)


def next_lane(dice: Dice, kind: Kind, first: Ints, visits: Words, month: int | Ints) -> Ints:
    """The lane of a later visit: another one as a rule, the first one now and then."""
    other = dice.pick("next lane", visits, AGAIN[kind], month)
    again = dice.happens("same lane", visits, _SAME_WAY_AGAIN)
    return np.where(again, first, other)
