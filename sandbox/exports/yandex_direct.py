"""Yandex.Direct: the report wizard's files, and the answer of the Reports service saved to a file."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import Cell, workbook
from sandbox.exports.spend import Spend, Sums, sums

CLASSIC = (
    "Дата", "Кампания", "№ Кампании", "Группа", "№ Группы", "№ Объявления", "Тип площадки",
    "Показы", "Клики", "CTR (%)", "Расход (руб.)", "Ср. цена клика (руб.)", "Глубина (стр.)",
)  # fmt: skip
CURRENT = (
    "День", "№ Кампании", "Название кампании", "Расход, ₽", "Показы", "Клики", "Конверсии", "CTR, %", "CPC, ₽",
    "CPA, ₽",
)  # fmt: skip
PLACES = (("поиск", 3), ("сети", 1))
MICROS = 1_000_000


def wizard_csv(rows: Sequence[Spend], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """The classic wizard: title lines above the header, two rows a campaign's day, decimal commas, a total below."""
    first, last = _period(rows)
    body = [[*cells[:-6], *(_comma(cell) for cell in cells[-6:])] for cells in map(_classic, _by_place(rows))]
    total = sums(rows)
    footer = ["Итого", *[""] * 6, str(total.impressions), str(total.clicks), *map(_comma, _rates(total, True)), "2,1"]
    titles = [
        ["Отчёт по кампаниям"],
        [f"Период: {first:%d.%m.%Y} - {last:%d.%m.%Y}"],
        ["Клиент: samovar-example"],
        [""],
    ]
    return delimited([*titles, CLASSIC, *body, footer], delimiter).encode(encoding)


def wizard_xlsx(rows: Sequence[Spend]) -> bytes:
    """The same as a workbook; above the table stands a summary with a header of its own."""
    first, last = _period(rows)
    total = sums(rows)
    summary: list[list[Cell]] = [
        ["Яндекс.Директ"],
        [f"Клиент: samovar-example, период: {first:%d.%m.%Y} - {last:%d.%m.%Y}"],
        ["Всего", None, "Показы", "Клики", "CTR (%)", "Расход (руб.)"],
        [f"С {first:%d.%m.%Y} по {last:%d.%m.%Y}", None, total.impressions, total.clicks, Decimal("3.4"), total.cost],
        [],
    ]
    body = [_classic(row) for row in _by_place(rows)]
    typed: list[list[Cell]] = [
        [*cells[:7], int(cells[7]), int(cells[8]), *(Decimal(cell) for cell in cells[9:])] for cells in body
    ]
    return workbook({"Отчёт": [*summary, list(CLASSIC), *typed]})


def new_wizard_csv(rows: Sequence[Spend], vat: str = "") -> bytes:
    """The current statistics page: commas, decimal points, the total as the first row, `-` where there is no number.

    `vat` is what its switch adds to the header of costs, as ` с НДС`.
    """
    header = [name.replace("Расход, ₽", f"Расход{vat}, ₽") for name in CURRENT]
    total = sums(rows)
    counts = [str(total.impressions), str(total.clicks)]
    first = ["Итого", "", "", str(total.cost), *counts, "0", *_rates(total), "-", "-"]
    body = [
        [
            f"{row.day:%d.%m.%Y}", row.campaign_id, row.campaign, str(row.cost), str(row.impressions), str(row.clicks),
            "0", *_rates(row), "-" if not row.clicks else str(round(row.cost / row.clicks, 2)), "-",
        ]
        for row in rows
    ]  # fmt: skip
    return delimited([header, first, *body], line_end="\n").encode("utf-8-sig")


def reports_tsv(rows: Sequence[Spend], *, micros: bool = False, summary: bool = True) -> bytes:
    """The Reports service's answer. In `micros`, its default, money is multiplied by a million."""
    first, last = _period(rows)
    header = ["Date", "CampaignId", "CampaignName", "AdGroupName", "Impressions", "Clicks", "Cost", "AvgCpc"]
    body = [
        [
            f"{row.day:%Y-%m-%d}", row.campaign_id, row.campaign, "--", str(row.impressions), str(row.clicks),
            _money(row.cost, micros), _money(round(row.cost / row.clicks, 2), micros) if row.clicks else "--",
        ]
        for row in rows
    ]  # fmt: skip
    title = [f'"Samovar October ({first} - {last})"']
    lines = [title, header, *body, *([[f"Total rows: {len(body)}"]] if summary else [])]
    return "".join("\t".join(cells) + "\n" for cells in lines).encode()


def _by_place(rows: Sequence[Spend]) -> list[tuple[Spend, str]]:
    """Each day of a campaign as search and networks: the rows have one key, and add up."""
    split = []
    for row in rows:
        left = (row.impressions, row.clicks, row.cost)
        for place, share in PLACES:
            part = left if share == 1 else (left[0] * 3 // 4, left[1] * 3 // 4, round(left[2] * 3 / 4, 2))
            left = (left[0] - part[0], left[1] - part[1], left[2] - part[2])
            split.append((Spend(row.day, row.campaign_id, row.campaign, *part), place))
    return split


def _classic(row_and_place: tuple[Spend, str]) -> list[str]:
    row, place = row_and_place
    group = ["Группа 1", "5050", f"M-{row.campaign_id}1", place]
    numbers = [str(row.impressions), str(row.clicks), *_rates(row, True), "2.1"]
    return [f"{row.day:%d.%m.%Y}", row.campaign, row.campaign_id, *group, *numbers]


def _rates(row: Spend | Sums, with_cost: bool = False) -> list[str]:
    """CTR, and with it the cost and the cost per click."""
    share = f"{100 * row.clicks / row.impressions:.2f}" if row.impressions else "0.00"
    per_click = str(round(row.cost / row.clicks, 2)) if row.clicks else "0"
    return [share, str(row.cost), per_click] if with_cost else [share]


def _money(amount: Decimal, micros: bool) -> str:
    return str(int(amount * MICROS)) if micros else f"{amount:.2f}"


def _comma(number: str) -> str:
    return number.replace(".", ",")


def _period(rows: Sequence[Spend]) -> tuple[date, date]:
    return min(row.day for row in rows), max(row.day for row in rows)
