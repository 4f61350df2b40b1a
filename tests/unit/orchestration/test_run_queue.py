"""The instance of a home: a backfill has one run at a time, and the daily run finds a place before its chunks."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRun, DagsterRunStatus
from dagster._core.instance.config import ConcurrencyConfig
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._daemon.run_coordinator import QueuedRunCoordinatorDaemon

from pipelines.cli.instance import dagster_instance
from pipelines.schedules import BEFORE_BACKFILLS

CHUNK = {"dagster/backfill": "abcdefgh"}
ORIGIN = RemoteJobOrigin(
    RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("pipelines"), "__repository__"), job_name="daily"
)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    monkeypatch.setenv("DAGSTER_HOME", "")  # put back afterwards: the instance sets it
    with dagster_instance(tmp_path) as instance:
        yield instance


def run(instance: dg.DagsterInstance, status: DagsterRunStatus, tags: dict[str, str]) -> str:
    return instance.add_run(DagsterRun("daily", status=status, tags=tags, remote_job_origin=ORIGIN)).run_id


def next_runs(instance: dg.DagsterInstance) -> list[str]:
    """What Dagster's own daemon would start now."""
    settings: ConcurrencyConfig = instance.get_concurrency_config()
    with QueuedRunCoordinatorDaemon(interval_seconds=1) as daemon:
        return [each.run_id for each in daemon._get_runs_to_dequeue(instance, settings, None)]


def test_one_chunk_of_all_backfills_runs_at_a_time_and_the_daily_run_comes_first(instance: dg.DagsterInstance) -> None:
    chunks = [run(instance, DagsterRunStatus.QUEUED, tags) for tags in (CHUNK, CHUNK, {"dagster/backfill": "other"})]
    morning = run(instance, DagsterRunStatus.QUEUED, BEFORE_BACKFILLS)
    assert next_runs(instance) == [morning, chunks[0]]
    instance.delete_run(chunks[0])
    running = run(instance, DagsterRunStatus.STARTED, CHUNK)
    assert next_runs(instance) == [morning], "while a chunk runs, no other starts"
    instance.delete_run(running)
    assert next_runs(instance) == [morning, chunks[1]]


def test_a_killed_run_starts_again_and_none_counts_as_running_for_ever(instance: dg.DagsterInstance) -> None:
    assert (instance.run_retries_enabled, instance.run_retries_max_retries) == (True, 1)
    assert instance.run_monitoring_enabled
    assert instance.run_monitoring_max_runtime_seconds == 24 * 60 * 60
