"""A stream of an API as Dagster runs it: what is fetched, what is shown, and what a trouble leaves."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from fake_vendor import ACCOUNT, NAME, TODAY, YESTERDAY, Home, home_of

from connectors.common.errors import DaysUnreadable, QuotaSpent, SourceDown
from pipelines.assets.sources.accepting import ACCEPT_TAG
from pipelines.assets.sources.checks import CHECKS, COMPLETE, FRESH, NOT_SHRUNK, ONE_ATTRIBUTION, SAME_MEANING
from pipelines.assets.sources.streams import REFRESH_TAG
from pipelines.lake import storage
from pipelines.lake.manifest import MANIFEST, NEXT
from pipelines.schedules import daily_range


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(tmp_path)


def test_the_first_run_reaches_back_as_far_as_the_source_does_and_the_next_asks_for_two_days(home: Home) -> None:
    assert daily_range(home.workspace) == (date(2026, 9, 6), YESTERDAY)
    shown = home.run()
    assert home.fetched() == [(40, 10), (9, 1)]
    assert shown.failed == {}
    assert {check.check_name for check in shown.result.get_asset_check_evaluations()} == {*CHECKS, SAME_MEANING}
    assert shown.metadata["dagster/row_count"].value == 4000
    assert shown.metadata["days_fetched"].value == 40
    assert home.run().metadata["dagster/row_count"].value == 400
    assert home.fetched() == [(2, 1)]


def test_the_weekly_days_come_a_week_later_in_one_run(home: Home) -> None:
    home.run()
    for days in range(1, 7):
        home.on(TODAY + timedelta(days=days)).run()
    later = home.on(TODAY + timedelta(days=7))
    assert daily_range(later.workspace) == (date(2026, 10, 7), date(2026, 10, 22))
    later.run()
    assert later.fetched() == [(16, 1)]


def test_ten_days_of_outage_heal_in_one_run(home: Home) -> None:
    home.run()
    back = home.on(TODAY + timedelta(days=10))
    back.run()
    assert back.fetched() == [(19, 1)]


@pytest.mark.parametrize("refresh", ["mutable", "none"])
def test_what_a_killed_run_left_in_a_day_that_is_not_asked_for_again_is_tidied_up(home: Home, refresh: str) -> None:
    home.run()
    first, second = (home.workspace.lake.day(NAME, "visits", ACCOUNT, date(2026, 9, day)) for day in (6, 7))
    (first.folder / MANIFEST).rename(first.folder / NEXT)  # killed between the data and its manifest
    (second.folder / ".data.parquet.1.tmp").write_bytes(b"PAR1")
    (second.folder / NEXT).write_bytes((first.folder / NEXT).read_bytes())  # killed before the data
    home.run(**{REFRESH_TAG: refresh})
    for partition in (first, second):
        assert sorted(path.name for path in partition.folder.iterdir()) == ["data.parquet", MANIFEST]
    assert len(home.workspace.lake.manifests()) == 40


def test_a_load_is_dated_by_the_clock_of_the_run(home: Home) -> None:
    home.run()
    moments = {load.loaded_at for load in home.workspace.lake.manifests()}
    assert moments == {"2026-10-16T03:00:00+00:00"}


@pytest.mark.parametrize(("refresh", "expected"), [("all", [(9, 6)]), ("none", []), ("mutable", [])])
def test_a_run_may_refresh_all_of_its_days_or_none(home: Home, refresh: str, expected: list[tuple[int, int]]) -> None:
    home.run()
    home.run(date(2026, 10, 7), date(2026, 10, 10), **{REFRESH_TAG: refresh})
    assert home.fetched() == expected


def test_an_export_is_left_in_peace_once_its_rows_are_durable(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.source.days_an_export = 20
    honest = storage.commit

    def commit(*arguments: Any) -> None:
        honest(*arguments)
        if home.source.diary[-1] != "durable":
            home.source.diary.append("durable")

    monkeypatch.setattr("pipelines.lake.windows.load.commit", commit)
    home.run()
    assert home.source.diary == ["entered", "durable", "left"] * 3


def test_a_source_that_is_down_keeps_what_it_gave_before_and_fails_a_check(home: Home) -> None:
    home.source.troubles[date(2026, 10, 10)] = SourceDown("it answers 503.", where="Metrica")
    shown = home.run()
    assert shown.failed == {FRESH: "Metrica: it answers 503."}
    assert shown.severity(FRESH) == dg.AssetCheckSeverity.WARN
    assert home.source.diary == ["entered", "left", "entered", "left by an error"]
    assert max(home.workspace.lake.days(NAME, "visits", ACCOUNT)) == date(2026, 10, 6)
    home.source.troubles.clear()
    assert home.run().failed == {}
    assert home.fetched() == [(9, 1)]


def test_a_day_that_can_t_be_read_keeps_no_other_day_away(home: Home) -> None:
    home.source.days_an_export = 5
    home.source.troubles[date(2026, 10, 3)] = DaysUnreadable("a row is there twice.", where="Metrica")
    shown = home.run()
    assert shown.failed == {FRESH: "Metrica: a row is there twice."}
    there = home.workspace.lake.days(NAME, "visits", ACCOUNT)
    assert len(there) == 39
    assert date(2026, 10, 3) not in there
    home.source.troubles.clear()
    assert home.run().failed == {}
    assert home.fetched() == [(13, 13), (2, 1)]


def test_days_that_can_be_read_each_alone_are_no_trouble(home: Home) -> None:
    home.source.days_an_export, home.source.troubles_alone = 5, False
    home.source.troubles[date(2026, 10, 3)] = DaysUnreadable("a row is there twice.", where="Metrica")
    assert home.run().failed == {}
    assert len(home.workspace.lake.days(NAME, "visits", ACCOUNT)) == 40


def test_a_source_of_which_nothing_can_be_read_is_not_asked_for_every_day(home: Home) -> None:
    home.source.days_an_export = 5
    home.source.troubles = {date(2026, 9, 20) + timedelta(days=n): DaysUnreadable("torn.") for n in range(26)}
    assert home.run().failed == {FRESH: "torn."}
    assert home.source.diary == ["entered", "left"] * 2 + ["entered", "left by an error"] * 3


def test_a_spent_quota_puts_off_what_is_left_and_is_no_failure_of_the_source(home: Home) -> None:
    home.source.troubles[date(2026, 10, 10)] = QuotaSpent("5000 requests were made today.", where="Metrica")
    said = home.run().failed[FRESH]
    assert said == "put off: 9 days of 40 wait for a later run. Metrica: 5000 requests were made today."
    assert home.rows(date(2026, 10, 6)) == 100


SHRUNK = date(2026, 10, 14)
SENTENCE = (
    "2026-10-14 came back with 12 rows instead of 100. It is kept aside, and the former day stays. "
    "If the source is right: tablo run --accept yandex_metrica/visits/2026-10-14"
)


def test_a_day_that_shrank_fails_a_red_check_until_it_is_accepted(home: Home) -> None:
    home.run()
    home.source.visits[SHRUNK] = 12
    shown = home.run()
    assert shown.failed == {NOT_SHRUNK: SENTENCE}
    assert shown.severity(NOT_SHRUNK) == dg.AssetCheckSeverity.ERROR
    assert shown.metadata["days_kept_aside"].value == 1
    assert "restated" not in shown.metadata
    assert home.run(**{REFRESH_TAG: "none"}).failed == {NOT_SHRUNK: SENTENCE}
    assert home.rows(SHRUNK) == 100
    accepted = home.run(**{ACCEPT_TAG: "yandex_metrica/visits/2026-10-14"})
    assert accepted.failed == {}
    assert home.fetched() == [(1, 1)], "the accepted day isn't fetched in this run"
    assert accepted.metadata["restated"].value == "1 day restated, −88 visits"
    assert home.rows(SHRUNK) == 12
    assert home.run().failed == {}
    assert home.fetched() == [(2, 1)], "and is as any other in the next"


def test_a_day_that_comes_back_whole_needs_no_acceptance(home: Home) -> None:
    home.run()
    home.source.visits[SHRUNK] = 12
    home.run()
    home.source.visits[SHRUNK] = 99
    assert home.run().failed == {}
    assert home.rows(SHRUNK) == 99


def test_a_run_that_is_repeated_with_its_tags_accepts_nothing_twice(home: Home) -> None:
    home.run()
    home.source.visits[SHRUNK] = 12
    home.run()
    tags = {ACCEPT_TAG: "yandex_metrica/visits/2026-10-14"}
    home.run(**tags)
    assert home.run(**tags).failed == {}
    assert home.rows(SHRUNK) == 12


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        (
            "yandex_metrica/visits/2026-10-13",
            "no load of yandex_metrica/visits/2026-10-13 is kept aside. These are: yandex_metrica/visits/2026-10-14.",
        ),
        (
            "metrica/visits/2026-10-14",
            "there is no stream metrica/visits to accept a load of. There are: yandex_metrica/visits.",
        ),
        ("14.10.2026", "'14.10.2026' is not SOURCE/STREAM/DATE, such as yandex_metrica/visits/2026-10-05"),
        (
            "yandex_metrica/visits/2026-02-30",
            "'yandex_metrica/visits/2026-02-30' is not SOURCE/STREAM/DATE, such as yandex_metrica/visits/2026-10-05",
        ),
    ],
)
def test_a_tag_that_accepts_nothing_is_told(home: Home, tag: str, said: str) -> None:
    home.run()
    home.source.visits[SHRUNK] = 12
    home.run()
    shown = home.run(**{ACCEPT_TAG: tag})
    assert shown.failed[NOT_SHRUNK].split("  \n") == [SENTENCE, said]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("yandex_metrica/visits/2026-10-13", "no load of yandex_metrica/visits/2026-10-13 is kept aside."),
        ("14.10.2026", "'14.10.2026' is not SOURCE/STREAM/DATE, such as yandex_metrica/visits/2026-10-05"),
    ],
    ids=["a day that waits for nobody", "no day at all"],
)
def test_one_word_that_accepts_nothing_keeps_no_other_from_being_accepted(home: Home, before: str, said: str) -> None:
    home.run()
    home.source.visits |= {SHRUNK: 12, YESTERDAY: 12}
    home.run()
    days = [f"yandex_metrica/visits/{day}" for day in (SHRUNK, YESTERDAY)]
    shown = home.run(**{ACCEPT_TAG: ", ".join([before, *days])})
    assert shown.failed[NOT_SHRUNK].startswith(said)
    assert (home.rows(SHRUNK), home.rows(YESTERDAY)) == (12, 12)


def test_what_the_source_changed_of_former_days_is_a_table_and_a_line(home: Home) -> None:
    home.run()
    home.source.visits |= {YESTERDAY: 112, SHRUNK: 99}
    home.source.source[SHRUNK] = "organic"
    metadata = home.run().metadata
    assert metadata["restated"].value == "2 days restated, +12 −1 ~99 visits"
    counts = {name: metadata[name].value for name in ("days_restated", "rows_added", "rows_vanished", "rows_changed")}
    assert counts == {"days_restated": 2, "rows_added": 12, "rows_vanished": 1, "rows_changed": 99}
    assert [list(record.data.values()) for record in metadata["restatements"].records] == [
        ["2026-10-14", 100, 99, 0, 1, 99],
        ["2026-10-15", 100, 112, 12, 0, 0],
    ]
    assert [record.data for record in metadata["restated_columns"].records] == [
        {"day": "2026-10-14", "column": "source", "rows_changed": 99}
    ]
    assert [record.data for record in metadata["restated_measures"].records] == [
        {"day": "2026-10-14", "measure": "pages", "before": "300", "after": "297"},
        {"day": "2026-10-15", "measure": "pages", "before": "300", "after": "336"},
    ]
    assert "restated" not in home.run().metadata


def test_what_a_load_says_of_itself_is_shown_and_fails_a_check_once(home: Home) -> None:
    home.source.warnings = ("the field ym:s:x was refused.",)
    shown = home.run()
    assert shown.failed == {COMPLETE: "the field ym:s:x was refused."}
    assert shown.severity(COMPLETE) == dg.AssetCheckSeverity.WARN
    assert shown.metadata["warnings"].value == "- the field ym:s:x was refused."


def test_the_model_of_attribution_is_shown(home: Home) -> None:
    metadata = home.run().metadata
    shown = {name: metadata[f"attribution_{name}"].value for name in ("asked", "answered", "means")}
    assert shown == {"asked": "last", "answered": "last", "means": "last"}
    assert metadata["pulled"].value == "2026-10-16"


def test_days_attributed_otherwise_are_told_since_when(home: Home) -> None:
    def details(first_day: date) -> Mapping[str, Any]:
        means = "lastsign" if first_day < date(2026, 10, 1) else "cross_device_last_significant"
        pulled = "2026-06-20T03:00:00+00:00" if first_day < date(2026, 10, 1) else "2026-10-16T03:00:00+00:00"
        return {"pulled_at": pulled, "attribution_asked": "LASTSIGN", "attribution_means": means}

    home.source.details = details
    shown = home.run()
    assert shown.severity(ONE_ATTRIBUTION) == dg.AssetCheckSeverity.WARN
    assert shown.failed == {
        ONE_ATTRIBUTION: (
            "the days since 2026-10-07 were attributed by lastsign, which means cross_device_last_significant, pulled "
            "since 2026-06-25; those before by lastsign. What the source says of where visits came from isn't "
            "comparable between them; Tablo's own attribution uses last, which has not changed. "
            "To make it one: tablo run --from 2026-09-06 --to 2026-10-15 --refresh all"
        )
    }
    assert shown.metadata["pulled"].value == "2026-06-20 … 2026-10-16"
