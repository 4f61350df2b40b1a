"""A tag that is spelled wrong fails its run: what somebody asked for is never left undone in silence."""

from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from fake_vendor import NAME, Home, home_of

from pipelines.assets.sources.streams import source_assets
from pipelines.partitions import daily_partitions, range_tags

ONE_DAY = range_tags(date(2026, 10, 15), date(2026, 10, 15))
DONE_BY_NOBODY = "Nothing was fetched and nothing derived: launch the run again with the right tags."


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(tmp_path)


def failure(home: Home, **tags: str) -> str | None:
    """The sentence of the step, if it failed."""
    partitions = daily_partitions(date(2023, 1, 1), "Europe/Moscow")
    definitions = dg.Definitions(source_assets(home.workspace, partitions), jobs=[dg.define_asset_job("daily")])
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_job_def("daily").execute_in_process(
            instance=instance,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            tags={**ONE_DAY, **tags},
            raise_on_error=False,
        )
    failed = [event.step_failure_data.user_failure_data for event in result.all_events if event.is_step_failure]
    return failed[0].description if failed and failed[0] else None


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        ("tablo/refresh", "All", "tablo/refresh: there is no 'All'. Use one of mutable, all, none."),
        ("tablo/refresh", "", "tablo/refresh: there is no ''. Use one of mutable, all, none."),
        ("tablo/derive", "change", "tablo/derive: there is no 'change'. Use one of range, changed."),
        ("tablo/refesh", "all", "there is no tag tablo/refesh. There are tablo/accept, tablo/derive, tablo/refresh."),
    ],
    ids=["a capital letter", "nothing", "another word", "another tag"],
)
def test_a_tag_that_means_nothing_fails_the_run_before_anything_is_asked(
    home: Home, tag: str, value: str, said: str
) -> None:
    assert failure(home, **{tag: value}) == f"{said} {DONE_BY_NOBODY}"
    assert home.source.asked == []
    assert not home.workspace.lake.days(NAME, "visits", "901")


@pytest.mark.parametrize("tags", [{"tablo/started_by": "tablo run"}, {"mine": "all"}], ids=["our own", "of others"])
def test_other_tags_are_none_of_our_business(home: Home, tags: dict[str, str]) -> None:
    assert failure(home, **tags) is None
    assert home.source.asked
