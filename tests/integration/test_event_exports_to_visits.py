"""Exports of web events from the drop box to visits: day by day, restated, in parts, and all at once."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.lake import load_inbox
from pipelines.lake.paths import Lake
from pipelines.settings import Configuration, Environment, load_configuration
from pipelines.settings.configuration import Web
from pipelines.warehouse import load_models, open_warehouse, run_models
from sandbox.exports.analytics_events import Session, as_json, as_parquet, exported

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
MODELS = load_models(ROOT / "sql")
WANTED = {"core.core_event_visits", "core.core_event_days"}
DAYS = ("20261005", "20261006")


def sessions() -> list[Session]:
    """Every half an hour for two days, one of them over midnight."""
    first = datetime(2026, 10, 5, 0, 29, 30)
    tags = [("mail", "email", "october"), None, ("yandex", "cpc", "autumn")]
    return [
        Session(f"{n % 7}.1", n // 7 + 1, first + timedelta(minutes=30 * n), ("/", "/a", "/b"), tags=tags[n % 3])
        for n in range(2 * 48 - 1)
    ]


def visits_of(all_sessions: Sequence[Session]) -> list[tuple[Any, ...]]:
    """What the visits of some sessions are."""
    return sorted(
        (f"ga4:web:{each.browser}:{each.session}:{each.at.date()}", each.at.date(), each.began, len(each.pages), source)
        for each in all_sessions
        for source in [each.tags[0] if each.tags else "(direct)"]
    )


def run(home: Path, *files: tuple[str, bytes], number: int = 0) -> list[tuple[Any, ...]]:
    """Drop files, load them and bring the models up to date; the visits."""
    for place, (name, content) in enumerate(files):
        path = home / "inbox" / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1_790_000_000 + 100 * number + place,) * 2)
    environment = Environment("files", ROOT / "config", home, NOW + timedelta(days=number), b"key")
    configuration = _of_events()
    assert [report.sentence for report in load_inbox(environment, configuration) if not report.clean] == []
    with open_warehouse(environment) as con:
        results = run_models(
            con,
            MODELS,
            environment=environment,
            configuration=configuration,
            lake=Lake(home / "lake"),
            api_schemas={},
            selection=WANTED | {"staging.stg_google_analytics__events"},
        )
        columns = "visit_id, date, started_at, page_views, source"
        found = con.execute(f"select {columns} from core.core_event_visits order by visit_id").fetchall()
    assert [result.error for result in results if result.error] == []
    assert [check.name for result in results for check in result.checks if not check.passed] == []
    return [tuple(row) for row in found]


def _of_events() -> Configuration:
    known = load_configuration(ROOT / "config")
    company = known.company.model_copy(update={"web": Web(primary="google_analytics_events")})
    return known.model_copy(update={"company": company, "file_sources": {}})


def test_days_that_come_one_by_one_make_the_same_visits_as_all_at_once(tmp_path: Path) -> None:
    all_sessions = sessions()
    tables = [(f"events_{day}.parquet", as_parquet(exported(all_sessions, day))) for day in DAYS]
    for number, table in enumerate(tables):
        daily = run(tmp_path / "daily", table, number=number)
    at_once = run(tmp_path / "once", *tables)
    assert daily == at_once == visits_of(all_sessions)


@pytest.mark.slow
def test_a_restated_day_leaves_nothing_of_what_it_was(tmp_path: Path) -> None:
    early, whole = sessions()[::2], sessions()
    run(tmp_path, *((f"events_{day}.json", as_json(exported(early, day))) for day in DAYS))
    parts = [
        (f"events_{day}_{part:012}.json", as_json(exported(whole, day)[part::2])) for day in DAYS for part in (0, 1)
    ]
    assert run(tmp_path, *parts, number=1) == visits_of(whole)
    fewer = [session for session in whole if session.browser != "3.1"]
    again = [(f"events_{day}.parquet", as_parquet(exported(fewer, day))) for day in DAYS]
    assert run(tmp_path, *again, number=2) == visits_of(fewer)
