"""What is compared, and when nothing can be concluded."""

from collections.abc import Mapping
from datetime import date

from connectors.yandex_metrica.fields.money import divisors
from pipelines.reconciliation.line import By, Comparison
from pipelines.reconciliation.reports import ReportTotals
from pipelines.reconciliation.sides import Sides

# the logs of such a counter have no robots; of others they have those that only behaviour gives away
ROBOTS_BY_BEHAVIOUR = 2


def visits(sides: Sides) -> Comparison:
    """Rows of the logs by traffic source against the report's visits; its filter_robots says whether with robots."""
    days = sides.visits.keys() & sides.traffic_report.keys()
    without_robots = {day for day in days if sides.filter_robots(day) == ROBOTS_BY_BEHAVIOUR}
    return Comparison(
        "visits",
        days,
        sides.logs.visits,
        {
            **on(sides.traffic.values["visits"], days - without_robots),
            **on(sides.traffic.values["visits_without_robots"], without_robots),
        },
        {
            **_told_in_part("traffic report", sides.traffic, days),
            "the report hides visits without robots": without_robots & sides.traffic.nulls["visits_without_robots"],
            "the logs have no traffic sources": days & sides.lacking("last_traffic_source", "lastTrafficSource"),
        },
    )


def visits_read_otherwise(sides: Sides) -> Comparison:
    """The same, had each counter the other rule for robots."""
    days = sides.visits.keys() & sides.traffic_report.keys()
    with_robots = {day for day in days if sides.filter_robots(day) == ROBOTS_BY_BEHAVIOUR}
    other = {
        **on(sides.traffic.values["visits"], with_robots),
        **on(sides.traffic.values["visits_without_robots"], days - with_robots),
    }
    hidden = (days - with_robots) & sides.traffic.nulls["visits_without_robots"]
    return Comparison("visits", days, sides.logs.visits, other, {"hidden": hidden})


def goal_reaches(sides: Sides) -> Comparison:
    """Elements of `goals_id`, by goal, against the report; the logs remember deleted goals too, the report doesn't."""
    days = sides.visits.keys() & sides.goal_report.keys()
    names = {goal: f"{goal} {name}".strip() for goal, name in sides.goals.names.items()}
    return Comparison(
        "goal reaches",
        days,
        {(day, names[goal]): reaches for (day, goal), reaches in sides.logs.goal_reaches.items() if goal in names},
        {(day, names[goal]): reaches for (day, goal), reaches in sides.goals.values["reaches"].items()},
        {
            **_told_in_part("goal report", sides.goals, days),
            "the logs have no goals": days & sides.lacking("goals_id", "goalsID"),
        },
    )


def revenue(sides: Sides) -> Comparison:
    """Purchases of the logs, by traffic source, against the report's revenue, which is in one currency."""
    days = sides.visits.keys() & sides.traffic_report.keys()
    divisor = divisors(sides.settings.money_divisors)["purchase_revenue"]
    return Comparison(
        "revenue of purchases",
        days,
        {key: amount / divisor for key, amount in sides.logs.revenue.items()},
        sides.traffic.values["revenue"],
        {
            **_told_in_part("traffic report", sides.traffic, days),
            "the logs have no traffic sources": days & sides.lacking("last_traffic_source", "lastTrafficSource"),
            "the logs have no revenue of purchases": days & sides.lacking("purchase_revenue", "purchaseRevenue"),
            f"purchases are in other currencies than {sides.settings.currency}": days & sides.logs.foreign,
        },
    )


def on(values: Mapping[tuple[date, str], float], days: set[date]) -> By:
    """Only these days."""
    return {key: value for key, value in values.items() if key[0] in days}


def _told_in_part(report: str, totals: ReportTotals, days: set[date]) -> dict[str, set[date]]:
    return {
        f"the {report} is sampled": days & totals.sampled,
        f"the {report} hides rows of few users": days & totals.hidden,
    }
