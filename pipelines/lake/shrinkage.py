"""The shrink guard: a day that comes back much smaller is more often a broken export than the truth."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from connectors.common.stream import Stream
from pipelines.lake.restatement import Change

SMALLEST_SHARE = Decimal("0.7")
FEWEST = 20  # rows of the former day, or what its rows count: below that, chance alone takes a third


class Shrinkage(BaseModel):
    """Why a load is kept aside: what it has less of than the load that stays, `stays` by its id."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stays: str
    rows_before: int
    rows_after: int
    money: dict[str, Change] = {}
    counted: dict[str, Change] = {}

    @property
    def said(self) -> str:
        """`12 rows instead of 1000`, or what is missing of that which they count, or of the money."""
        rows = _rows(self.rows_before, self.rows_after)
        parts = [f"{rows.after} rows instead of {rows.before}"] if _shrank(rows) else []
        less = {**self.counted, **self.money}
        return ", ".join(
            [*parts, *(f"{name} {change.after} instead of {change.before}" for name, change in less.items())]
        )


def shrinkage(
    stays: str, rows_before: int, rows_after: int, stream: Stream, totals: Mapping[str, Change]
) -> Shrinkage | None:
    """The reason to keep a load aside; None where it may replace the former one."""
    counted = {name: totals[name] for name in filter(None, [stream.counted_by]) if name in totals}
    size = next(iter(counted.values()), _rows(rows_before, rows_after))
    less = {name: totals[name] for name in stream.money if name in totals and _shrank(totals[name])}
    if not _is_judged(size) or not (less or _shrank(size)):
        return None
    counted = counted if _shrank(size) else {}
    return Shrinkage(stays=stays, rows_before=rows_before, rows_after=rows_after, money=less, counted=counted)


def _rows(before: int, after: int) -> Change:
    return Change(before=str(before), after=str(after))


def _is_judged(size: Change) -> bool:
    before = Decimal(size.before)
    return before.is_finite() and before >= FEWEST


def _shrank(change: Change) -> bool:
    """Money that nets to nothing or less has no share that could be judged; nor has a sum that is no number."""
    before, after = Decimal(change.before), Decimal(change.after)
    if not (before.is_finite() and after.is_finite()):
        return False
    return before > 0 and after < SMALLEST_SHARE * before
