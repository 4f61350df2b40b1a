"""The rows of the reports: a few for each day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.reconciliation.line import By, Key


@dataclass
class ReportTotals:
    """By day and source, or by day and goal. `sampled` and `hidden`: days that the vendor told incompletely.

    `nulls`: by measure, numbers that aren't told.
    """

    values: dict[str, By] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    sampled: set[date] = field(default_factory=set)
    hidden: set[date] = field(default_factory=set)
    nulls: dict[str, set[Key]] = field(default_factory=dict)


def report_totals(files: Mapping[date, Path], member: str, measures: tuple[str, ...], name: str = "") -> ReportTotals:
    """The `measures` of the days, by the column `member`; `name` is the column with its name."""
    totals = ReportTotals({measure: {} for measure in measures}, nulls={measure: set() for measure in measures})
    for day, path in files.items():
        rows: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist()
        for row in rows:
            key = (day, str(row[member]))
            totals.names[key[1]] = str(row.get(name) or "")
            if row.get("sampled"):
                totals.sampled.add(day)
            if row.get("contains_sensitive_data"):
                totals.hidden.add(day)
            for measure in measures:
                if row.get(measure) is None:
                    totals.nulls[measure].add(key)
                else:
                    totals.values[measure][key] = float(row[measure])
    return totals
