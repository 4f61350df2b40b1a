"""The rows of a report, and its totals."""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.servers.yandex_metrica.reporting.asked import Report
from sandbox.servers.yandex_metrica.reporting.dimensions import ROBOT
from sandbox.servers.yandex_metrica.reporting.facts import Facts
from sandbox.servers.yandex_metrica.reporting.groups import Groups
from sandbox.servers.yandex_metrica.reporting.metrics import tells_of_robots

FEWEST_USERS = 10
Number = float | None


@dataclass(frozen=True)
class Answer:
    """All rows in order; `hides`: some rows are left out because too few visitors stand behind them."""

    rows: list[dict[str, object]]
    totals: list[Number]
    lowest: list[Number]
    highest: list[Number]
    hides: bool


def answer(report: Report, facts: Facts, share: float) -> Answer:
    """The visits in groups, counted. Totals are of all visits, hidden rows' and undefined ones' too."""
    rows = facts.visits.num_rows
    everything = Groups(facts, np.zeros(rows, dtype=np.int64), 1, share)
    totals = [_number(one(everything)[0]) for one in report.metrics.values()]
    if not report.dimensions:
        return Answer([{"dimensions": [], "metrics": totals}], totals, totals, totals, hides=False)
    values = [one.values(facts) for one in report.dimensions]
    keys = pa.table({str(n): column for n, column in enumerate(values)})
    groups = (
        keys.append_column("row", pa.array(np.arange(rows))).group_by(keys.column_names).aggregate([("row", "list")])
    )
    members = groups.column("row_list").combine_chunks()
    group = np.empty(rows, dtype=np.int64)
    group[pc.list_flatten(members).to_numpy()] = pc.list_parent_indices(members).to_numpy()
    counted = Groups(facts, group, groups.num_rows, share)
    metrics = [one(counted) for one in report.metrics.values()]
    crowded = counted.seen_users() >= FEWEST_USERS if _is_sensitive(report) else np.ones(groups.num_rows, dtype=bool)
    named = zip(*(groups.column(name).to_pylist() for name in keys.column_names), strict=True)
    listed = [
        (names, [_number(column[n]) for column in metrics])
        for n, names in enumerate(named)
        if crowded[n] and (report.include_undefined or names[0] is not None)
    ]
    told = [numbers for _, numbers in _in_order(report, listed)]
    return Answer(
        [_row(report, names, numbers) for names, numbers in _in_order(report, listed)],
        totals,
        [min((one for one in column if one is not None), default=None) for column in zip(*told, strict=True)],
        [max((one for one in column if one is not None), default=None) for column in zip(*told, strict=True)],
        hides=not crowded.all(),
    )


Listed = list[tuple[tuple[str | None, ...], list[Number]]]


def _in_order(report: Report, listed: Listed) -> Listed:
    """Sorted by the last name first, so that the first one decides; rows that tie stand by their dimensions."""
    metrics, dimensions = list(report.metrics), [one.name for one in report.dimensions]
    listed = sorted(listed, key=lambda row: tuple(name or "" for name in row[0]))
    for name, descending in reversed(report.sort):
        if name in metrics:
            listed.sort(key=partial(_measure, metrics.index(name)), reverse=descending)
        else:
            listed.sort(key=partial(_member, dimensions.index(name)), reverse=descending)
    return listed


def _measure(place: int, row: tuple[tuple[str | None, ...], list[Number]]) -> float:
    value = row[1][place]
    return -math.inf if value is None else value


def _member(place: int, row: tuple[tuple[str | None, ...], list[Number]]) -> str:
    return row[0][place] or ""


def _row(report: Report, names: tuple[str | None, ...], numbers: list[Number]) -> dict[str, object]:
    shown = [one.show(name, report.lang) for one, name in zip(report.dimensions, names, strict=True)]
    return {"dimensions": shown, "metrics": numbers}


def _is_sensitive(report: Report) -> bool:
    asked = [*report.dimensions, *(condition.dimension for condition in report.conditions)]
    return any(one.name == ROBOT for one in asked) or any(map(tells_of_robots, report.metrics))


def _number(value: np.float64) -> Number:
    return None if math.isnan(value) else float(value)
