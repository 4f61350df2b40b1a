"""Plans: monthly targets of the company and of the marketing director, approved two months ahead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from sandbox.company.calendar import first_day_of_month, liveliness, months_since_1970, number, price_index
from sandbox.company.draws import Dice, Words

COMPANY, DIRECTOR = "company", "marketing_director"
_SALES_PER_VISIT = 6_300  # net, in kopecks of January 2024, of a visit on an average day
_ROUND_TO = 10_000


@dataclass(frozen=True)
class Plan:
    """One row; numbers are texts as a person typed them, '' where there is none."""

    role: str
    kpi: str
    period: str
    target: str
    threshold: str
    stretch: str
    version: int
    approved_at: datetime
    acknowledged_at: datetime | None
    reason: str


@dataclass(frozen=True)
class Aim:
    """A target in tenths of the KPI's unit (in roubles of January 2024 where `grows`), and its levels in per mille."""

    kpi: str
    target: int
    threshold: int
    stretch: int
    grows: bool = False


AIMS = (
    Aim("sales_plan_attainment", 1000, 850, 1100),
    Aim("romi", 400, 500, 1500),
    Aim("valid_traffic_share", 870, 960, 1040),
    Aim("retention_rate", 945, 980, 1010),
    Aim("average_order_value", 4_300, 930, 1060, grows=True),
)


def plans(dice: Dice, size: int, today: date, first_month: int) -> Iterator[Plan]:
    """Plans of the months from `first_month` to the next one, as far as they are approved before today."""
    this_month = int(months_since_1970(np.array([number(today)]))[0])
    for month in range(first_month, this_month + 2):
        for plan in _month(dice, size, month):
            if plan.approved_at.date() < today:
                yield _as_known(plan, today)


def expected_sales(size: int, month: int) -> int:
    """Net sales that a planner expects of a month, in roubles."""
    first, last = first_day_of_month(month), first_day_of_month(month + 1)
    days = np.arange(first, last, dtype=np.int64)
    index = int(price_index(np.array([month]))[0])
    return int(liveliness(days).sum()) * size * _SALES_PER_VISIT * index // 10**8


def _month(dice: Dice, size: int, month: int) -> Iterator[Plan]:
    key = np.array([month], dtype=np.uint64)
    ambition = int(dice.between("ambition", key, 960, 1060)[0])
    sales = expected_sales(size, month) * ambition // 1000 // _ROUND_TO * _ROUND_TO
    yield _plan(month, COMPANY, "net_sales", sales)
    if month % 12 == 8:  # September is planned once more, after the summer
        again = sales * 104 // 100 // _ROUND_TO * _ROUND_TO
        yield _plan(month, COMPANY, "net_sales", again, version=2, reason="Перенос осенней распродажи на сентябрь")
    yield _plan(month, DIRECTOR, "net_sales", sales, f"{sales * 85 // 100}", f"{sales * 110 // 100}")
    for aim in AIMS:
        yield _aimed(dice, aim, month, key)


def _aimed(dice: Dice, aim: Aim, month: int, key: Words) -> Plan:
    if aim.grows:
        target = aim.target * int(price_index(np.array([month]))[0]) // 1000 // 10 * 10
        threshold, stretch = (str(target * level // 1000 // 10 * 10) for level in (aim.threshold, aim.stretch))
        return _plan(month, DIRECTOR, aim.kpi, target, threshold, stretch)
    threshold, stretch = (_tenths(aim.target * level // 1000) for level in (aim.threshold, aim.stretch))
    return _plan(month, DIRECTOR, aim.kpi, _tenths(aim.target), threshold, stretch)


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"


def _plan(
    month: int, role: str, kpi: str, target: int | str, threshold: str = "", stretch: str = "", version: int = 1,
    reason: str = "",
) -> Plan:  # fmt: skip
    ahead = month - (1 if version > 1 else 2)
    approved = datetime(1970 + ahead // 12, ahead % 12 + 1, 20, 12, 30)
    return Plan(
        role=role,
        kpi=kpi,
        period=f"{1970 + month // 12}-{month % 12 + 1:02d}",
        target=str(target),
        threshold=threshold,
        stretch=stretch,
        version=version,
        approved_at=approved,
        acknowledged_at=approved.replace(day=23, hour=10, minute=5),
        reason=reason,
    )


def _as_known(plan: Plan, today: date) -> Plan:
    if plan.acknowledged_at is None or plan.acknowledged_at.date() < today:
        return plan
    return Plan(**{**vars(plan), "acknowledged_at": None})
