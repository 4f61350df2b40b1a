"""The goal report: how often each goal was reached on each day, as Metrica's own report says."""

from collections.abc import Sequence

from connectors.yandex_metrica.api.management import Goal
from connectors.yandex_metrica.api.reporting import ReportingApi
from connectors.yandex_metrica.reports.asking import DATE, Query, Report, ask
from connectors.yandex_metrica.reports.pulled import (
    Asked,
    Pulled,
    day,
    money,
    sampled_warning,
    table,
    trust_columns,
    whole,
)
from connectors.yandex_metrica.reports.schema import GOAL_REPORT


def goals(api: ReportingApi, asked: Asked) -> Pulled:
    """A row per date with visits and goal of the counter; deleted goals aren't among them.

    A request takes 20 metrics, which are six goals: 300 goals are 48 requests. A counter without goals asks nothing.
    """
    if not asked.goals:
        return Pulled(table([], GOAL_REPORT), Report())
    currency = api.settings.currency
    report = ask(api, _query(asked.goals, currency), asked.first_day, asked.last_day)
    rows = []
    for key, metrics in sorted(report.rows.items(), key=lambda item: str(item[0][0])):
        of = day(key[0], api.where)
        for goal in asked.goals:
            reaches, visits, revenue = (metrics.get(name) for name in _metrics(goal, currency))
            rows.append(
                {
                    "date": of,
                    "counter_id": api.settings.counter_id,
                    "goal_id": goal.id,
                    "goal_name": goal.name,
                    "goal_type": goal.type,
                    "reaches": whole(reaches),
                    "visits": whole(visits),
                    "revenue": money(revenue),
                    "currency": currency,
                    **trust_columns(report, of),
                }
            )
    return Pulled(table(rows, GOAL_REPORT), report, sampled_warning(report, api.where))


def _metrics(goal: Goal, currency: str) -> tuple[str, str, str]:
    prefix = f"ym:s:goal{goal.id}"
    return f"{prefix}reaches", f"{prefix}visits", f"{prefix}converted{currency}Revenue"


def _query(goals: Sequence[Goal], currency: str) -> Query:
    return Query(("ym:s:visits", *(name for goal in goals for name in _metrics(goal, currency))), (DATE,))
