"""VAT, and the rates of foreign currencies: numbers that keep every amount exact at four decimals."""

from datetime import date

import numpy as np

from sandbox.company.calendar import number
from sandbox.company.draws import Dice, Ints

VAT_CHANGED = number(date(2026, 1, 1))
CURRENCIES = {"EUR": 9_800, "USD": 8_400}  # kopecks, around which a currency moves
_WAVE_DAYS, _WAVE = 420, 700


def vat_per_cent(days: Ints) -> Ints:
    """Russian VAT of a day: 20 % before 2026, 22 % since."""
    return np.where(days < VAT_CHANGED, 20, 22)


def exchange_rates(dice: Dice, currency: str, days: Ints) -> Ints:
    """Kopecks for a unit of the currency, a rate for every day: a slow wave and daily noise."""
    middle = CURRENCIES[currency]
    phase = (days + middle) % _WAVE_DAYS
    wave = np.abs(2 * phase - _WAVE_DAYS) * _WAVE // _WAVE_DAYS - _WAVE // 2
    noise = dice.between(f"rate of {currency}", days.astype(np.uint64), -60, 60)
    return middle + wave + noise
