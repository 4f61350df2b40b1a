"""File drops of the demo company: what its systems would export on a day, 25 months of it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sandbox.company.books import Span
from sandbox.company.company import SEED, SIZE
from sandbox.company.records import Records, records_of
from sandbox.deliveries.crm_leads import lead_sheets
from sandbox.deliveries.files import Sheet, write
from sandbox.deliveries.interchange import (
    cost_sheets,
    follower_sheets,
    market_sheets,
    plan_sheets,
    product_sheet,
    rate_sheets,
    review_sheets,
)
from sandbox.deliveries.shop_orders import order_sheets, refund_sheets
from sandbox.deliveries.survey import survey_sheets

__all__ = ["deliver"]


def deliver(inbox: Path, now: datetime, *, seed: int = SEED, size: int = SIZE) -> list[Path]:
    """Write the exports of the day that `now` falls on in Moscow into `inbox/<folder>/`, and return their paths.

    They hold what was known at that day's midnight, so any moment of a day gives the same bytes; months in which
    nothing has changed give the same bytes on later days too. `size` is the visits of an average day.
    """
    return [write(inbox, sheet) for sheet in _sheets(records_of(seed, size, Span.at(now)))]


def _sheets(records: Records) -> Iterator[Sheet]:
    yield product_sheet(records)
    yield from rate_sheets(records)
    yield from plan_sheets(records)
    yield from lead_sheets(records.dice, records.leads)
    yield from order_sheets(records.orders)
    yield from refund_sheets(records.orders)
    yield from cost_sheets(records)
    yield from survey_sheets(records.dice, records.span.today)
    yield from market_sheets(records)
    yield from review_sheets(records)
    yield from follower_sheets(records)
