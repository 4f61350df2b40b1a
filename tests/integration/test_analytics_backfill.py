"""A backfill of years that is interrupted: no day is asked for twice but those of the batch that was torn.

The kill is a real one: this file, run as a program, loads into a home and dies by SIGKILL. The property lives on in
the test.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import pytest
from analytics_home import NOW, AnalyticsHome, Plain, serving

from connectors.common.errors import QuotaSpent
from connectors.google_analytics.reports.export import ReportExport
from connectors.google_analytics.settings import GoogleAnalyticsSettings
from connectors.google_analytics.source import GoogleAnalytics
from pipelines.lake.paths import Lake
from pipelines.lake.windows.load import WindowLoad
from sandbox.servers.google_analytics import PROPERTY_ID, Session

STREAM = "channel_days"
LAST = NOW.date() - timedelta(days=1)
LENGTHS = [pytest.param(40, id="weeks"), pytest.param(730, id="two years", marks=pytest.mark.slow)]
SETTINGS = {"property_id": PROPERTY_ID, "time_zone": "Europe/Moscow"}


def backfill(connector: GoogleAnalytics, lake: Lake, days: int) -> None:
    """What a run does: the days that are missing, range by range."""
    wanted = [LAST - timedelta(days=ago) for ago in range(days)][::-1]
    there = lake.days(connector.name, STREAM, connector.account)
    missing = [day for day in wanted if day not in there]
    if not missing:
        return
    for export in connector.exports(STREAM, missing[0], missing[-1]):
        of = [export.first_day + timedelta(days=n) for n in range((export.last_day - export.first_day).days + 1)]
        with export, WindowLoad(lake, connector.name, STREAM, connector.account, connector.streams[STREAM], of) as load:
            load.take(export.pieces())


def loaded(lake: Lake) -> list[date]:
    return sorted(manifest.date_from for manifest in lake.manifests() if manifest.date_from)


def asked(home: AnalyticsHome) -> Counter[str]:
    """How often each day was asked for."""
    return Counter(report.date_ranges[0].start_date for report in home.server.requests.reports)


def with_visits(home: AnalyticsHome, days: int) -> list[date]:
    """Two visits a day."""
    found = [LAST - timedelta(days=ago) for ago in range(days)][::-1]
    for day in found:
        home.source.put(day, [Session(day, "a", "google", "organic"), Session(day, "b")])
    return found


@pytest.mark.parametrize("days", LENGTHS)
def test_hours_whose_quota_is_spent_are_waited_for_and_every_day_is_asked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    with serving(tmp_path, monkeypatch, days=0) as home:
        wanted, lake = with_visits(home, days), Lake(tmp_path / "lake")
        # a fifth of 14 000 is kept for people: of these, some sixty tokens an hour are ours
        home.server.quota.limits["tokens_per_project_per_hour"] = 2_800 + days
        backfill(home.connector(), lake, days)
        assert loaded(lake) == wanted
        assert set(asked(home).values()) == {1}
        assert len(asked(home)) == days
        assert sum(home.clock.slept) >= 3600
        assert not home.server.quota.refused  # it never came to a refusal


def test_a_wait_that_is_longer_than_allowed_is_put_off_and_a_later_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, monkeypatch, days=0) as home:
        wanted, lake = with_visits(home, 40), Lake(tmp_path / "lake")
        home.server.quota.limits["tokens_per_project_per_hour"] = 2_840
        with pytest.raises(QuotaSpent, match="A run after 2026-11-22 08:00 UTC goes on"):
            backfill(home.connector(longest_park_minutes=30), lake, 40)
        assert 0 < len(loaded(lake)) < 40
        home.clock.now += timedelta(hours=1)
        home.server.quota.limits["tokens_per_project_per_hour"] = 14_000
        backfill(home.connector(longest_park_minutes=30), lake, 40)
        assert loaded(lake) == wanted
        assert set(asked(home).values()) == {1}


@pytest.mark.parametrize("days", LENGTHS)
def test_a_killed_backfill_goes_on_where_the_lake_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    with serving(tmp_path, monkeypatch, days=0) as home:
        wanted, lake = with_visits(home, days), Lake(tmp_path / "lake")
        batches = days // 5
        kills = [batches // 4] if days < 365 else [batches // 4, batches // 2]
        for killed_in in kills:  # of what the run still had to do
            child = subprocess.run(
                [sys.executable, __file__, str(tmp_path), str(days), str(killed_in)],
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert child.returncode == -signal.SIGKILL, child.stderr
        assert len(loaded(lake)) < days
        backfill(home.connector(), lake, days)
        times = asked(home)
    assert loaded(lake) == wanted
    assert len(times) == days
    assert sum(count - 1 for count in times.values()) == len(kills) * 5  # the batch of each kill
    assert max(times.values()) == 2


def main(folder: str, days: str, killed_in: str) -> None:
    """Load, and die when the rows of so many batches have been asked for, before they are in the lake."""
    home = Path(folder)
    settings = GoogleAnalyticsSettings.checked(SETTINGS)
    state = home / "state" / "google_analytics"
    connector = GoogleAnalytics("google_analytics", settings, Plain(), state, clock=lambda: NOW)
    act, done = ReportExport._details, 0

    def and_die(*given: object, **more: int) -> object:
        nonlocal done
        done += 1
        if done == int(killed_in):
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*given, **more)  # type: ignore[arg-type]

    ReportExport._details = and_die  # type: ignore[assignment,method-assign]
    backfill(connector, Lake(home / "lake"), int(days))


if __name__ == "__main__":
    main(*sys.argv[1:])
