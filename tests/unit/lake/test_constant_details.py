"""Details that should be the same for all days of a stream: a change is told with its day and how to mend it."""

from collections.abc import Mapping

import pytest

from connectors.common.stream import Fact
from pipelines.lake import Manifest
from pipelines.lake.windows.constancy import turns_of

CONSTANT = ("time_zone", "currency", "report_version")


def load(day: int, details: Mapping[str, Fact], loaded: int = 20) -> Manifest:
    return Manifest(
        load_id=f"load {day}",
        source="ga",
        stream="channel_days",
        account="1",
        partition=f"2026-10-{day:02}",
        kind="window",
        rows=0,
        rows_read=0,
        loaded_at=f"2026-11-{loaded:02}T06:00:00+00:00",
        details=dict(details),
    )


def currencies(*values: str | None) -> list[Manifest]:
    return [load(day, {"currency": value}) for day, value in enumerate(values, start=1)]


@pytest.mark.parametrize(
    "loads",
    [[], currencies("EUR"), currencies("EUR", "EUR"), currencies(None, "EUR", None), [load(1, {}), load(2, {})]],
    ids=["no load", "one", "alike", "not told of all", "not told at all"],
)
def test_nothing_is_said_of_what_is_the_same_everywhere(loads: list[Manifest]) -> None:
    assert turns_of(loads, CONSTANT) == []


def test_a_change_is_told_with_its_day_both_values_and_the_command() -> None:
    assert turns_of(reversed(currencies("EUR", "EUR", "USD", "USD")), CONSTANT) == [
        "currency: USD since 2026-10-03, EUR on the days before. The numbers of these days don't mean the same, and "
        "their sum means nothing. To make it one: tablo run --from 2026-10-01 --to 2026-10-02 --refresh all"
    ]


@pytest.mark.parametrize(
    ("values", "told", "days"),
    [
        (["EUR", "USD", "EUR"], "USD since 2026-10-02, EUR on the days before, and it turns once more.", (2, 2)),
        (
            ["EUR", "USD", None, "RUB", "USD", "EUR"],
            "USD since 2026-10-02, EUR on the days before, and it turns 3 more times.",
            (2, 5),
        ),
    ],
)
def test_several_changes_are_counted(values: list[str | None], told: str, days: tuple[int, int]) -> None:
    [sentence] = turns_of(currencies(*values), CONSTANT)
    assert told in sentence
    assert f"--from 2026-10-{days[0]:02} --to 2026-10-{days[1]:02} " in sentence


def test_days_are_to_become_what_the_source_says_now() -> None:
    loads = [
        load(1, {"time_zone": "Asia/Tokyo"}, loaded=21),
        load(2, {"time_zone": "UTC"}),
        load(3, {"time_zone": "UTC"}),
    ]
    [sentence] = turns_of(loads, CONSTANT)
    assert "time zone: UTC since 2026-10-02, Asia/Tokyo on the days before." in sentence
    assert "--from 2026-10-02 --to 2026-10-03 " in sentence


def test_each_detail_has_its_own_sentence() -> None:
    loads = [load(1, {"currency": "EUR", "report_version": "1"}), load(2, {"currency": "USD", "report_version": "2"})]
    assert [sentence.partition(":")[0] for sentence in turns_of(loads, CONSTANT)] == ["currency", "report version"]
