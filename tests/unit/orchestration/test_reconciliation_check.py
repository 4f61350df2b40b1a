"""The check `matches_reporting` in Dagster: on the days of the run, after both streams, and never in the way."""

import shutil
from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from metrica_days import Day, Visits, fill

from pipelines.assets.sources.reconciliation import LINES_SHOWN, NAME, result_of, run_days
from pipelines.assets.sources.streams import REFRESH_TAG
from pipelines.cli.summary import notes_of, troubles_of
from pipelines.cli.watching import Watched
from pipelines.definitions import build_definitions
from pipelines.partitions import range_tags
from pipelines.reconciliation import Line, Reconciliation
from pipelines.workspace import PROJECT, Workspace

SUN, MON, TUE = date(2026, 10, 4), date(2026, 10, 5), date(2026, 10, 6)
STREAMS = ("visits", "traffic_report", "goal_report")
LAKE_KEYS = {stream: dg.AssetKey(["lake", f"yandex_metrica__{stream}"]) for stream in STREAMS}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    config = tmp_path / "config"
    shutil.copytree(PROJECT / "config", config)
    source = config / "sources" / "yandex_metrica.yaml"
    source.write_text("connector: yandex_metrica\nsettings: {counter_id: 101}\n")
    monkeypatch.setenv("TABLO_CONFIG", str(config))
    monkeypatch.setenv("TABLO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TABLO_PROFILE", "production")
    monkeypatch.setenv("TABLO_NOW", "2026-10-16T06:00:00+03:00")
    return Workspace.from_os()


def run(workspace: Workspace, first: date, last: date, streams: tuple[str, ...] = STREAMS) -> dg.ExecuteInProcessResult:
    job = build_definitions(workspace).resolve_job_def("daily")
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            instance=instance,
            tags={**range_tags(first, last), REFRESH_TAG: "none"},
            asset_selection=[LAKE_KEYS[stream] for stream in streams],
            raise_on_error=True,
        )


def verdict(result: dg.ExecuteInProcessResult) -> dg.AssetCheckEvaluation:
    [found] = [check for check in result.get_asset_check_evaluations() if check.check_name == NAME]
    return found


def a_day(logs: int, reported: int) -> Day:
    return Day([Visits("organic", logs)], {"organic": {"visits": reported, "revenue": 0}})


def test_the_days_of_the_run_are_compared_and_a_difference_is_a_warning(workspace: Workspace) -> None:
    fill(workspace.lake, {SUN: a_day(10, 999), MON: a_day(1000, 1200), TUE: a_day(1000, 1000)})
    result = run(workspace, MON, TUE)
    assert result.success
    check = verdict(result)
    assert check.asset_key == LAKE_KEYS["visits"]
    assert (check.passed, check.severity, check.blocking) == (False, dg.AssetCheckSeverity.WARN, False)
    assert check.description is not None
    assert check.description.startswith("visits differ from the report on 2026-10-05; most of all on 2026-10-05")
    assert check.metadata["days_compared"].value == 2
    assert [dict(record.data) for record in check.metadata["differences"].records] == [
        {
            "day": "2026-10-05",
            "measure": "visits",
            "source": "organic",
            "logs": 1000,
            "reporting": 1200,
            "difference": -200,
            "share": "16.7%",
        }
    ]


def test_a_difference_is_a_note_and_does_not_fail_the_command(workspace: Workspace) -> None:
    fill(workspace.lake, {MON: a_day(1000, 1200)})
    result, nothing = run(workspace, MON, MON), Watched(lambda what, done, of: None)
    assert troubles_of(result, nothing) == []
    [note] = notes_of(result)
    assert note.startswith("lake/yandex_metrica__visits: visits differ from the report on 2026-10-05")


def test_it_comes_after_all_streams_that_the_run_has(workspace: Workspace) -> None:
    fill(workspace.lake, {MON: a_day(10, 10)})
    result = run(workspace, MON, MON)
    ended = [event.step_key for event in result.all_events if event.is_step_success]
    assert ended == ["api_sources", "lake__yandex_metrica__visits_matches_reporting"]
    assert verdict(result).passed


def test_it_needs_only_the_visits_in_the_run(workspace: Workspace) -> None:
    fill(workspace.lake, {MON: a_day(10, 50)})
    assert not verdict(run(workspace, MON, MON, ("visits",))).passed


def test_nothing_to_compare_passes_without_a_word(workspace: Workspace) -> None:
    check = verdict(run(workspace, MON, TUE))
    assert (check.passed, check.description) == (True, None)


def test_the_drop_box_asks_for_no_comparison(workspace: Workspace) -> None:
    steps = {node.name for node in build_definitions(workspace).resolve_job_def("load_drop_box").nodes}
    assert not any(NAME in step for step in steps)
    assert "sql_models" in steps


@pytest.mark.parametrize("streams", [["visits"], ["traffic_report", "goal_report"]])
def test_without_both_sides_there_is_no_check(workspace: Workspace, streams: list[str]) -> None:
    source = workspace.environment.config / "sources" / "yandex_metrica.yaml"
    source.write_text(f"connector: yandex_metrica\nsettings: {{counter_id: 101, streams: [{', '.join(streams)}]}}\n")
    graph = build_definitions(Workspace.from_os()).resolve_asset_graph()
    assert NAME not in {key.name for key in graph.asset_check_keys}


@pytest.mark.parametrize(
    ("tags", "days"),
    [
        (range_tags(SUN, TUE), [SUN, MON, TUE]),
        ({"dagster/partition": "2026-10-05"}, [MON]),
        ({}, [MON, TUE]),
    ],
)
def test_the_days_of_a_run_are_read_from_its_tags(tags: dict[str, str], days: list[date]) -> None:
    assert run_days(tags, TUE, 2) == days


def test_days_left_out_are_named_and_a_long_table_is_cut() -> None:
    lines = tuple(Line(MON, "visits", f"source {number}", 1, 9) for number in range(LINES_SHOWN + 1))
    result = result_of(
        Reconciliation(lines, lines, ("visits differ.",), ("the traffic report is sampled: 2026-10-04",))
    )
    assert result.description == "visits differ.  \nLeft out, the traffic report is sampled: 2026-10-04."
    assert result.metadata["offending_rows"] == dg.IntMetadataValue(LINES_SHOWN + 1)
    table = result.metadata["differences"]
    assert isinstance(table, dg.TableMetadataValue)
    assert len(table.records) == LINES_SHOWN
