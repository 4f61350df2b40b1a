"""Telegram Ads: TSV files named .csv, views and money apart, and the monthly report by ads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class AdDay:
    """A day of an account, in TON."""

    day: date
    views: int
    opened: int
    clicks: int
    joined: int
    spent: Decimal


@dataclass(frozen=True)
class AdMonth:
    """An ad in the monthly report."""

    ad_id: str
    title: str
    views: int
    amount: Decimal


ADS = (
    AdMonth("AD00000187", "Самовар с доставкой", 15_120, Decimal("12.3402")),
    AdMonth("AD00000188", "Чай, который не остывает", 999, Decimal("0.0402")),
    AdMonth("AD00000201", "Total in tea: gifts", 7_004, Decimal("5.5")),
)


def days(first: date = date(2026, 6, 14), number: int = 4) -> tuple[AdDay, ...]:
    """Some days; TON has five decimals and more."""
    return tuple(
        AdDay(first + timedelta(n), 1000 + 210 * n, 300 + n, 25 + 3 * n, 3 + n, Decimal("1.23456") + Decimal(n) / 8)
        for n in range(number)
    )


def views_tsv(rows: Sequence[AdDay], *, action: str = "Actions", video: bool = True) -> bytes:
    """`action` is `Joined` or `Started bot` in the statistics of one ad."""
    header = ["date", "Views", *(["Opened video"] if video else []), "Clicks", action]
    body = [
        [_day(row.day), f"{row.views}", *([f"{row.opened}"] if video else []), f"{row.clicks}", f"{row.joined}"]
        for row in rows
    ]
    return _tsv([header, *body])


def spend_tsv(rows: Sequence[AdDay], mark: str = ".") -> bytes:
    """Two columns: the second one's name has a comma. `mark` is the decimal mark, which differs between accounts."""
    body = [[_day(row.day), str(row.spent).replace(".", mark)] for row in rows]
    return _tsv([["date", "Spent budget, TON"], *body])


def ad_days_tsv(rows: Sequence[AdDay]) -> bytes:
    """The report of one ad: months in full, a total below."""
    total = sum((row.spent for row in rows), Decimal(0))
    body = [[f"{row.day.day} {row.day:%B %Y}", f"{row.views}", str(row.spent)] for row in rows]
    footer = [f"Total in {rows[0].day:%B %Y}", f"{sum(row.views for row in rows)}", str(total)]
    return _tsv([["Day", "Views", "Amount, TON"], *body, footer])


def month_tsv(rows: Sequence[AdMonth] = ADS, month: date = date(2026, 6, 1), mark: str = ",") -> bytes:
    """Only the footer tells the month."""
    body = [[row.ad_id, row.title, f"{row.views}", str(row.amount).replace(".", mark)] for row in rows]
    total = str(sum((row.amount for row in rows), Decimal(0))).replace(".", mark)
    footer = [f"Total in {month:%b %Y}", "", f"{sum(row.views for row in rows)}", total]
    return _tsv([["Ad ID", "Ad Title", "Views", "Amount, TON"], *body, footer])


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _tsv(rows: Sequence[Sequence[str]]) -> bytes:
    return "".join("\t".join(row) + "\n" for row in rows).encode()
