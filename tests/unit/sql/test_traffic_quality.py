"""The quality of traffic: its parts, the score made of them, and what happens where a part is missing."""

import pytest

DAY = "2026-10-05"
PAID = {"traffic_source": "ad", "source": "yandex", "medium": "cpc"}
VK = {"traffic_source": "ad", "source": "vk", "medium": "cpc"}


def crowd(source, *, visits, valid, engaged, hour=12, day=DAY):
    """Visits of a source of which so many are valid, and of these so many engaged."""
    return [
        {"at": f"{day} {hour}:00", **source, "window_client_width": 900 if n < valid else 0, "bounce": n >= engaged}
        for n in range(visits)
    ]


def qualified_leads(source, *, leads, qualified):
    """Leads of a source of which so many are worth working on."""
    lead = {"at": f"{DAY} 13:00", "source": source["source"], "medium": source["medium"]}
    return [{**lead, "id": f"{source['source']}{n}", "is_qualified": n < qualified} for n in range(leads)]


def test_the_golden_score(warehouse) -> None:
    """(.95, .6, .1, .8) on a site of (.95, .6, .2, .8): only the leads are half as good, so 100 × 0.5 ^ ¼."""
    warehouse.visits(*crowd(PAID, visits=200, valid=190, engaged=114), *crowd(VK, visits=200, valid=190, engaged=114))
    warehouse.leads(*qualified_leads(PAID, leads=20, qualified=2), *qualified_leads(VK, leads=20, qualified=6))
    warehouse.costs({"on": DAY, "cost": 1, "clicks": 250}, {"on": DAY, "cost": 1, "clicks": 250, "source": "vk"})
    columns = "channel, valid_share, engaged_rate, qualified_lead_rate, click_to_visit, quality_score, status"
    assert warehouse.read("traffic_quality_daily", columns) == [
        ("paid_search", 0.95, 0.6, 0.1, 0.8, 84.09, "ok"),
        ("paid_social", 0.95, 0.6, 0.3, 0.8, 100.0, "ok"),
    ]


def test_a_component_without_a_base_is_neutral(warehouse) -> None:
    warehouse.visits(
        *crowd(PAID, visits=100, valid=50, engaged=50),
        *crowd({"traffic_source": "organic"}, visits=100, valid=100, engaged=100),
    )
    columns = "channel, valid_share, qualified_lead_rate, click_to_visit, quality_score"
    assert warehouse.read("traffic_quality_daily", columns) == [
        ("organic_search", 1.0, None, None, 100.0),
        ("paid_search", 0.5, None, None, 90.36),  # 100 × (0.5 / 0.75) ^ ¼
    ]


def test_the_site_is_its_last_ninety_days(warehouse) -> None:
    warehouse.visits(
        *crowd(PAID, visits=100, valid=100, engaged=100, day="2026-07-07"),
        *crowd(PAID, visits=100, valid=80, engaged=80, day="2026-07-08"),
        *crowd(PAID, visits=100, valid=40, engaged=40, day=DAY),
    )
    scores = warehouse.read("traffic_quality_daily", "date, quality_score")
    # 5 October looks back to 8 July: 40 % of a site of 60 %
    assert scores == [("2026-07-07", 100.0), ("2026-07-08", 97.1), (DAY, 90.36)]


@pytest.mark.parametrize(
    ("visits", "valid", "status"), [(100, 1, "ok"), (99, 99, "small_sample"), (100, 0, "zero_denominator")]
)
def test_status(warehouse, visits, valid, status) -> None:
    warehouse.visits(*crowd(PAID, visits=visits, valid=valid, engaged=valid))
    assert warehouse.one("traffic_quality_daily", "status") == (status,)


def test_rates_of_valid_visits_are_null_where_none_is_valid(warehouse) -> None:
    warehouse.visits(*crowd(PAID, visits=3, valid=0, engaged=0))
    columns = "visits, valid_visits, invalid_visits, valid_share, engaged_rate, bounces, page_views, visitors"
    assert warehouse.one("traffic_quality_daily", columns) == (3, 0, 3, 0.0, None, 0, 0, 0)


