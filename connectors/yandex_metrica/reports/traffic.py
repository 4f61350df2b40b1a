"""The traffic report: what Metrica's own report says of each day and traffic source."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from connectors.common.errors import BadInput
from connectors.yandex_metrica.api.reporting import ReportingApi
from connectors.yandex_metrica.reports.asking import DATE, Key, Query, Report, ask
from connectors.yandex_metrica.reports.pulled import (
    Asked,
    Pulled,
    day,
    money,
    number,
    sampled_warning,
    table,
    trust_columns,
    whole,
)
from connectors.yandex_metrica.reports.schema import TRAFFIC_REPORT

# the source comes first: `include_undefined` is documented for the first dimension only
DIMENSIONS = ("ym:s:lastTrafficSource", DATE)
VISITS, ROBOTS = "ym:s:visits", "ym:s:robotVisits"
WITHOUT_ROBOTS = "ym:s:isRobot=='No'"
UNDEFINED = "undefined"


def traffic(api: ReportingApi, asked: Asked) -> Pulled:
    """A row per date and traffic source of the visit itself (model `last`).

    `users` aren't additive: one person comes from several sources in a day, so their sum over sources is more than
    the day's users. Robots are asked for apart: the vendor hides what it tells of them where there are few users, and
    together with them would hide the rest of the row. They are hidden on most days: which ones isn't asked.
    """
    currency = api.settings.currency
    report = ask(api, _query(currency), asked.first_day, asked.last_day)
    robots, refused = _optional(api, asked, Query((VISITS, ROBOTS), DIMENSIONS, to_the_day=False))
    humans, refused_too = _optional(api, asked, Query((VISITS,), DIMENSIONS, WITHOUT_ROBOTS, to_the_day=False))
    trust = _together(report, robots, humans)
    rows = []
    for key, metrics in sorted(report.rows.items(), key=_in_order):
        of, visits, rate = day(key[1], api.where), metrics[VISITS], metrics["ym:s:bounceRate"]
        rows.append(
            {
                "date": of,
                "counter_id": api.settings.counter_id,
                "traffic_source": key[0] or UNDEFINED,
                "visits": whole(visits),
                "users": whole(metrics["ym:s:users"]),
                "new_users": whole(metrics["ym:s:newUsers"]),
                "page_views": whole(metrics["ym:s:pageviews"]),
                "bounces": None if visits is None or rate is None else whole(visits * rate / 100),
                "bounce_rate": number(rate),
                "average_duration_s": number(metrics["ym:s:avgVisitDurationSeconds"]),
                "robot_visits": whole(robots.rows.get(key, {}).get(ROBOTS)) if robots else None,
                "visits_without_robots": _visits_of_humans(humans, key, of),
                "goal_reaches": whole(metrics["ym:s:sumGoalReachesAny"]),
                "purchases": whole(metrics["ym:s:ecommercePurchases"]),
                "revenue": money(metrics[_revenue(currency)]),
                "currency": currency,
                **trust_columns(trust, of),
            }
        )
    warnings = (*refused, *refused_too, *sampled_warning(trust, api.where))
    return Pulled(table(rows, TRAFFIC_REPORT), trust, tuple(dict.fromkeys(warnings)))


def _query(currency: str) -> Query:
    return Query(
        (
            VISITS,
            "ym:s:users",
            "ym:s:newUsers",
            "ym:s:pageviews",
            "ym:s:bounceRate",
            "ym:s:avgVisitDurationSeconds",
            "ym:s:sumGoalReachesAny",
            "ym:s:ecommercePurchases",
            _revenue(currency),
        ),
        DIMENSIONS,
    )


def _revenue(currency: str) -> str:
    return f"ym:s:ecommerce{currency}ConvertedRevenue"


def _optional(api: ReportingApi, asked: Asked, query: Query) -> tuple[Report | None, tuple[str, ...]]:
    """A counter whose robots the API doesn't tell still has its report."""
    try:
        return ask(api, query, asked.first_day, asked.last_day), ()
    except BadInput as refusal:
        return None, (f"{refusal} The report has no numbers of robots.",)


def _visits_of_humans(humans: Report | None, key: Key, of: date) -> int | None:
    """No row means none, unless the vendor hides rows."""
    if humans is None:
        return None
    absent = None if of in humans.hidden else Decimal(0)
    return whole(humans.rows.get(key, {}).get(VISITS, absent))


def _together(report: Report, *robots: Report | None) -> Report:
    """Sampled if any answer was; hidden rows of robots don't hide rows of the report itself."""
    shares = dict(report.shares)
    for of, share in (item for each in robots if each for item in each.shares.items()):
        shares[of] = min(share, shares.get(of, 1.0))
    return replace(report, shares=shares)


def _in_order(item: tuple[Key, dict[str, Decimal | None]]) -> tuple[str, str]:
    source, of = item[0]
    return str(of), str(source)
