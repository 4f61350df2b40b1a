"""Expense files that people make themselves: Metrica's form, and the same with VAT said in the file."""

from collections.abc import Sequence

from sandbox.exports.delimited import delimited
from sandbox.exports.spend import Spend

METRICA = ("Date", "UTMSource", "UTMMedium", "UTMCampaign", "UTMTerm", "UTMContent", "Currency", "Expenses", "Clicks")


def metrica_csv(rows: Sequence[Spend], source: str = "vk", medium: str = "cpc", currency: str = "RUB") -> bytes:
    """As Metrica's expense upload wants it: commas, ISO days, decimal points, amounts without VAT."""
    body = [
        [row.day.isoformat(), source, medium, row.campaign, "", "", currency, str(row.cost), str(row.clicks)]
        for row in rows
    ]
    return delimited([METRICA, *body]).encode()


def metrica_range_csv(rows: Sequence[Spend], source: str = "Google Ads") -> bytes:
    """One row for the whole period, named by the kind of traffic instead of a UTM tag."""
    total = sum(row.cost for row in rows)
    period = f"{min(row.day for row in rows)}/{max(row.day for row in rows)}"
    header = ("Date", "TrafficSource", "TrafficSourceDetail", "Expenses", "Currency", "Clicks")
    return delimited([header, (period, "ad", source, str(total), "RUB", str(sum(row.clicks for row in rows)))]).encode()


def with_vat_csv(rows: Sequence[Spend], vat_rate: str = "22%", included: str = "да", delimiter: str = ";") -> bytes:
    """Metrica's columns with two more, saved by a Russian Excel: semicolons and decimal commas."""
    header = ("Date", "UTMSource", "UTMMedium", "UTMCampaign", "Expenses", "Currency", "Impressions", "Clicks", "vat_included", "vat_rate")  # fmt: skip  # noqa: E501
    body = [
        [
            f"{row.day:%d.%m.%Y}", "dzen", "cpc", row.campaign, str(row.cost).replace(".", ","), "руб.",
            str(row.impressions), str(row.clicks), included, vat_rate,
        ]
        for row in rows
    ]  # fmt: skip
    return delimited([header, *body], delimiter).encode("utf-8-sig")
