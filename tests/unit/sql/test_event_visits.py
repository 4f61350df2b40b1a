"""Visits made of Google Analytics' events: sessions over midnight, their origin, and what no visit can have."""

from typing import Any

import pytest

PAGE = "https://shop.example/"


def event(at: str, event: str = "page_view", session: str | None = "1", **more: Any) -> dict[str, Any]:
    """An event of browser B on the property's clock, which is the company's."""
    usual = {"visitor_id": "B", "session_id": session, "page_location": PAGE, "is_engaged": False}
    return {"event": event, "event_date": at[:10], "happened_at": at, "sequence": "0"} | usual | more


def events(warehouse: Any, *rows: dict[str, Any], **where: Any) -> None:
    """One file of the export, dropped into the folder `ga`."""
    warehouse.company = {"web": {"primary": "google_analytics_events"}}
    warehouse.load("web_events", rows, **({"folder": "ga"} | where))


def visits(warehouse: Any, columns: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = warehouse.read("core.core_web_visits", columns)
    return found


def test_a_visit_is_all_events_of_a_session(warehouse: Any) -> None:
    events(
        warehouse,
        event("2026-10-05 12:00:00", "session_start"),
        event("2026-10-05 12:00:00", "first_visit", sequence="1"),
        event("2026-10-05 12:00:01", engagement_ms=1500, page_referrer="https://ya.ru/", device="mobile"),
        event("2026-10-05 12:00:30", engagement_ms=20_600, page_location=PAGE + "kettles", is_engaged=True),
        event("2026-10-05 12:01:00", "generate_lead"),
        event("2026-10-05 12:01:01", "generate_lead"),
        event("2026-10-05 12:00:40", session="2"),
        event("2026-10-05 12:00:40", visitor_id="C"),
    )
    columns = "visit_id, date, page_views, duration_s, is_bounce, is_new_visitor, goals, landing_page"
    assert visits(warehouse, columns) == [
        ("ga4:ga:B:1:2026-10-05", "2026-10-05", 2, 22, False, True, ["generate_lead", "generate_lead"], PAGE),
        ("ga4:ga:B:2:2026-10-05", "2026-10-05", 1, 0, True, False, [], PAGE),
        ("ga4:ga:C:1:2026-10-05", "2026-10-05", 1, 0, True, False, [], PAGE),
    ]


def test_a_visit_over_midnight_is_one_and_belongs_to_the_day_it_began(warehouse: Any) -> None:
    events(warehouse, event("2026-10-05 23:59:50"), folder="ga", arrival=1)
    events(warehouse, event("2026-10-06 00:00:20"), event("2026-10-06 09:00:00", session="2"), arrival=2)
    assert visits(warehouse, "date, visit_id, page_views") == [
        ("2026-10-05", "ga4:ga:B:1:2026-10-05", 2),
        ("2026-10-06", "ga4:ga:B:2:2026-10-06", 1),
    ]
    assert warehouse.failing_checks("core.core_event_visits") == []


def test_the_number_of_a_session_that_comes_back_is_another_visit(warehouse: Any) -> None:
    """A session goes over one midnight. What has its number on a third day in a row, or after a gap, is another one."""
    for number, day in enumerate((1, 2, 3, 4, 6), start=1):
        events(warehouse, event(f"2026-10-0{day} 12:00:00", "lead"), folder="ga", arrival=number)
    assert visits(warehouse, "date, goals") == [
        ("2026-10-01", ["lead", "lead"]),
        ("2026-10-03", ["lead"]),
        ("2026-10-04", ["lead"]),
        ("2026-10-06", ["lead"]),
    ]


SESSION = {"session_source": "yandex", "session_medium": "organic", "session_campaign": "(organic)"}
UTM = {"source": "mail", "medium": "email", "campaign": "october"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (UTM, SESSION, ("yandex", "organic", "(organic)")),
        (UTM, {}, ("mail", "email", "october")),
        ({}, UTM, ("mail", "email", "october")),
        (UTM, {"source": "later", "medium": "cpc"}, ("mail", "email", "october")),
        (UTM | {"is_google_ads": True}, {}, ("google", "cpc", "october")),
        (SESSION | {"is_google_ads": True}, {}, ("yandex", "organic", "(organic)")),
        (UTM | {"session_source": "(not set)", "session_medium": "(not set)"}, {}, ("mail", "email", "october")),
        ({"session_source": "(not set)", "session_medium": "(not set)"}, {}, ("(not set)", "(not set)", "(none)")),
        ({"session_source": "(data not available)"}, {}, ("(data not available)", "(none)", "(none)")),
        ({"session_source": "(direct)", "session_medium": "(none)"}, UTM, ("(direct)", "(none)", "(none)")),
        ({}, {}, ("(direct)", "(none)", "(none)")),
        ({"page_referrer": "https://www.shop.example/cart"}, {}, ("(direct)", "(none)", "(none)")),
        ({"page_referrer": "https://blog.example/post"}, {}, ("(none)", "(none)", "(none)")),
    ],
    ids=[
        "last click before tags", "tags of the first page", "tags of a later page", "the first tags",
        "a click of an ad", "last click before an ad", "tags where last click is not set", "not set", "not yet known",
        "direct by last click", "nothing", "own referrer", "a referrer for the rules",
    ],
)  # fmt: skip
def test_the_origin_of_a_visit(warehouse: Any, first: Any, second: Any, expected: tuple[str, ...]) -> None:
    events(warehouse, event("2026-10-05 12:00:00", **first), event("2026-10-05 12:00:30", **second))
    assert visits(warehouse, "source, medium, campaign") == [expected]


