"""What the vendor flags of a report holds for the days that it is true of, and for no other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from metrica_reports import COUNTER, TOKEN, Metrica, serving
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.common.stream import Facts, Quality, Rows
from connectors.yandex_metrica import YandexMetrica

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 8)
DAYS = [f"2026-10-0{day}" for day in range(1, 9)]
FLAGGED = "2026-10-06"
Pull = Callable[..., tuple[list[dict[str, Any]], Facts]]


class Seen:
    def address(self, address: str) -> str:
        return address

    def texts(self, column: pa.Array) -> pa.Array:
        return column


class FlaggedOnOneDay(Metrica):
    """Answers that are about the day carry the flags; of robots only where `also_robots`."""

    flagged: dict[str, object] = {}  # noqa: RUF012
    also_robots = False

    def _data(self, request: Request) -> Response:
        asked = request.query_params
        of_robots = "ym:s:robotVisits" in asked["metrics"] or "filters" in asked
        about = asked["date1"] <= FLAGGED <= asked["date2"] and (self.also_robots or not of_robots)
        self.flags = self.flagged if about else {}
        return super()._data(request)


@pytest.fixture
def pull(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pull:
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)

    @contextmanager
    def source(metrica: Metrica) -> Iterator[YandexMetrica]:
        with serving(metrica) as url:
            monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", url)
            yield YandexMetrica.from_settings("m", {"counter_id": COUNTER}, Seen(), tmp_path / "state" / "m")

    def pulled(metrica: Metrica, stream: str) -> tuple[list[dict[str, Any]], Facts]:
        with source(metrica) as opened:
            [export] = opened.exports(stream, FIRST, LAST)
            with export:
                *batches, facts = export.pieces()
        assert isinstance(facts, Facts)
        return [row for batch in batches if isinstance(batch, Rows) for row in batch.batch.to_pylist()], facts

    return pulled


def flagged(also_robots: bool = False, **flags: object) -> FlaggedOnOneDay:
    metrica = FlaggedOnOneDay(
        traffic={(day, "organic"): {"ym:s:visits": 100} for day in DAYS},
        days={day: {"ym:s:visits": 100} for day in DAYS},
        goals=[{"id": 1, "name": "Lead"}],
    )
    metrica.flagged, metrica.also_robots = flags, also_robots
    return metrica


@pytest.mark.parametrize("stream", ["traffic_report", "goal_report"])
@pytest.mark.parametrize(
    ("flags", "column", "fact"),
    [
        ({"contains_sensitive_data": True}, "contains_sensitive_data", "hidden_days"),
        ({"sampled": True, "sample_share": 0.1}, "sampled", "sampled_days"),
    ],
)
def test_a_flag_is_of_its_day_alone(pull: Pull, stream: str, flags: dict[str, object], column: str, fact: str) -> None:
    rows, facts = pull(flagged(**flags), stream)
    assert {str(row["date"]): row[column] for row in rows} == {day: day == FLAGGED for day in DAYS}
    assert facts.details[fact] == [FLAGGED]
    assert facts.details[column] is True


@pytest.mark.parametrize("stream", ["traffic_report", "goal_report"])
def test_the_quality_of_each_day_is_told_also_of_those_without_rows(pull: Pull, stream: str) -> None:
    _, facts = pull(flagged(contains_sensitive_data=True, sampled=True, sample_share=0.1), stream)
    assert {str(day): told.quality for day, told in facts.days.items()} == {
        day: Quality(True, sample_share=0.1) if day == FLAGGED else Quality(False, sample_share=1.0) for day in DAYS
    }


def test_the_share_of_a_sample_is_of_its_day_too(pull: Pull) -> None:
    rows, facts = pull(flagged(sampled=True, sample_share=0.1), "goal_report")
    assert {str(row["date"]): row["sample_share"] for row in rows} == {
        day: 0.1 if day == FLAGGED else 1.0 for day in DAYS
    }
    assert facts.details["sample_share"] == 0.1


def test_only_the_halves_with_the_flag_are_asked_for_again(pull: Pull) -> None:
    metrica = flagged(contains_sensitive_data=True)
    pull(metrica, "goal_report")
    assert [(asked["date1"][-1], asked["date2"][-1]) for asked in metrica.reports] == [
        ("1", "8"), ("1", "4"), ("5", "8"), ("5", "6"), ("5", "5"), ("6", "6"), ("7", "8"),
    ]  # fmt: skip


def test_what_is_hidden_of_robots_costs_no_more_requests(pull: Pull) -> None:
    """Numbers of robots are hidden almost everywhere."""
    metrica = flagged(also_robots=False)
    metrica.flags_of_robots = {"contains_sensitive_data": True}
    _, facts = pull(metrica, "traffic_report")
    assert len(metrica.reports) == 3
    assert facts.details["hidden_days"] == []


def test_a_day_whose_rows_are_all_hidden_is_told_by_the_facts(pull: Pull) -> None:
    metrica = flagged(contains_sensitive_data=True)
    del metrica.traffic[FLAGGED, "organic"]
    rows, facts = pull(metrica, "traffic_report")
    assert FLAGGED not in {str(row["date"]) for row in rows}
    assert facts.details["hidden_days"] == [FLAGGED]


def test_a_flag_of_any_page_holds(pull: Pull) -> None:
    class OnTheFirstPage(Metrica):
        def _data(self, request: Request) -> JSONResponse:
            self.flags = {"sampled": request.query_params["offset"] == "1", "sample_share": 0.5}
            return super()._data(request)  # type: ignore[return-value]

    metrica = OnTheFirstPage(days={DAYS[0]: {"ym:s:visits": 1}}, goals=[{"id": 1}, {"id": 2}], largest_page=1)
    metrica.days = {day: {"ym:s:visits": 1} for day in DAYS}
    rows, _ = pull(metrica, "goal_report")
    assert {row["sampled"] for row in rows} == {True}
