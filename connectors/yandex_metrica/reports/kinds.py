"""The reports that can be pulled, by the names of their streams."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from connectors.yandex_metrica.reports.goals import goals
from connectors.yandex_metrica.reports.pulled import Pull
from connectors.yandex_metrica.reports.schema import GOAL_REPORT, TRAFFIC_REPORT
from connectors.yandex_metrica.reports.traffic import traffic


@dataclass(frozen=True)
class ReportKind:
    """`key` is unique within a day; `measures` tell what a restatement changed."""

    pull: Pull
    schema: pa.Schema
    key: tuple[str, ...]
    measures: tuple[str, ...]


REPORTS: Mapping[str, ReportKind] = {
    "traffic_report": ReportKind(
        traffic, TRAFFIC_REPORT, ("traffic_source",), ("visits", "page_views", "bounces", "goal_reaches", "purchases")
    ),
    "goal_report": ReportKind(goals, GOAL_REPORT, ("goal_id",), ("reaches",)),
}
