"""Since when the days of a stream are attributed by another model: told by their loads."""

import pytest

from pipelines.lake import Manifest
from pipelines.lake.windows.attribution import break_of, model_of

BEFORE, AFTER = "2026-06-24T20:00:00+00:00", "2026-06-25T06:00:00+00:00"


def load(day: str, *told: str | None, pulled: str = AFTER, at: str = AFTER) -> Manifest:
    names = ("attribution_asked", "attribution_answered", "attribution_means")
    details = {name: value for name, value in zip(names, told, strict=False) if value}
    return Manifest(
        load_id=day,
        source="m",
        stream="visits",
        account="1",
        partition=day,
        kind="window",
        rows=1,
        rows_read=1,
        loaded_at=at,
        details={**details, **({"pulled_at": pulled} if pulled else {})},
    )


LAST = ("LAST", "LAST", "last")
ALIKE = [
    pytest.param([], id="no load"),
    pytest.param([load("2026-10-01"), load("2026-10-02")], id="loads that tell of no model"),
    pytest.param([load("2026-10-01", *LAST), load("2026-10-02", *LAST)], id="one model"),
    pytest.param([load("2026-10-01", *LAST), load("2026-10-02", "last", "last", "last")], id="whatever its case"),
    pytest.param([load("2026-10-01", *LAST), load("2026-10-02", "LAST", None, "last")], id="an answer that names none"),
    pytest.param([load("2026-06-01", *LAST, pulled=BEFORE), load("2026-06-02", *LAST)], id="last has not changed"),
    pytest.param([load("2026-10-01", *LAST), load("2026-10-02")], id="some tell of none"),
]


@pytest.mark.parametrize("loads", ALIKE)
def test_attributed_alike(loads: list[Manifest]) -> None:
    assert break_of(loads) is None


TURNS = [
    pytest.param(
        [load("2026-10-01", *LAST), load("2026-10-02", "FIRST", "CROSS_DEVICE_FIRST", "cross_device_first")],
        "2026-10-02",
        "first, answered as cross_device_first, pulled since 2026-06-25",
        "last",
        id="another model was asked for",
    ),
    pytest.param(
        [
            load("2026-06-01", "LASTSIGN", "LASTSIGN", "lastsign", pulled=BEFORE),
            load("2026-06-02", "LASTSIGN", "LASTSIGN", "cross_device_last_significant"),
        ],
        "2026-06-02",
        "lastsign, which means cross_device_last_significant, pulled since 2026-06-25",
        "lastsign",
        id="the same request means something else",
    ),
    pytest.param(
        [load("2026-06-01", "FIRST", pulled=BEFORE), load("2026-06-02", "FIRST")],
        "2026-06-02",
        "first, pulled since 2026-06-25",
        "first",
        id="nobody said what it means, but the days of the pulls do",
    ),
    pytest.param(
        [load("2026-06-01", "FIRST", pulled="", at=BEFORE), load("2026-06-02", "FIRST", pulled="")],
        "2026-06-02",
        "first, pulled since 2026-06-25",
        "first",
        id="without the day of the pull, the day of the load",
    ),
]


@pytest.mark.parametrize(("loads", "day", "now", "before"), TURNS)
def test_the_day_of_the_turn_and_both_models_are_told(loads: list[Manifest], day: str, now: str, before: str) -> None:
    said = break_of(reversed(loads))
    assert said is not None
    assert said.startswith(f"the days since {day} were attributed by {now}; those before by {before}. ")
    assert said.endswith(f"tablo run --from {loads[0].partition} --to {loads[-1].partition} --refresh all")


def test_more_turns_than_one_are_counted() -> None:
    days = [load(f"2026-10-0{at}", *(LAST if at % 2 else ("AUTOMATIC",))) for at in range(1, 5)]
    assert "since 2026-10-02 " in (break_of(days) or "")
    assert "those before by last, and it turns 2 more times. " in (break_of(days) or "")


def test_a_model_is_told_by_whatever_names_it() -> None:
    model = model_of(load("2026-10-01", None, None, "automatic"))
    assert model is not None
    assert (model.asked, model.answered, model.means) == ("automatic", "automatic", "automatic")
