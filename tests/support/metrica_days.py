"""Days of Metrica in a lake, as a test needs them: visits of the logs, and what the reports say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa

from connectors.common.stream import Fact, Facts, Rejected, Rows, Stream
from connectors.yandex_metrica import GOAL_REPORT, TRAFFIC_REPORT, VISITS
from pipelines.lake import Lake, WindowLoad

COUNTER = 101


@dataclass
class Visits:
    """`number` alike visits; `goals` of each, with raw prices; `purchases` of each, with their currencies."""

    source: str | None
    number: int
    goals: Sequence[tuple[int, int, str]] = ()
    purchases: Sequence[tuple[str, str]] = ()

    def rows(self, day: date) -> list[dict[str, object]]:
        row = {
            "date": day,
            "last_traffic_source": self.source,
            "goals_id": [goal for goal, _, _ in self.goals],
            "goals_price": [price for _, price, _ in self.goals],
            "goals_currency": [currency for _, _, currency in self.goals],
            "purchase_revenue": [Decimal(revenue) for revenue, _ in self.purchases],
            "purchase_currency": [currency for _, currency in self.purchases],
        }
        return [{**row, "visit_id": number} for number in range(self.number)]


@dataclass
class Day:
    """What the lake is given of a day. None: the stream wasn't loaded. `refused`: rows of the logs.

    `details` are the facts of the visits, `report_details` those of both reports; `loaded` says when, by stream.
    """

    visits: Sequence[Visits] | None = ()
    traffic: Mapping[str, Mapping[str, object]] | None = field(default_factory=dict)
    goals: Mapping[int, Mapping[str, object]] | None = field(default_factory=dict)
    filter_robots: int = 1
    details: Mapping[str, Fact] = field(default_factory=dict)
    schema: pa.Schema = VISITS
    refused: int = 0
    report_details: Mapping[str, Fact] = field(default_factory=dict)
    loaded: Mapping[str, datetime] = field(default_factory=dict)


def fill(lake: Lake, days: Mapping[date, Day], source: str = "yandex_metrica") -> None:
    """Load the days through the lake's own door."""
    for day, given in days.items():
        facts: dict[str, Fact] = {"filter_robots": given.filter_robots, **given.report_details}
        if given.visits is not None:
            rows = [row for visits in given.visits for row in visits.rows(day)]
            _load(lake, source, "visits", given.schema, day, rows, dict(given.details), given)
        if given.traffic is not None:
            rows = [{"date": day, "traffic_source": name, **told} for name, told in given.traffic.items()]
            _load(lake, source, "traffic_report", TRAFFIC_REPORT, day, rows, facts, given)
        if given.goals is not None:
            rows = [{"date": day, "goal_id": number, **told} for number, told in given.goals.items()]
            _load(lake, source, "goal_report", GOAL_REPORT, day, rows, facts, given)


def _load(
    lake: Lake,
    source: str,
    stream: str,
    schema: pa.Schema,
    day: date,
    rows: list[dict[str, object]],
    details: dict[str, Fact],
    given: Day,
) -> None:
    shown = [{name: row.get(name) for name in schema.names} for row in rows]
    refused = given.refused if stream == "visits" else 0
    declared, loaded = Stream(schema, key=()), given.loaded.get(stream)
    with WindowLoad(lake, source, stream, str(COUNTER), declared, [day], loaded) as load:
        if shown:
            load.add(Rows(pa.RecordBatch.from_pylist(shown, schema=schema)))
        for line in range(refused):
            load.reject(Rejected("part 0", line, None, "a row that is none", "(masked)"))
        load.commit(Facts(len(rows) + refused, details))
