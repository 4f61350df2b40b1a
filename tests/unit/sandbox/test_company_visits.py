from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from judged_channels import judged, own_rules

from connectors.yandex_metrica.fields import VISITS as CONNECTOR
from sandbox.company import Company
from sandbox.company.kinds import LOOK_ALIKES, ROBOTS
from sandbox.company.visit_schema import LABELS, VISITS

RULES = own_rules(Path(__file__).parents[3] / "config")
WEEK = [date(2026, 10, 12) + timedelta(days=n) for n in range(7)]


@pytest.fixture(scope="module")
def week() -> list[dict[str, Any]]:
    """A week's visits, each with its label."""
    company = Company()
    rows = []
    for day in WEEK:
        labels = {row["visit_id"]: row for row in company.labels(day).to_pylist()}
        rows += [{**row, **labels[row["visit_id"]]} for row in company.visits(day).to_pylist()]
    return rows


def of(rows: list[dict[str, Any]], family: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["family"] == family]


def test_every_column_is_one_that_the_connector_stores() -> None:
    assert [CONNECTOR.field(name) for name in VISITS.names] == list(VISITS)


def test_no_delivered_column_holds_a_label() -> None:
    assert set(VISITS.names) & set(LABELS.names) == {"visit_id", "date"}
    texts = [name for name in VISITS.names if VISITS.field(name).type == pa.string()]
    visits = Company().visits(WEEK[0])
    families = {kind.family for kind in (*ROBOTS, *LOOK_ALIKES)}
    assert not any(set(visits[name].to_pylist()) & families for name in texts)


@pytest.mark.parametrize("size", [300, 3000, 30_000])
def test_the_size_is_the_visits_of_an_average_day(size: int) -> None:
    company = Company(size=size)
    days = [date(2026, 1, 1) + timedelta(days=18 * n) for n in range(21)]
    visits = sum(len(crowd) for day in days for crowd in company.crowds(day))
    assert visits / len(days) == pytest.approx(size, rel=0.15)


def test_the_year_has_its_seasons() -> None:
    company = Company()

    def visits(day: date) -> int:
        return sum(map(len, company.crowds(day)))

    ordinary = visits(date(2025, 10, 17))
    assert visits(date(2025, 11, 28)) > 1.4 * ordinary, "Black Friday"
    assert visits(date(2026, 3, 5)) > 1.15 * ordinary, "before 8 March"
    assert visits(date(2025, 8, 15)) < 0.95 * ordinary, "August"


def test_the_29th_of_february_is_a_day_like_others() -> None:
    leap, before = (Company().visits(date(2028, 2, day)) for day in (29, 28))
    assert 0.7 < leap.num_rows / before.num_rows < 1.4
    assert set(leap["date"].to_pylist()) == {date(2028, 2, 29)}


def test_visits_belong_to_the_day_they_start_on_and_some_run_past_midnight(week: list[dict[str, Any]]) -> None:
    assert all(row["date_time"].date() == row["date"] for row in week)
    assert all(row["date_time"] - row["date_time_utc"] == timedelta(hours=3) for row in week)
    ends = [row["date_time"] + timedelta(seconds=row["visit_duration"]) for row in week]
    assert any(end.date() > row["date"] for row, end in zip(week, ends, strict=True))
    assert any(str(row["date_time"].time()) == "00:00:00" for row in week)
    goals = [(row, at) for row in week for at in row["goals_date_time"]]
    assert all(
        row["date_time_utc"] <= at <= row["date_time_utc"] + timedelta(seconds=row["visit_duration"])
        for row, at in goals
    )


def test_identifiers_are_unique_and_many_are_beyond_int64(week: list[dict[str, Any]]) -> None:
    ids = [row["visit_id"] for row in week]
    assert len(set(ids)) == len(ids)
    assert 0.4 < sum(number > 2**63 for number in ids) / len(ids) < 0.6
    assert all(len(str(row["client_id"])) == 19 for row in week)


def test_visitors_return_and_only_the_first_visit_is_new(week: list[dict[str, Any]]) -> None:
    kept = [row for row in week if row["cookie_enabled"]]
    news = Counter(row["client_id"] for row in kept if row["is_new_user"])
    assert max(news.values()) == 1
    assert 0.1 < sum(not row["is_new_user"] for row in of(week, "person")) / len(of(week, "person")) < 0.4


def test_there_are_ten_families_of_robots_and_five_groups_that_look_like_them(week: list[dict[str, Any]]) -> None:
    families = Counter(row["family"] for row in week)
    assert len(ROBOTS) >= 8
    assert len(LOOK_ALIKES) >= 4
    assert all(families[kind.family] >= 30 for kind in (*ROBOTS, *LOOK_ALIKES)), families
    assert all(row["is_robot"] == (row["family"] in {kind.family for kind in ROBOTS}) for row in week)
    assert 0.11 < sum(row["is_robot"] for row in week) / len(week) < 0.18


