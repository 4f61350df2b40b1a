"""What `tablo run` prints: how far it is, what became of the inbox, and where to look."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from pipelines.cli import tablo
from pipelines.cli.summary import print_inbox
from pipelines.cli.watching import SECONDS_BETWEEN_LINES, Lines, watching
from pipelines.lake.inbox.reports import DeliveryReport, TableReport
from pipelines.lake.inbox.summary import InboxSummary
from pipelines.progress import stage
from pipelines.workspace import PROJECT

HEADER = "order_id,customer_id,ordered_at,revenue,currency\n"
FOLLOWERS = "network,account,date,followers\nvk,samovar,2026-10-{day:02d},1200\n"


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def console(width: int = 100) -> tuple[Console, io.StringIO]:
    written = io.StringIO()
    return Console(file=written, width=width, force_terminal=False), written


def test_a_pipe_gets_a_line_now_and_then_not_one_for_each_step() -> None:
    (printer, written), clock = console(), Clock()
    lines = Lines(printer, clock)
    for step in range(100):
        lines.stage("deriving core.core_visits", step, 100)
        clock.now += SECONDS_BETWEEN_LINES / 10
    said = written.getvalue().splitlines()
    assert said[:2] == ["    0 s  deriving core.core_visits 0/100", "    5 s  deriving core.core_visits 10/100"]
    assert len(said) == 10


def test_a_log_is_told_the_days_at_once_and_names_are_only_names() -> None:
    printer, written = console()
    with watching(printer, date(2026, 10, 1), date(2026, 10, 15)) as watched:
        watched.show = Lines(printer).stage
        stage("reading orders/[red]a\x1b[2J\nb.csv", 1, 9)
    assert written.getvalue().splitlines() == [
        "    0 s  2026-10-01 … 2026-10-15",
        "    0 s  reading orders/[red]a\\x1b[2J\\x0ab.csv 1/9",
    ]


def test_a_hundred_files_are_a_few_lines() -> None:
    printer, written = console()
    reports = [
        DeliveryReport(folder, f"{each}.csv", (TableReport(table, 10, 9, {"is_test": 1}, 0),), recognised=title)
        for folder, table, title in (("orders", "orders", None), ("crm", "leads", "Bitrix24 deals"))
        for each in range(50)
    ]
    print_inbox(printer, InboxSummary(reports, datetime(2026, 11, 21, tzinfo=UTC)))
    assert [line.rstrip() for line in written.getvalue().splitlines()] == [
        "Inbox: 100 files loaded.",
        "  folder                table   files  rows read  loaded  skipped  refused",
        "  orders                orders     50        500     450       50        –",
        "  crm (Bitrix24 deals)  leads      50        500     450       50        –",
    ]


def test_hostile_folders_spoil_no_table() -> None:
    printer, written = console(width=60)
    loaded = (TableReport("orders", 1, 1, {}, 0),)
    names = ["[bold]x[/bold]", "a\x1b[31mb\n", "длинная_" * 30, "\u202egnp"]
    reports = [DeliveryReport(name, "a.csv", loaded) for name in names]
    print_inbox(printer, InboxSummary(reports, datetime(2026, 11, 21, tzinfo=UTC)))
    lines = written.getvalue().splitlines()
    assert len(lines) == 2 + len(names)
    assert "\x1b" not in written.getvalue()
    assert "\u202e" not in written.getvalue()
    assert all(len(line) <= 60 for line in lines)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    variables = {"TABLO_HOME": str(tmp_path / "home"), "TABLO_CONFIG": str(PROJECT / "config")}
    variables |= {"TABLO_PROFILE": "files", "TABLO_NOW": "2026-10-16T06:00:00+03:00", "TABLO_HASH_KEY": "a test"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DAGSTER_HOME", "")  # the command sets it: put it back afterwards
    return tmp_path / "home"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(tablo, ["run", "--from", "2026-10-15", "--to", "2026-10-15", *arguments])


def drop(home: Path, name: str, content: str) -> None:
    path = home / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def test_nothing_but_an_inbox_is_enough(home: Path) -> None:
    drop(home, "orders/сентябрь.csv", f"{HEADER}1,Анна,2026-10-03 12:00:00,1000.50,RUB\n")
    for day in range(1, 6):
        drop(home, f"followers/{day}.csv", FOLLOWERS.format(day=day))
    drop(home, "orders/bad.csv", "order_id\n1\n")
    answer = run()
    said = answer.stdout.splitlines()
    assert answer.exit_code == 1, answer.output
    assert "Inbox: 7 files: 6 loaded, 1 refused." in said
    assert [line for line in said if line.startswith("!")] == [
        "! orders/bad.csv: orders needs customer_id, ordered_at, revenue, currency; the header has order_id. "
        "Name the columns so, or map them in config/sources/orders.yaml. It stays in inbox/orders/."
    ]
    assert sum("followers" in line for line in said if not line.startswith(" " * 4)) == 1
    assert "  scorecard   none yet: no role has plans for a month that has begun" in said
    summary = home / "reports" / "inbox" / "2026-10-16T03-00-00Z.md"
    assert said[-1] == f"  inbox       {summary}   (file by file)"
    assert "`orders/сентябрь.csv`" in summary.read_text(encoding="utf-8")


def test_an_empty_inbox_is_not_mentioned(home: Path) -> None:
    answer = run("--select", "group:sources")
    assert answer.exit_code == 0, answer.output
    assert "nbox" not in answer.stdout


def test_a_run_that_publishes_nothing_does_not_say_that_it_did(home: Path) -> None:
    published = home / "published" / "marts.duckdb"
    published.parent.mkdir(parents=True)
    published.write_bytes(b"of a run before")
    answer = run("--select", "group:sources")
    assert answer.exit_code == 0, answer.output
    said = answer.stdout.splitlines()
    [line] = [line for line in said if "ublished" in line and str(home) not in line]
    assert line.endswith("Nothing was published: --select leaves that out. Where to look:")
    assert "Stale" not in answer.stdout
