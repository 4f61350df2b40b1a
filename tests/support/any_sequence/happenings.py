"""What happens to a company between its runs: days come, are restated and get lost, exports come late, rules change."""

import os
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from any_sequence.books import LATE, TODAY, altered, sheets
from any_sequence.days import load_reports, load_visits, restated, visits_of
from any_sequence.home import ROOT, Home
from any_sequence.knobs import write_settings

from pipelines.lake import load_inbox
from sandbox.deliveries.files import Sheet, write

FIRST_DAY = date(2026, 10, 26)
DAYS = tuple(FIRST_DAY + timedelta(days=number) for number in range((TODAY - FIRST_DAY).days))
# what isn't there at first: a day of an outage, the last days, and exports that come late
MISSING = {date(2026, 11, 1), *DAYS[-2:]}
WAITING = {("shop_orders", "orders-2026-09.csv"), ("crm_leads", "leads-2026-08.csv"), ("ad_costs", "costs-2026-09.csv")}


def begin(path: Path) -> Home:
    """The company as it is first: a few months of files, three weeks of days, all derived."""
    home = Home(path)
    _configure(home)
    _drop(home, [sheet for key, sheet in sheets().items() if key not in WAITING])
    for day in DAYS:
        if day not in MISSING:
            bring(home, day)
    results = home.run()
    assert {result.status for result in results} == {"built"}, [result.error for result in results if result.error]
    return home


def bring(home: Home, day: date) -> None:
    """A day is loaded as it was, in all streams."""
    load_visits(home.lake, day, visits_of(day), home.now)
    report(home, day, day.day)


def restate(home: Home, day: date, seed: int) -> None:
    """The vendor of the visits tells a day otherwise."""
    load_visits(home.lake, day, restated(day, seed), home.now)


def report(home: Home, day: date, seed: int) -> None:
    """The vendor of the reports tells a day otherwise."""
    load_reports(home.lake, day, visits_of(day) if seed % 3 else restated(day, seed), home.now, seed)


def lose(home: Home, day: date, stream: str) -> None:
    """A day of a stream is taken out of the lake."""
    for folder in (home.path / "lake" / "raw").glob(f"*/{stream}/account=*/date={day}"):
        shutil.rmtree(folder)


def export(home: Home, number: int, seed: int) -> None:
    """An export of orders, leads, refunds or costs comes: altered, or with seed 0 as it was, perhaps again."""
    sheet = sheets()[LATE[number % len(LATE)]]
    _drop(home, [altered(sheet, seed) if seed else sheet])


def take_away(home: Home, number: int) -> None:
    """A delivery of orders, leads, refunds or costs is taken out of the lake."""
    deliveries = sorted((home.path / "lake" / "raw" / "files").glob("*/account=*/delivery=*"))
    chosen = [each for each in deliveries if each.parent.name.removeprefix("account=") in {key[0] for key in LATE}]
    if chosen:
        shutil.rmtree(chosen[number % len(chosen)])


def turn(home: Home, knob: str) -> None:
    """A rule of the configuration changes, or changes back; what is mapped otherwise now is replayed."""
    home.turned ^= {knob}
    _configure(home)


def _configure(home: Home) -> None:
    write_settings(ROOT / "config", home.path / "config", home.turned)
    _take(home)


def _drop(home: Home, dropped: Sequence[Sheet]) -> None:
    for sheet in dropped:
        home.dropped += 1
        # one after another, and long enough ago that nobody waits for the end of a copy
        os.utime(write(home.path / "inbox", sheet), (1_790_000_000 + home.dropped,) * 2)
    _take(home)


def _take(home: Home) -> None:
    """Nothing may be refused as a whole: it would be no step at all."""
    reports = load_inbox(home.environment, home.configuration)
    assert [report.refused for report in reports if report.refused] == []
