"""The balance of a load: every row of the file is accounted for, and so is the money."""

from dataclasses import dataclass
from decimal import Decimal

from connectors.common.errors import Problem


@dataclass(frozen=True)
class Balance:
    """`read`, `mapped`, `skipped` and `unusable` count rows of the file; `grouped`, `loaded`, `refused` count records.

    Each number is counted where it arises, none is a difference of the others.
    """

    read: int
    mapped: int
    skipped: int
    unusable: int
    grouped: int
    loaded: int
    refused: int
    money_mapped: Decimal | None = None
    money_loaded: Decimal | None = None
    money_refused: Decimal | None = None

    def check(self, where: str) -> None:
        """Raises where a row or money got lost. That is a defect of the program, and the file isn't loaded."""
        if self.read != self.mapped + self.skipped + self.unusable:
            raise _lost(
                f"{self.read} rows were read, but {self.mapped} mapped, {self.skipped} skipped and "
                f"{self.unusable} refused",
                where,
            )
        if self.grouped != self.loaded + self.refused:
            raise _lost(f"{self.grouped} records were made, but {self.loaded} loaded and {self.refused} refused", where)
        if self.money_mapped is not None:
            accounted = (self.money_loaded or Decimal(0)) + (self.money_refused or Decimal(0))
            if self.money_mapped != accounted:
                raise _lost(f"the file has {self.money_mapped} of money, but {accounted} is accounted for", where)


def _lost(what: str, where: str) -> Problem:
    return Problem(f"{what}.", where=where, mend="Nothing was loaded; please report this, it is a defect of Tablo.")
