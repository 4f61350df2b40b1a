"""What Dagster shows of a model's turn, and checks of models that are started alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from fake_vendor import home_of

from pipelines.assets.metadata import relation_key
from pipelines.assets.model_events import rewritten
from pipelines.assets.models import model_assets
from pipelines.partitions import daily_partitions, range_tags
from pipelines.warehouse import DateRange, ModelResult, load_models
from pipelines.workspace import Workspace

DAY, OTHER_DAY, LAST_DAY = date(2026, 10, 1), date(2026, 10, 3), date(2026, 10, 5)
PIECES = [DateRange.inclusive(DAY, DAY), DateRange.inclusive(OTHER_DAY, LAST_DAY)]
GOALS = """/* ---
description: The goals.
grain: one row per goal
key: [goal]
checks:
  - {name: there_are_few, severity: warn, sql: select goal from core.core_goals}
--- */
select 'lead' as goal
"""
ORDERS = """/* ---
description: The orders.
grain: one row per order
key: [order_id]
incremental_key: order_id
--- */
select order_id from lake.files__orders
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """With two small models of its own."""
    folder = tmp_path / "sql"
    for name, content in (("core/core_goals", GOALS), ("staging/stg_orders", ORDERS)):
        path = folder / f"{name}.sql"
        path.parent.mkdir(parents=True)
        path.write_text(content)
    workspace = replace(home_of(tmp_path).workspace)
    workspace.__dict__["models"] = load_models(folder)
    return workspace


def run(workspace: Workspace, selection: dg.AssetSelection, **tags: str) -> dg.ExecuteInProcessResult:
    partitions = daily_partitions(date(2026, 1, 1), "Europe/Moscow")
    definitions = dg.Definitions(
        assets=[model_assets(workspace, partitions)], jobs=[dg.define_asset_job("models", selection)]
    )
    with dg.DagsterInstance.ephemeral() as instance:
        return definitions.resolve_job_def("models").execute_in_process(
            instance=instance,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            tags=tags,
            raise_on_error=False,
        )


def checks_of(relation: str, *names: str) -> dg.AssetSelection:
    return dg.AssetSelection.checks(*(dg.AssetCheckKey(relation_key(relation), name) for name in names))


def outcomes(result: dg.ExecuteInProcessResult) -> Mapping[str, bool]:
    return {check.check_name: check.passed for check in result.get_asset_check_evaluations()}


def test_checks_that_are_started_alone_look_at_the_rows_that_there_are(workspace: Workspace) -> None:
    assert run(workspace, dg.AssetSelection.all(), **range_tags(DAY, LAST_DAY)).success
    result = run(workspace, checks_of("core.core_goals", "key_is_unique", "there_are_few"))
    assert result.success
    assert outcomes(result) == {"key_is_unique": True, "there_are_few": False}
    assert result.get_asset_materialization_events() == []


def test_a_check_of_a_model_that_was_never_built_says_so(workspace: Workspace) -> None:
    result = run(workspace, checks_of("core.core_goals", "there_are_few"))
    [failed] = [event for event in result.all_events if event.is_step_failure]
    said: Any = failed.step_failure_data.user_failure_data
    assert said.description == "core.core_goals: it was never built. Materialize it, or: tablo run"


def test_a_model_may_be_built_without_its_checks_being_told(workspace: Workspace) -> None:
    alone = dg.AssetSelection.assets(relation_key("core.core_goals")).without_checks()
    result = run(workspace, alone, **{"dagster/partition": DAY.isoformat()})
    assert result.success
    assert outcomes(result) == {}
    [event] = result.get_asset_materialization_events()
    shown = {name: value.value for name, value in event.materialization.metadata.items() if name != "seconds"}
    assert shown == {"dagster/row_count": 1, "rows_written": 1, "rewritten": "all"}


def test_why_a_model_by_keys_was_built_whole_is_shown(workspace: Workspace) -> None:
    result = run(workspace, dg.AssetSelection.assets(relation_key("staging.stg_orders")), **range_tags(DAY, DAY))
    [event] = result.get_asset_materialization_events()
    assert event.materialization.metadata["because"].value == "it was not there"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({"status": "fresh"}, "nothing", id="nothing had changed"),
        pytest.param({"ranges": PIECES}, "2026-10-01, 2026-10-03…2026-10-05", id="days"),
        pytest.param({"keys": 1}, "1 value of order_id", id="one value"),
        pytest.param({"keys": 1234}, "1 234 values of order_id", id="values"),
        pytest.param({}, "all", id="whole"),
    ],
)
def test_what_was_rewritten_is_said_in_words(workspace: Workspace, facts: dict[str, Any], said: str) -> None:
    result = ModelResult(**{"model": "staging.stg_orders", "status": "built", **facts})
    assert rewritten(workspace.models["staging.stg_orders"], result) == said
