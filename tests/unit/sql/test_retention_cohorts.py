"""Cohorts by the month of the first net order."""

CELLS = "cohort_month, months_since, cohort_size, active_customers, retention_rate, orders, revenue"


def order(number, customer, day, revenue=100, **more):
    return {"id": str(number), "customer": customer, "at": f"{day} 12:00", "revenue": revenue, **more}


def test_two_cohorts(warehouse) -> None:
    warehouse.orders(
        order(1, "A", "2026-08-31"), order(2, "A", "2026-10-01", 50), order(3, "A", "2026-10-31", 30),
        order(4, "B", "2026-08-01"), order(5, "C", "2026-10-15", 70), order(6, "D", "2026-10-15", status="cancelled"),
    )  # fmt: skip
    assert warehouse.read("retention_cohorts", CELLS) == [
        ("2026-08-01", 0, 2, 2, 1.0, 2, 200.0),
        ("2026-08-01", 1, 2, 0, 0.0, 0, 0.0),
        ("2026-08-01", 2, 2, 1, 0.5, 2, 80.0),
        ("2026-10-01", 0, 1, 1, 1.0, 1, 70.0),
    ]


def test_months_are_counted_over_the_turn_of_the_year(warehouse) -> None:
    warehouse.orders(order(1, "A", "2025-11-30"), order(2, "A", "2026-02-01"))
    assert warehouse.read("retention_cohorts", "cohort_month, months_since, active_customers") == [
        ("2025-11-01", 0, 1),
        ("2025-11-01", 1, 0),
        ("2025-11-01", 2, 0),
        ("2025-11-01", 3, 1),
    ]


def test_a_late_refund_belongs_to_the_month_of_its_order(warehouse) -> None:
    warehouse.orders(order(1, "A", "2026-08-05"), order(2, "A", "2026-10-05", 40))
    warehouse.refunds({"order": "1", "at": "2026-10-20 12:00", "amount": 30})
    assert warehouse.read("retention_cohorts", "months_since, revenue, orders") == [
        (0, 70.0, 1),
        (1, 0.0, 0),
        (2, 40.0, 1),
    ]


def test_a_customer_whose_first_order_was_refunded_in_full_begins_with_the_second(warehouse) -> None:
    warehouse.orders(order(1, "A", "2026-08-05", status="refunded"), order(2, "A", "2026-10-05", 40))
    assert warehouse.read("retention_cohorts", CELLS) == [("2026-10-01", 0, 1, 1, 1.0, 1, 40.0)]


def test_what_a_customer_is_worth_so_far(warehouse) -> None:
    warehouse.orders(
        order(1, "A", "2026-09-05", 100, cost=60), order(2, "B", "2026-09-06", 50, cost=20),
        order(3, "A", "2026-10-05", 30, cost=10),
    )  # fmt: skip
    assert warehouse.read("retention_cohorts", "months_since, cumulative_revenue_per_customer, cumulative_ltv") == [
        (0, 75.0, 35.0),
        (1, 90.0, 45.0),
    ]


def test_the_worth_is_unknown_from_the_first_order_of_unknown_cost(warehouse) -> None:
    warehouse.orders(order(1, "A", "2026-09-05", 100, cost=60), order(2, "A", "2026-10-05", 30))
    assert warehouse.read("retention_cohorts", "months_since, cumulative_revenue_per_customer, cumulative_ltv") == [
        (0, 100.0, 40.0),
        (1, 130.0, None),
    ]


def test_a_month_that_is_not_over_is_immature(warehouse) -> None:
    warehouse.orders(order(1, "A", "2026-10-01"), order(2, "A", "2026-11-20"))
    assert warehouse.read("retention_cohorts", "months_since, status") == [(0, "ok"), (1, "immature")]


def test_months_that_orders_cover_in_part_say_so(warehouse) -> None:
    warehouse.orders(order(1, "A", "2026-06-10"), order(2, "B", "2026-07-05"), order(3, "A", "2026-09-10"))
    columns = "cohort_month, months_since, status"
    assert warehouse.read("retention_cohorts", columns) == [
        ("2026-06-01", 0, "incomplete"),
        ("2026-06-01", 1, "ok"),
        ("2026-06-01", 2, "ok"),
        ("2026-06-01", 3, "stale"),
        ("2026-07-01", 0, "ok"),
        ("2026-07-01", 1, "ok"),
        ("2026-07-01", 2, "stale"),
    ]


def test_a_payment_date_in_the_future_makes_no_months(warehouse) -> None:
    warehouse.orders(
        order(1, "A", "2026-10-01"), order(2, "A", "2026-11-20"),
        {**order(3, "A", "2026-11-20"), "paid_at": "2062-11-20 12:00"},
        {**order(4, "B", "2026-11-20"), "paid_at": "2062-11-20 12:00"},
    )  # fmt: skip
    columns = "cohort_month, months_since, orders, status"
    assert warehouse.read("retention_cohorts", columns) == [
        ("2026-10-01", 0, 1, "ok"),
        ("2026-10-01", 1, 1, "immature"),
    ]
