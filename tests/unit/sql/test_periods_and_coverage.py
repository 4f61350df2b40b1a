"""Periods under their names, what each is compared with, and whether the data covers them."""

from datetime import date

import pytest


@pytest.fixture
def calendar(warehouse):
    warehouse.company = {"history_starts_on": "2019-12-25"}
    warehouse.now = "2026-11-21 09:00"
    return warehouse


@pytest.mark.parametrize(
    ("day", "periods"),
    [
        ("2026-10-05", ["2026", "2026-10", "2026-10-05", "2026-Q4", "2026-W41"]),
        ("2026-01-01", ["2026", "2026-01", "2026-01-01", "2026-Q1", "2026-W01"]),
        ("2024-12-30", ["2024", "2024-12", "2024-12-30", "2024-Q4", "2025-W01"]),
        ("2021-01-03", ["2020-W53", "2021", "2021-01", "2021-01-03", "2021-Q1"]),
        ("2024-02-29", ["2024", "2024-02", "2024-02-29", "2024-Q1", "2024-W09"]),
    ],
)
def test_a_day_belongs_to_five_periods(calendar, day, periods) -> None:
    assert calendar.read("core_period_days", "period", f"date = '{day}'") == [(period,) for period in periods]


BOUNDS = [
    ("2024-02", "2024-02-01", "2024-02-29", "2024-01", "2023-02"),
    ("2024-02-29", "2024-02-29", "2024-02-29", "2024-02-28", "2023-02-29"),
    ("2020-W53", "2020-12-28", "2021-01-03", "2020-W52", "2019-W53"),
    ("2021-W01", "2021-01-04", "2021-01-10", "2020-W53", "2020-W01"),
    ("2024-Q1", "2024-01-01", "2024-03-31", "2023-Q4", "2023-Q1"),
    ("2024", "2024-01-01", "2024-12-31", "2023", "2023"),
]


@pytest.mark.parametrize("bounds", BOUNDS, ids=[case[0] for case in BOUNDS])
def test_a_period_knows_its_ends_and_what_it_is_compared_with(calendar, bounds) -> None:
    columns = "period, period_start, period_end, previous_period, year_ago_period"
    assert calendar.read("core_periods", columns, f"period = '{bounds[0]}'") == [bounds]


@pytest.mark.parametrize("nobody", ["2023-02-29", "2019-W53", "2026-11-22", "2026-12"])
def test_there_is_no_such_period(calendar, nobody) -> None:
    assert calendar.read("core_periods", "period", f"period = '{nobody}'") == []


def test_a_period_is_open_until_its_last_day_has_passed(calendar) -> None:
    periods = "period in ('2026-11-20', '2026-11-21', '2026-10', '2026-11', '2026-Q3', '2026')"
    assert calendar.read("core_periods", "period, is_open", periods) == [
        ("2026", True),
        ("2026-10", False),
        ("2026-11", True),
        ("2026-11-20", False),
        ("2026-11-21", True),
        ("2026-Q3", False),
    ]


def test_the_calendar_has_names_in_two_languages(calendar) -> None:
    columns = "date, weekday, weekday_en, weekday_ru, is_weekend, month, month_ru, iso_year, iso_week"
    assert calendar.read("dates", columns, "date in ('2021-01-03', '2024-02-29')") == [
        ("2021-01-03", 7, "Sunday", "воскресенье", True, "2021-01-01", "январь", 2020, 53),
        ("2024-02-29", 4, "Thursday", "четверг", False, "2024-02-01", "февраль", 2024, 9),
    ]


def order(number, day):
    return {"id": str(number), "at": f"{day} 12:00", "revenue": 1}


MONTHS = "period in ('2026-07', '2026-08', '2026-09', '2026-10', '2026-11')"


def test_orders_are_unknown_before_the_first_one_and_after_the_last(warehouse) -> None:
    warehouse.orders(order(1, "2026-08-03"), order(2, "2026-10-20"), loaded="2026-11-19 10:00")
    assert warehouse.read("core_period_coverage", "period, orders_status", MONTHS) == [
        ("2026-07", "no_data"),
        ("2026-08", "incomplete"),
        ("2026-09", None),
        ("2026-10", "stale"),
        ("2026-11", "no_data"),
    ]


def test_a_fresh_export_tells_of_quiet_days_too(warehouse) -> None:
    warehouse.orders(order(1, "2026-08-01"), order(2, "2026-10-28"), loaded="2026-11-01 10:00")
    assert warehouse.one("core_coverage", "covered_from, covered_to") == ("2026-08-01", "2026-10-31")
    assert warehouse.read("core_period_coverage", "period, orders_status", MONTHS) == [
        ("2026-07", "no_data"),
        ("2026-08", None),
        ("2026-09", None),
        ("2026-10", None),
        ("2026-11", "no_data"),
    ]


def test_web_data_covers_a_period_day_by_day(warehouse) -> None:
    warehouse.web_covers("2026-08-01", "2026-11-18", without=("2026-09-15",))
    columns = "period, web_status, attribution_status"
    assert warehouse.read("core_period_coverage", columns, MONTHS) == [
        ("2026-07", "no_data", "no_baseline"),
        ("2026-08", None, "no_baseline"),
        ("2026-09", "incomplete", "no_baseline"),
        ("2026-10", None, "no_baseline"),
        ("2026-11", "stale", "stale"),
    ]


def test_yesterday_is_enough(warehouse) -> None:
    warehouse.web_covers("2026-08-01", "2026-11-20")
    days = "period in ('2026-11', '2026-11-20', '2026-11-21')"
    assert warehouse.read("core_period_coverage", "period, web_status", days) == [
        ("2026-11", None),
        ("2026-11-20", None),
        ("2026-11-21", "no_data"),
    ]


def test_freshness_of_every_stream(warehouse) -> None:
    warehouse.web_covers("2026-11-01", "2026-11-20")
    warehouse.orders(order(1, "2026-10-01"), order(2, "2026-11-10"), loaded="2026-11-12 10:00")
    columns = "source, stream, covered_from, covered_to, rows, is_final_through"
    assert warehouse.read("data_freshness", columns) == [
        ("files", "orders", "2026-10-01", "2026-11-10", 2, "2026-11-02"),
        ("yandex_metrica", "visits", "2026-11-01", "2026-11-20", 0, None),
    ]


def test_an_order_dated_in_the_future_covers_nothing(warehouse) -> None:
    days = ("2026-09-01", "2026-10-20", "2062-01-01")
    warehouse.orders(*({"id": day, "at": f"{day} 12:00", "revenue": 1} for day in days))
    assert warehouse.one("core_coverage", "covered_to", "subject = 'orders'") == ("2026-10-20",)
    assert warehouse.one("core_period_coverage", "orders_status", "period = '2026-10'") == ("stale",)


def test_a_day_that_one_of_two_counters_lacks_is_a_gap(warehouse) -> None:
    warehouse.web_covers("2026-09-01", "2026-11-20")
    for day in ("2026-10-01", "2026-10-02", "2026-10-04"):
        warehouse._loaded("yandex_metrica", "visits", "2", day, "window", [date.fromisoformat(day)], 0, "")
    october = "date between date '2026-09-30' and date '2026-10-05'"
    days = [("2026-09-30",), ("2026-10-01",), ("2026-10-02",), ("2026-10-04",), ("2026-10-05",)]
    assert warehouse.read("core_web_days", "date", october) == days
    assert warehouse.one("core_period_coverage", "web_status", "period = '2026-10'") == ("incomplete",)
