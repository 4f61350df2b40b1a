"""What each paid KPI is paid: a bar of payout and a dot of attainment, against the mark of 100 %."""

from decimal import Decimal
from typing import Any

from pipelines.publish.card import Card, CardLine
from pipelines.publish.charts import Spec, Wording, along, at, chart, layer, words
from pipelines.publish.language import Text
from pipelines.publish.numbers import DASH, in_both, percent
from pipelines.publish.palette import ACCENT, INK, MUTED, PAPER, TRACK

ROW, BAR, MARK, AXIS = 50, 12, 11, 24
FULL = 100.0
LEAST_SCALE, GREATEST_SCALE = 130.0, 200.0  # in %; what lies beyond is drawn at the edge, and stands in the table
NO_PAYOUT = Text(ru=DASH, en=DASH)


def payout_spec(card: Card, wording: Wording, width: int) -> Spec:
    """One row per paid line: its name above its bar."""
    lines = [line for line in card.lines if line.is_paid]
    edge = _edge(lines)
    rows = [_row(place, line, edge, wording) for place, line in enumerate(lines)]
    reached = [row for row in rows if row["dot"] is not None]
    height = len(rows) * ROW + AXIS
    ticks = [_tick(tick, height, wording) for tick in (0, 50, 100, 150) if tick + 10 <= edge]

    def x(field: str) -> Spec:
        return along(field, (0, edge), (0, width))

    def y(field: str) -> Spec:
        return along(field, (0, height), (0, height))

    text = {"baseline": "middle", "fontSize": 13, "dy": -18, "color": INK.light}
    centred = {"align": {"expr": "datum.tick ? 'center' : 'left'"}}
    dot = {"shape": "circle", "size": 52, "filled": True, "opacity": 1, "strokeWidth": 1.6}
    layers = [
        layer(rows, "bar", {"height": BAR, "color": TRACK.light}, x=x("zero"), x2={"field": "edge"}, y=y("y")),
        layer(rows, "bar", {"height": BAR, "color": ACCENT.light}, x=x("zero"), x2={"field": "payout"}, y=y("y")),
        layer(rows, "rule", {"color": INK.light, "strokeWidth": 1.5}, x=x("full"), y=y("above"), y2={"field": "below"}),
        layer(reached, "point", {"fill": PAPER.light, "stroke": INK.light, **dot}, x=x("dot"), y=y("y")),
        layer(rows, "text", {"align": "left", **text}, x=at(0), y=y("y"), text=words("name")),
        layer(
            rows,
            "text",
            {"align": "right", "fontWeight": 600, **text},
            x=at(width),
            y=y("y"),
            text=words("said"),
        ),
        layer(
            ticks, "text", {"fontSize": 11, "color": MUTED.light, **centred}, x=x("tick"), y=y("y"), text=words("text")
        ),
    ]
    return chart(width, height, layers)


def _row(place: int, line: CardLine, edge: float, wording: Wording) -> dict[str, Any]:
    y = place * ROW + 34
    return {
        "y": y,
        "above": y - MARK,
        "below": y + MARK,
        "zero": 0,
        "full": FULL,
        "edge": edge,
        "name": wording(line.name),
        "said": wording(NO_PAYOUT if line.payout is None else in_both(percent, line.payout, 1)),
        "payout": float(line.payout or 0),
        "dot": None if line.attainment is None else min(max(float(line.attainment), 0.0), edge),
    }


def _tick(tick: int, height: int, wording: Wording) -> dict[str, Any]:
    return {"tick": tick, "y": height - AXIS / 2, "text": wording(in_both(percent, Decimal(tick), 0))}


def _edge(lines: list[CardLine]) -> float:
    furthest = max((float(value) for line in lines for value in (line.payout, line.attainment) if value), default=FULL)
    return min(max(LEAST_SCALE, furthest * 1.04), GREATEST_SCALE)
