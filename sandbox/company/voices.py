"""What people say and follow: reviews, and followers of the company's social accounts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sandbox.company.crowds import headcount
from sandbox.company.draws import Choice, Dice
from sandbox.company.kinds import Kind

REVIEW_SITES = ("yandex_market", "otzovik", "site")
_REVIEWS_RATE = 80
_SITE = Choice((55, 20, 25))
_RATING = Choice((5, 4, 8, 22, 61))
_TEXTS = (
    ("Пришёл с вмятиной, поддержка молчит.", "Чай без аромата, вернул."),
    ("Долго везли, коробка мятая.", "Крышка болтается."),
    ("Нормально за свои деньги.", "Обычный чайник."),
    ("Хороший магазин, доставка вовремя.", "Красивая посуда."),
    ("Отличный самовар, спасибо!", "Чай прекрасный, беру третий раз.", "Подарок понравился."),
)
_ACCOUNTS = (
    ("vk", "samovar_co", 18_400, 14),
    ("telegram", "samovar_tea", 9_200, 11),
    ("dzen", "samovar_blog", 4_100, 4),
)
_SINCE = 19_723  # 2024-01-01
_GAP_BLOCK, _GAP_DAYS = 120, 4


@dataclass(frozen=True)
class Review:
    """One review."""

    source: str
    review_id: str
    day: int
    rating: int
    text: str


@dataclass(frozen=True)
class Followers:
    """A daily snapshot."""

    network: str
    account: str
    day: int
    followers: int


def reviews(dice: Dice, size: int, first: int, last: int) -> Iterator[Review]:
    """Reviews written on the days from `first` to `last`."""
    days = np.arange(first, last + 1, dtype=np.int64)
    counts = headcount(dice, size, Kind.SHOPPER, _REVIEWS_RATE, days)
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        keys = np.arange(count, dtype=np.uint64) + np.uint64(day << 24)
        sites = dice.pick("review site", keys, _SITE)
        ratings = dice.pick("rating", keys, _RATING)
        words = dice.below("review text", keys, 6)
        for number, (site, rating, word) in enumerate(zip(sites, ratings, words, strict=True), start=1):
            text = _TEXTS[rating][word % len(_TEXTS[rating])]
            yield Review(REVIEW_SITES[site], f"{day}-{number:03d}", day, int(rating) + 1, text)


def followers(dice: Dice, first: int, last: int) -> Iterator[Followers]:
    """Snapshots of the days from `first` to `last`; each account misses a few days three times a year."""
    for number, (network, account, start, growth) in enumerate(_ACCOUNTS):
        for day in range(first, last + 1):
            block, place = divmod(day, _GAP_BLOCK)
            key = np.array([block * 8 + number], dtype=np.uint64)
            gap = int(dice.below("gap", key, _GAP_BLOCK - _GAP_DAYS)[0])
            if not gap <= place < gap + _GAP_DAYS:
                luck = int(dice.below("followers", np.array([day * 8 + number], dtype=np.uint64), 4 * growth)[0])
                yield Followers(network, account, day, max(0, start + growth * (day - _SINCE)) + luck)
