"""What the web source says against its own numbers stands beside each KPI that is made of them."""

DAY, NEXT = "2026-10-05", "2026-10-06"
TAGS = {"session_source": "google", "session_medium": "cpc", "session_campaign_name": "spring"}
# a day each, from the 1st: what the source says of it, how many of 10 sessions the campaigns have, and the mark
MARKS = [
    ({}, 10, None),
    ({"is_thresholded": False, "has_other_row": False, "is_truncated": False}, 10, None),
    ({"sample_share": 1.0}, 10, None),
    ({"is_thresholded": True}, 10, "thresholded"),
    ({"is_thresholded": True, "has_other_row": True}, 10, "other_row"),
    ({"has_other_row": True, "sample_share": 0.4}, 10, "sampled"),
    ({"sample_share": 0.4, "restricted": "purchase_revenue"}, 10, "restricted"),
    ({"restricted": "purchase_revenue", "is_truncated": True}, 10, "truncated"),
    ({"is_truncated": True}, 2, "unreconciled"),
]


def reported(warehouse, day, *, quality=None, sessions=10, report="campaign_days"):
    """A day of 10 sessions; what is said is said of one report."""
    row = {"date": day, **TAGS, "key_events": 1.0}
    warehouse.analytics("daily_totals", {"date": day, "sessions": 10, "key_events": 1.0})
    for name, count in (("campaign_days", sessions), ("key_event_days", 1)):
        warehouse.analytics(name, row | {"sessions": count}, quality=quality if name == report else None)


def october(warehouse, **said):
    """Every day of October with 10 visits, without reserve but for what is said of the 5th."""
    warehouse.company = {"history_starts_on": "2026-10-01"}
    for number in range(1, 32):
        day = f"2026-10-{number:02}"
        warehouse.visits(*({"at": f"{day} 12:00"} for _ in range(10)))
        warehouse.web_covers(day, day)
        warehouse.loads[-1] |= said if day == DAY else {}


def marks(warehouse, like):
    return dict(warehouse.read("core_period_quality", "period, quality_mark", f"period like '{like}'"))


def test_the_gravest_thing_that_is_said_of_a_day_is_its_mark(warehouse) -> None:
    warehouse.company = {"web": {"primary": "google_analytics"}, "history_starts_on": "2026-10-01"}
    for number, (quality, sessions, _) in enumerate(MARKS, start=1):
        reported(warehouse, f"2026-10-{number:02}", quality=quality, sessions=sessions)
    expected = {f"2026-10-{number:02}": mark for number, (_, _, mark) in enumerate(MARKS, start=1) if mark}
    assert marks(warehouse, "2026-10-%") == expected
    assert marks(warehouse, "2026-10") == {"2026-10": "unreconciled"}
    # the 1st to the 4th are of one ISO week, and the rest of the next one
    assert marks(warehouse, "%W%") == {"2026-W40": "thresholded", "2026-W41": "unreconciled"}


def test_conversions_count_too_and_other_reports_do_not(warehouse) -> None:
    warehouse.company = {"web": {"primary": "google_analytics"}, "history_starts_on": "2026-10-01"}
    reported(warehouse, DAY, quality={"is_thresholded": True}, report="key_event_days")
    reported(warehouse, NEXT)
    warehouse.analytics("landing_page_days", on=NEXT, quality={"is_thresholded": True})
    assert marks(warehouse, DAY) == {DAY: "thresholded"}


def test_a_secondary_source_marks_nothing(warehouse) -> None:
    reported(warehouse, DAY, quality={"is_thresholded": True}, sessions=1)
    warehouse.web_covers(DAY, DAY)
    assert marks(warehouse, DAY) == {}


def test_a_kpi_of_web_data_is_as_sure_as_the_worst_day_of_its_period(warehouse) -> None:
    """A week of 70 visits is of low confidence by itself; what is said against it comes first. Sales aren't the
    web's, and a status says more than a mark.
    """
    october(warehouse, is_thresholded=True)
    sale = {"revenue": 100, "source": "google", "medium": "cpc"}
    warehouse.orders(*({"id": str(n), "at": f"2026-10-{n % 31 + 1:02} 12:00", **sale} for n in range(124)))
    warehouse.orders({"id": "later", "at": "2026-11-20 12:00", "revenue": 1}, arrival=2)
    periods = f"('2026-10', '2026-11', '2026-W41', '2026-W42', '{DAY}', '{NEXT}')"
    found = warehouse.read(
        "kpi_values",
        "period, kpi_code, confidence",
        f"kpi_code in ('valid_traffic_share', 'net_sales') and member = 'all' and period in {periods}",
    )
    assert {period: mark for period, kpi, mark in found if kpi == "valid_traffic_share"} == {
        "2026-10": "thresholded",
        "2026-W41": "thresholded",
        DAY: "thresholded",
        "2026-W42": "low",
        NEXT: "low",
        "2026-11": "no_data",
    }
    assert ("2026-10", "net_sales", "ok") in found


def test_each_day_keeps_what_is_said_of_it(warehouse) -> None:
    warehouse.company = {"web": {"primary": "google_analytics"}}
    reported(warehouse, DAY, quality={"is_thresholded": True, "sample_share": 0.4, "restricted": "purchase_revenue"})
    columns = "is_thresholded, has_other_row, sample_share, is_truncated, restricted, is_unreconciled"
    assert warehouse.one("core_web_quality", columns) == (True, False, 0.4, False, "purchase_revenue", False)
