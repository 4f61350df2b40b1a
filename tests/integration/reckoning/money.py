"""Amounts net of VAT in the reporting currency, to four decimals, rounded once and half up."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import yaml

FOURTH, KOPECK = Decimal("0.0001"), Decimal("0.01")


def rounded(value: Decimal | Fraction | int, step: Decimal = KOPECK) -> Decimal:
    """Half up, away from zero, exactly: a fraction never passes through a float."""
    exact = Fraction(value) / Fraction(step)
    whole = (abs(exact) + Fraction(1, 2)).__floor__()
    return (Decimal(whole if exact >= 0 else -whole) * step).quantize(step, ROUND_HALF_UP)


def is_nearest(published: Decimal, exact: Decimal | Fraction, step: Decimal = KOPECK) -> bool:
    """For quotients, which are divided as binary numbers: a tie may be rounded either way."""
    return abs(Fraction(published) - Fraction(exact)) <= Fraction(step) / 2


@dataclass(frozen=True)
class Money:
    """`vat` are the rates by the day they are valid from; `rates` the exchange rates to `currency`."""

    currency: str
    vat: dict[date, Decimal]
    rates: dict[tuple[str, date], Decimal]

    @classmethod
    def of(cls, config: Path, rates: dict[tuple[str, date], Decimal]) -> "Money":
        """As configured, with the exchange rates that were delivered."""
        company = yaml.safe_load((config / "company.yaml").read_text(encoding="utf-8"))
        money = yaml.safe_load((config / "money.yaml").read_text(encoding="utf-8"))
        vat = {entry["valid_from"]: Decimal(str(entry["rate"])) for entry in money["vat_rates"]}
        return cls(company["currency"], vat, rates)

    def net(
        self, amount: Decimal | Fraction, currency: str, day: date, vat_included: bool, vat_rate: Decimal | None
    ) -> Decimal:
        """Of one amount on its day. A rate that is missing is an error: it is never 1."""
        value = Fraction(amount)
        if currency != self.currency:
            value *= Fraction(self.rates[currency, day])
        if vat_included:
            value /= 1 + Fraction(self.vat_on(day) if vat_rate is None else vat_rate)
        return rounded(value, FOURTH)

    def vat_on(self, day: date) -> Decimal:
        return self.vat[max(start for start in self.vat if start <= day)]
