"""Reports about a market, as agencies send them: a row a brand, or a row a brand and measure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import Cell, workbook


@dataclass(frozen=True)
class Sold:
    """A brand's quarter in a segment, in millions of roubles."""

    quarter: int
    segment: str
    brand: str
    sales: Decimal
    market: Decimal

    @property
    def share(self) -> Decimal:
        """In percent, with one decimal."""
        return round(self.sales * 100 / self.market, 1)


def sold() -> Iterator[Sold]:
    """Two quarters, two segments, two brands; one brand sells less than a percent."""
    for quarter in (2, 3):
        for place, segment in enumerate(("Чайники", "Чай; кофе")):
            market = Decimal(1700 + 100 * quarter + 50 * place)
            yield Sold(quarter, segment, "Самовар", Decimal("212.5") + quarter + place, market)
            yield Sold(quarter, segment, 'ТМ "Уют"', Decimal("9.4"), market)


def by_brand_csv(rows: Sequence[Sold]) -> bytes:
    """Semicolons, cp1251, decimal commas, thousands parted by non-breaking spaces, the total of the market as a row."""
    header = ("Период", "Рынок", "Марка", "Ед. изм.", "Продажи", "Объём рынка", "Доля рынка, %")
    body = [
        [
            f"{row.quarter} квартал 2026 г.",
            row.segment,
            row.brand,
            "млн руб.",
            _grouped(row.sales),
            _grouped(row.market),
            _grouped(row.share),
        ]
        for row in rows
    ]
    total = ["3 квартал 2026 г.", "Чайники", "Итого рынок", "млн руб.", "2\u00a0000", "2\u00a0000", "100"]
    return delimited([header, *body, total], ";").encode("cp1251")


def by_brand_xlsx(rows: Sequence[Sold]) -> bytes:
    """A title over the table, and an edition that restates the quarter before."""
    header: list[Cell] = [
        "Quarter",
        "Category",
        "Brand",
        "Units",
        "Sales",
        "Market size",
        "Agency",
        "Release",
        "Published",
    ]
    body: list[list[Cell]] = [
        [
            f"Q{row.quarter} 2026",
            row.segment,
            row.brand,
            "Value, RUB mln",
            row.sales,
            row.market,
            "Panel Retail",
            "2026-Q3",
            datetime(2026, 10, 24),
        ]
        for row in rows
    ]
    return workbook({"Report": [["Kettles and tea in Russia"], [], header, *body]})


def by_measure_csv(rows: Sequence[Sold]) -> bytes:
    """Each measure on a row of its own, with the number of people asked; prices are none of ours."""
    header = ("period", "market", "brand", "metric", "value", "base n")
    body = []
    for row in rows:
        brand = (f"Q{row.quarter} 2026", row.segment, row.brand)
        body += [
            [*brand, "Sales, RUB mln", str(row.sales), ""],
            [*brand, "Market size, RUB mln", str(row.market), ""],
            [*brand, "Average price, RUB", "5400", "1200"],
        ]
    return delimited([header, *body]).encode()


def shares_csv(rows: Sequence[Sold], sign: str = "%") -> bytes:
    """Only shares, each with its sign, or without."""
    header = ("Квартал", "Категория", "Бренд", "Доля рынка", "База")
    body = [[f"Q{row.quarter} 2026", row.segment, row.brand, f"{_grouped(row.share)}{sign}", "1200"] for row in rows]
    return delimited([header, *body], ";").encode("utf-8-sig")


def _grouped(value: Decimal) -> str:
    return f"{value:,}".replace(",", "\u00a0").replace(".", ",")
