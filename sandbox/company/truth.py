"""The true numbers of what was delivered. Only tests may read them: nothing in the product does.

Three Parquet files. Money is DECIMAL(18,4) roubles net of VAT; days and months are Moscow's.

`months.parquet`, a row for each of the 25 months:
- `orders`: orders with a payment (delivered status paid or refunded), by the day of `paid_at`, which all of them have;
- `net_orders`: those of them that are not refunded in full by the end of the month (of the delivery, in the last one);
- `leads`: all delivered leads but the CRM's own test rows, spam included, by the day of creation; `spam_leads` of them
  are marked as spam;
- `gross_revenue`: revenue of `orders`; `refunds`: amounts by the day of the refund; `net_revenue`: the difference;
- `cost_of_goods`: cost of `orders` minus that of goods returned in the month; `gross_profit`: net_revenue minus it;
- `ad_cost`: costs of type media, at the exchange rate and VAT of their day; `marketing_cost`: of all types. A cost with
  a range of days counts day by day in equal parts.

`channel_months.parquet`, a row for each month and channel with anything in it: `visits` delivered and `robot_visits` of
them (from the first web day to yesterday), `ad_spend` as `ad_cost` above, `clicks` and `impressions`.

`visit_labels.parquet`, a row for each delivered visit: visit_id as the API gives it, date, channel, is_robot, family.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sandbox.company.books import Span
from sandbox.company.calendar import day_of, number
from sandbox.company.company import SEED, SIZE
from sandbox.company.records import Records, records_of
from sandbox.company.truth_months import MONEY, month_table, net_by_day
from sandbox.company.visit_schema import LABELS

CHANNEL_MONTHS = pa.schema(
    [
        ("month", pa.date32()),
        ("channel", pa.string()),
        ("visits", pa.int64()),
        ("robot_visits", pa.int64()),
        ("ad_spend", MONEY),
        ("clicks", pa.int64()),
        ("impressions", pa.int64()),
    ]
)


def write_truth(
    folder: Path, now: datetime, first_web_day: date | None = None, *, seed: int = SEED, size: int = SIZE
) -> None:
    """Write the three files for what is delivered at `now`. Visits begin on `first_web_day`, else 120 days ago."""
    folder.mkdir(parents=True, exist_ok=True)
    records = records_of(seed, size, Span.at(now))
    channels: dict[tuple[date, str], _Channel] = defaultdict(_Channel)
    with pq.ParquetWriter(folder / "visit_labels.parquet", LABELS) as writer:
        for labels in _labels(records, first_web_day or records.span.first_web_day):
            writer.write_table(labels)
            _count(channels, labels)
    _add_media(channels, records)
    pq.write_table(_channel_table(channels), folder / "channel_months.parquet")
    pq.write_table(month_table(records), folder / "months.parquet")


@dataclass
class _Channel:
    visits: int = 0
    robot_visits: int = 0
    ad_spend: Decimal = field(default_factory=Decimal)
    clicks: int = 0
    impressions: int = 0


def _labels(records: Records, first: date) -> Iterator[pa.Table]:
    for day in range(number(first), records.span.last + 1):
        yield records.company.labels(day_of(day))


def _count(channels: dict[tuple[date, str], _Channel], labels: pa.Table) -> None:
    counted = labels.group_by(["date", "channel"]).aggregate([("is_robot", "count"), ("is_robot", "sum")])
    for row in counted.to_pylist():
        entry = channels[row["date"].replace(day=1), row["channel"]]
        entry.visits += row["is_robot_count"]
        entry.robot_visits += row["is_robot_sum"]


def _add_media(channels: dict[tuple[date, str], _Channel], records: Records) -> None:
    for cost in records.costs:
        if cost.cost_type == "media":
            assert cost.channel is not None
            for day, net in net_by_day(records, cost):
                channels[day.replace(day=1), cost.channel].ad_spend += net
            entry = channels[day_of(cost.day).replace(day=1), cost.channel]
            entry.clicks += cost.clicks or 0
            entry.impressions += cost.impressions or 0


def _channel_table(channels: dict[tuple[date, str], _Channel]) -> pa.Table:
    rows = [
        {"month": month, "channel": channel, **vars(channels[month, channel])} for month, channel in sorted(channels)
    ]
    return pa.Table.from_pylist(rows, schema=CHANNEL_MONTHS)
