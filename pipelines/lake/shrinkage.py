"""The shrink guard: a day that comes back much smaller is more often a broken export than the truth."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from pipelines.lake.restatement import Change

SMALLEST_SHARE = Decimal("0.7")
FEWEST_ROWS = 20  # of the former day: below that, chance alone takes a third


class Shrinkage(BaseModel):
    """Why a load is kept aside: what it has less of than the load that stays, `stays` by its id."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stays: str
    rows_before: int
    rows_after: int
    money: dict[str, Change] = {}

    @property
    def said(self) -> str:
        """`12 rows instead of 1000`, or the money that is missing."""
        parts = []
        if _shrank(self.rows_before, self.rows_after):
            parts.append(f"{self.rows_after} rows instead of {self.rows_before}")
        parts += [f"{name} {change.after} instead of {change.before}" for name, change in self.money.items()]
        return ", ".join(parts)


def shrinkage(
    stays: str, rows_before: int, rows_after: int, money: Iterable[str], totals: Mapping[str, Change]
) -> Shrinkage | None:
    """The reason to keep a load aside; None where it may replace the former one."""
    if rows_before < FEWEST_ROWS:
        return None
    less = {
        name: totals[name]
        for name in money
        if name in totals and _shrank(Decimal(totals[name].before), Decimal(totals[name].after))
    }
    if not less and not _shrank(rows_before, rows_after):
        return None
    return Shrinkage(stays=stays, rows_before=rows_before, rows_after=rows_after, money=less)


def _shrank(before: int | Decimal, after: int | Decimal) -> bool:
    """Money that nets to nothing or less has no share that could be judged; nor has a sum that is no number."""
    if not (Decimal(before).is_finite() and Decimal(after).is_finite()):
        return False
    return before > 0 and after < SMALLEST_SHARE * before
