"""Rows whose fields came by several requests are one row each."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from metrica.counter import DAY, Counter, small_log
from metrica.home import Home, Stopped, ids

from connectors.common.errors import SourceDown
from connectors.yandex_metrica.fields import log_stream
from connectors.yandex_metrica.logs import chunks as chunks_module
from connectors.yandex_metrica.logs import joining as joining_module
from connectors.yandex_metrica.logs import repeats as repeats_module


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path / "state" / "metrica", Counter(), monkeypatch)


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks_module, "LONGEST_FIELDS", 70)


@pytest.mark.usefixtures("short_lists")
def test_long_lists_of_fields_are_joined_by_key_and_not_by_position(home: Home) -> None:
    whole = Counter()
    home.counter.visits = lambda day, fields: sorted(whole.visits(day, fields), key=lambda n: hash((n, tuple(fields))))
    last = DAY + timedelta(days=2)
    ((rows, rejected, facts),) = home.pull(DAY, last)
    assert rejected == []
    assert rows.num_rows == 30
    assert len(facts.details["request_ids"]) == home.counter.count("create") > 2  # type: ignore[arg-type]
    for row in rows.to_pylist():
        assert row["start_url"] == f"https://shop.example/{row['visit_id']}"
        assert row["page_views"] == row["visit_id"] % 7
        assert row["goals_id"] == [row["visit_id"], 7]
    assert home.counter.held() == []
    assert home.spooled() == []


def changing(missing: set[int], new: set[int]) -> Any:
    """A counter whose second request misses some visits, and has some new ones."""

    def visits(day: date, fields: Sequence[str]) -> list[int]:
        first = "ym:s:dateTime" in fields
        return [n for n in range(1000) if first or n not in missing] + ([] if first else sorted(new))

    return visits


@pytest.mark.usefixtures("short_lists")
def test_the_first_request_says_which_rows_there_are(home: Home) -> None:
    log = small_log("visitID counterID date dateTime pageViews startURL")
    home.counter.rows_a_part = 600
    home.counter.visits = changing({3, 4}, {5000})
    ((rows, _, facts),) = home.pull(log=log)
    assert ids(rows) == list(range(1000))
    gone = [row for row in rows.to_pylist() if row["start_url"] is None]
    assert sorted(row["visit_id"] for row in gone) == [3, 4]
    assert (facts.details["rows_missing_elsewhere"], facts.details["rows_only_elsewhere"]) == (2, 1)
    (warning,) = facts.warnings
    assert warning.startswith("The days changed between two requests: 2 rows lack the fields")


@pytest.mark.usefixtures("short_lists")
def test_days_that_changed_too_much_between_two_requests_are_not_loaded(home: Home) -> None:
    log = small_log("visitID counterID date dateTime pageViews startURL")
    home.counter.rows_a_part = 600
    home.counter.visits = changing(set(range(9)), {5000, 5001})
    home.fails(SourceDown, "visits changed between two requests for the same days .11 of 1000 rows.", log=log)
    assert home.spooled() == []
    home.counter.visits = changing(set(), set())
    ((_, _, facts),) = home.pull(log=log)
    assert facts.details["adopted"] == []


@pytest.mark.usefixtures("short_lists")
def test_a_kill_between_two_requests_of_the_same_days_asks_for_the_second_only(home: Home) -> None:
    log = small_log("visitID counterID date dateTime pageViews startURL")
    create = home.counter.create

    def second_fails(*given: Any, **more: Any) -> Any:
        if home.counter.count("create") == 1:
            raise Stopped
        return create(*given, **more)

    home.counter.create = second_fails  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        home.pull(log=log)
    home.counter.create = create  # type: ignore[method-assign]
    ((rows, _, facts),) = home.pull(log=log)
    assert rows.column("start_url").null_count == 0
    assert facts.details["adopted"] == ["1000", "1001"]
    assert home.counter.count("create") == 2


@pytest.mark.usefixtures("short_lists")
def test_a_visit_that_comes_twice_in_a_later_request_multiplies_nothing(home: Home) -> None:
    log = small_log("visitID counterID date dateTime pageViews startURL")
    home.counter.visits = lambda day, fields: [1, 2, 3] if "ym:s:dateTime" in fields else [3, 2, 2, 1, 3]
    ((rows, rejected, facts),) = home.pull(log=log)
    assert (ids(rows), rejected) == ([1, 2, 3], [])
    assert facts.details["rows_repeated"] == 2
    assert facts.warnings == ("2 rows came a second time in further logs of the same days; the first of each counts.",)


@pytest.mark.usefixtures("short_lists")
def test_a_visit_that_comes_twice_in_the_first_request_is_refused_once(home: Home) -> None:
    log = small_log("visitID counterID date dateTime pageViews startURL")
    home.counter.visits = lambda day, fields: [1, 2, 2] if "ym:s:dateTime" in fields else [1, 2]
    ((rows, rejected, _),) = home.pull(log=log)
    assert (ids(rows), len(rejected)) == ([1, 2], 1)


@pytest.mark.usefixtures("short_lists")
def test_buckets_of_keys_change_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining_module, "TEXT_BYTES_A_BUCKET", 100)
    monkeypatch.setattr(repeats_module, "ROWS_A_PASS", 7)
    ((rows, _, _),) = home.pull(DAY, DAY + timedelta(days=2))
    assert ids(rows) == sorted(day * 1000 + n for day in (1, 2, 3) for n in range(10))
    assert all(row["start_url"] == f"https://shop.example/{row['visit_id']}" for row in rows.to_pylist())


def test_fields_are_divided_by_length_with_the_key_in_each_and_parallel_arrays_together() -> None:
    log = log_stream("visits", extra=["purchased_products", "impressions", "calls", "parameters", "direct", "device"])
    asked = {field.api: field for field in log.fields}
    keys = ("ym:s:visitID", "ym:s:counterID", "ym:s:date")
    for longest in (1000, 2000, 3000):
        lists = chunks_module.chunks(asked, log, longest)
        assert all(names[:3] == keys for names in lists)
        assert all(len(",".join(names)) <= longest for names in lists)
        assert sorted(name for names in lists for name in names[3:]) == sorted(asked.keys() - set(keys))
        for group in log.parallel:
            holders = [names for names in lists if any(asked[name].column in group for name in names)]
            assert len(holders) == 1
    assert len(chunks_module.chunks(asked, log)) == 2


ALREADY = np.array([5, 9, 5], np.uint64), np.array([1, 1, 2], np.int32)


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([(5, 1), (5, 2), (9, 1)], [0, 2, 1]),
        ([(9, 2), (18446744073709551615, 1), (5, 2)], [-1, -1, 2]),
        ([], []),
    ],
)
def test_places_are_found_by_id_and_day(wanted: list[tuple[int, int]], places: list[int]) -> None:
    ids_, days = np.array([one for one, _ in wanted], np.uint64), np.array([day for _, day in wanted], np.int32)
    assert joining_module.positions((ids_, days), ALREADY).tolist() == places
    nothing = np.empty(0, np.uint64), np.empty(0, np.int32)
    assert joining_module.positions((ids_, days), nothing).tolist() == [-1] * len(wanted)
