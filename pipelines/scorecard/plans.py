"""Which plan a line is paid by: the greatest version that was approved before the month began.

A version approved later never moves a month that is running: where there is an earlier one it stays in force and the
line says so, and where there is none the line has no plan and its card is blocked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import duckdb

from pipelines.scorecard.reading import rows_of
from pipelines.scorecard.records import Reason

COMPANY = "company"
LineKey = tuple[str, str, str]


@dataclass(frozen=True)
class Plan:
    """A version of a line's plan. `approved_at` is a naive moment in UTC, or None: nobody has approved it."""

    version: int
    target: Decimal
    threshold: Decimal | None = None
    stretch: Decimal | None = None
    approved_at: datetime | None = None

    @property
    def levels(self) -> tuple[Decimal, Decimal | None, Decimal | None]:
        """What two plans must agree in to be one."""
        return self.target, self.threshold, self.stretch


@dataclass(frozen=True)
class Plans:
    """All versions, by role and period and line."""

    versions: dict[tuple[str, str], dict[LineKey, list[Plan]]]

    def periods(self, role: str) -> set[str]:
        """Every period that the role has a plan row for."""
        return {period for of_role, period in self.versions if of_role == role}

    def of_line(self, role: str, period: str, line: LineKey) -> list[Plan]:
        """Versions of one line; empty when nobody planned it."""
        return self.versions.get((role, period), {}).get(line, [])


def read_plans(connection: duckdb.DuckDBPyConnection) -> Plans:
    """Every version of every plan that was delivered."""
    versions: defaultdict[tuple[str, str], defaultdict[LineKey, list[Plan]]] = defaultdict(lambda: defaultdict(list))
    for role, period, kpi, dimension, member, *plan in rows_of(
        connection,
        "staging.stg_files__plans",
        """
        select role, period, kpi_code, coalesce(dimension, 'total'), coalesce(member, 'all'),
               coalesce(version, 1), target, threshold, stretch, approved_at
        from staging.stg_files__plans
        """,
    ):
        versions[role, period][kpi, dimension, member].append(Plan(*plan))
    return Plans({key: dict(lines) for key, lines in versions.items()})


def plan_in_force(versions: Sequence[Plan], starts_at: datetime) -> tuple[Plan | None, Reason | None]:
    """The plan that a month starting at this moment is paid by, and what is to be said about it."""
    approved = [plan for plan in versions if plan.approved_at is not None]
    in_time = [plan for plan in approved if plan.approved_at is not None and plan.approved_at < starts_at]
    if not in_time:
        return None, _why_none(versions, approved)
    greatest = max(plan.version for plan in in_time)
    candidates = [plan for plan in in_time if plan.version == greatest]
    if len({plan.levels for plan in candidates}) > 1:
        return None, Reason.PLAN_AMBIGUOUS  # two files with one version and two targets: nobody's guess is pay
    came_later = any(plan.version > greatest for plan in approved)
    return candidates[0], Reason.LATE_VERSION_IGNORED if came_later else None


def _why_none(versions: Sequence[Plan], approved: Sequence[Plan]) -> Reason:
    if not versions:
        return Reason.PLAN_MISSING
    return Reason.PLAN_APPROVED_LATE if approved else Reason.PLAN_NOT_APPROVED
