"""How many follow an account: tables that people and bots keep, and statistics by measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import Cell, workbook


@dataclass(frozen=True)
class Count:
    """An account's evening."""

    network: str
    account: str
    day: date
    followers: int


def counts(days: int = 4) -> tuple[Count, ...]:
    """Two accounts; one misses a day."""
    first = date(2026, 10, 1)
    return tuple(
        Count(network, account, first + timedelta(day), start + 17 * day)
        for network, account, start in (("vk", "samovar_co", 18_390), ("telegram", "@samovar_tea", 999))
        for day in range(days)
        if not (network == "telegram" and day == 2)
    )


def by_hand_csv(rows: Sequence[Count]) -> bytes:
    """Russian names, thousands parted by spaces; the morning's count stands below the evening's."""
    header = ("Соцсеть", "Сообщество", "Дата", "Подписчиков")
    body = []
    for row in rows:
        for hour, change in ((21, 0), (9, -5)):
            number = f"{row.followers + change:,}".replace(",", " ")
            body.append([row.network, row.account, f"{row.day:%d.%m.%Y} {hour:02d}:00", number])
    return delimited([header, *body], ";").encode("cp1251")


def of_one_account_xlsx(rows: Sequence[Count]) -> bytes:
    """A bot's table: no network, no account."""
    body: list[list[Cell]] = [[datetime(row.day.year, row.day.month, row.day.day), row.followers] for row in rows]
    return workbook({"stats": [["date", "members_count"], *body]})


def vk_statistics_csv(rows: Sequence[Count]) -> bytes:
    """A row a day and measure; newcomers are a measure of the same name with a parameter."""
    header = ("Дата", "Критерий", "Параметр 1", "Параметр 2", "Значение")
    body = []
    for row in rows:
        day = f"{row.day:%d.%m.%Y}"
        body += [
            [day, "Охват", "", "", "1530"],
            [day, "Участники", "", "", str(row.followers)],
            [day, "Участники", "Вступившие", "", "25"],
        ]
    return delimited([header, *body], ";", quoted=True).encode("utf-8-sig")
