"""One daily partitions definition and one backfill policy for every asset, and the windows that they make.

A different start or policy on one asset makes Dagster cut a backfill into pieces (Dagster issue 19625), so there is
just one of each.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import dagster as dg

DAYS_A_RUN = 31
DERIVE_TAG = "tablo/derive"
CHANGED = {DERIVE_TAG: "changed"}
BACKFILL_POLICY = dg.BackfillPolicy.multi_run(max_partitions_per_run=DAYS_A_RUN)


def daily_partitions(starts_on: date, timezone: str) -> dg.DailyPartitionsDefinition:
    """A partition a business day; the last one is yesterday, because today isn't over."""
    return dg.DailyPartitionsDefinition(start_date=starts_on.isoformat(), timezone=timezone)


def days_of(context: dg.AssetExecutionContext) -> list[date]:
    """The days that a run covers, in order.

    Derived from the keys: with a range given by hand, Dagster's `partition_time_window` raises.
    """
    return sorted(date.fromisoformat(key) for key in context.partition_keys)


def day_range(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def range_tags(first: date, last: date) -> dict[str, str]:
    """The tags that make one run cover a range of daily partitions, both ends included."""
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }


def rewrites_its_days(tags: Mapping[str, str]) -> bool:
    """Whether a run derives all of its days anew, as somebody has asked for who gave them.

    The daily run derives only what its loads change: its range is as long as the sources need, not as the models do.
    """
    return tags.get(DERIVE_TAG) != CHANGED[DERIVE_TAG]
