"""What a run shows of restatements: a table of days, totals as numbers, and a line in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import dagster as dg

from pipelines.lake.inbox.summary import counted, number
from pipelines.lake.manifest import Manifest
from pipelines.lake.restatement import Restatement

SAID = "restated"
DAYS_SHOWN = 40
COLUMNS_SHOWN = 6
_TEXTS = ("day", "rows", "columns", "measures")
_COLUMNS = ("day", "rows", "added", "vanished", "changed", "columns", "measures")


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
            "restatements": dg.MetadataValue.table([_record(*each) for each in newest], _SCHEMA),
            "days_restated": len(self.days),
            "rows_added": added,
            "rows_vanished": vanished,
            "rows_changed": changed,
        }

    @property
    def _totals(self) -> tuple[int, int, int]:
        of = self.days.values()
        return sum(each.added for each in of), sum(each.vanished for each in of), sum(each.changed for each in of)


_SCHEMA = dg.TableSchema(
    columns=[dg.TableColumn(name, type="string" if name in _TEXTS else "int") for name in _COLUMNS]
)


def _made_one(load: Manifest) -> bool:
    return bool(load.restatements) and load.restatements[-1].load_id == load.load_id


def _record(day: str, restatement: Restatement) -> dg.TableRecord:
    columns = [f"{name} {count}" for name, count in list(restatement.columns.items())[:COLUMNS_SHOWN]]
    more = len(restatement.columns) - COLUMNS_SHOWN
    measures = [
        f"{name} {change.before} → {change.after}"
        for name, change in restatement.measures.items()
        if change.before != change.after
    ]
    return dg.TableRecord(
        {
            "day": day,
            "rows": f"{restatement.rows_before} → {restatement.rows_after}",
            "added": restatement.added,
            "vanished": restatement.vanished,
            "changed": restatement.changed,
            "columns": ", ".join(columns) + (f" and {more} more" if more > 0 else ""),
            "measures": ", ".join(measures),
        }
    )
