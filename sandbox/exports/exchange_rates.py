"""Exchange rates: the Bank of Russia's XML of a day, its file of a currency's history, and a table kept by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import Cell, workbook


@dataclass(frozen=True)
class Quote:
    """`value` roubles for `nominal` units."""

    code: str
    name: str
    nominal: int
    value: Decimal

    @property
    def unit_rate(self) -> str:
        """Of one unit, as the bank writes it: small ones with an exponent."""
        rate = (self.value / self.nominal).normalize()
        if rate >= Decimal("0.0001"):
            return f"{rate:f}".replace(".", ",")
        digits = "".join(map(str, rate.as_tuple().digits))
        return f"{digits[0]},{digits[1:]}E-{-rate.adjusted():02d}"


QUOTES = (
    Quote("USD", "Доллар США", 1, Decimal("84.9057")),
    Quote("EUR", "Евро", 1, Decimal("99.0300")),
    Quote("KZT", "Тенге", 100, Decimal("16.1234")),
    Quote("IRR", "Иранских риалов", 1_000_000, Decimal("58.8139")),
)


def daily_xml(quotes: Sequence[Quote] = QUOTES, day: date = date(2026, 9, 26), unit_rates: bool = True) -> bytes:
    """In cp1251, decimal commas; before 2023 there was no rate of one unit."""
    body = "".join(
        f'<Valute ID="R0{number}"><NumCode>{number}</NumCode><CharCode>{quote.code}</CharCode>'
        f"<Nominal>{quote.nominal}</Nominal><Name>{quote.name}</Name><Value>{quote.value}</Value>".replace(".", ",")
        + (f"<VunitRate>{quote.unit_rate}</VunitRate>" if unit_rates else "")
        + "</Valute>"
        for number, quote in enumerate(quotes, start=840)
    )
    head = '<?xml version="1.0" encoding="windows-1251"?>'
    return f'{head}<ValCurs Date="{day:%d.%m.%Y}" name="Foreign Currency Market">{body}</ValCurs>'.encode("cp1251")


def history_csv(quote: Quote, days: Sequence[date]) -> bytes:
    """One currency by its name; the rate in quotes because of its comma."""
    body = [[str(quote.nominal), f"{day:%d.%m.%Y}", str(quote.value).replace(".", ","), quote.name] for day in days]
    return delimited([("nominal", "data", "curs", "cdx"), *body], ";", quoted=True).encode("utf-8-sig")


def history_xlsx(quote: Quote, days: Sequence[date]) -> bytes:
    """The same as a workbook: days and numbers."""
    body: list[list[Cell]] = [
        [quote.nominal, datetime(day.year, day.month, day.day), quote.value, quote.name] for day in days
    ]
    return workbook({"RC": [["nominal", "data", "curs", "cdx"], *body]})


def by_hand_csv(quotes: Sequence[Quote] = QUOTES, day: date = date(2026, 9, 26)) -> bytes:
    """A table with Russian names."""
    body = [[f"{day:%d.%m.%Y}", quote.code, str(quote.nominal), str(quote.value).replace(".", ",")] for quote in quotes]
    return delimited([("Дата", "Валюта", "Номинал", "Курс"), *body], ";").encode("utf-8-sig")
