"""What the KPIs say: values of `marts.kpi_values`, unit and direction of `marts.kpi_catalogue`."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from pipelines.scorecard.reading import exact, rows_of
from pipelines.scorecard.records import NO_DATA

# A value may be published beside a status that forbids paying on it: immature, stale, not significant …
FINAL = ("ok", "small_sample")
# … but an open month pays nobody yet: a source that is a day late, or leads that may still buy, don't empty its card.
RUNNING = (*FINAL, "stale", "immature")


@dataclass(frozen=True)
class Kpi:
    """`unit`: money, percent, pp, count, ratio, points. `direction`: up or down."""

    code: str
    unit: str
    direction: str


@dataclass(frozen=True)
class Fact:
    """A KPI's value in its unit, with its status."""

    value: Decimal | None
    status: str
    is_ratio: bool = False

    def counts(self, *, is_open: bool) -> bool:
        """Whether the month can be scored by it."""
        return self.value is not None and self.status in (RUNNING if is_open else FINAL)


NOTHING_KNOWN = Fact(None, NO_DATA)


def read_kpis(connection: duckdb.DuckDBPyConnection) -> dict[str, Kpi]:
    """The catalogue by code."""
    rows = rows_of(
        connection, "marts.kpi_catalogue", "select kpi_code, unit, direction from marts.kpi_catalogue order by kpi_code"
    )
    return {code: Kpi(code, unit, direction) for code, unit, direction in rows}


def read_facts(
    connection: duckdb.DuckDBPyConnection, kpis: Iterable[str], periods: Iterable[str]
) -> dict[tuple[str, str, str, str], Fact]:
    """Facts by (period, KPI, dimension, member)."""
    rows = rows_of(
        connection,
        "marts.kpi_values",
        """
        select period, kpi_code, dimension, member, value, status, denominator is not null
        from marts.kpi_values
        where list_contains(?, kpi_code) and list_contains(?, period)
        """,
        [sorted(kpis), sorted(periods)],
    )
    return {
        (period, kpi, dimension, member): Fact(exact(value), status, is_ratio)
        for period, kpi, dimension, member, value, status, is_ratio in rows
    }
