"""Days that somebody gave are all derived anew; the daily run derives what its loads change."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from fake_vendor import home_of

from pipelines.assets.models import model_assets
from pipelines.cli.run import _derived
from pipelines.partitions import daily_partitions, range_tags
from pipelines.schedules import daily_job, daily_schedule
from pipelines.warehouse import DateRange

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 5)
DAYS = DateRange.inclusive(FIRST, LAST)
MOMENT = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def requested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], Any]:
    """What the models of a run with these tags are asked to rewrite."""
    asked = []

    def run_models(*_: object, requested: DateRange | None, **__: object) -> list[object]:
        asked.append(requested)
        return []

    monkeypatch.setattr("pipelines.assets.models.run_models", run_models)
    monkeypatch.setattr("pipelines.assets.models.open_warehouse", lambda environment: nullcontext())
    assets = model_assets(home_of(tmp_path).workspace, daily_partitions(date(2026, 1, 1), "Europe/Moscow"))
    definitions = dg.Definitions(assets=[assets], jobs=[dg.define_asset_job("models")])

    def run(tags: Mapping[str, str]) -> DateRange | None:
        with dg.DagsterInstance.ephemeral() as instance:
            definitions.resolve_job_def("models").execute_in_process(
                instance=instance,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                tags={**range_tags(FIRST, LAST), **tags},
            )
        return asked.pop()

    return run


def test_a_run_rewrites_its_days_unless_it_says_that_it_derives_what_changed(
    requested: Callable[[Mapping[str, str]], Any],
) -> None:
    assert requested({}) == DAYS
    assert requested({"tablo/derive": "range"}) == DAYS
    assert requested({"tablo/derive": "changed"}) is None


@pytest.mark.parametrize(
    ("first", "last", "tags"),
    [
        pytest.param(None, None, {"tablo/derive": "changed"}, id="a plain run"),
        pytest.param(MOMENT, None, {}, id="from a day on"),
        pytest.param(None, MOMENT, {}, id="up to a day"),
        pytest.param(MOMENT, MOMENT, {}, id="a range"),
    ],
)
def test_the_command_says_it_by_the_days_that_it_is_given(
    first: datetime | None, last: datetime | None, tags: dict[str, str]
) -> None:
    assert _derived(first, last) == tags


def test_the_scheduled_run_derives_what_changed_and_goes_before_backfills(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    schedule = daily_schedule(home.workspace, daily_job())
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 10, 16, 3, tzinfo=UTC))
    [request] = schedule.evaluate_tick(context).run_requests or []
    assert request.tags["tablo/derive"] == "changed"
    assert request.tags["dagster/priority"] == "1"
