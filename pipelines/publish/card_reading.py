"""Scorecards read from the marts, published or still in the warehouse: rows with names, formulas and a trend."""

from collections.abc import Mapping
from typing import Any

import duckdb

from pipelines.publish.card import Card, CardLine, CardTotal, Feed, TrendPoint
from pipelines.publish.language import Text
from pipelines.scorecard.months import Month
from pipelines.scorecard.reading import exact, rows_of
from pipelines.settings import Configuration
from pipelines.settings.scorecard import Curve, Scorecard

TREND_MONTHS = 13  # a year, and the same month of the year before


def published_periods(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The periods of each role that has a scorecard, oldest first. Raises Problem where scorecards aren't published."""
    periods: dict[str, list[str]] = {}
    rows = rows_of(
        connection, "marts.scorecard_totals", "select role, period from marts.scorecard_totals order by role, period"
    )
    for role, period in rows:
        periods.setdefault(role, []).append(period)
    return periods


def read_card(connection: duckdb.DuckDBPyConnection, configuration: Configuration, role: str, period: str) -> Card:
    """The card of a role and period that exist, from the marts (published or in the warehouse)."""
    setting = next((card for card in configuration.scorecards.values() if card.role == role), None)
    company = configuration.company
    lines = _lines(connection, setting, role, period)
    month = Month.parse(period)
    assert month is not None, f"{period} is not a month"
    state, *total = _one(
        connection,
        "select state, payout, fixed_share, variable_share, bonus_share, status from marts.scorecard_totals "
        "where role = ? and period = ?",
        [role, period],
    )
    (as_of,) = _one(
        connection,
        "select max(as_of) from marts.kpi_values "
        "where period = ? and kpi_code in (select kpi_code from marts.scorecard where role = ? and period = ?)",
        [period, role, period],
    )
    return Card(
        company=Text(ru=company.name.ru, en=company.name.en),
        currency=company.currency,
        timezone=company.timezone,
        role=role,
        role_name=Text(ru=setting.name.ru, en=setting.name.en) if setting else Text(ru=role, en=role),
        month=month,
        state=state,
        lines=lines,
        total=CardTotal(*total),
        curve=_only_curve(setting),
        trend=_trend(connection, role, lines[0], month),
        feeds=read_feeds(connection),
        as_of=as_of,
    )


def _lines(
    connection: duckdb.DuckDBPyConnection, setting: Scorecard | None, role: str, period: str
) -> tuple[CardLine, ...]:
    """In the configuration's order; what it no longer names comes last, the heaviest first."""
    rows = connection.execute(
        """
        select kpi_code, name_ru, name_en, formula_ru, formula_en, coalesce(source, ''), unit, direction,
               dimension, member, weight, threshold, target, stretch, fact, attainment, payout, score, pace,
               status, reason, is_paid, facts.numerator, facts.denominator, facts.confidence
        from marts.scorecard
        join (select kpi_code, name_ru, name_en, formula_ru, formula_en, source, unit, direction
              from marts.kpi_catalogue) using (kpi_code)
        left join (select kpi_code, period, dimension, member, numerator, denominator, confidence
                   from marts.kpi_values) as facts using (kpi_code, period, dimension, member)
        where role = ? and period = ?
        order by weight desc, kpi_code, dimension, member
        """,
        [role, period],
    ).fetchall()
    order: Mapping[tuple[str, str, str], int] = (
        {line.key: place for place, line in enumerate(setting.lines)} if setting else {}
    )
    lines = [_line(row) for row in rows]
    return tuple(sorted(lines, key=lambda line: order.get(line.key, len(order))))


def _line(row: tuple[Any, ...]) -> CardLine:
    code, name_ru, name_en, formula_ru, formula_en, *rest = row
    parts = [*(exact(number) for number in rest[-3:-1]), rest[-1]]
    return CardLine(code, Text(ru=name_ru, en=name_en), Text(ru=formula_ru, en=formula_en), *rest[:-3], *parts)


def _only_curve(setting: Scorecard | None) -> Curve | None:
    curves = [line.curve for line in setting.lines if line.weight > 0] if setting else []
    return curves[0] if curves and all(curve == curves[0] for curve in curves) else None


def _trend(connection: duckdb.DuckDBPyConnection, role: str, line: CardLine, month: Month) -> tuple[TrendPoint, ...]:
    months = [month.back(distance) for distance in reversed(range(TREND_MONTHS))]
    key = [*line.key, [str(each) for each in months]]
    values = "where kpi_code = ? and dimension = ? and member = ? and list_contains(?, period)"
    facts = dict(connection.execute(f"select period, value from marts.kpi_values {values}", key).fetchall())
    targets = dict(
        connection.execute(f"select period, target from marts.scorecard {values} and role = ?", [*key, role]).fetchall()
    )
    return tuple(TrendPoint(each, exact(facts.get(str(each))), targets.get(str(each))) for each in months)


def read_feeds(connection: duckdb.DuckDBPyConnection) -> tuple[Feed, ...]:
    """None of them where the freshness mart isn't there, or is of an older version: until the next run, the page then
    says only when it was computed.
    """
    try:
        rows = connection.execute(
            "select source, stream, covered_to, last_loaded_at, due_from, due_to, status, "
            "missing_days, missing_from, missing_to "
            "from marts.data_freshness order by source, stream"
        ).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return ()
    return tuple(Feed(*row) for row in rows)


def _one(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[object]) -> tuple[Any, ...]:
    (row,) = connection.execute(query, parameters).fetchall()
    return row
