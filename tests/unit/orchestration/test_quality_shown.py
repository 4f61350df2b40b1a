"""What a stream's asset shows of the trust that its days deserve, and whether all days mean the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from fake_vendor import NAME, VISITS, YESTERDAY, Home, home_of

from connectors.common.stream import DayFacts, Quality
from pipelines.assets.metadata import lake_key
from pipelines.assets.sources.checks import CHECKS, NOTES, SAME_MEANING, check_specs
from pipelines.assets.sources.streams import REFRESH_TAG

DAYS = [date(2026, 10, 12), date(2026, 10, 13), date(2026, 10, 14), YESTERDAY]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(tmp_path)


def shown(home: Home, first: date = DAYS[0], **tags: str) -> dict[str, Any]:
    metadata = home.run(first, YESTERDAY, **tags).metadata
    return {name: value.value for name, value in metadata.items() if name in EVERY}


FLAGS = ("thresholded", "with_other_row", "sampled", "truncated")
EVERY = {*FLAGS, *(f"days_{flag}" for flag in FLAGS), "days_final", "lowest_sample_share", "restricted_columns"}


def test_a_source_that_says_nothing_of_quality_shows_none(home: Home) -> None:
    assert shown(home) == {"days_final": 1}


def test_days_are_counted_and_named_by_their_flags(home: Home) -> None:
    home.source.days = {
        DAYS[0]: DayFacts(quality=Quality(True, False, 0.5, False, ("purchase_revenue",))),
        DAYS[1]: DayFacts(quality=Quality(True, True, 0.25, True, ("purchase_revenue", "advertiser_ad_cost"))),
        DAYS[2]: DayFacts(quality=Quality(False, False, 1.0, False)),
        DAYS[3]: DayFacts(quality=Quality(True, None, None, None)),
    }
    assert shown(home) == {
        "days_final": 1,
        "days_thresholded": 3,
        "thresholded": "2026-10-12 … 2026-10-13, 2026-10-15",
        "days_with_other_row": 1,
        "with_other_row": "2026-10-13",
        "days_sampled": 2,
        "sampled": "2026-10-12 … 2026-10-13",
        "days_truncated": 1,
        "truncated": "2026-10-13",
        "lowest_sample_share": 0.25,
        "restricted_columns": "advertiser_ad_cost, purchase_revenue",
    }
    assert shown(home, YESTERDAY, **{REFRESH_TAG: "none"}) == {
        "days_final": 0,
        "days_thresholded": 1,
        "thresholded": "2026-10-15",
        "days_with_other_row": 0,
        "days_sampled": 0,
        "days_truncated": 0,
    }, "of the days of the run, also of those that were loaded before"


def test_final_days_are_those_that_were_loaded_old_enough(home: Home) -> None:
    home.source.streams = {"visits": replace(VISITS, settles_after=3)}
    assert shown(home, date(2026, 10, 6))["days_final"] == 8


def test_a_detail_that_changed_its_value_is_a_trouble_with_the_command_that_mends_it(home: Home) -> None:
    def details(first_day: date) -> Mapping[str, Any]:
        return {"currency": "EUR" if first_day < DAYS[2] else "USD", "time_zone": "UTC"}

    home.source.details, home.source.days_an_export = details, 2
    home.source.streams = {"visits": replace(VISITS, constant=("time_zone", "currency"))}
    run = home.run(DAYS[0], YESTERDAY)
    assert run.failed == {
        SAME_MEANING: (
            "currency: USD since 2026-10-14, EUR on the days before. The numbers of these days don't mean the same, "
            "and their sum means nothing. To make it one: tablo run --from 2026-10-12 --to 2026-10-13 --refresh all"
        )
    }
    assert run.severity(SAME_MEANING) == dg.AssetCheckSeverity.WARN
    assert SAME_MEANING not in NOTES, "somebody must mend it"
    home.source.details = lambda day: {"currency": "USD", "time_zone": "UTC"}
    assert home.run(DAYS[0], DAYS[1], **{REFRESH_TAG: "all"}).failed == {}


def test_a_stream_without_constant_details_is_asked_for_its_accounts_only(home: Home) -> None:
    checks = home.run().result.get_asset_check_evaluations()
    assert {check.check_name for check in checks} == {*CHECKS, SAME_MEANING}
    [spec] = [spec for spec in check_specs(lake_key(NAME, "visits"), VISITS) if spec.name == SAME_MEANING]
    assert spec.description == "No day was loaded of two accounts."
