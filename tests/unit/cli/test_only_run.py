"""Two runs in one home, and a run after one that was killed."""

from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus

from connectors.common.errors import Problem
from pipelines.cli.instance import dagster_instance
from pipelines.only_run import COMMAND_LINE, end_killed_runs, only_run

POOL = "warehouse"


@dg.op
def nothing() -> None: ...


@dg.job
def daily() -> None:
    nothing()


def holding_the_pool(instance: dg.DagsterInstance, tags: dict[str, str]) -> str:
    """A run that has started, has the pool's only slot, and will never say another word."""
    run = instance.create_run_for_job(daily, tags=tags, status=DagsterRunStatus.STARTED)
    instance.event_log_storage.initialize_concurrency_limit_to_default(POOL)
    assert instance.event_log_storage.claim_concurrency_slot(POOL, run.run_id, "sql_models").is_claimed
    return run.run_id


def test_a_second_run_in_one_home_is_refused_in_a_sentence(tmp_path: Path) -> None:
    refused = pytest.raises(Problem, match="another `tablo run` is at work in this data folder")
    with only_run(tmp_path), refused, only_run(tmp_path):
        pass
    with only_run(tmp_path):
        pass


def test_a_killed_run_is_ended_and_its_slot_is_free_again(tmp_path: Path) -> None:
    with dagster_instance(tmp_path) as instance:
        killed = holding_the_pool(instance, COMMAND_LINE)
        end_killed_runs(instance)
        run = instance.get_run_by_id(killed)
        assert run is not None
        assert run.status == DagsterRunStatus.FAILURE
        assert instance.event_log_storage.claim_concurrency_slot(POOL, "the next", "sql_models").is_claimed


def test_a_run_of_the_daemon_is_left_alone(tmp_path: Path) -> None:
    with dagster_instance(tmp_path) as instance:
        scheduled = holding_the_pool(instance, {})
        end_killed_runs(instance)
        run = instance.get_run_by_id(scheduled)
        assert run is not None
        assert run.status == DagsterRunStatus.STARTED
        assert not instance.event_log_storage.claim_concurrency_slot(POOL, "the next", "sql_models").is_claimed
