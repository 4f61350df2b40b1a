"""At which scale the amounts of the logs come: the documentation leaves it open, the reports tell it."""

from collections.abc import Iterable
from decimal import Decimal

from connectors.yandex_metrica.fields.money import divisor_that_fits, divisors
from pipelines.reconciliation.line import By, Comparison, Key
from pipelines.reconciliation.sides import Sides


def price_sentences(sides: Sides, goals: Comparison, purchases: Comparison) -> list[str]:
    """A sentence for each amount whose divisor is another one than the reports say; a sum of 0 tells nothing."""
    days = goals.sure - sides.lacking("goals_price", "goalsPrice")
    prices, reported = sides.logs.goal_prices, sides.goals.values["revenue"]
    of_goals = [key for key in prices.keys() & reported.keys() if key[0] in days]
    revenue, told = sides.logs.revenue, sides.traffic.values["revenue"]
    of_sources = [key for line in purchases.lines if (key := (line.day, line.member)) in revenue.keys() & told.keys()]
    sentences = [
        _sentence(sides, "goals_price", _sum(prices, of_goals), _sum(reported, of_goals)),
        _sentence(sides, "purchase_revenue", _sum(revenue, of_sources), _sum(told, of_sources)),
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


def _sum(values: By, keys: Iterable[Key]) -> Decimal:
    return sum((Decimal(str(values[key])) for key in keys), Decimal(0))
