"""Costs by contract, invoiced for ranges of days: agency, tools, team, production, and outdoor advertising."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from sandbox.company.calendar import months_since_1970, number, price_index
from sandbox.company.money import vat_per_cent
from sandbox.company.spend import Cost


@dataclass(frozen=True)
class Contract:
    """A cost by the day, invoiced for ranges that begin on a day of a month. `roubles` net a day, in January 2024."""

    source: str
    cost_type: str
    roubles: int
    begins: int = 1
    medium: str | None = None
    campaign: str | None = None
    vat_included: bool = False
    months: tuple[int, ...] = tuple(range(1, 13))
    length: int | None = None  # days; None until the next range begins
    channel: str | None = None


CONTRACTS = (
    Contract("agency", "agency", 1_500, begins=15),
    Contract("mail_platform", "tools", 260, vat_included=True),
    Contract("analytics_tools", "tools", 210, vat_included=True),
    Contract("marketing_team", "salary", 2_900),
    Contract("photo_studio", "production", 4_000, begins=10, months=(2, 5, 8, 11), length=4),
    Contract("outdoor", "media", 3_200, 20, "offline", "Щиты_у_рынков", months=(2, 11), length=16, channel="offline"),
)


def contract_costs(size: int, first: int, last: int) -> Iterator[Cost]:
    """Ranges that begin on the days from `first` to `last`; what runs on after `last` is accrued up to it."""
    for month in range(int(months_since_1970(np.array([first]))[0]), int(months_since_1970(np.array([last]))[0]) + 1):
        for contract in CONTRACTS:
            begins = _day(month, contract.begins)
            if month % 12 + 1 in contract.months and first <= begins <= last:
                yield _range(contract, size, month, begins, last)


def _range(contract: Contract, size: int, month: int, begins: int, last: int) -> Cost:
    ends = begins + contract.length if contract.length else _day(month + 1, contract.begins)
    until = min(ends - 1, last)
    index = int(price_index(np.array([month]))[0])
    a_day = max(1, contract.roubles * index * size // 3_000_000)
    vat = int(vat_per_cent(np.array([begins]))[0]) if contract.vat_included else 0
    return Cost(
        day=begins,
        last=until,
        source=contract.source,
        medium=contract.medium,
        campaign=contract.campaign,
        cost_type=contract.cost_type,
        amount=a_day * (100 + vat) * (until - begins + 1),
        currency="RUB",
        vat_included=contract.vat_included,
        channel=contract.channel,
    )


def _day(month: int, day: int) -> int:
    return number(date(1970 + month // 12, month % 12 + 1, day))
