"""What Dagster sees: every asset has an owner, a description, a group, the one partitions definition and policy."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import build_definitions
from pipelines.partitions import BACKFILL_POLICY
from pipelines.schedules import daily_range
from pipelines.workspace import PROJECT, Workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("TABLO_CONFIG", str(PROJECT / "config"))
    monkeypatch.setenv("TABLO_HOME", str(tmp_path))
    monkeypatch.setenv("TABLO_NOW", "2026-10-16T06:00:00+03:00")
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", "a token for the tests")
    return Workspace.from_os()


@pytest.fixture
def definitions(workspace: Workspace) -> dg.Definitions:
    return build_definitions(workspace)


def test_the_definitions_can_be_loaded(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_every_asset_says_whose_it_is_and_what_it_holds(definitions: dg.Definitions) -> None:
    for spec in definitions.resolve_all_asset_specs():
        assert spec.owners, spec.key
        assert spec.description, spec.key
        assert spec.group_name not in (None, "default"), spec.key
        assert spec.kinds, spec.key


def test_one_partitions_definition_and_one_policy_serve_all(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    assert len({node.partitions_def for node in graph.asset_nodes}) == 1
    assert {node.backfill_policy for node in graph.asset_nodes} == {BACKFILL_POLICY}


def test_whatever_writes_the_warehouse_takes_the_one_slot_of_its_pool(definitions: dg.Definitions) -> None:
    pools = {node.op.name: node.op.pool for node in definitions.resolve_asset_graph().assets_defs if node.keys}
    assert {pools[name] for name in ("sql_models", "scorecard", "published__marts_duckdb")} == {"warehouse"}


def test_the_final_pages_come_after_everything(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    pages = dg.AssetKey(["published", "scorecard"])
    upstream = dg.AssetSelection.assets(pages).upstream().resolve(graph)
    marts = {key for key in graph.get_all_asset_keys() if key.path[0] == "marts"}
    assert marts <= upstream
    assert dg.AssetKey(["lake", "yandex_metrica__visits"]) in upstream


def test_the_first_daily_run_reaches_back_as_far_as_the_source_does(workspace: Workspace) -> None:
    assert daily_range(workspace) == (date(2026, 6, 18), date(2026, 10, 15))


def test_the_schedule_runs_in_business_time_and_asks_for_a_range(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("every_morning")
    assert schedule.execution_timezone == "Europe/Moscow"
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 10, 16, 3, tzinfo=UTC))
    request = schedule.evaluate_tick(context).run_requests[0]
    assert request.tags["dagster/asset_partition_range_start"] == "2026-06-18"
    assert request.tags["dagster/asset_partition_range_end"] == "2026-10-15"


@pytest.mark.parametrize("now", ["2023-01-01T06:00:00+03:00", "2022-12-20T06:00:00+03:00"], ids=["today", "later"])
def test_before_the_first_day_is_over_the_schedule_asks_for_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    monkeypatch.setenv("TABLO_NOW", now)
    schedule = build_definitions(workspace).resolve_schedule_def("every_morning")
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 10, 16, 3, tzinfo=UTC))
    tick = schedule.evaluate_tick(context)
    assert tick.run_requests == []
    assert tick.skip_message == "The history starts on 2023-01-01: no day is over."


def test_the_files_profile_has_no_api_asset(workspace: Workspace) -> None:
    files_only = replace(workspace, environment=replace(workspace.environment, profile="files"))
    keys = build_definitions(files_only).resolve_asset_graph().materializable_asset_keys
    assert dg.AssetKey(["lake", "yandex_metrica__visits"]) not in keys
    assert dg.AssetKey(["lake", "files__orders"]) in keys
