"""The step that asks all API sources: side by side, each stream in its order, none keeping another away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import dagster as dg
import pytest
from fake_vendor import ACCOUNT, LAST, NAME, VISITS, YESTERDAY, FakeSource, Home, home_of

from connectors.common.stream import Facts
from connectors.registry import Export
from pipelines.assets.metadata import lake_key
from pipelines.assets.sources.checks import CHECKS, FRESH, VOLUME
from pipelines.assets.sources.streams import REFRESH_TAG, STEP, source_assets
from pipelines.lake import WindowLoad
from pipelines.partitions import daily_partitions, day_range, range_tags

OTHER = "google_analytics"
LONG = 60.0  # a test that waits so long has failed
YESTERDAYS = range_tags(YESTERDAY, YESTERDAY)
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass
class Eventful(FakeSource):
    """Something happens before each export; the streams are written down in order."""

    happens: Callable[[str], object] = lambda stream: None
    exported: list[str] = field(default_factory=list)

    def exports(self, stream: str, first_day: date, last_day: date) -> Iterator[Export]:
        self.happens(stream)
        self.exported.append(stream)
        yield from super().exports(stream, first_day, last_day)


def two_sources(folder: Path, one: Eventful, other: Eventful) -> Home:
    home = home_of(folder)
    other.name = OTHER
    configuration = home.workspace.configuration
    told = configuration.api_sources[NAME]
    sources = configuration.model_copy(update={"api_sources": {NAME: told, OTHER: told}})
    home = Home(type(home.workspace)(home.workspace.environment, sources), one)
    home.workspace.__dict__["sources"] = {NAME: one, OTHER: other}
    return home


def materialised(shown: Any) -> list[str]:
    return [event.asset_key.path[-1] for event in shown.result.get_asset_materialization_events()]


def test_sources_are_asked_side_by_side(tmp_path: Path) -> None:
    both = Barrier(2)
    one, other = (Eventful(happens=lambda stream: both.wait(LONG)) for _ in range(2))
    shown = two_sources(tmp_path, one, other).run(YESTERDAY, YESTERDAY)
    assert sorted(materialised(shown)) == [f"{OTHER}__visits", f"{NAME}__visits"]
    assert shown.failed == {}
    assert {event.step_key for event in shown.result.all_events if event.is_step_success} == {STEP}


def test_a_source_that_hangs_keeps_no_other_away_and_streams_stay_in_their_order(tmp_path: Path) -> None:
    is_done = Event()
    hanging = Eventful(happens=lambda stream: is_done.wait(LONG))
    quick = Eventful(streams={"visits": VISITS, "hits": VISITS, "ends": VISITS})
    quick.happens = lambda stream: is_done.set() if stream == "ends" else None
    shown = two_sources(tmp_path, hanging, quick).run(YESTERDAY, YESTERDAY)
    assert quick.exported == ["visits", "hits", "ends"]
    assert set(materialised(shown)) == {f"{OTHER}__visits", f"{OTHER}__hits", f"{OTHER}__ends", f"{NAME}__visits"}


def test_a_source_that_breaks_our_own_code_keeps_no_other_away(tmp_path: Path) -> None:
    def breaks(stream: str) -> None:
        raise KeyError("rows")

    shown = two_sources(tmp_path, Eventful(happens=breaks), Eventful()).run(YESTERDAY, YESTERDAY)
    assert len(materialised(shown)) == 2
    assert list(shown.failed) == [FRESH]
    assert "an error in our own code: KeyError: 'rows'" in shown.failed[FRESH]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(100, None, id="as always"),
        pytest.param(40, "2026-10-11 (Sunday) has 40 rows, where 100 are usual", id="less than half"),
    ],
)
def test_an_unusual_day_is_a_note(tmp_path: Path, rows: int, said: str | None) -> None:
    home = home_of(tmp_path)
    home.source.visits[date(2026, 10, 11)] = rows
    shown = home.run()
    assert shown.failed == ({VOLUME: said} if said else {})
    assert shown.severity(VOLUME) == dg.AssetCheckSeverity.WARN


def checked_alone(home: Home, *names: str, days: Mapping[str, str] = YESTERDAYS) -> Mapping[str, bool]:
    partitions = daily_partitions(date(2023, 1, 1), "Europe/Moscow")
    checks = dg.AssetSelection.checks(*(dg.AssetCheckKey(lake_key(NAME, "visits"), name) for name in names))
    definitions = dg.Definitions(
        assets=source_assets(home.workspace, partitions), jobs=[dg.define_asset_job("check", checks)]
    )
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_job_def("check").execute_in_process(
            instance=instance, run_config=QUIET, tags=dict(days)
        )
    assert result.get_asset_materialization_events() == []
    return {check.check_name: check.passed for check in result.get_asset_check_evaluations()}


def test_a_check_that_is_started_alone_fetches_nothing(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    assert checked_alone(home, FRESH) == {FRESH: False}
    assert home.source.asked == []
    home.run()
    assert checked_alone(home, *CHECKS) == dict.fromkeys(CHECKS, True)


def test_a_check_that_is_started_alone_without_days_looks_at_all_that_there_are(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    home.source.visits[date(2026, 10, 11)] = 40
    home.run()
    assert checked_alone(home, VOLUME, days={}) == {VOLUME: False}
    assert checked_alone(home, VOLUME) == {VOLUME: True}, "of these days only"


def test_days_that_another_run_has_fetched_meanwhile_are_not_asked_for_again(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    home.source.days_an_export = 10
    theirs = day_range(date(2026, 9, 20), date(2026, 9, 24))

    def details(first_day: date) -> Mapping[str, Any]:
        if first_day == date(2026, 9, 6):  # the other run is at work while this one has its first export
            with WindowLoad(home.workspace.lake, NAME, "visits", ACCOUNT, VISITS, theirs) as load:
                load.take([Facts(0)])
        return LAST

    home.source.details = details
    assert home.run().failed == {}
    assert [(f"{first:%m-%d}", f"{last:%m-%d}") for first, last in home.source.asked] == [
        ("09-06", "10-06"),
        ("09-16", "09-19"),
        ("09-25", "10-06"),
        ("10-07", "10-15"),
    ]
    assert home.rows(theirs[0]) == 0
    home.run(theirs[0], theirs[-1], **{REFRESH_TAG: "all"})
    assert home.rows(theirs[0]) == 100, "who asks for all days gets all"
