"""What a source changed of a day that was loaded before: rows by their key, columns, and totals."""

from pydantic import BaseModel, ConfigDict


class Change(BaseModel):
    """A total before and after: whole numbers and exact decimals as text, so that no digit is lost."""

    model_config = ConfigDict(frozen=True)

    before: str
    after: str


class Restatement(BaseModel):
    """One load replaced another. `rows_*` count the day's rows; a row is known by its stream's key.

    `added` and `vanished` count rows whose key only the new or only the old load has; `changed` those with the same key
    and another value in at least one column; `columns` says in which and in how many rows, most first. Columns that
    only one of the two has are named, and are no change of the rows. `measures` are totals over the day.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: str
    load_id: str
    replaced: str
    rows_before: int
    rows_after: int
    added: int = 0
    vanished: int = 0
    changed: int = 0
    columns: dict[str, int] = {}
    columns_added: list[str] = []
    columns_gone: list[str] = []
    measures: dict[str, Change] = {}

    @property
    def of_rows(self) -> bool:
        """Whether the source says something else of the day than before."""
        return bool(self.added or self.vanished or self.changed)

    @property
    def is_any(self) -> bool:
        """Whether there is anything to remember."""
        return self.of_rows or bool(self.columns_added or self.columns_gone)
