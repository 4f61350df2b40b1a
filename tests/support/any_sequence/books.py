"""What the demo company's systems export of a few months, and what becomes of an export that is written anew later."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from sandbox.company.books import Span
from sandbox.company.company import SEED, Company
from sandbox.company.records import Records
from sandbox.deliveries.crm_leads import OPEN, lead_sheets
from sandbox.deliveries.files import Sheet
from sandbox.deliveries.interchange import cost_sheets, plan_sheets, product_sheet, rate_sheets, review_sheets
from sandbox.deliveries.shop_orders import order_sheets, refund_sheets

FIRST_MONTH, TODAY = date(2026, 7, 1), date(2026, 11, 15)
VISITS_A_DAY = 30
EARLIEST = datetime(FIRST_MONTH.year, FIRST_MONTH.month, FIRST_MONTH.day)
YESTERDAY = datetime(TODAY.year, TODAY.month, TODAY.day) - timedelta(days=1)
MOMENT, DAY = "%d.%m.%Y %H:%M:%S", "%Y-%m-%d"
SHARE = 0.15  # of the records of an export that change, one by one, in each way


class FewMonths(Span):
    """A test has no time for 25 months."""

    @property
    def first_month(self) -> date:
        return FIRST_MONTH


@lru_cache(maxsize=1)
def sheets() -> dict[tuple[str, str], Sheet]:
    """Every export by folder and file name: of orders, leads and costs one a month, of the others one a year."""
    records = Records(Company(SEED, VISITS_A_DAY), FewMonths(TODAY))
    return {(sheet.folder, sheet.name): sheet for sheet in _sheets(records)}


def _sheets(records: Records) -> Iterator[Sheet]:
    yield product_sheet(records)
    yield from rate_sheets(records)
    yield from plan_sheets(records)
    yield from lead_sheets(records.dice, records.leads)
    yield from order_sheets(records.orders)
    yield from refund_sheets(records.orders)
    yield from cost_sheets(records)
    yield from review_sheets(records)


@dataclass(frozen=True)
class Ledger:
    """Where a table of an inbox folder has what can change. `record` is what its rows are told apart by."""

    record: int
    dates: dict[int, str]
    amounts: tuple[int, ...]
    tags: tuple[int, ...]
    updated: int | None = None
    stages: tuple[int, tuple[str, ...]] | None = None


LEDGERS = {
    "shop_orders": Ledger(
        0, {1: MOMENT, 3: MOMENT}, (15, 16), (6, 8, 9, 10), 18, (2, ("Оплачен", "Ожидает оплаты", "Отменён"))
    ),
    "crm_leads": Ledger(0, {1: MOMENT, 12: MOMENT}, (), (8, 9, 10, 11), 15, (2, ("В работе", "Спам"))),
    "refunds": Ledger(0, {2: "%Y-%m-%dT%H:%M:%S"}, (3,), ()),
    "ad_costs": Ledger(0, {0: DAY, 1: DAY}, (6,), (2, 3, 4)),
}
LATE = tuple(sorted(key for key in sheets() if key[0] in LEDGERS))


def altered(sheet: Sheet, seed: int) -> Sheet:
    """The same export of a later day: records that are new, gone, changed, moved to another day, or in it twice."""
    dice, ledger = Random(seed), LEDGERS[sheet.folder]
    records: dict[str, list[list[str]]] = {}
    for number, row in enumerate(sheet.rows):
        # costs and refunds are told apart by their whole row
        records.setdefault(row[0] if ledger.updated else str(number), []).append(list(row))
    changes: list[Callable[[list[list[str]]], None]] = [
        lambda rows: _move(rows, ledger, dice.choice((-40, -9, -1, 1, 9, 40))),
        lambda rows: _scale(rows, ledger, dice.choice((0.5, 0.99, 1.5))),
        lambda rows: _tag(rows, ledger, dice.choice(sheet.rows)),
        lambda rows: _stage(rows, ledger, dice),
    ]
    written: list[list[str]] = []
    for rows in records.values():
        if dice.random() < SHARE:  # gone
            continue
        changed = [list(row) for row in rows]
        for change in changes:
            if dice.random() < SHARE:
                change(changed)
        if changed != rows and ledger.updated and dice.random() < 0.5:
            _write_date(
                changed, ledger.updated, MOMENT, datetime.combine(TODAY - timedelta(days=1), datetime.min.time())
            )
        if dice.random() < SHARE:  # new
            written += [[f"{row[0]}-{seed}" if ledger.updated else row[0], *row[1:]] for row in rows]
        if dice.random() < SHARE / 3:  # twice
            written += rows
        written += changed
    return replace(sheet, name=f"{sheet.name.removesuffix('.csv')}-{seed}.csv", rows=written)


def _move(rows: list[list[str]], ledger: Ledger, days: int) -> None:
    """All dates of a record together; none into the future, and none before there were exchange rates."""
    for column, pattern in ledger.dates.items():
        if rows[0][column] not in ("", OPEN):
            moment = datetime.strptime(rows[0][column], pattern) + timedelta(days=days)
            _write_date(rows, column, pattern, max(EARLIEST, min(moment, YESTERDAY)))


def _write_date(rows: list[list[str]], column: int, pattern: str, moment: datetime) -> None:
    for row in rows:
        row[column] = moment.strftime(pattern)


def _scale(rows: list[list[str]], ledger: Ledger, factor: float) -> None:
    for row in rows:
        for column in ledger.amounts:
            if row[column]:
                comma = "," in row[column]
                amount = f"{float(row[column].replace(',', '.')) * factor:.2f}"
                row[column] = amount.replace(".", ",") if comma else amount


def _tag(rows: list[list[str]], ledger: Ledger, like: Sequence[str]) -> None:
    """The visitor and the UTM of another record."""
    for row in rows:
        for column in ledger.tags:
            row[column] = like[column]


def _stage(rows: list[list[str]], ledger: Ledger, dice: Random) -> None:
    if ledger.stages:
        column, names = ledger.stages
        name = dice.choice(names)
        for row in rows:
            row[column] = name
