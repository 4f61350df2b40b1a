"""A range run of 60 assets over 31 days: our event log beside Dagster's stock one."""

import tempfile
import time
from datetime import date, timedelta

import dagster as dg

from benchmarks.measure import Ratio
from pipelines.partitions import range_tags

ASSETS, DAYS = 60, 31
OURS = {"module": "pipelines.event_log", "class": "PooledSqliteEventLog"}


def measure() -> list[Ratio]:
    return [Ratio(f"events of {ASSETS} assets × {DAYS} days", _seconds(True), _seconds(False), "s", "stock event log")]


def _seconds(ours: bool) -> float:
    partitions = dg.DailyPartitionsDefinition("2026-01-01")
    specs = [dg.AssetSpec(f"asset_{number}") for number in range(ASSETS)]

    @dg.multi_asset(specs=specs, partitions_def=partitions, backfill_policy=dg.BackfillPolicy.multi_run(DAYS))
    def assets(context: dg.AssetExecutionContext):
        for spec in specs:
            yield dg.MaterializeResult(asset_key=spec.key)

    job = dg.define_asset_job("bench", executor_def=dg.in_process_executor)
    tags = range_tags(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=DAYS - 1))
    with tempfile.TemporaryDirectory() as folder:
        overrides = {"event_log_storage": {**OURS, "config": {"base_dir": f"{folder}/runs"}}} if ours else None
        with dg.DagsterInstance.local_temp(folder, overrides=overrides) as instance:
            runnable = dg.Definitions(assets=[assets], jobs=[job]).resolve_job_def("bench")
            quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
            started = time.perf_counter()
            runnable.execute_in_process(instance=instance, run_config=quiet, tags=tags)
            return time.perf_counter() - started
