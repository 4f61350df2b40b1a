"""Two sources that tell of the same thing stand side by side, and say whether they agree."""

DAY, NEXT = "2026-10-05", "2026-10-06"
TAGS = {"session_source": "google", "session_medium": "cpc", "session_campaign_name": "spring"}
TOTAL = {"sessions": 100, "key_events": 10.0, "ecommerce_purchases": 4, "purchase_revenue": 1000, "currency": "RUB"}
COLUMNS = "measure, left_value, right_value, difference, status"
TOTALS = "google_analytics.daily_totals"
CAMPAIGNS = "google_analytics.campaign_days"
KEY_EVENTS = "google_analytics.key_event_days"


def totals(warehouse, day=DAY, **more):
    warehouse.analytics("daily_totals", {"date": day, **TOTAL, **more})


def campaigns(warehouse, *rows, day=DAY):
    warehouse.analytics("campaign_days", *({"date": day, **TAGS, **TOTAL, **row} for row in rows))


def compared(warehouse, left, right=TOTALS, columns=COLUMNS):
    return warehouse.read("source_reconciliation", columns, f"left_source = '{left}' and right_source = '{right}'")


def test_a_report_that_adds_up(warehouse) -> None:
    totals(warehouse)
    half = {"sessions": 50, "key_events": 5.0, "ecommerce_purchases": 2, "purchase_revenue": 500}
    campaigns(warehouse, half, {**half, "session_source": "bing"})
    assert compared(warehouse, CAMPAIGNS) == [
        ("key_events", 10.0, 10.0, 0.0, "ok"),
        ("purchases", 4.0, 4.0, 0.0, "ok"),
        ("revenue", 1000.0, 1000.0, 0.0, "ok"),
        ("sessions", 100.0, 100.0, 0.0, "ok"),
    ]


GAPS = [
    ("sessions", 98, "ok"),  # the vendor estimates them, and a session over midnight is on both days
    ("sessions", 97, "differs"),
    ("sessions", 2, "differs"),  # rows collapsed while totals stayed
    ("purchase_revenue", 995, "ok"),
    ("purchase_revenue", "994.99", "differs"),
    ("key_events", 10.2, "differs"),
    ("ecommerce_purchases", 3, "differs"),
    ("purchase_revenue", None, "no_data"),  # hidden from our role: no zero
]


def test_a_day_of_more_refunds_than_purchases_adds_up_too(warehouse) -> None:
    """The vendor takes refunds off the revenue of the day of the refund."""
    totals(warehouse, purchase_revenue=-1000)
    campaigns(warehouse, {"purchase_revenue": -996})
    totals(warehouse, NEXT, purchase_revenue=-1000)
    campaigns(warehouse, {"purchase_revenue": -990}, day=NEXT)
    found = compared(warehouse, CAMPAIGNS, columns="measure, date, difference, status")
    assert found[4:6] == [("revenue", DAY, 4.0, "ok"), ("revenue", NEXT, 10.0, "differs")]


def test_a_gap_beyond_the_tolerance_differs(warehouse) -> None:
    """A day for each gap, on which everything else agrees."""
    expected = {}
    for number, (column, value, status) in enumerate(GAPS, start=1):
        day = f"2026-10-{number:02}"
        totals(warehouse, day)
        campaigns(warehouse, {column: value}, day=day)
        measure = {"purchase_revenue": "revenue", "ecommerce_purchases": "purchases"}.get(column, column)
        expected |= {(day, name): "ok" for name in ("sessions", "key_events", "purchases", "revenue")}
        expected[day, measure] = status
    found = compared(warehouse, CAMPAIGNS, columns="date, measure, status")
    assert {(day, measure): status for day, measure, status in found} == expected


def test_a_loaded_day_without_rows_is_a_day_of_zeros(warehouse) -> None:
    totals(warehouse)
    warehouse.analytics("campaign_days", on=DAY)
    assert compared(warehouse, CAMPAIGNS)[-1] == ("sessions", 0.0, 100.0, -100.0, "differs")


