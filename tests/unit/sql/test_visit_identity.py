"""Identifiers, days and names of visits come through as they are."""

BEYOND_INT64 = 12267275798148517398


def test_identifiers_beyond_int64_stay_exact_as_text(warehouse) -> None:
    warehouse.visits({"at": "2026-10-05 12:00", "visit_id": BEYOND_INT64, "visitor": BEYOND_INT64})
    assert warehouse.read("core_visits", "visit_id, visitor_id") == [(f"ym:1:2026:{BEYOND_INT64}", str(BEYOND_INT64))]


def test_a_visit_id_that_repeats_after_a_year_is_another_visit(warehouse) -> None:
    warehouse.visits({"at": "2025-10-05 12:00", "visit_id": 7}, {"at": "2026-10-05 12:00", "visit_id": 7})
    assert warehouse.read("core_visits", "visit_id") == [("ym:1:2025:7",), ("ym:1:2026:7",)]


def test_a_client_of_zero_is_nobody(warehouse) -> None:
    warehouse.visits({"at": "2026-10-05 12:00", "visitor": 0})
    assert warehouse.read("core_visits", "visitor_id") == [(None,)]


def test_a_visit_at_midnight_belongs_to_the_local_day_that_begins(warehouse) -> None:
    warehouse.visits({"at": "2026-10-04 23:59:59"}, {"at": "2026-10-05 00:00:00"})
    assert warehouse.read("core_visits", "date, started_at") == [
        ("2026-10-04", "2026-10-04T20:59:59"),
        ("2026-10-05", "2026-10-04T21:00:00"),
    ]


def test_a_cyrillic_campaign_keeps_its_name_and_meets_its_costs(warehouse) -> None:
    campaign = "Чайники_Поиск «Ёлка»"
    warehouse.visits(
        {"at": "2026-10-05 12:00", "traffic_source": "ad", "source": "yandex", "medium": "cpc", "campaign": campaign}
    )
    warehouse.costs({"on": "2026-10-05", "campaign": campaign, "cost": 50})
    assert warehouse.read("roi_daily", "channel, campaign, visits, ad_spend") == [("paid_search", campaign, 1, 50.0)]


def test_only_the_primary_web_source_is_counted(warehouse) -> None:
    warehouse.visits({"at": "2026-10-05 12:00"})
    warehouse.load("visits", [{"visit_id": "a", "visitor_id": "v", "started_at": "2026-10-05 12:00"}])
    assert warehouse.read("core_visits", "visit_id") == [("ym:1:2026:1",)]
