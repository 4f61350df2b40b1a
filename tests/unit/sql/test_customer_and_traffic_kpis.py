"""Retention and valid traffic: golden numbers and the wrong formulas' answers."""

import pytest

from pipelines.settings.configuration import Windows


def order(number, customer, day):
    return {"id": f"{customer}-{number}", "customer": str(customer), "at": f"{day} 12:00", "revenue": 10}


def retention(warehouse, period, columns="value, status"):
    return warehouse.one("kpi_values", columns, f"kpi_code = 'retention_rate' and period = '{period}'")


def golden_base(warehouse) -> None:
    """100 are active when October begins; 20 of them leave in it, 30 new ones come and 5 former ones come back."""
    orders = [order(0, "opening", "2024-01-01"), order(0, "closing", "2026-11-20")]
    orders += [order(1, f"kept{n}", "2026-05-05") for n in range(80)]
    orders += [order(1, f"lost{n}", "2025-10-15") for n in range(20)]
    orders += [order(1, f"new{n}", "2026-10-10") for n in range(30)]
    orders += [
        order(number, f"back{n}", day) for n in range(5) for number, day in ((1, "2024-06-01"), (2, "2026-10-12"))
    ]
    warehouse.orders(*orders)


def test_of_a_hundred_customers_twenty_left_so_eighty_per_cent_stayed(warehouse) -> None:
    golden_base(warehouse)
    columns = "value, numerator, denominator, sample_size, status"
    assert retention(warehouse, "2026-10", columns) == (80.0, 80.0, 100.0, 100, "ok")


def test_the_usual_formula_counts_who_came_back_as_kept(warehouse) -> None:
    golden_base(warehouse)
    base = 'active_at_start, active, new, "returning", lost'
    start, end, new, returned, lost = warehouse.one("customers_monthly", base, "month = '2026-10-01'")
    assert (start, end, new, returned, lost) == (100, 115, 30, 5, 20)
    wrong = (end - new) / start * 100
    assert wrong == 85.0
    assert retention(warehouse, "2026-10")[0] == 80.0


def test_who_left_and_came_back_inside_the_period_is_active_at_both_ends(warehouse) -> None:
    warehouse.orders(
        order(0, "opening", "2024-01-01"), order(0, "closing", "2026-11-20"),
        order(1, "A", "2025-10-10"), order(2, "A", "2026-10-20"), order(1, "B", "2025-10-10"),
    )  # fmt: skip
    assert retention(warehouse, "2026-10") == (50.0, "ok")


@pytest.mark.parametrize(
    ("first_order", "result"), [("2025-10-01", (100.0, "ok")), ("2025-10-02", (None, "no_baseline"))]
)
def test_retention_needs_twelve_months_of_orders_before_the_period(warehouse, first_order, result) -> None:
    warehouse.orders(order(1, "A", first_order), order(2, "A", "2026-09-01"), order(3, "A", "2026-11-20"))
    assert retention(warehouse, "2026-10") == result


def test_nobody_active_at_the_start_has_no_retention(warehouse) -> None:
    warehouse.orders(order(1, "A", "2024-01-01"), order(2, "A", "2026-11-20"))
    assert retention(warehouse, "2026-10") == (None, "zero_denominator")


def test_an_order_of_29_february_makes_active_until_28_february(warehouse) -> None:
    warehouse.orders(order(1, "A", "2024-02-29"), order(2, "B", "2024-03-01"), order(3, "Z", "2026-11-20"))
    changes = warehouse.read("core_customer_activity", "customer_id, date, active", "active <> 0")
    assert changes[:4] == [
        ("A", "2024-02-29", 1),
        ("A", "2025-02-28", -1),
        ("B", "2024-03-01", 1),
        ("B", "2025-03-01", -1),
    ]


def test_orders_close_to_each_other_make_one_span_and_a_gap_makes_two(warehouse) -> None:
    warehouse.orders(
        *(order(n, "A", day) for n, day in enumerate(("2024-01-10", "2024-06-10", "2025-06-10", "2026-07-01")))
    )
    assert warehouse.read("core_customer_activity", "date, active", "active <> 0") == [
        ("2024-01-10", 1),
        ("2026-06-10", -1),
        ("2026-07-01", 1),
        ("2027-07-01", -1),
    ]


def test_an_order_refunded_in_full_keeps_nobody_active(warehouse) -> None:
    warehouse.orders(order(1, "A", "2026-06-10"), order(1, "B", "2026-06-10"))
    warehouse.refunds(
        {"order": "A-1", "at": "2026-08-01 12:00", "amount": 10},
        {"order": "B-1", "at": "2026-06-10 18:00", "amount": 10},
    )
    assert warehouse.read("core_customer_activity", "customer_id, date, active, buyers") == [
        ("A", "2026-06-10", 1, 1),
        ("A", "2026-08-01", -1, -1),
    ]


