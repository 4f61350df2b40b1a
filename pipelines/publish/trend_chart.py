"""The main KPI over 13 months: a column per month, and its plan as a mark across it."""

from decimal import Decimal
from math import ceil
from typing import Any

from pipelines.publish.card import Card
from pipelines.publish.charts import Spec, Wording, along, at, chart, layer, words
from pipelines.publish.language import Text
from pipelines.publish.numbers import compact, in_both
from pipelines.publish.palette import ACCENT, INK, LINE, MUTED, PAPER, SOFT
from pipelines.publish.words import short_month

PLOT, TOP, CAPTIONS, GUTTER = 220, 8, 40, 62
STEPS = 4
ROOM = 26  # what a month's name needs; where there is less, every second one is written
NO_WORDS = Text(ru="", en="")


def trend_spec(card: Card, wording: Wording, width: int) -> Spec:
    """The card's own month is the dark column."""
    column = (width - GUTTER) / len(card.trend)
    months = _months(card, wording, every=1 if column >= ROOM else 2)
    facts = [row for row in months if row["fact"] is not None]
    plans = [row for row in months if row["plan"] is not None]
    ticks = round_ticks([row["fact"] for row in facts] + [row["plan"] for row in plans])
    lines = [
        {"tick": tick, "text": wording(in_both(compact, Decimal(repr(tick)), card.lines[0].unit, card.currency))}
        for tick in ticks
    ]
    x = along("place", (-0.5, len(months) - 0.5), (GUTTER, width))

    def y(field: str) -> Spec:
        return along(field, (ticks[0], ticks[-1]), (TOP + PLOT, TOP))

    small = {"fontSize": 11, "color": MUTED.light}
    colour = {"condition": {"test": "datum.now", "value": ACCENT.light}, "value": SOFT.light}
    plan = {"orient": "horizontal", "width": column * 0.84}
    layers = [
        layer(lines, "rule", {"color": LINE.light}, x=at(GUTTER), x2=at(width), y=y("tick")),
        layer(
            lines,
            "text",
            {"align": "right", "baseline": "middle", **small},
            x=at(GUTTER - 8),
            y=y("tick"),
            text=words("text"),
        ),
        layer(facts, "bar", {"width": column * 0.62}, x=x, y=y("fact"), y2={"datum": 0}, color=colour),
        layer(
            plans, "tick", {**plan, "thickness": 5, "color": PAPER.light}, x=x, y=y("plan")
        ),  # seen on dark columns too
        layer(plans, "tick", {**plan, "thickness": 2, "color": INK.light}, x=x, y=y("plan")),
        layer(months, "text", {"baseline": "top", **small}, x=x, y=at(TOP + PLOT + 8), text=words("month")),
        layer(months, "text", {"baseline": "top", **small}, x=x, y=at(TOP + PLOT + 23), text=words("year")),
    ]
    return chart(width, TOP + PLOT + CAPTIONS, layers)


def _months(card: Card, wording: Wording, *, every: int) -> list[dict[str, Any]]:
    last = len(card.trend) - 1
    return [
        {
            "place": place,
            "fact": None if point.fact is None else float(point.fact),
            "plan": None if point.target is None else float(point.target),
            "month": wording(NO_WORDS if (last - place) % every else short_month(point.month)),
            "year": str(point.month.year) if point.month.number == 1 or place == 0 else "",
            "now": point.month == card.month,
        }
        for place, point in enumerate(card.trend)
    ]


def round_ticks(values: list[float]) -> list[float]:
    """Round numbers from zero, or from below what is negative, to above the greatest."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        high = 1.0  # nothing to show yet, and a scale all the same
    span = Decimal(repr(high - low))
    power = Decimal(1).scaleb((span / STEPS).adjusted())
    step = next(
        power * factor for factor in map(Decimal, ("1", "2", "2.5", "5", "10")) if power * factor * STEPS >= span
    )
    below, above = ceil(-low / float(step)), ceil(high / float(step))
    return [float(step * place) for place in range(-below, above + 1)]