def test_nothing_on_both_sides_agrees(warehouse) -> None:
    for report in ("daily_totals", "campaign_days"):
        warehouse.analytics(report, on=DAY)
    assert compared(warehouse, CAMPAIGNS)[-1] == ("sessions", 0.0, 0.0, 0.0, "ok")


def test_a_day_that_only_one_side_has_is_not_compared(warehouse) -> None:
    totals(warehouse)
    campaigns(warehouse, {}, day=NEXT)
    assert compared(warehouse, CAMPAIGNS) == []


def test_key_events_of_all_kinds_are_those_of_the_day(warehouse) -> None:
    totals(warehouse)
    names = ("purchase", "sign_up")
    warehouse.analytics(
        "key_event_days",
        *({"date": DAY, **TAGS, "event_name": name, "key_events": 5.0, "sessions": 5} for name in names),
    )
    assert compared(warehouse, KEY_EVENTS) == [("key_events", 10.0, 10.0, 0.0, "ok")]


def test_two_properties_are_one_company(warehouse) -> None:
    for account in ("42", "43"):
        totals(warehouse, account=account)
        campaigns(warehouse, {"account": account})
    assert compared(warehouse, CAMPAIGNS)[-1] == ("sessions", 200.0, 200.0, 0.0, "ok")


def test_purchases_are_compared_with_the_orders_of_the_day(warehouse) -> None:
    """100 net is 120 with VAT; a cancelled order was a purchase too, and an order of another day is none of it."""
    totals(warehouse, ecommerce_purchases=2, purchase_revenue=240)
    totals(warehouse, day=NEXT, ecommerce_purchases=0, purchase_revenue=0)
    order = {"at": f"{DAY} 12:00", "revenue": 100}
    warehouse.orders(
        {"id": "1", **order}, {"id": "2", **order, "status": "cancelled"}, {"id": "3", **order, "at": f"{NEXT} 12:00"}
    )
    assert compared(warehouse, TOTALS, "orders", f"date, {COLUMNS}") == [
        (DAY, "purchases", 2.0, 2.0, 0.0, "ok"),
        (DAY, "revenue", 240.0, 240.0, 0.0, "ok"),
        (NEXT, "purchases", 0.0, 1.0, -1.0, "differs"),
        (NEXT, "revenue", 0.0, 120.0, -120.0, "differs"),
    ]


def test_money_is_compared_in_the_reporting_currency(warehouse) -> None:
    rate = {"currency": "USD", "date": DAY, "rate": 80}
    warehouse.load("exchange_rates", [rate], folder="rates")
    totals(warehouse, currency="USD", purchase_revenue=10)
    totals(warehouse, day="2026-09-01", currency="USD", purchase_revenue=10)
    for day in (DAY, "2026-09-01"):
        campaigns(warehouse, {"currency": "USD", "purchase_revenue": 10}, day=day)
    found = compared(warehouse, CAMPAIGNS, columns="date, left_value, status, measure")
    assert [row[:3] for row in found if row[3] == "revenue"] == [
        ("2026-09-01", None, "no_rate"),
        (DAY, 800.0, "ok"),
    ]


def test_another_counter_is_compared_widely(warehouse) -> None:
    cases = {"2026-10-01": (100, "ok"), "2026-10-02": (71, "ok"), "2026-10-03": (69, "differs")}
    for day, (visits, _) in cases.items():
        totals(warehouse, day)
        warehouse.visits(*[{"at": f"{day} 12:00"}] * visits)
    warehouse.web_covers(min(cases), max(cases))
    assert compared(warehouse, "yandex_metrica.visits", columns="date, left_value, right_value, status") == [
        (day, float(visits), 100.0, status) for day, (visits, status) in cases.items()
    ]


def test_a_shop_without_analytics_has_nothing_to_compare(warehouse) -> None:
    warehouse.orders({"id": "1", "at": f"{DAY} 12:00", "revenue": 100})
    warehouse.web_covers(DAY, DAY)
    assert warehouse.read("source_reconciliation", "date") == []
