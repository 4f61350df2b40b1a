"""A quota of the hour parks the work and resumes it, one of the day defers it, and the reserve is left to people."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from analytics_stub import PLENTY, Clock, Stub, over_grpc

from connectors.common.errors import QuotaSpent
from connectors.google_analytics.api.data_api import DataApi
from connectors.google_analytics.api.notes import Note, Notes
from connectors.google_analytics.settings import GoogleAnalyticsSettings

QUESTION = {"metrics": [{"name": "sessions"}]}
EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED
HOUR = (EXHAUSTED, "Exhausted property tokens for a project per hour.")
DAY = (EXHAUSTED, "Exhausted property tokens per day. These quota tokens will return in under 24 hours.")
ONE_O_CLOCK = datetime(2026, 10, 16, 13, 0, 30, tzinfo=UTC)
NOW = ONE_O_CLOCK - timedelta(minutes=40)
Open = Callable[..., DataApi]


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(stub: Stub, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Each one as a process of its own would: they share nothing but the home."""
    apis: list[DataApi] = []

    def open_one(source: str = "ga", *, patience: dict[str, Any] | None = None, **settings: Any) -> DataApi:
        checked = GoogleAnalyticsSettings.checked({"property_id": 7, "time_zone": "Europe/Moscow", **settings})
        apis.append(DataApi(checked, tmp_path / "state" / source, patience=clock.patience(**(patience or {}))))
        return apis[-1]

    with over_grpc(stub) as url:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
        yield open_one
        for api in apis:
            api.close()


