from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox.company import Company
from sandbox.company.behaviour import LEAD_GOAL
from sandbox.company.checkouts import CountedCompany
from sandbox.servers.google_analytics import AnalyticsProperty, AnalyticsServer, Behaviour, CompanySource
from sandbox.servers.google_analytics.caller import ask, rows

DAY = date(2026, 11, 13)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SIZE = 2000
SOURCE = CompanySource(Company(size=SIZE), first_day=date(2026, 10, 20))
CHANNEL = "sessionDefaultChannelGroup"
ORIGIN = (CHANNEL, "sessionSource", "sessionMedium", "sessionCampaignName")
TOTALS = ["sessions", "engagedSessions", "screenPageViews", "eventCount", "keyEvents", "newUsers",
          "userEngagementDuration", "ecommercePurchases", "purchaseRevenue", "totalRevenue"]  # fmt: skip


@pytest.fixture(scope="module")
def server() -> AnalyticsServer:
    owner = AnalyticsProperty(SOURCE, behaviour=Behaviour(restates=True))
    return AnalyticsServer(owner, today=lambda: NOW)


def test_google_sees_most_visits_and_never_one_that_did_not_happen() -> None:
    visits = Company(size=SIZE).visits(DAY)
    seen = SOURCE.day(DAY).sessions
    assert set(seen.column("session_id").to_pylist()) < set(visits.column("visit_id").to_pylist())
    assert 0.8 < seen.num_rows / visits.num_rows < 0.95


def test_a_visitor_who_refuses_the_tag_is_never_seen() -> None:
    unseen: dict[int, set[bool]] = {}
    for day in (DAY, DAY + timedelta(days=1)):
        visits = Company(size=SIZE).visits(day).to_pylist()
        seen = set(SOURCE.day(day).sessions.column("session_id").to_pylist())
        for visit in visits:
            if visit["javascript_enabled"] and visit["last_traffic_source"] != "direct":  # crawlers come directly, too
                unseen.setdefault(visit["client_id"], set()).add(visit["visit_id"] in seen)
    assert sum(len(answers) > 1 for answers in unseen.values()) <= len(unseen) // 100  # but for crawlers
    refusing = sum(answers == {False} for answers in unseen.values()) / len(unseen)
    assert 0.05 < refusing < 0.12


def test_purchases_are_the_shops_orders_with_its_numbers_and_amounts(server: AnalyticsServer) -> None:
    told = rows(ask(server, ["transactionId"], ["purchaseRevenue", "ecommercePurchases"], DAY))
    orders = {
        row["order_id"]: row["revenue"] / 100 for row in CountedCompany(Company(size=SIZE)).checkouts(DAY).to_pylist()
    }
    assert len(told) > 10
    assert {key[0]: values[0] for key, values in told.items()}.items() <= orders.items()
    assert {values[1] for values in told.values()} == {1}


def test_key_events_are_the_goals_by_googles_names(server: AnalyticsServer) -> None:
    only_key = {"filter": {"field_name": "isKeyEvent", "string_filter": {"value": "true"}}}
    told = rows(ask(server, ["eventName"], ["keyEvents"], DAY, dimension_filter=only_key))
    assert {key[0] for key in told} == {"purchase", "generate_lead", "sign_up", "telegram_click"}
    visits = Company(size=SIZE).visits(DAY)
    seen = set(SOURCE.day(DAY).sessions.column("session_id").to_pylist())
    leads = [row for row in visits.to_pylist() if row["visit_id"] in seen and LEAD_GOAL in row["goals_id"]]
    assert told["generate_lead",] == (len(leads),)


def test_reports_add_up_to_the_truth_counted_session_by_session(server: AnalyticsServer) -> None:
    for dimensions in ((), ORIGIN, ("landingPage",), ("firstUserDefaultChannelGroup", "firstUserSource")):
        truth = server.expected(DAY, *dimensions)
        told = rows(ask(server, dimensions, TOTALS, DAY))
        assert told == {key: tuple(float(values[name]) for name in TOTALS) for key, values in truth.items()}


def test_people_of_a_week_are_fewer_than_those_of_its_days_together(server: AnalyticsServer) -> None:
    days = [DAY + timedelta(days=more) for more in range(-4, 1)]
    single = [server.expected(day)[()]["totalUsers"] for day in days]
    together = rows(ask(server, [], ["totalUsers"], (days[0], days[-1])))[()][0]
    clients = {client for day in days for client in SOURCE.day(day).sessions.column("client_id").to_pylist()}
    assert max(single) < together == len(clients) < sum(single)


@pytest.mark.parametrize(
    ("origin", "channel"),
    [
        (("yandex", "organic", "(organic)"), "Organic Search"),
        (("google", "cpc", "kz_teapots_search"), "Paid Search"),
        (("(direct)", "(none)", "(direct)"), "Direct"),
        (("vk.com", "referral", "(referral)"), "Organic Social"),
        (("dzen.ru", "referral", "(referral)"), "Referral"),
        (("newsletter", "email", "Дайджест"), "Email"),
    ],
    ids=lambda value: "/".join(value) if isinstance(value, tuple) else value,
)
def test_origins_have_googles_names(server: AnalyticsServer, origin: tuple[str, str, str], channel: str) -> None:
    assert rows(ask(server, ORIGIN, ["sessions"], DAY))[channel, *origin][0] > 0


def test_ad_cost_is_that_of_google_ads_and_differs_from_day_to_day(server: AnalyticsServer) -> None:
    names, costs = ["sessionSource", "sessionMedium", "sessionCampaignName"], []
    for day in (DAY, DAY - timedelta(days=1)):
        told = rows(ask(server, names, ["advertiserAdCost", "advertiserAdClicks", "advertiserAdImpressions"], day))
        assert {key[:2] for key in told} == {("google", "cpc")}
        assert all(cost > 0 and impressions > clicks > 0 for cost, clicks, impressions in told.values())
        costs.append(sum(cost for cost, _, _ in told.values()))
    assert costs[0] != costs[1]


def test_before_the_tag_there_is_nothing(server: AnalyticsServer) -> None:
    assert rows(ask(server, [], TOTALS, date(2026, 10, 19))) == {}


def test_the_same_day_is_told_the_same_by_another_server() -> None:
    again = CompanySource(Company(size=SIZE), first_day=DAY).day(DAY)
    before = SOURCE.day(DAY)
    assert (again.sessions, again.purchases, again.costs) == (before.sessions, before.purchases, before.costs)
