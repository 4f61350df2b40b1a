"""Metrics by name: each is what the Help says it counts, over the visits of the logs."""

import re
from collections.abc import Callable

from sandbox.company.money import CURRENCIES
from sandbox.servers.yandex_metrica.reporting.groups import Groups, Values

Metric = Callable[[Groups], Values]
PREFIX = "ym:s:"
KOPECKS = 100.0
ROBOTS = ("robotVisits", "robotPercentage")
_OF_GOAL = re.compile(r"goal(\d+)(reaches|visits|users|conversionRate|userConversionRate)")
_GOAL_REVENUE = re.compile(r"goal(\d+)converted([A-Z]{3})Revenue")
_SHOP_REVENUE = re.compile(r"ecommerce([A-Z]{3})ConvertedRevenue(PerVisit|PerPurchase)?")


def _sum(column: str) -> Metric:
    return lambda groups: groups.total(groups.facts.numbers(column))


def _new_users(groups: Groups) -> Values:
    return groups.users(groups.facts.numbers("is_new_user") > 0)


_PLAIN: dict[str, Metric] = {
    "visits": Groups.visits,
    "users": Groups.users,
    "newUsers": _new_users,
    "pageviews": _sum("page_views"),
    "bounceRate": lambda groups: groups.per(_sum("bounce"), Groups.visits, 100),
    "pageDepth": lambda groups: groups.per(_sum("page_views"), Groups.visits),
    "avgVisitDurationSeconds": lambda groups: groups.per(_sum("visit_duration"), Groups.visits),
    "percentNewVisitors": lambda groups: groups.per(_new_users, Groups.users, 100),
    "robotVisits": _sum("is_robot"),
    "robotPercentage": lambda groups: groups.per(_sum("is_robot"), Groups.visits, 100),
    "sumGoalReachesAny": lambda groups: groups.reaches(None),
    "anyGoalConversionRate": lambda groups: groups.per(lambda all_: _goal_visits(all_, None), Groups.visits, 100),
    "ecommercePurchases": _sum("orders"),
}


def metric(name: str) -> Metric | None:
    """None where there is no metric of the name."""
    bare = name.removeprefix(PREFIX)
    if bare == name:
        return None
    if bare in _PLAIN:
        return _PLAIN[bare]
    if match := _OF_GOAL.fullmatch(bare):
        return _of_goal(int(match[1]), match[2])
    if (match := _GOAL_REVENUE.fullmatch(bare)) and (rate := _kopecks_of(match[2])):
        return _goal_revenue(int(match[1]), rate)
    if (match := _SHOP_REVENUE.fullmatch(bare)) and (rate := _kopecks_of(match[1])):
        return _shop_revenue(rate, match[2])
    return None


def tells_of_robots(name: str) -> bool:
    """What is hidden where few visitors are."""
    return name.removeprefix(PREFIX) in ROBOTS


def _goal_visits(groups: Groups, goal: int | None) -> Values:
    return groups.total(groups.reached(goal) > 0)


def _goal_users(groups: Groups, goal: int) -> Values:
    return groups.users(groups.reached(goal) > 0)


def _of_goal(goal: int, what: str) -> Metric:
    by_name: dict[str, Metric] = {
        "reaches": lambda groups: groups.reaches(goal),
        "visits": lambda groups: _goal_visits(groups, goal),
        "users": lambda groups: _goal_users(groups, goal),
        "conversionRate": lambda groups: groups.per(lambda all_: _goal_visits(all_, goal), Groups.visits, 100),
        "userConversionRate": lambda groups: groups.per(lambda all_: _goal_users(all_, goal), Groups.users, 100),
    }
    return by_name[what]


def _goal_revenue(goal: int, rate: float) -> Metric:
    return lambda groups: groups.goal_kopecks(goal) / rate


def _shop_revenue(rate: float, per: str | None) -> Metric:
    def revenue(groups: Groups) -> Values:
        return groups.total(groups.facts.numbers("ordered")) / rate

    if per is None:
        return revenue
    whole = Groups.visits if per == "PerVisit" else _sum("orders")
    return lambda groups: groups.per(revenue, whole)


def _kopecks_of(currency: str) -> float | None:
    """How many kopecks a unit of a currency is; at one rate for all days."""
    return KOPECKS if currency == "RUB" else CURRENCIES.get(currency)
