"""The marts `scorecard` and `scorecard_totals`: the cards as rows, both replaced in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from pipelines.scorecard.evaluate import evaluate
from pipelines.scorecard.payout import half_up
from pipelines.scorecard.records import RoleScorecard
from pipelines.settings import Configuration, Environment

MONEY_STEP, PERCENT_STEP = Decimal("0.0001"), Decimal("0.01")
VALUE, PERCENT, SHARE = "DECIMAL(18,4)", "DECIMAL(18,2)", "DECIMAL(18,8)"


@dataclass(frozen=True)
class Column:
    """A column of a mart, with the comment that it is published under."""

    name: str
    type: str
    comment: str


ROLE = Column("role", "VARCHAR", "Whose scorecard it is.")
PERIOD = Column("period", "VARCHAR", "The month, as 2026-10.")
STATE = Column("state", "VARCHAR", "open while the month runs, then provisional.")

SCORECARD = (
    ROLE,
    PERIOD,
    Column("kpi_code", "VARCHAR", "The KPI; its names and formula are in kpi_catalogue."),
    Column("dimension", "VARCHAR", "What the KPI is cut by; total where it isn't."),
    Column("member", "VARCHAR", "The member of the dimension; all where there is none."),
    Column("weight", PERCENT, "Weight in %; paid lines sum to 100. Additive within a card."),
    Column("threshold", VALUE, "The level below which nothing is paid, in the KPI's unit. Not additive."),
    Column("target", VALUE, "The plan in force, in the KPI's unit. Not additive."),
    Column("stretch", VALUE, "The level above which nothing more is paid, in the KPI's unit. Not additive."),
    Column("fact", VALUE, "The KPI's value, in its unit. Not additive."),
    Column("attainment", PERCENT, "Fact / target in %; NULL for a target of 0 or less and in pp. Not additive."),
    Column("payout", PERCENT, "What the curve pays, in %. Not additive: the score is."),
    Column("score", PERCENT, "Weight × payout / 100, rounded half up once. Additive within a card."),
    Column("pace", PERCENT, "Of an open month: fact / (target × the season's elapsed share) in %. Not additive."),
    Column("status", "VARCHAR", "ok, or why there is no payout."),
    Column("reason", "VARCHAR", "A code that says more: of a plan's defect, or of a payout that isn't the curve's."),
    Column("is_paid", "BOOLEAN", "False where the KPI is only watched, at weight 0."),
    Column("revision", "INTEGER", "0 for what is computed; closing and adjustments count up."),
    STATE,
)
TOTALS = (
    ROLE,
    PERIOD,
    Column("payout", PERCENT, "The sum of the scores, in % of the variable share; NULL when blocked. Not additive."),
    Column("fixed_share", SHARE, "The share of pay that is paid whatever the score. Not additive."),
    Column("variable_share", SHARE, "The share of pay that the payout decides about. Not additive."),
    Column("bonus_share", SHARE, "Variable share × payout / 100: the bonus as a share of the whole pay. Not additive."),
    Column("status", "VARCHAR", "ok, or the status of the first paid line that blocks the total."),
    STATE,
)


def write_scorecards(
    connection: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration
) -> tuple[int, int]:
    """Evaluate every card as of now and replace both marts; returns the rows of each."""
    cards = evaluate(connection, configuration, today=environment.today(configuration.company.timezone))
    lines, totals = line_rows(cards), total_rows(cards)
    connection.execute("begin transaction")
    try:
        connection.execute("create schema if not exists marts")
        _replace(connection, "scorecard", SCORECARD, lines)
        _replace(connection, "scorecard_totals", TOTALS, totals)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return len(lines), len(totals)


def line_rows(cards: Iterable[RoleScorecard]) -> list[tuple[Any, ...]]:
    """A row per role, period and line, in the columns of SCORECARD, rounded half up."""
    return [
        (
            card.role,
            card.period,
            *line.key,
            line.weight,
            *(_rounded(level, MONEY_STEP) for level in (line.threshold, line.target, line.stretch, line.fact)),
            _rounded(line.attainment, PERCENT_STEP),
            _rounded(line.payout, PERCENT_STEP),
            line.score,
            _rounded(line.pace, PERCENT_STEP),
            line.status,
            line.reason and line.reason.value,
            line.is_paid,
            0,
            card.state,
        )
        for card in cards
        for line in card.lines
    ]


def total_rows(cards: Iterable[RoleScorecard]) -> list[tuple[Any, ...]]:
    """A row per role and period, in the columns of TOTALS."""
    return [
        (
            card.role,
            card.period,
            card.total.payout,
            card.total.fixed_share,
            card.total.variable_share,
            card.total.bonus_share,
            card.total.status,
            card.state,
        )
        for card in cards
    ]


def _rounded(value: Decimal | None, step: Decimal) -> Decimal | None:
    return None if value is None else half_up(value, step)


def _replace(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]
) -> None:
    declared = ", ".join(f"{column.name} {column.type}" for column in columns)
    connection.execute(f"create or replace table marts.{table} ({declared})")
    if rows:
        places = ", ".join("?" * len(columns))
        connection.executemany(f"insert into marts.{table} values ({places})", rows)