def test_engagement_that_nobody_measured_is_null(warehouse) -> None:
    warehouse.company = {"web": {"primary": "files"}}
    warehouse.load("visits", [{"visit_id": "a", "visitor_id": "v", "started_at": f"{DAY} 12:00"}])
    assert warehouse.one("traffic_quality_daily", "valid_visits, engaged_rate") == (1, None)


@pytest.mark.parametrize(
    ("told", "share", "status"),
    [({}, None, "no_data"), ({"is_robot": False}, 0.75, "ok")],
    ids=["nothing tells robots", "the source tells them"],
)
def test_visits_that_nothing_tells_from_robots_have_no_valid_share(warehouse, told, share, status) -> None:
    """A browser of 40 visits is found all the same, but that the other visits are people's is only not known."""
    warehouse.company = {"web": {"primary": "files"}}
    visit = {"started_at": f"{DAY} 12:00", "source": "google", "medium": "cpc", "is_bounce": False}
    people = [{**visit, "visit_id": f"p{each}", "visitor_id": f"p{each}", **told} for each in range(120)]
    flood = [{**visit, "visit_id": f"f{each}", "visitor_id": "f", **({"is_robot": True} if told else {})}
             for each in range(40)]  # fmt: skip
    warehouse.load("visits", people + flood)
    columns = "visits, valid_visits, invalid_visits, valid_share, status"
    assert warehouse.one("traffic_quality_daily", columns) == (160, 120, 40, share, status)
    assert warehouse.one("funnel_by_channel", "valid_share_of_visits") == (share,)
    of_day = f"kpi_code = 'valid_traffic_share' and period = '{DAY}' and member = 'all'"
    assert warehouse.one("kpi_values", "value, status", of_day) == (share and 100 * share, status)


def test_people_are_counted_once_a_day_and_channel_on_valid_visits(warehouse) -> None:
    visit = {"at": f"{DAY} 12:00", "visitor": 5}
    warehouse.visits(
        {**visit, **PAID}, {**visit, **PAID, "is_new_user": False}, {**visit, **VK}, {**visit, **VK, "visitor": 6},
        {**visit, **VK, "visitor": 7, "window_client_width": 0},
    )  # fmt: skip
    assert warehouse.read("traffic_quality_daily", "channel, visits, visitors, new_visitors, suspect_visits") == [
        ("paid_search", 2, 1, 1, 0),
        ("paid_social", 3, 2, 2, 0),
    ]


def test_spam_is_no_lead_and_no_qualified_one(warehouse) -> None:
    warehouse.visits({"at": f"{DAY} 12:00", "visitor": 5, **PAID})
    lead = {"at": f"{DAY} 13:00", "visitor": "5", "is_qualified": True}
    warehouse.leads(
        {**lead, "id": "1"}, {**lead, "id": "2", "is_spam": True}, {**lead, "id": "3", "is_qualified": None}
    )
    assert warehouse.one("traffic_quality_daily", "leads, qualified_leads, qualified_lead_rate") == (2, 1, 0.5)


def test_leads_and_clicks_of_days_without_a_visit_belong_to_the_site_too(warehouse) -> None:
    """Half the clicks of the site bring a visit, and half its leads are worth something: of vk's, all are not."""
    warehouse.visits(*crowd(PAID, visits=100, valid=100, engaged=100))
    warehouse.leads(*qualified_leads(PAID, leads=4, qualified=2), *qualified_leads(VK, leads=4, qualified=4))
    warehouse.costs({"on": DAY, "cost": 1, "clicks": 400}, {"on": DAY, "cost": 1, "clicks": 100, "source": "vk"})
    # 1/2 of 6/8 qualified; 100/400 clicked through, of 100/500 on the site
    columns = "channel, qualified_lead_rate, click_to_visit, quality_score"
    assert warehouse.read("traffic_quality_daily", columns) == [("paid_search", 0.5, 0.25, 90.36)]


def test_leads_that_came_from_nowhere_are_not_the_sites(warehouse) -> None:
    warehouse.visits(*crowd(PAID, visits=100, valid=100, engaged=100))
    nowhere = {"id": "x", "at": f"{DAY} 13:00", "is_qualified": True}
    warehouse.leads(*qualified_leads(PAID, leads=4, qualified=2), nowhere)
    assert warehouse.one("traffic_quality_daily", "qualified_lead_rate, quality_score") == (0.5, 100.0)
