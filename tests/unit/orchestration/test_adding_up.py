"""The rows of a report against the totals that its source has without dimensions: what agrees, and what is said."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fake_vendor import ACCOUNT, NAME
from totals_days import LOADED, STREAMS, Given, Row, fill

from connectors.common.stream import Quality
from pipelines.lake import Lake
from pipelines.lake.windows.held import held
from pipelines.partitions import day_range
from pipelines.reconciliation import AddedUp, add_up
from pipelines.reconciliation.added_up import Sum

MON, TUE, WED = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)
Compare = Callable[[Mapping[date, Mapping[str, Given]]], AddedUp]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def compare(lake: Lake) -> Compare:
    def compared(days: Mapping[date, Mapping[str, Given]]) -> AddedUp:
        fill(lake, days)
        return add_up(lake, NAME, ACCOUNT, "channels", STREAMS, day_range(MON, WED))

    return compared


def both(rows: list[Row], total: Row, **about: object) -> dict[str, Given]:
    """`about` is of the rows."""
    return {"channels": replace(Given(rows), **about), "totals": Given([total])}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "total", "tolerance", "agrees"),
    [
        (1000, 1000, 0.0, True),
        (980, 1000, 0.02, True),
        (979, 1000, 0.02, False),
        (1020, 1000, 0.02, True),
        (1021, 1000, 0.02, False),
        (999.99, 1000, 0.0, True),
        (2, 1, 0.02, True),
        (3, 1, 0.02, False),
        (0, 0, 0.02, True),
        (0, 500, 0.02, False),
        (500, 0, 0.02, False),
        (-500, 500, 0.02, False),
        (-990, -1000, 0.02, True),
    ],
)
def test_a_sum_may_miss_its_total_by_a_share_of_it(rows: float, total: float, tolerance: float, agrees: bool) -> None:
    assert Sum(MON, "sessions", rows, total, tolerance).agrees is agrees


def test_rows_that_add_up_are_no_word_worth(compare: Compare) -> None:
    found = compare({MON: both([(400, 3, "10.5"), (600, 4, "0.5")], (1010, 7, "11")), TUE: both([], (0, 0, "0"))})
    assert (found.agrees, found.days, len(found.sums)) == (True, 2, 6)
    assert (found.troubles, found.left_out) == ((), ())


def test_the_collapse_of_a_dimension_to_a_fiftieth_fails_in_one_sentence_with_the_worst_day(compare: Compare) -> None:
    """On 2026-06-01 reports with a dimension had a fiftieth of their sessions, and the totals were right."""
    found = compare(
        {
            MON: both([(20, 1, "100")], (1000, 50, "5000")),
            TUE: both([(30, 1, "100")], (1000, 50, "5000")),
            WED: both([(990, 50, "5000")], (1000, 50, "5000")),
        }
    )
    assert not found.agrees
    assert found.troubles == (
        "sessions, key_events, revenue of channels don't add up to totals on 2026-06-01 … 2026-06-02; most of all "
        "sessions on 2026-06-01: 20 in the rows, 1 000 in all, 98.0% apart where 2.0% may be.",
    )
    assert len(found.differing) == 6
    assert found.left_out == ()


def test_measures_that_differ_on_other_days_have_sentences_of_their_own(compare: Compare) -> None:
    found = compare({MON: both([(20, 1, "9")], (1000, 50, "9")), TUE: both([(1000, 1, "9")], (1000, 50, "9"))})
    assert [trouble.partition(";")[0] for trouble in found.troubles] == [
        "sessions of channels don't add up to totals on 2026-06-01",
        "key_events of channels don't add up to totals on 2026-06-01 … 2026-06-02",
    ]


def test_a_report_without_any_row_of_a_day_that_has_totals_fails(compare: Compare) -> None:
    found = compare({MON: both([], (1000, 0, "0"))})
    assert [(each.measure, each.rows, each.total) for each in found.differing] == [("sessions", 0, 1000)]


FLAGGED = Quality(True, True, 0.1, True)  # of a day that adds up all the same: no word worth
BROKEN = ([(500, 0.0, "0")], (1000, 0.0, "0"))


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"quality": Quality(is_thresholded=True)}, "The vendor withholds rows of few people: 2026-06-01."),
        ({"quality": Quality(sample_share=0.1)}, "The vendor looked at a sample: 2026-06-01."),
        ({"refused": 12}, "12 rows of channels could not be read."),
        (
            {"loaded": LOADED - timedelta(hours=13)},
            "Both were not loaded together, and what came in between is in one of them; load them again: 2026-06-01.",
        ),
        ({"quality": Quality(False, False, 1.0, False)}, None),
    ],
    ids=["thresholded", "sampled", "refused rows", "loaded apart", "nothing"],
)
def test_what_may_be_behind_a_difference_is_said_with_it(
    compare: Compare, about: dict[str, object], said: str | None
) -> None:
    found = compare({MON: both(*BROKEN, **about), TUE: both([(5, 0, "0")], (5, 0, "0"), quality=FLAGGED)})
    assert not found.agrees
    assert found.troubles[1:] == ((said,) if said else ())


def test_totals_that_are_thresholded_are_said_too(compare: Compare) -> None:
    totals = Given([BROKEN[1]], Quality(is_thresholded=True))
    found = compare({MON: {"channels": Given(BROKEN[0]), "totals": totals}})
    assert found.troubles[1] == "The vendor withholds rows of few people: 2026-06-01."


@pytest.mark.parametrize(
    ("days", "left_out"),
    [
        ({MON: {"channels": Given(BROKEN[0])}}, ("totals isn't loaded: 2026-06-01",)),
        ({day: {"totals": Given()} for day in (MON, TUE)}, ("channels isn't loaded: 2026-06-01 … 2026-06-02",)),
        ({}, ()),
    ],
    ids=["no totals", "no rows", "neither"],
)
def test_a_day_of_which_one_side_is_missing_is_not_compared(
    compare: Compare, days: Mapping[date, Mapping[str, Given]], left_out: tuple[str, ...]
) -> None:
    found = compare(days)
    assert (found.agrees, found.days, found.left_out) == (True, 0, left_out)


@pytest.mark.parametrize("shrunk", ["channels", "totals"])
def test_a_day_whose_load_is_kept_aside_is_not_compared(lake: Lake, compare: Compare, shrunk: str) -> None:
    fill(lake, {MON: {name: Given([(1, 1, "1")] * 100) for name in STREAMS}})
    fill(lake, {MON: {shrunk: Given([(1, 1, "1")] * 10)}})
    assert held(lake.day(NAME, shrunk, ACCOUNT, MON)) is not None
    found = compare({})
    assert (found.days, found.left_out) == (0, (f"a load of {shrunk} is kept aside: 2026-06-01",))


@pytest.mark.parametrize(
    "channels",
    [
        Given([(500, 0, None), (500, 0, None)]),
        Given([(500, 0, "1"), (500, 0, None)]),
        Given([(1000, 0, "0")], Quality(restricted=("revenue",))),
        Given([(1000, 0, "1")], lacks=("revenue",)),
    ],
    ids=["NULL", "NULL in one row", "restricted", "an older file without the column"],
)
@pytest.mark.parametrize("total", ["9999", None])
def test_a_measure_that_is_not_told_is_not_compared(compare: Compare, channels: Given, total: str | None) -> None:
    found = compare({MON: {"channels": channels, "totals": Given([(1000, 0, total)])}})
    assert (found.agrees, found.left_out) == (True, ("revenue isn't told: 2026-06-01",))
    assert {each.measure for each in found.sums} == {"sessions", "key_events"}


def test_a_file_that_cannot_be_read_is_said_and_stops_nothing(lake: Lake, compare: Compare) -> None:
    fill(lake, {day: both([(5, 0, "0")], (5, 0, "0")) for day in (MON, TUE)})
    lake.day(NAME, "totals", ACCOUNT, MON).data.write_bytes(b"PAR1 and then nothing")
    found = compare({})
    assert (found.agrees, found.days) == (True, 1)
    assert found.left_out == ("the file of totals can't be read: 2026-06-01",)
