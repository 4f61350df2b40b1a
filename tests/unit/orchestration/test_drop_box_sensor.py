"""The sensor of the drop box: one run for files that lie still, none for what was refused and hasn't changed."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus, DefaultSensorStatus

from pipelines.assets.inbox import load_and_report
from pipelines.definitions import build_definitions
from pipelines.drop_watch import AGAIN_SECONDS, QUIET_SECONDS, Watch, look
from pipelines.lake.inbox.refused import Lying
from pipelines.only_run import COMMAND_LINE, only_run
from pipelines.sensors import JOB
from pipelines.workspace import PROJECT, Workspace

ORDERS = "order_id,customer_id,ordered_at,revenue,currency\n1,Анна,2026-10-03 12:00:00,1000.50,RUB\n"
BAD = "order_id\n1\n"


@dg.op
def nothing() -> None: ...


@dg.job
def daily() -> None:
    nothing()


@dataclass
class DropBox:
    """A home with the sensor over it; `look` is one tick of the daemon, which keeps the cursor."""

    workspace: Workspace
    instance: dg.DagsterInstance
    sensor: dg.SensorDefinition = field(init=False)
    cursor: str | None = None

    def __post_init__(self) -> None:
        self.restart()

    @property
    def inbox(self) -> Path:
        return self.workspace.environment.home / "inbox"

    def restart(self) -> None:
        """What a new daemon starts with: the cursor outlives it, because it lies in Dagster's storage."""
        self.sensor = build_definitions(self.workspace).resolve_sensor_def("drop_box")

    def drop(self, name: str, content: str = ORDERS) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def look(self) -> "dg.SensorEvaluationContext":
        context = dg.build_sensor_context(instance=self.instance, cursor=self.cursor)
        said = self.sensor.evaluate_tick(context)
        self.cursor = said.cursor
        return said

    def load(self) -> None:
        """What the run does with the inbox."""
        load_and_report(self.workspace)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DropBox]:
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    monkeypatch.setenv("TABLO_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("TABLO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TABLO_PROFILE", "files")
    monkeypatch.setenv("TABLO_NOW", "2026-10-16T06:00:00+03:00")
    (tmp_path / "home").mkdir()
    with dg.DagsterInstance.ephemeral() as instance:
        yield DropBox(Workspace.from_os(), instance)


def test_an_empty_inbox_asks_for_nothing(box: DropBox) -> None:
    assert box.look().skip_message == "The inbox is empty."


def test_a_file_that_lies_still_between_two_looks_is_asked_for_once(box: DropBox) -> None:
    box.drop("orders/first.csv")
    assert "may still be written (inbox/orders)" in box.look().skip_message
    [request] = box.look().run_requests
    assert request.tags["dagster/asset_partition_range_start"] == "2026-10-15"
    assert request.tags["dagster/asset_partition_range_end"] == "2026-10-15"
    assert request.tags["tablo/derive"] == "changed"
    box.restart()
    assert box.look().skip_message == (
        "A run was asked for, but hasn't come to 1 file (inbox/orders). "
        "It is asked for again 60 minutes after the first time."
    )
    box.load()
    assert box.look().skip_message == "The inbox is empty."


def test_a_file_that_still_grows_makes_all_wait(box: DropBox) -> None:
    box.drop("orders/whole.csv")
    growing = box.drop("orders/growing.csv", "order_id,custo")
    box.look()
    growing.write_text(ORDERS)
    said = box.look()
    assert said.run_requests == []
    assert said.skip_message.startswith("1 file may still be written (inbox/orders): ")
    assert len(box.look().run_requests) == 1


@pytest.mark.parametrize("name", ["a.csv.part", "a.csv.tmp", "a.csv.crdownload", ".a.csv", "~$a.xlsx"])
def test_an_unfinished_upload_is_not_seen(box: DropBox, name: str) -> None:
    box.drop(f"orders/{name}")
    assert box.look().skip_message == "The inbox is empty."


def test_a_refused_file_is_not_tried_again_until_it_changes(box: DropBox) -> None:
    refused = box.drop("orders/bad.csv", BAD)
    box.look()
    assert box.look().run_requests
    box.load()
    unchanged = "1 file lies as it was when it was refused (inbox/orders)."
    for _ in range(3):
        said = box.look()
        assert said.run_requests == []
        assert said.skip_message.startswith(unchanged)
    refused.write_text(ORDERS)
    box.look()
    assert len(box.look().run_requests) == 1


def test_a_touch_is_a_change(box: DropBox) -> None:
    refused = box.drop("orders/bad.csv", BAD)
    box.load()
    assert box.look().run_requests == []
    refused.touch()
    box.look()
    assert len(box.look().run_requests) == 1


def test_a_file_that_tablo_run_refused_is_known_to_the_sensor_and_to_one_without_memory(box: DropBox) -> None:
    box.drop("orders/bad.csv", BAD)
    box.load()
    box.cursor = None
    box.look()
    assert "refused" in box.look().skip_message


def test_a_new_file_beside_a_refused_one_is_asked_for(box: DropBox) -> None:
    box.drop("orders/bad.csv", BAD)
    box.load()
    box.drop("orders/good.csv")
    box.look()
    assert len(box.look().run_requests) == 1
    box.load()
    assert "refused" in box.look().skip_message


def test_a_mended_configuration_is_a_reason_to_try_again(box: DropBox, tmp_path: Path) -> None:
    box.drop("shop/orders.csv", "Номер,Клиент\n1,Анна\n")
    box.load()
    box.look()
    assert "refused" in box.look().skip_message
    (tmp_path / "config" / "sources" / "shop.yaml").write_text(
        "connector: files\ntables:\n  products: {columns: {sku: '\"Номер\"', name: '\"Клиент\"'}}\n", encoding="utf-8"
    )
    box.look()
    assert len(box.look().run_requests) == 1


def test_a_configuration_that_can_not_be_read_is_the_reason_to_wait(box: DropBox, tmp_path: Path) -> None:
    box.drop("orders/first.csv")
    (tmp_path / "config" / "goals.yaml").write_text("goals: [")
    assert "goals.yaml:1: this is not YAML" in box.look().skip_message


STATES = [
    pytest.param(DagsterRunStatus.NOT_STARTED, "queued", id="queued"),
    pytest.param(DagsterRunStatus.STARTED, "under way", id="under way"),
]


@pytest.mark.parametrize(("status", "words"), STATES)
def test_while_a_run_is_due_the_files_wait(box: DropBox, status: DagsterRunStatus, words: str) -> None:
    box.drop("orders/first.csv")
    box.look()
    run = box.instance.create_run_for_job(daily, status=status)
    assert box.look().skip_message == f"A run of daily is {words}: the files wait until it has ended."
    box.instance.report_run_canceled(run)
    assert len(box.look().run_requests) == 1


def test_while_tablo_run_is_at_work_the_files_wait(box: DropBox) -> None:
    box.drop("orders/first.csv")
    box.look()
    box.instance.create_run_for_job(daily, tags=COMMAND_LINE, status=DagsterRunStatus.STARTED)
    with only_run(box.workspace.environment.home):
        assert "`tablo run` is at work" in box.look().skip_message


def test_a_tablo_run_that_was_killed_holds_nothing_up(box: DropBox) -> None:
    box.drop("orders/first.csv")
    box.look()
    killed = box.instance.create_run_for_job(daily, tags=COMMAND_LINE, status=DagsterRunStatus.STARTED)
    assert len(box.look().run_requests) == 1
    run = box.instance.get_run_by_id(killed.run_id)
    assert run is not None
    assert run.status == DagsterRunStatus.FAILURE


def test_no_name_of_a_file_reaches_dagster(box: DropBox) -> None:
    box.drop("orders/Иванов +7 916 123-45-67 ivanov@mail.ru.csv")
    said = [box.look(), box.look(), box.look()]
    stored = " ".join(f"{each.cursor} {each.skip_message} {each.run_requests}" for each in said)
    for secret in ("Иванов", "123-45-67", "ivanov", "mail.ru"):
        assert secret not in stored


def test_a_folder_with_a_hostile_name_is_named_harmlessly(box: DropBox) -> None:
    box.drop("a\x1b[31m\u202eb/first.csv")
    assert "(inbox/a\\x1b[31m\\u202eb)" in box.look().skip_message


def test_it_waits_to_be_switched_on_like_the_schedule(box: DropBox) -> None:
    assert box.sensor.default_status == DefaultSensorStatus.STOPPED
    assert box.sensor.minimum_interval_seconds == 30


def test_its_job_asks_no_api_and_publishes_everything(box: DropBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLO_PROFILE", "production")
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", "a token for the tests")
    workspace = Workspace.from_os()
    definitions = build_definitions(workspace)
    graph, job = definitions.resolve_asset_graph(), definitions.resolve_job_def(JOB)
    left_out = graph.materializable_asset_keys - job.asset_layer.executable_asset_keys
    streams = {f"{source.name}__{stream}" for source in workspace.sources.values() for stream in source.streams}
    assert {"yandex_metrica__visits", "google_analytics__daily_totals"} < streams
    assert left_out == {dg.AssetKey(["lake", stream]) for stream in streams}


def lying(digest: str, touched: float = 0, folder: str = "orders") -> Lying:
    return Lying(digest, folder, touched)


NOW = 1_000_000.0
OLD, YOUNG = NOW - QUIET_SECONDS, NOW - QUIET_SECONDS + 1
LOOKS = [
    pytest.param(Watch(), [lying("a", OLD)], (), "a", id="old enough at the first look"),
    pytest.param(Watch(), [lying("a", YOUNG)], (), "", id="too young at the first look"),
    pytest.param(Watch(frozenset("a")), [lying("a", YOUNG)], (), "a", id="young, but seen as it is"),
    pytest.param(Watch(frozenset("a")), [lying("a", NOW + 9e5)], (), "a", id="a file server whose clock is ahead"),
    pytest.param(Watch(), [lying("a", OLD), lying("b", YOUNG)], (), "", id="one still moves, all wait"),
    pytest.param(Watch(), [lying("a", OLD), lying("b", YOUNG)], ("b",), "a", id="nobody waits for a refused one"),
    pytest.param(Watch(), [lying("a", OLD)], ("a",), "", id="refused"),
    pytest.param(Watch(asked={"a": NOW - 60}), [lying("a", OLD)], (), "", id="asked for a minute ago"),
    pytest.param(Watch(asked={"a": NOW - AGAIN_SECONDS}), [lying("a", OLD)], (), "a", id="asked for an hour ago"),
    pytest.param(Watch(asked={"a": NOW - 60}), [lying("a", OLD), lying("b", OLD)], (), "b", id="another has come"),
]


@pytest.mark.parametrize(("watch", "files", "refused", "wanted"), LOOKS)
def test_what_a_look_decides(watch: Watch, files: list[Lying], refused: tuple[str, ...], wanted: str) -> None:
    found = look(watch, files, refused, NOW)
    assert "".join(each.digest for each in found.wanted) == wanted
    assert bool(found.reason) == (not wanted)


def test_many_folders_are_counted_not_listed() -> None:
    found = look(Watch(), [lying(str(each), NOW, f"folder{each}") for each in range(9)], (), NOW)
    assert (
        "(inbox/folder0, inbox/folder1, inbox/folder2, inbox/folder3, inbox/folder4 and 4 more folders)" in found.reason
    )


def test_the_key_of_a_run_is_that_of_its_files_until_they_are_asked_for_again() -> None:
    files = [lying("a"), lying("b")]
    watch = Watch()
    assert watch.run_key(files) == watch.run_key(files[::-1])
    assert watch.run_key(files) != watch.run_key(files[:1])
    assert watch.run_key(files) != watch.asking(files, NOW).run_key(files)


@pytest.mark.parametrize("cursor", [None, "", "{", "[]", '{"seen": 1}', json.dumps({"asked": None})])
def test_a_cursor_that_can_not_be_read_is_a_new_beginning(cursor: str | None) -> None:
    assert Watch.parse(cursor) == Watch()


def test_a_watch_survives_as_a_cursor_and_forgets_what_has_gone() -> None:
    watch = Watch(frozenset("ab"), {"a": 1.0, "b": 2.0})
    assert Watch.parse(watch.cursor) == watch
    assert watch.after([lying("b"), lying("c")]) == Watch(frozenset("bc"), {"b": 2.0})
