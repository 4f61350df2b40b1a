"""The customer base month by month: who came, who came back, who left."""

BASE = 'active_at_start, active, new, "returning", lost'


def order(number, customer, day, revenue=100, **more):
    return {"id": str(number), "customer": customer, "at": f"{day} 12:00", "revenue": revenue, **more}


# the first order opens the history; customer H keeps it open and never leaves
HISTORY = [order(f"h{n}", "H", day) for n, day in enumerate(("2024-01-01", "2024-12-01", "2025-11-01", "2026-10-02"))]


def test_the_base_moves_by_new_returning_and_lost(warehouse) -> None:
    warehouse.orders(
        *HISTORY,
        order(1, "kept", "2025-06-10"), order(2, "kept", "2026-05-10"),
        order(3, "lost", "2025-10-20"),
        order(4, "new", "2026-10-20"),
        order(5, "returning", "2024-03-10"), order(6, "returning", "2026-10-05"),
    )  # fmt: skip
    assert warehouse.one("customers_monthly", BASE, "month = '2026-10-01'") == (3, 4, 1, 1, 1)


def test_an_order_makes_active_for_twelve_months_to_the_day(warehouse) -> None:
    warehouse.orders(*HISTORY, order(1, "A", "2025-09-30"), order(2, "B", "2025-10-01"))
    columns = "month, active, lost"
    assert warehouse.read("customers_monthly", columns, "month in ('2026-09-01', '2026-10-01')") == [
        ("2026-09-01", 2, 1),
        ("2026-10-01", 1, 1),
    ]


def test_a_month_stays_as_it_was_when_an_order_of_it_is_refunded_later(warehouse) -> None:
    warehouse.orders(*HISTORY, order(1, "A", "2026-09-10", 40))
    warehouse.refunds({"order": "1", "at": "2026-10-10 12:00", "amount": 40})
    columns = f"month, {BASE}, orders, net_revenue"
    assert warehouse.read("customers_monthly", columns, "month in ('2026-09-01', '2026-10-01')") == [
        ("2026-09-01", 1, 2, 1, 0, 0, 1, 40.0),
        ("2026-10-01", 2, 1, 0, 0, 1, 1, 60.0),
    ]


def test_how_customers_buy(warehouse) -> None:
    warehouse.orders(
        *HISTORY, order(1, "A", "2026-03-10", 70), order(2, "A", "2026-10-10", 30), order(3, "A", "2026-10-11", 50),
        order(4, "B", "2026-10-12", 20, status="pending"),
    )  # fmt: skip
    columns = "orders, net_revenue, average_order_value, purchase_frequency, repeat_purchase_rate"
    # in the year before November: H on 1 November 2025 and 2 October 2026, A three times
    assert warehouse.one("customers_monthly", columns, "month = '2026-10-01'") == (3, 180.0, 60.0, 2.5, 1.0)


def test_status_says_how_far_the_orders_reach_back(warehouse) -> None:
    warehouse.orders(order(1, "A", "2025-10-02"), order(2, "A", "2026-11-20"))
    columns = "month, status, active, orders"
    months = "month in ('2025-10-01', '2026-09-01', '2026-10-01', '2026-11-01')"
    assert warehouse.read("customers_monthly", columns, months) == [
        ("2025-10-01", "incomplete", None, 1),
        ("2026-09-01", "no_baseline", None, 0),
        ("2026-10-01", "no_baseline", None, 0),
        ("2026-11-01", "ok", 1, 1),
    ]