@pytest.mark.parametrize(
    ("family", "sign"),
    [
        ("uptime_monitor", lambda row: row["visit_duration"] == 0 and not row["cookie_enabled"]),
        ("datacentre_scraper", lambda row: row["visit_duration"] <= 3 and row["region_country"] in ("NL", "US", "DE")),
        ("click_fraud", lambda row: row["last_traffic_source"] == "ad" and row["visit_duration"] <= 2),
        ("referrer_spam", lambda row: row["last_traffic_source"] == "referral" and row["visit_duration"] == 0),
        ("headless_browser", lambda row: row["window_client_width"] == 0),
        ("form_spammer", lambda row: 2 <= row["visit_duration"] <= 6),
        ("behaviour_warmer", lambda row: row["page_views"] > 1 and row["visit_duration"] >= 60),
        ("seo_crawler", lambda row: not row["javascript_enabled"]),
        ("price_scraper", lambda row: row["date_time"].hour < 6 and row["page_views"] == 1),
        ("display_farm", lambda row: row["last_traffic_source"] == "ad" and row["visit_duration"] <= 1),
        # and those who only look like robots
        ("office", lambda row: row["region_city"] == "Moscow" and row["date"].weekday() < 5),
        ("price_watcher", lambda row: row["page_views"] == 1 and row["visit_duration"] <= 60),
        ("private", lambda row: not row["cookie_enabled"]),
        ("kiosk", lambda row: row["screen_height"] == 1920),
    ],
)
def test_each_family_has_its_sign(week: list[dict[str, Any]], family: str, sign: Any) -> None:
    assert all(sign(row) for row in of(week, family))


def test_impatient_people_come_from_messengers_and_leave_at_once(week: list[dict[str, Any]]) -> None:
    glances = [row["visit_duration"] == 1 for row in of(week, "impatient")]
    assert sum(glances) / len(glances) > 0.9
    assert {row["device_category"] for row in of(week, "impatient")} == {"2"}


def test_crowds_share_a_network_whether_they_are_robots_or_not(week: list[dict[str, Any]]) -> None:
    for family, visits in (("datacentre_scraper", 100), ("office", 15), ("kiosk", 15)):
        busiest = Counter((row["date"], row["ip_address"]) for row in of(week, family)).most_common(1)[0][1]
        assert busiest >= visits, family
    people = Counter((row["date"], row["ip_address"]) for row in of(week, "person"))
    assert people.most_common(1)[0][1] <= 6


def test_a_price_scraper_has_one_client_for_all_its_visits_of_a_day(week: list[dict[str, Any]]) -> None:
    clients = Counter((row["date"], row["client_id"]) for row in of(week, "price_scraper"))
    assert set(clients.values()) == {45}


def test_the_clock_of_a_behaviour_warmer_is_elsewhere(week: list[dict[str, Any]]) -> None:
    away = [row["client_time_zone"] != 180 for row in of(week, "behaviour_warmer")]
    assert sum(away) / len(away) > 0.8
    at_home = [row["client_time_zone"] == 180 for row in of(week, "person") if row["region_city"] == "Moscow"]
    assert sum(at_home) / len(at_home) > 0.97


def test_robots_fall_unevenly_on_channels(week: list[dict[str, Any]]) -> None:
    visits, robots = Counter(row["channel"] for row in week), Counter(row["channel"] for row in week if row["is_robot"])
    share = {channel: robots[channel] / visits[channel] for channel in visits}
    assert share["other_paid"] > 0.2
    assert share["display"] > 0.12
    assert share["email"] == 0


def test_the_labelled_channel_is_what_the_rules_of_the_configuration_say(week: list[dict[str, Any]]) -> None:
    for row in week:
        assert row["channel"] == channel_by_rules(row), row


def channel_by_rules(row: dict[str, Any]) -> str:
    """Independent of the generator and of SQL."""
    origin = {
        "ad": "last_adv_engine",
        "organic": "last_search_engine_root",
        "referral": "last_referal_source",
        "social": "last_social_network",
        "messenger": "last_messenger",
        "recommend": "last_recommendation_system",
    }.get(row["last_traffic_source"])
    source = row["last_utm_source"] or (row[origin] if origin else None)
    return judged(RULES, row["last_traffic_source"], source, row["last_utm_medium"])


def test_a_tagged_link_says_what_the_utm_columns_say(week: list[dict[str, Any]]) -> None:
    tagged = [row for row in week if row["last_utm_source"]]
    assert any("Чайники" in (row["last_utm_campaign"] or "") for row in tagged)
    assert all(f"utm_source={row['last_utm_source']}" in row["start_url"] for row in tagged)
    assert all(row["start_url"].isascii() for row in tagged)
    assert not any("utm_" in row["start_url"] for row in week if not row["last_utm_source"])


def test_every_text_that_metrica_leaves_empty_is_null() -> None:
    visits = Company().visits(WEEK[0])
    for name in VISITS.names:
        if VISITS.field(name).type == pa.string():
            assert not pc.any(pc.equal(visits[name], "")).as_py(), name