def test_a_later_delivery_replaces_its_days_whole_and_no_others(warehouse: Any) -> None:
    events(warehouse, event("2026-10-05 12:00:00"), event("2026-10-06 12:00:00", session="2"), arrival=1)
    events(warehouse, event("2026-10-06 13:00:00", session="3"), arrival=2)
    events(warehouse, event("2026-10-06 12:00:00", session="9"), folder="other", arrival=3)
    assert visits(warehouse, "account, date, right(visit_id, 14)") == [
        ("ga", "2026-10-05", "B:1:2026-10-05"),
        ("ga", "2026-10-06", "B:3:2026-10-06"),
        ("other", "2026-10-06", "B:9:2026-10-06"),
    ]


@pytest.mark.parametrize(
    ("deliveries", "expected"),
    [
        ([("0", "ab"), ("1", "c")], "abc"),
        ([("0", "ab"), ("1", "c"), ("1", "cd")], "abcd"),
        ([("0", "ab"), ("1", "c"), ("0", "a")], "ac"),
        ([("0", "a"), ("1", "b"), ("2", "c"), ("0", "ab"), ("1", "cd")], "abcd"),
        ([("0", "ab"), ("1", "c"), (None, "d")], "d"),
        ([(None, "d"), ("0", "ab"), ("1", "c")], "abc"),
    ],
    ids=["parts", "a part anew", "a part that lost one", "fewer parts", "whole after parts", "parts after whole"],
)
def test_a_day_in_parts_is_all_of_them_and_each_event_counts_once(
    warehouse: Any, deliveries: list[tuple[str | None, str]], expected: str
) -> None:
    for arrival, (part, sessions) in enumerate(deliveries, start=1):
        shard = part and part.zfill(12)
        rows = [event("2026-10-05 12:00:00", session=each, visitor_id=each, part=shard) for each in sessions]
        events(warehouse, *rows, arrival=arrival)
    found = warehouse.read("staging.stg_google_analytics__events", "session_id")
    assert "".join(session for (session,) in found) == expected


def test_events_without_a_browser_or_a_session_are_counted_and_told(warehouse: Any) -> None:
    events(
        warehouse,
        event("2026-10-05 12:00:00"),
        event("2026-10-05 12:00:10", session=None),
        event("2026-10-05 12:00:20", "purchase", visitor_id=None),
        event("2026-10-06 12:00:00", session="2"),
    )
    columns = "account, date, events, without_visitor, without_visit, purchases_without_visit"
    assert warehouse.read("core.core_event_days", columns) == [
        ("ga", "2026-10-05", 3, 1, 2, 1),
        ("ga", "2026-10-06", 1, 0, 0, 0),
    ]
    assert warehouse.said("core.core_event_days") == [
        "ga, 2026-10-05: 2 of 3 events name no browser or no session (consent was refused), and are in no visit"
    ]


def test_visits_of_events_have_channels_goals_and_days_like_any_others(warehouse: Any) -> None:
    warehouse.goals = (warehouse.goals[0].model_copy(update={"source_goals": ["purchase"]}),)
    cpc = {"session_source": "yandex", "session_medium": "cpc", "session_campaign": "autumn"}
    events(
        warehouse,
        event("2026-10-05 12:00:00", **cpc),
        event("2026-10-05 12:00:30", "purchase", **cpc),
        event("2026-10-07 12:00:00", session="2", **cpc),
    )
    assert warehouse.read("core.core_visits", "date, channel, is_valid") == [
        ("2026-10-05", "paid_search", True),
        ("2026-10-07", "paid_search", True),
    ]
    assert warehouse.read("core.core_conversions", "date, goal, times_reached") == [("2026-10-05", "purchase", 1)]
    assert warehouse.read("core.core_web_days", "date") == [("2026-10-05",), ("2026-10-06",), ("2026-10-07",)]


def test_events_are_no_visits_of_a_company_whose_visits_come_from_elsewhere(warehouse: Any) -> None:
    events(warehouse, event("2026-10-05 12:00:00"))
    warehouse.company = {}
    assert visits(warehouse, "visit_id") == []
    assert warehouse.read("core.core_web_days", "date") == []