@pytest.mark.parametrize(
    "text",
    [
        "Exhausted property tokens per hour.",
        "Exhausted property tokens for a project per hour.",
        "Exhausted potentially thresholded requests quota.",
    ],
)
def test_an_hour_s_quota_parks_until_the_hour_is_over_and_resumes(
    text: str, stub: Stub, clock: Clock, opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    stub.failures = [(EXHAUSTED, text)]
    with caplog.at_level(logging.WARNING):
        assert opened().run_report(QUESTION).row_count == 0
    assert ONE_O_CLOCK <= clock.now < ONE_O_CLOCK + timedelta(minutes=1)
    assert len(stub.asked) == 2
    [said] = [record.getMessage() for record in caplog.records if "waiting" in record.getMessage()]
    assert said.startswith("google_analytics property 7: the ")
    assert said.endswith(" are used up; waiting until 2026-10-16 13:00 UTC.")


def test_an_hour_that_ends_later_than_the_clock_s_is_waited_for_once_more(
    stub: Stub, clock: Clock, opened: Open
) -> None:
    stub.failures = [HOUR, HOUR]
    opened().run_report(QUESTION)
    assert clock.now >= ONE_O_CLOCK + timedelta(hours=1)
    assert len(stub.asked) == 3


def test_no_longer_than_allowed_is_waited_for(stub: Stub, clock: Clock, opened: Open) -> None:
    stub.failures = [HOUR, HOUR]
    api = opened(longest_park_minutes=60)
    with pytest.raises(QuotaSpent) as caught:
        api.run_report(QUESTION)
    assert str(caught.value) == (
        "google_analytics property 7: the project's tokens of the hour are used up. "
        "A run after 2026-10-16 14:00 UTC goes on."
    )
    assert clock.now < ONE_O_CLOCK + timedelta(minutes=1)
    assert len(stub.asked) == 2


def test_what_one_process_was_told_all_wait_for(stub: Stub, clock: Clock, opened: Open) -> None:
    stub.failures = [HOUR]
    with pytest.raises(QuotaSpent):
        opened(longest_park_minutes=1).run_report(QUESTION)
    with pytest.raises(QuotaSpent):
        opened("another_source", longest_park_minutes=1).run_report(QUESTION)
    assert len(stub.asked) == 1
    opened("another_source").run_report(QUESTION)
    assert clock.now >= ONE_O_CLOCK


def test_another_property_has_quotas_of_its_own(stub: Stub, clock: Clock, opened: Open) -> None:
    stub.failures = [DAY]
    with pytest.raises(QuotaSpent):
        opened().run_report(QUESTION)
    opened(property_id=8).run_report(QUESTION)
    assert clock.naps == []


def test_a_day_s_quota_defers_and_nobody_asks_before_midnight_in_california(
    stub: Stub, clock: Clock, opened: Open
) -> None:
    stub.failures = [DAY]
    for _ in range(3):
        with pytest.raises(
            QuotaSpent, match=r"tokens of the day are used up. A run after 2026-10-17 07:00 UTC goes on"
        ):
            opened().run_report(QUESTION)
    assert (len(stub.asked), clock.naps) == (1, [])
    clock.now = datetime(2026, 10, 17, 7, 1, tzinfo=UTC)
    opened().run_report(QUESTION)
    assert len(stub.asked) == 2


def test_a_vendor_that_only_fails_is_not_waited_for(stub: Stub, clock: Clock, opened: Open) -> None:
    failure = (grpc.StatusCode.INTERNAL, "Internal error.")
    stub.failures = [failure, failure, (EXHAUSTED, "Exhausted server errors quota.")]
    for _ in range(3):  # the streams of a run
        with pytest.raises(QuotaSpent, match=r"server errors .* are used up. A run after 2026-10-16 13:00 UTC goes on"):
            opened().run_report(QUESTION)
    assert len(stub.asked) == 3
    assert sum(clock.naps) < 10
    clock.now = ONE_O_CLOCK
    opened().run_report(QUESTION)


@pytest.mark.parametrize(
    ("bucket", "remaining"),
    [("tokens_per_hour", 7_999), ("tokens_per_project_per_hour", 2_799), ("server_errors_per_project_per_hour", 1)],
)
def test_the_work_parks_before_the_vendor_refuses(
    bucket: str, remaining: int, stub: Stub, clock: Clock, opened: Open
) -> None:
    stub.quota = {**PLENTY, bucket: {"consumed": 5, "remaining": remaining}}
    api = opened()
    api.run_report(QUESTION)
    assert clock.naps == []
    stub.quota = PLENTY
    api.run_report(QUESTION)
    assert clock.now >= ONE_O_CLOCK


def test_the_day_s_reserve_is_left_to_people(stub: Stub, opened: Open) -> None:
    stub.quota = {**PLENTY, "tokens_per_day": {"consumed": 5, "remaining": 39_999}}
    api = opened()
    api.run_report(QUESTION)
    with pytest.raises(QuotaSpent, match="what is left of the property's tokens of the day is kept for people"):
        api.run_report(QUESTION)
    assert len(stub.asked) == 1
    opened(patience={"spends_reserve": True}).run_report(QUESTION)
    assert len(stub.asked) == 2


def test_people_too_are_refused_where_nothing_is_left(stub: Stub, opened: Open) -> None:
    stub.failures = [DAY]
    with pytest.raises(QuotaSpent):
        opened().run_report(QUESTION)
    with pytest.raises(QuotaSpent, match="are used up"):
        opened(patience={"spends_reserve": True}).run_report(QUESTION)
    assert len(stub.asked) == 1


def test_a_property_of_analytics_360_keeps_more_for_people(stub: Stub, opened: Open) -> None:
    stub.quota = {**PLENTY, "concurrent_requests": {"consumed": 0, "remaining": 50}}  # 190 000 of 2 000 000 are left
    api = opened()
    api.run_report(QUESTION)
    with pytest.raises(QuotaSpent, match="kept for people"):
        api.run_report(QUESTION)


def test_without_a_reserve_all_is_spent(stub: Stub, clock: Clock, opened: Open) -> None:
    stub.quota = {**PLENTY, "tokens_per_day": {"consumed": 5, "remaining": 1}}
    api = opened(reserve=0)
    api.run_report(QUESTION)
    api.run_report(QUESTION)
    assert clock.naps == []


def test_a_refusal_outweighs_a_reserve_and_not_the_other_way(tmp_path: Path) -> None:
    notes = Notes(tmp_path, "samovar")
    notes.add(Note("tokens_per_hour", ONE_O_CLOCK, "reserve"), NOW)
    notes.add(Note("tokens_per_hour", ONE_O_CLOCK, "refused"), NOW)
    notes.add(Note("tokens_per_hour", ONE_O_CLOCK, "reserve"), NOW)
    assert list(Notes(tmp_path, "samovar").open(NOW)) == [Note("tokens_per_hour", ONE_O_CLOCK, "refused")]
    assert list(Notes(tmp_path, "samovar").open(ONE_O_CLOCK)) == []


def test_a_project_s_quota_is_its_own_and_a_property_s_is_everybody_s(tmp_path: Path) -> None:
    notes = Notes(tmp_path, "samovar")
    notes.add(Note("tokens_per_project_per_hour", ONE_O_CLOCK, "refused"), NOW)
    notes.add(Note("tokens_per_hour", ONE_O_CLOCK, "refused"), NOW)
    assert [note.bucket for note in Notes(tmp_path, "../../other").open(NOW)] == ["tokens_per_hour"]
    assert {path.parent for path in tmp_path.rglob("*")} == {tmp_path}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"until": 5, "why": "refused"}',
        json.dumps({"until": "2031-01-01T00:00:00+00:00", "why": "refused"}),
    ],
    ids=["empty", "torn", "a list", "a number", "years ahead"],
)
def test_a_note_that_makes_no_sense_holds_nobody_up(content: str, tmp_path: Path) -> None:
    (tmp_path / "tokens_per_hour").write_text(content, encoding="ascii")
    notes = Notes(tmp_path, "samovar")
    assert list(notes.open(NOW)) == []
    note = Note("tokens_per_hour", ONE_O_CLOCK, "refused")
    notes.add(note, NOW)
    assert list(Notes(tmp_path, "samovar").open(NOW)) == [note]


def test_a_home_that_can_t_be_written_still_remembers_for_itself(tmp_path: Path) -> None:
    (tmp_path / "limits").write_text("a file where the folder should be")
    notes = Notes(tmp_path / "limits" / "ga", "samovar")
    note = Note("tokens_per_hour", ONE_O_CLOCK, "refused")
    notes.add(note, NOW)
    assert list(notes.open(ONE_O_CLOCK - timedelta(minutes=1))) == [note]


def test_whoever_is_refused_without_end_does_not_ask_without_end(stub: Stub, opened: Open) -> None:
    stub.failures = [HOUR] * 50
    with pytest.raises(QuotaSpent, match=r"the project's tokens of the hour are used up"):
        opened(patience={"longest_park": 1e9}).run_report(QUESTION)
    assert len(stub.asked) == 6
