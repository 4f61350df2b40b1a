"""What a report becomes: rows of its schema, and how they came about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa

from connectors.common.errors import SourceDown
from connectors.yandex_metrica.api.management import Counter, Goal
from connectors.yandex_metrica.api.reporting import ReportingApi
from connectors.yandex_metrica.reports.asking import Report

_CENTS = Decimal("0.0001")


@dataclass(frozen=True)
class Asked:
    """What a report is asked for: the days, the counter, its goals without deleted ones."""

    first_day: date
    last_day: date
    counter: Counter
    goals: Sequence[Goal]


@dataclass(frozen=True)
class Pulled:
    """The rows; `trust` is the report whose flags hold for them; `warnings` are sentences."""

    batch: pa.RecordBatch
    trust: Report
    warnings: tuple[str, ...] = ()


Pull = Callable[[ReportingApi, Asked], Pulled]


def trust_columns(report: Report, of: date) -> dict[str, object]:
    """The same three values for each row of a day."""
    return {
        "sampled": of in report.shares,
        "sample_share": report.shares.get(of, 1.0),
        "contains_sensitive_data": of in report.hidden,
    }


def sampled_warning(report: Report, where: str) -> tuple[str, ...]:
    """All visits were asked for; the vendor may look at fewer."""
    if not report.shares:
        return ()
    return (f"{where}: the report is sampled, {report.sample_share:.2%} of the visits, though all were asked for.",)


def table(rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> pa.RecordBatch:
    """Rows as one batch."""
    return pa.RecordBatch.from_pylist([dict(row) for row in rows], schema=schema)


def whole(value: Decimal | None) -> int | None:
    """A count; a sampled answer may have fractions."""
    return None if value is None else int(value.to_integral_value(ROUND_HALF_UP))


def money(value: Decimal | None) -> Decimal | None:
    """An amount at the lake's scale."""
    return None if value is None else value.quantize(_CENTS, ROUND_HALF_UP)


def number(value: Decimal | None) -> float | None:
    """A rate or an average."""
    return None if value is None else float(value)


def day(value: str | None, where: str) -> date:
    """A value of `ym:s:date`."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise SourceDown(
            f"a report has a row of the day {value!r}, which is none.",
            where=where,
            mend="Nothing of it is loaded; a later run asks again.",
        ) from None
