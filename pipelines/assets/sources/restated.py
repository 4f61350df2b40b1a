"""What a run shows of restatements: tables of days, columns and totals, the sums as numbers, and a line in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import dagster as dg

from pipelines.lake.inbox.summary import counted, number
from pipelines.lake.manifest import Manifest
from pipelines.lake.restatement import Restatement

SAID = "restated"
DAYS_SHOWN = 40
COLUMNS_SHOWN = 6  # of a day: the most changed ones
_TABLES: dict[str, dict[str, str]] = {
    "restatements": dict.fromkeys(("rows_before", "rows_after", "added", "vanished", "changed"), "int"),
    "restated_columns": {"column": "string", "rows_changed": "int"},
    "restated_measures": dict.fromkeys(("measure", "before", "after"), "string"),
}


@dataclass(frozen=True)
class Restated:
    """The days of which rows changed, each with what did."""

    days: dict[str, Restatement]

    @classmethod
    def by(cls, loads: Iterable[Manifest]) -> "Restated":
        """Of these loads, those that made a change themselves."""
        newest = {load.partition: load.restatements[-1] for load in loads if _made_one(load)}
        return cls({day: restatement for day, restatement in sorted(newest.items()) if restatement.of_rows})

    def said(self, noun: str) -> str:
        """`3 days restated, +12 −1 ~40 visits`."""
        added, vanished, changed = self._totals
        counts = (("+", added), ("−", vanished), ("~", changed))
        told = " ".join(f"{sign}{number(count)}" for sign, count in counts if count)
        return f"{counted(len(self.days), 'day')} restated, {told} {noun}"

    def metadata(self, noun: str) -> dict[str, Any]:
        """For the asset's page; nothing where nothing changed. Of many days the newest are shown."""
        if not self.days:
            return {}
        added, vanished, changed = self._totals
        newest = list(self.days.items())[-DAYS_SHOWN:]
        return {
            SAID: self.said(noun),
            "restatements": _table("restatements", newest, _rows),
            "restated_columns": _table("restated_columns", newest, _columns),
            "restated_measures": _table("restated_measures", newest, _measures),
            "days_restated": len(self.days),
            "rows_added": added,
            "rows_vanished": vanished,
            "rows_changed": changed,
        }

    @property
    def _totals(self) -> tuple[int, int, int]:
        of = self.days.values()
        return sum(each.added for each in of), sum(each.vanished for each in of), sum(each.changed for each in of)


def _made_one(load: Manifest) -> bool:
    return bool(load.restatements) and load.restatements[-1].load_id == load.load_id


def _table(
    name: str, days: list[tuple[str, Restatement]], rows: Callable[[Restatement], Iterable[tuple[str | int, ...]]]
) -> dg.TableMetadataValue:
    columns = {"day": "string", **_TABLES[name]}
    records = [
        dg.TableRecord(dict(zip(columns, (day, *row), strict=True))) for day, restated in days for row in rows(restated)
    ]
    shown = [dg.TableColumn(column, type=kind) for column, kind in columns.items()]
    return dg.MetadataValue.table(records, dg.TableSchema(columns=shown))


def _rows(restated: Restatement) -> Iterable[tuple[str | int, ...]]:
    yield restated.rows_before, restated.rows_after, restated.added, restated.vanished, restated.changed


def _columns(restated: Restatement) -> Iterable[tuple[str | int, ...]]:
    return list(restated.columns.items())[:COLUMNS_SHOWN]


def _measures(restated: Restatement) -> Iterable[tuple[str | int, ...]]:
    return [(name, each.before, each.after) for name, each in restated.measures.items() if each.before != each.after]
