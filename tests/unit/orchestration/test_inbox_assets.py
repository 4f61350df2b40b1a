"""What Dagster shows of the inbox: a summary and two checks for each table that a file concerns."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets.inbox import inbox_assets
from pipelines.partitions import daily_partitions
from pipelines.workspace import PROJECT, Workspace

HEADER = "order_id,customer_id,ordered_at,revenue,currency"
GOOD = f"{HEADER}\n1,Анна,2026-10-03 12:00:00,1000.50,RUB\n"


@dataclass
class Shown:
    """What one run over the inbox says of the tables."""

    result: dg.ExecuteInProcessResult

    def metadata(self, table: str) -> dict[str, dg.MetadataValue]:
        key = dg.AssetKey(["lake", f"files__{table}"])
        [event] = [each for each in self.result.get_asset_materialization_events() if each.asset_key == key]
        return dict(event.materialization.metadata)

    def failed(self) -> dict[str, str]:
        """Description of each failed check, by table and name."""
        return {
            f"{check.asset_key.path[-1].removeprefix('files__')}.{check.check_name}": check.description or ""
            for check in self.result.get_asset_check_evaluations()
            if not check.passed
        }


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("TABLO_CONFIG", str(PROJECT / "config"))
    monkeypatch.setenv("TABLO_HOME", str(tmp_path))
    monkeypatch.setenv("TABLO_PROFILE", "files")
    monkeypatch.setenv("TABLO_NOW", "2026-10-16T06:00:00+03:00")
    return Workspace.from_os()


def drop(workspace: Workspace, name: str, content: str) -> None:
    path = workspace.environment.home / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def run(workspace: Workspace) -> Shown:
    partitions = daily_partitions(date(2026, 10, 1), "Europe/Moscow")
    with dg.DagsterInstance.ephemeral() as instance:
        return Shown(
            dg.materialize([inbox_assets(workspace, partitions)], instance=instance, partition_key="2026-10-15")
        )


def test_an_empty_inbox_passes_every_check_and_says_nothing(workspace: Workspace) -> None:
    shown = run(workspace)
    assert shown.failed() == {}
    assert "summary" not in shown.metadata("orders")
    assert not list((workspace.environment.home / "reports" / "inbox").glob("*.md"))


def test_clean_files_are_summed_up_on_their_table_and_on_no_other(workspace: Workspace) -> None:
    drop(workspace, "orders/сентябрь.csv", GOOD)
    shown = run(workspace)
    assert shown.failed() == {}
    summary = shown.metadata("orders")["summary"].value
    assert summary.startswith("1 file loaded (2026-10-16 03:00 UTC).")
    assert "| `orders` | orders | 1 | 1 | 1 | 0 | 0 |" in summary
    assert "summary" not in shown.metadata("reviews")
    kept = shown.metadata("orders")["summary_of_all_files"].value
    assert "orders/сентябрь.csv" in (workspace.environment.home / kept).read_text(encoding="utf-8")


def test_what_was_refused_fails_the_check_of_its_table_with_one_line_a_file(workspace: Workspace) -> None:
    drop(workspace, "orders/bad.csv", "order_id\n1\n")
    drop(workspace, "orders/in part.csv", f"{GOOD}2,Борис,2026-02-30,5,тугрик\n")
    drop(workspace, "reviews/good.csv", "source,review_id,reviewed_on,rating\nyandex,1,2026-10-01,5\n")
    assert run(workspace).failed() == {
        "orders.accepted": (
            "- **`orders/bad.csv`** was refused: orders needs customer_id, ordered_at, revenue, currency; the header "
            "has order_id. Name the columns so, or map them in config/sources/orders.yaml. "
            "It stays in inbox/orders/.\n"
            "- **`orders/in part.csv`** was loaded in part.\n"
            "  - orders: 1 of 2 rows refused: ordered_at: not a date and time (line 3); "
            "currency: unknown currency (line 3)."
        )
    }


def test_a_refusal_is_one_line_whatever_the_file_is_called(workspace: Workspace) -> None:
    drop(workspace, "orders/a\n\x1b[2J| <img src=x onerror=alert(1)> [x](y)\u202e.csv", "order_id\n1\n")
    [said] = run(workspace).failed().values()
    assert len(said.splitlines()) == 1
    assert said.startswith(
        "- **`orders/a\\x0a\\x1b[2J| <img src=x onerror=alert(1)> [x](y)\\u202e.csv`** was refused: orders needs "
    )


def test_a_header_that_drifts_fails_a_check_that_proposes_the_mapping(workspace: Workspace) -> None:
    drop(workspace, "orders/september.csv", GOOD)
    assert run(workspace).failed() == {}
    drop(workspace, "orders/october.csv", f"{HEADER},Скидка\n2,Борис,2026-10-04,2000,RUB,5\n")
    [(check, said)] = run(workspace).failed().items()
    assert check == "orders.headers_are_stable"
    assert said.startswith("- **`orders/october.csv`**: the column “Скидка” is new.")
