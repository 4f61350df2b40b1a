"""VK Реклама: statistics by days out of the cabinet, as CSV and as a workbook with a sheet a level."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import Cell, workbook
from sandbox.exports.spend import Spend, sums

HEADER = (
    "Дата", "ID кампании", "Название кампании", "Статус", "Показы", "Клики", "CTR, %", "Результат",
    "Цена за результат, ₽", "Потрачено всего, ₽",
)  # fmt: skip
ADS = ("Дата", "ID объявления", "Название объявления", "Показы", "Клики", "Потрачено всего, ₽")


def statistics_csv(rows: Sequence[Spend], encoding: str = "utf-8-sig") -> bytes:
    """Semicolons, decimal commas, thousands parted by non-breaking spaces, the total below."""
    total = sums(rows)
    body = [
        [
            f"{row.day:%d.%m.%Y}", row.campaign_id, row.campaign, "Активна", _grouped(row.impressions),
            _grouped(row.clicks), "3,1", "—", "—", _grouped(row.cost),
        ]
        for row in rows
    ]  # fmt: skip
    counts = [_grouped(total.impressions), _grouped(total.clicks)]
    footer = ["Итого", "", "", "", *counts, "3,1", "—", "—", _grouped(total.cost)]
    return delimited([HEADER, *body, footer], ";").encode(encoding)


def statistics_xlsx(rows: Sequence[Spend]) -> bytes:
    """Two sheets with the same money: by campaigns, and the same days again by ads."""
    total = sums(rows)
    share = Decimal("3.1")
    campaigns: list[list[Cell]] = [
        [_day(row), row.campaign_id, row.campaign, "Активна", row.impressions, row.clicks, share, "—", "—", row.cost]
        for row in rows
    ]
    footer: list[Cell] = ["Итого", *[None] * 3, total.impressions, total.clicks, share, "—", "—", total.cost]
    ads: list[list[Cell]] = [
        [_day(row), f"{row.campaign_id}9", f"{row.campaign} 1", row.impressions, row.clicks, row.cost] for row in rows
    ]
    return workbook({"Кампании": [list(HEADER), *campaigns, footer], "Объявления": [list(ADS), *ads]})


def _day(row: Spend) -> datetime:
    return datetime(row.day.year, row.day.month, row.day.day)


def _grouped(number: int | Decimal) -> str:
    """`1 234,56` with the non-breaking space of Russian typography."""
    return f"{number:,}".replace(",", "\u00a0").replace(".", ",")
