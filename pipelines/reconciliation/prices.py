"""At which scale the amounts of the logs come: the documentation leaves it open, the reports tell it."""

from datetime import date
from decimal import Decimal

from connectors.yandex_metrica.fields.money import divisor_that_fits, divisors
from pipelines.reconciliation.line import By
from pipelines.reconciliation.sides import Sides


def price_sentences(sides: Sides, goal_days: set[date], revenue_days: set[date]) -> list[str]:
    """A sentence for each amount whose divisor is another one than the reports say; a sum of 0 tells nothing."""
    days = goal_days - sides.lacking("goals_price", "goalsPrice")
    known = {goal for _, goal in sides.goals.values["revenue"]}
    prices = {key: price for key, price in sides.logs.goal_prices.items() if key[1] in known}
    sentences = [
        _sentence(sides, "goals_price", _sum(prices, days), _sum(sides.goals.values["revenue"], days)),
        _sentence(
            sides,
            "purchase_revenue",
            _sum(sides.logs.revenue, revenue_days),
            _sum(sides.traffic.values["revenue"], revenue_days),
        ),
    ]
    return [sentence for sentence in sentences if sentence]


def _sentence(sides: Sides, column: str, raw: Decimal, reported: Decimal) -> str | None:
    configured = divisors(sides.settings.money_divisors)[column]
    fits = divisor_that_fits(raw, reported)
    if fits is None or fits == configured:
        return None
    return (
        f"{column} of the logs divided by {fits} is what the report says, and it is divided by {configured}: "
        f"write `money_divisors: {{{column}: {fits}}}` into the source's settings."
    )


def _sum(values: By, days: set[date]) -> Decimal:
    return sum((Decimal(str(value)) for (day, _), value in values.items() if day in days), Decimal(0))
