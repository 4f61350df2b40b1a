"""What is compared, and when nothing can be concluded."""

from collections.abc import Iterable
from datetime import date

from connectors.yandex_metrica.fields.money import divisors
from pipelines.reconciliation.line import By, Comparison, Key, days_of
from pipelines.reconciliation.reports import ReportTotals
from pipelines.reconciliation.sides import Loads, Sides, words

# the logs of such a counter have no robots; of others they have those that only behaviour gives away
ROBOTS_BY_BEHAVIOUR = 2
WITH_ROBOTS, WITHOUT_ROBOTS = "visits", "visits_without_robots"


def visits(sides: Sides) -> Comparison:
    """Rows of the logs by traffic source against the report's visits; its filter_robots says whether with robots."""
    with_robots, without = _by_rule(sides)
    hidden = sides.traffic.nulls
    return Comparison(
        "visits",
        with_robots | without,
        sides.logs.visits,
        _of_rules(sides, with_robots, without),
        {
            **_told_in_part("traffic report", sides.traffic, sides.traffic_report),
            "the logs have no traffic sources": sides.lacking("last_traffic_source", "lastTrafficSource"),
        },
        {
            "the report hides visits": _on(hidden[WITH_ROBOTS], with_robots),
            "the report hides visits without robots": _on(hidden[WITHOUT_ROBOTS], without),
        },
        sides.unread,
    )


def visits_read_otherwise(sides: Sides) -> By:
    """What the report would have to say, had each counter the other rule for robots."""
    with_robots, without = _by_rule(sides)
    return _of_rules(sides, without, with_robots)


def goal_reaches(sides: Sides) -> Comparison:
    """Elements of `goals_id`, by goal, against the report; the logs remember deleted goals too, the report doesn't.

    So a day is compared by the goals that its report has; where it has no row at all, by those of the other days.
    """
    names = {goal: f"{goal} {name}".strip() for goal, name in sides.goals.names.items()}
    reaches, hidden = sides.goals.values["reaches"], sides.goals.nulls["reaches"]
    told = reaches.keys() | hidden
    days_told = days_of(told)

    def named(keys: Iterable[Key]) -> dict[Key, Key]:
        return {key: (key[0], names[key[1]]) for key in keys}

    logs = [key for key in sides.logs.goal_reaches if key in told or (key[0] not in days_told and key[1] in names)]
    return Comparison(
        "goal reaches",
        sides.visits.keys() & sides.goal_report.keys(),
        {name: sides.logs.goal_reaches[key] for key, name in named(logs).items()},
        {name: reaches[key] for key, name in named(reaches).items()},
        {
            **_told_in_part("goal report", sides.goals, sides.goal_report),
            "the logs have no goals": sides.lacking("goals_id", "goalsID"),
        },
        {"the report hides goal reaches": set(named(hidden).values())},
    )


def revenue(sides: Sides) -> Comparison:
    """Purchases of the logs, by traffic source, against the report's revenue, which is in one currency."""
    divisor = divisors(sides.settings.money_divisors)["purchase_revenue"]
    return Comparison(
        "revenue of purchases",
        sides.visits.keys() & sides.traffic_report.keys(),
        {key: amount / divisor for key, amount in sides.logs.revenue.items()},
        sides.traffic.values["revenue"],
        {
            **_told_in_part("traffic report", sides.traffic, sides.traffic_report),
            "the logs have no traffic sources": sides.lacking("last_traffic_source", "lastTrafficSource"),
            "the logs have no revenue of purchases": sides.lacking("purchase_revenue", "purchaseRevenue"),
        },
        {
            "the report hides revenue": sides.traffic.nulls["revenue"],
            f"purchases are in other currencies than {sides.settings.currency}": sides.logs.foreign,
        },
    )


def _by_rule(sides: Sides) -> tuple[set[date], set[date]]:
    """The days whose visits are compared with robots, and those without."""
    days = sides.visits.keys() & sides.traffic_report.keys()
    without = {day for day in days if sides.filter_robots(day) == ROBOTS_BY_BEHAVIOUR}
    return days - without, without


def _of_rules(sides: Sides, with_robots: set[date], without: set[date]) -> By:
    told = sides.traffic.values
    return {
        **{key: told[WITH_ROBOTS][key] for key in _on(told[WITH_ROBOTS], with_robots)},
        **{key: told[WITHOUT_ROBOTS][key] for key in _on(told[WITHOUT_ROBOTS], without)},
    }


def _on(keys: Iterable[Key], days: set[date]) -> set[Key]:
    return {key for key in keys if key[0] in days}


def _told_in_part(report: str, totals: ReportTotals, loads: Loads) -> dict[str, set[date]]:
    """By the rows; a day that has none is told of by its load."""
    sampled = {day for day, load in loads.items() if day.isoformat() in words(load, "sampled_days")}
    hidden = {day for day, load in loads.items() if day.isoformat() in words(load, "hidden_days")}
    return {
        f"the {report} is sampled": totals.sampled | sampled,
        f"the {report} hides rows of few users": totals.hidden | hidden,
    }
