"""HubSpot: deals exported from their list, as CSV or XLSX."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sandbox.exports.delimited import delimited
from sandbox.exports.sheets import workbook

HEADER = (
    "Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Currency", "Close Date", "Create Date",
    "Last Modified Date", "Deal owner", "Original Source", "utm_source", "utm_medium", "utm_campaign",
    "Metrica ClientID", "Associated Company IDs (Primary)", "Associated Company (Primary)",
    "Associated Contact IDs", "Associated Contact", "Deal Description",
)  # fmt: skip


@dataclass(frozen=True)
class Deal:
    """A deal. `closing` is a plan while the deal is open: HubSpot overwrites it on closing."""

    id: str
    stage: str
    amount: Decimal | None
    created: datetime
    closing: datetime | None
    modified: datetime
    companies: tuple[str, ...] = ()
    company: str = ""
    contacts: tuple[str, ...] = ()
    contact: str = ""
    currency: str = ""
    original: str = "Organic Search"
    utm: tuple[str, str, str] = ("", "", "")
    visitor: str = ""
    pipeline: str = "Sales Pipeline"


DEALS = (
    Deal(
        "18203344551", "Closed won", Decimal("125000.5"), datetime(2026, 9, 28, 9, 30), datetime(2026, 10, 5, 14, 30),
        datetime(2026, 10, 6, 8, 0), ("9001",), "Samovar Trade GmbH", ("8001", "8002"), "Ada Petrova;Ben Orlov",
        "EUR", "Paid Search", ("yandex", "cpc", "samovars"), "1628529640459314054",
    ),
    Deal(
        "18203344552", "Contract sent", Decimal("8400"), datetime(2026, 10, 1, 11, 5), datetime(2026, 12, 31, 0, 0),
        datetime(2026, 10, 20, 16, 45), ("9002", "9003"), "Kettle & Sons", (), "", "RUB",
    ),
    Deal(
        "18203344553", "Closed lost", None, datetime(2026, 10, 3, 0, 0), datetime(2026, 10, 9, 10, 0),
        datetime(2026, 10, 9, 10, 0), (), "", ("8003",), "Zoya Volkova", "", "Offline Sources",
    ),
    Deal(
        "18203344554", "Closed won", Decimal("990.25"), datetime(2026, 10, 7, 18, 20), datetime(2026, 10, 8, 9, 15),
        datetime(2026, 10, 8, 9, 15), (), "", (), "Boris Frolov", "RUB", "EMAIL_MARKETING",
    ),
    Deal(
        "18203344555", "Appointment scheduled", Decimal("0"), datetime(2026, 10, 11, 12, 0), None,
        datetime(2026, 10, 11, 12, 0), original="Direct Traffic",
    ),
)  # fmt: skip


def deals_csv(deals: Sequence[Deal] = DEALS) -> bytes:
    """Commas, UTF-8; ids of several companies joined by `;`; people's names, a description over two lines."""
    return delimited([HEADER, *map(_cells, deals)], line_end="\n").encode()


def deals_xlsx(deals: Sequence[Deal] = DEALS) -> bytes:
    """The same; ids are texts, so that Excel leaves their digits alone."""
    return workbook({"deals": [HEADER, *map(_cells, deals)]})


def _cells(deal: Deal) -> list[str]:
    return [
        deal.id, f"Deal with {deal.company or deal.contact}", deal.stage, deal.pipeline,
        "" if deal.amount is None else str(deal.amount), deal.currency, _moment(deal.closing), _moment(deal.created),
        _moment(deal.modified), "Olga Sales", deal.original, *deal.utm, deal.visitor, ";".join(deal.companies),
        deal.company, ";".join(deal.contacts), deal.contact, f"+7 916 555-01-{deal.id[-2:]},\nzoya@example.com",
    ]  # fmt: skip


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
