"""An agency's reports of the market: an edition a quarter, which also restates the quarter before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from sandbox.company.draws import Dice
from sandbox.company.surveys import BRANDS

PROVIDER = "Панель-Розница"
_SEGMENTS = {"Чайники": 900_000, "Чай": 1_700_000, "Посуда": 1_200_000}  # thousands of roubles a quarter
_UNIT_PRICE = {"Чайники": 3, "Чай": 1, "Посуда": 2}  # thousands of roubles a piece
_SHARES = (90, 160, 120, 70)  # per mille of each brand
_SEASON = (100, 85, 90, 125)
_PUBLISHED = ((4, 24), (7, 24), (10, 24), (1, 24))


@dataclass(frozen=True)
class Report:
    """One row of an edition; `value` is in thousands of roubles, `volume` in thousands of pieces."""

    edition: str
    period: str
    segment: str
    brand: str
    unit: str
    own_sales: int
    market_size: int
    published_at: datetime


def editions(first: date, today: date) -> list[tuple[int, int, datetime]]:
    """(year, quarter, moment of publication) of those published from `first` until today."""
    found = []
    for year in range(first.year - 1, today.year + 1):
        for quarter, (month, day) in enumerate(_PUBLISHED, start=1):
            published = datetime(year + (quarter == 4), month, day, 12)
            if first <= published.date() < today:
                found.append((year, quarter, published))
    return found


def reports(dice: Dice, year: int, quarter: int, published: datetime) -> Iterator[Report]:
    """The rows of an edition: the quarter before, restated, and the quarter itself."""
    edition = f"{year}-Q{quarter}"
    before = (year - 1, 4) if quarter == 1 else (year, quarter - 1)
    for restated, (of_year, of_quarter) in ((1, before), (0, (year, quarter))):
        for number, (segment, size) in enumerate(_SEGMENTS.items()):
            quarters = of_year * 4 + of_quarter
            market = size * _SEASON[of_quarter - 1] // 100 * (1000 + 15 * (quarters - 2026 * 4)) // 1000
            for brand, name in enumerate(BRANDS):
                key = np.array([quarters * 64 + number * 8 + brand], dtype=np.uint64)
                own_growth = 2 * (quarters - 2026 * 4) if brand == 0 else 0
                share = _SHARES[brand] + own_growth + int(dice.between("market share", key, -8, 8)[0])
                share += int(dice.between("restated", key, -2, 2)[0]) if restated else 0
                for unit, divisor in (("value", 1), ("volume", _UNIT_PRICE[segment])):
                    own, whole = market * share // 1000 // divisor, market // divisor
                    yield Report(edition, f"{of_year}-Q{of_quarter}", segment, name, unit, own, whole, published)