def test_repeat_buyers_are_those_of_two_orders_in_the_window(warehouse) -> None:
    warehouse.company = {"windows": Windows(repeat_purchase_days=30)}
    warehouse.orders(*(order(n, "A", day) for n, day in enumerate(("2026-03-01", "2026-03-11", "2026-06-01"))))
    assert warehouse.read(
        "core_customer_activity", "date, buyers, repeat_buyers", "buyers <> 0 or repeat_buyers <> 0"
    ) == [
        ("2026-03-01", 1, 0),
        ("2026-03-11", 0, 1),
        ("2026-03-31", 0, -1),
        ("2026-04-10", -1, 0),
        ("2026-06-01", 1, 0),
        ("2026-07-01", -1, 0),
    ]


NEW = ("2025-02-10", 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("back_on", "losses"),
    [
        (None, [("2026-02-10", 0, 1, 1, 1)]),
        ("2026-02-20", [("2027-02-20", 0, 1, 1, 1)]),
        ("2026-03-05", [("2026-02-10", 0, 1, 0, 0), ("2027-03-05", 0, 1, 1, 1)]),
        ("2026-05-05", [("2026-02-10", 0, 1, 1, 0), ("2027-05-05", 0, 1, 1, 1)]),
    ],
    ids=["never", "in the month", "in the quarter", "in the year"],
)
def test_a_customer_is_new_once_and_lost_to_periods_that_end_without_them(warehouse, back_on, losses) -> None:
    days = ["2025-02-10"] if back_on is None else ["2025-02-10", back_on]
    warehouse.orders(*(order(n, "A", day) for n, day in enumerate(days)), order(9, "Z", "2026-11-20"))
    columns = "date, new, lost_of_month, lost_of_quarter, lost_of_year"
    where = "customer_id = 'A' and new + lost_of_month + lost_of_quarter + lost_of_year > 0"
    assert warehouse.read("core_customer_activity", columns, where) == [NEW, *losses]


def test_who_leaves_in_the_month_of_the_first_order_was_never_new(warehouse) -> None:
    warehouse.orders(order(1, "A", "2026-06-10"), order(9, "Z", "2026-11-20"))
    warehouse.refunds({"order": "A-1", "at": "2026-06-20 12:00", "amount": 10})
    columns = "date, active, new, lost_of_month"
    assert warehouse.read("core_customer_activity", columns, "customer_id = 'A'") == [
        ("2026-06-10", 1, 0, 0),
        ("2026-06-20", -1, 0, 0),
    ]


def test_retention_of_a_longer_period_counts_who_is_back_by_its_end(warehouse) -> None:
    warehouse.orders(
        order(0, "opening", "2024-01-01"), order(0, "closing", "2026-11-20"),
        order(1, "A", "2025-07-10"), order(2, "A", "2026-09-20"), order(1, "B", "2025-08-10"),
    )  # fmt: skip
    assert retention(warehouse, "2026-07") == (50.0, "ok")
    assert retention(warehouse, "2026-Q3") == (50.0, "ok")
    assert retention(warehouse, "2026") == (50.0, "ok")


PAID = {"traffic_source": "ad", "source": "yandex", "medium": "cpc"}


def test_valid_traffic_share_of_the_site_and_its_channels(warehouse) -> None:
    warehouse.web_covers("2026-10-01", "2026-11-20")
    robot = {"window_client_width": 0}
    warehouse.visits(*[{"at": "2026-10-05 12:00", **PAID}] * 30, *[{"at": "2026-10-06 12:00", **PAID, **robot}] * 10)
    warehouse.visits(*[{"at": "2026-10-07 12:00"}] * 160)
    where = "kpi_code = 'valid_traffic_share' and period = '2026-10'"
    columns = "dimension, member, value, numerator, denominator, round(ci_low, 2), round(ci_high, 2), confidence"
    # Wilson's interval: 190 of 200, 30 of 40, 160 of 160
    assert warehouse.read("kpi_values", columns, where) == [
        ("channel", "direct", 100.0, 160.0, 160.0, 97.66, 100.0, "ok"),
        ("channel", "paid_search", 75.0, 30.0, 40.0, 59.81, 85.81, "low"),
        ("total", "all", 95.0, 190.0, 200.0, 91.04, 97.26, "ok"),
    ]


@pytest.mark.parametrize(
    ("first", "last", "without", "result"),
    [
        ("2026-10-01", "2026-11-20", (), (100.0, "ok")),
        ("2026-10-02", "2026-11-20", (), (None, "incomplete")),
        ("2026-10-01", "2026-11-20", ("2026-10-20",), (None, "incomplete")),
        ("2026-10-01", "2026-10-30", (), (100.0, "stale")),
        ("2026-11-01", "2026-11-20", (), (None, "no_data")),
    ],
)
def test_valid_traffic_share_needs_every_day_of_the_period(warehouse, first, last, without, result) -> None:
    warehouse.web_covers(first, last, without=without)
    warehouse.visits({"at": "2026-10-05 12:00"})
    where = "kpi_code = 'valid_traffic_share' and period = '2026-10' and member = 'all'"
    assert warehouse.one("kpi_values", "value, status", where) == result


def test_no_visits_no_share(warehouse) -> None:
    warehouse.web_covers("2026-10-01", "2026-11-20")
    where = "kpi_code = 'valid_traffic_share' and period = '2026-10'"
    assert warehouse.one("kpi_values", "value, status", where) == (None, "zero_denominator")
