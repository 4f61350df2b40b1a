"""Ranges of days against the plain thing that they stand for: a set of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.warehouse import DateRange, DateRanges

FIRST = date(2026, 1, 1)
offsets = st.integers(0, 60)


def day(offset: int) -> date:
    return FIRST + timedelta(days=offset)


@st.composite
def ranges(draw: st.DrawFn) -> DateRange:
    start = draw(offsets)
    return DateRange(day(start), day(start + draw(st.integers(1, 10))))


sets = st.lists(ranges(), max_size=6).map(lambda found: DateRanges.of(*found))


def days_of(found: DateRanges) -> set[date]:
    return {each for piece in found for each in piece}


@given(sets, sets)
def test_the_union_has_the_days_of_both(left: DateRanges, right: DateRanges) -> None:
    assert days_of(left | right) == days_of(left) | days_of(right)


@given(sets, st.integers(0, 20), st.integers(0, 20))
def test_widening_adds_the_days_after_and_before_each_day(found: DateRanges, reach: int, back: int) -> None:
    expected = {each + timedelta(days=later) for each in days_of(found) for later in range(-back, reach + 1)}
    assert days_of(found.widened(reach, back)) == expected


@given(sets, ranges())
def test_clipping_keeps_the_days_inside(found: DateRanges, bounds: DateRange) -> None:
    assert days_of(found.clipped(bounds)) == days_of(found) & set(bounds)


@given(sets, st.integers(1, 30))
def test_chunks_are_short_and_lose_no_day(found: DateRanges, longest: int) -> None:
    chunks = list(found.chunks(longest))
    assert [each for chunk in chunks for each in chunk] == sorted(days_of(found))
    assert all(chunk.days <= longest for chunk in chunks)


@given(st.lists(ranges(), max_size=6))
def test_equal_sets_are_equal_objects_and_the_ranges_neither_touch_nor_overlap(found: list[DateRange]) -> None:
    together = DateRanges.of(*found)
    assert together == DateRanges.of(*reversed(found), *found)
    assert all(left.end < right.start for left, right in zip(together.ranges, together.ranges[1:], strict=False))
    assert together.days == len(days_of(together))


@given(sets)
def test_the_span_has_no_holes(found: DateRanges) -> None:
    every = days_of(found)
    expected = set(DateRange.inclusive(min(every), max(every))) if every else set()
    assert days_of(found.span) == expected


@given(sets, offsets)
def test_a_day_is_in_the_set_or_not(found: DateRanges, offset: int) -> None:
    assert (day(offset) in found) == (day(offset) in days_of(found))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (DateRanges(), "no days"),
        (DateRanges.of(DateRange.inclusive(day(0), day(0))), "2026-01-01"),
        (DateRanges.of(DateRange(day(0), day(2)), DateRange(day(5), day(6))), "2026-01-01…2026-01-02, 2026-01-06"),
    ],
)
def test_ranges_are_said_with_their_last_day(found: DateRanges, said: str) -> None:
    assert str(found) == said


def test_a_range_without_days_is_none() -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        DateRange(FIRST, FIRST)


def test_the_last_day_of_the_calendar_is_no_trouble() -> None:
    forever = DateRanges.of(DateRange.inclusive(FIRST, date.max), DateRange.inclusive(date.max, date.max))
    assert forever.widened(30).ranges == (DateRange(FIRST, date.max),)
    ever = DateRanges.of(DateRange(date.min, FIRST))
    assert ever.widened(0, back=30) == ever
