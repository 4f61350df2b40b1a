from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from google.analytics import data_v1beta as ga

from sandbox.servers.google_analytics import (
    AdCost,
    AnalyticsProperty,
    AnalyticsServer,
    Behaviour,
    Purchase,
    Session,
    TableSource,
    Truncation,
)
from sandbox.servers.google_analytics.caller import ask, rows
from sandbox.servers.google_analytics.refusals import Refusal
from sandbox.servers.google_analytics.tables import many

DAY = date(2026, 6, 1)
MOSCOW = ZoneInfo("Europe/Moscow")
LATER = datetime(2026, 11, 22, 9, tzinfo=UTC)
SOURCE, CAMPAIGN = ["sessionSource"], ["sessionCampaignName"]
ONE_BUYS = replace(many(DAY, 1, 1)[0], client="buyer", purchases=(Purchase("T-1", 100_000),))
SESSIONS = [*many(DAY, 1000, 10), ONE_BUYS, Session(DAY, "alone", "rare.example", "referral", "(referral)")]
COSTS = [AdCost(DAY, "google", "cpc", "tea", 5_000, 3, 40)]


def serve(behaviour: Behaviour, now: datetime = LATER) -> AnalyticsServer:
    owner = AnalyticsProperty(TableSource(SESSIONS, COSTS), behaviour=behaviour)
    return AnalyticsServer(owner, today=lambda: now)


def hours_after_the_day(hours: float) -> datetime:
    return datetime.combine(DAY + timedelta(days=1), time(), MOSCOW) + timedelta(hours=hours)


def test_a_young_day_has_sessions_of_unknown_source_and_lacks_late_events() -> None:
    young, old = (serve(Behaviour(restates=True), hours_after_the_day(hours)) for hours in (47, 49))
    at_first, finally_ = (rows(ask(server, SOURCE, ["sessions"], DAY)) for server in (young, old))
    assert 80 < at_first["(data not available)",][0] < 160
    assert ("(data not available)",) not in finally_
    totals = [rows(ask(server, [], ["sessions", "keyEvents"], DAY))[()] for server in (young, old)]
    assert totals[0][0] == totals[1][0] == 1002
    assert 0.9 < totals[0][1] / totals[1][1] < 1
    unknown = rows(ask(young, ["sessionDefaultChannelGroup"], ["sessions"], DAY))["Unassigned",]
    assert unknown == at_first["(data not available)",]


def test_the_day_is_restated_while_the_property_is_served() -> None:
    now = [hours_after_the_day(1)]
    owner = AnalyticsProperty(TableSource(SESSIONS), behaviour=Behaviour(restates=True))
    server = AnalyticsServer(owner, today=lambda: now[0])
    assert ("(data not available)",) in rows(ask(server, SOURCE, ["sessions"], DAY))
    now[0] += timedelta(days=2)
    assert ("(data not available)",) not in rows(ask(server, SOURCE, ["sessions"], DAY))


def test_credit_of_key_events_moves_until_the_thirteenth_day() -> None:
    session = Session(DAY, "c", key_events=("sign_up",), first_origin=("yandex", "organic", "(organic)"))
    owner = AnalyticsProperty(TableSource([session]), behaviour=Behaviour(restates=True))
    credited = {}
    for days in (12.9, 13.1):
        moment = hours_after_the_day(days * 24)
        server = AnalyticsServer(owner, today=lambda moment=moment: moment)
        credited[days] = rows(ask(server, ["source"], ["keyEvents"], DAY))
    assert credited == {12.9: {("(direct)",): (1,)}, 13.1: {("(direct)",): (0.6,), ("yandex",): (0.4,)}}


def test_a_day_that_is_not_over_is_told_in_part_and_a_day_to_come_not_at_all() -> None:
    now = [hours_after_the_day(-12)]
    server = AnalyticsServer(AnalyticsProperty(TableSource(SESSIONS)), today=lambda: now[0])
    assert 400 < rows(ask(server, [], ["sessions"], DAY))[()][0] < 600
    now[0] = hours_after_the_day(-25)
    assert rows(ask(server, [], ["sessions"], DAY)) == {}


def test_a_changed_day_is_told_as_it_is_now() -> None:
    source = TableSource(SESSIONS)
    server = AnalyticsServer(AnalyticsProperty(source), today=lambda: LATER)
    ask(server, SOURCE, ["sessions"], DAY)
    source.put(DAY, [Session(DAY, "c", "new.example", "referral", "(referral)")])
    assert rows(ask(server, SOURCE, ["sessions"], DAY)) == {("new.example",): (1,)}


def test_rows_of_few_users_are_withheld_and_the_report_says_so() -> None:
    server = serve(Behaviour(threshold_users=10))
    report = ask(server, SOURCE, ["sessions"], DAY)
    assert rows(report) == {("newsletter",): (1001,)}
    assert report.metadata.subject_to_thresholding
    whole = ask(server, [], ["sessions"], DAY)
    assert rows(whole)[()] == (1002,)
    assert not whole.metadata.subject_to_thresholding


def test_many_values_are_rolled_into_one_row() -> None:
    report = ask(serve(Behaviour(other_rows=4)), ["date", *CAMPAIGN], ["sessions", "keyEvents"], DAY)
    found = rows(report)
    assert len(found) == report.row_count == 5
    assert found["20260601", "(other)"][0] + sum(found[key][0] for key in found if "(other)" not in key) == 1002
    assert report.metadata.data_loss_from_other_row
    assert not ask(serve(Behaviour(other_rows=40)), CAMPAIGN, ["sessions"], DAY).metadata.data_loss_from_other_row


def test_sampling_truncation_and_emptiness_are_told() -> None:
    sampled = ask(serve(Behaviour(sample_rate=0.25)), [], ["sessions"], DAY).metadata.sampling_metadatas
    assert [one.samples_read_count / one.sampling_space_size for one in sampled] == [0.25]
    cut = Truncation("PROPERTY", "Data before the retention date.", date(2026, 5, 1))
    reason = ask(serve(Behaviour(truncations=(cut,))), [], ["sessions"], DAY).metadata.data_truncation_reasons[0]
    assert (reason.data_truncation_type, reason.data_truncation_date) == (8, "2026-05-01")
    empty = ask(serve(Behaviour(empty_reason="NO_DATA")), SOURCE, ["sessions"], DAY)
    assert (rows(empty), empty.row_count, empty.metadata.empty_reason) == ({}, 0, "NO_DATA")
    plain = ask(serve(Behaviour()), [], ["sessions"], DAY).metadata
    assert not plain.HasField("empty_reason")
    assert not plain.sampling_metadatas
    assert not plain.data_truncation_reasons


def test_a_role_that_hides_money_gets_zeros_and_a_word_about_it() -> None:
    server = serve(Behaviour(restricted=frozenset({"REVENUE_DATA", "COST_DATA"})))
    report = ask(server, [], ["purchaseRevenue", "ecommercePurchases"], DAY)
    assert rows(report) == {(): (0, 1)}
    hidden = report.metadata.schema_restriction_response.active_metric_restrictions
    assert [(one.metric_name, list(one.restricted_metric_types)) for one in hidden] == [("purchaseRevenue", [2])]
    costs = ask(server, CAMPAIGN, ["advertiserAdCost", "advertiserAdClicks"], DAY)
    assert rows(costs) == {("tea",): (0, 3)}
    request = ga.GetMetadataRequest.pb(ga.GetMetadataRequest(name=f"properties/{server.property.id}/metadata"))
    blocked = {one.api_name: list(one.blocked_reasons) for one in server.answer("getMetadata", request).metrics}
    reasons = ga.MetricMetadata.BlockedReason
    assert blocked["purchaseRevenue"] == [reasons.NO_REVENUE_METRICS]
    assert blocked["advertiserAdCost"] == [reasons.NO_COST_METRICS]
    assert blocked["sessions"] == []


def test_a_collapsed_day_loses_its_dimensional_rows_and_keeps_its_totals() -> None:
    server = serve(Behaviour(collapses={DAY: 0.02}))
    assert rows(ask(server, [], ["sessions"], DAY))[()] == (1002,)
    assert rows(ask(server, ["date"], ["sessions"], DAY))["20260601",] == (1002,)
    assert 0 < sum(count for (count,) in rows(ask(server, SOURCE, ["sessions"], DAY)).values()) < 60


def test_zone_and_currency_are_the_propertys_and_can_change() -> None:
    server = serve(Behaviour())
    in_dollars = ask(server, [], ["purchaseRevenue"], DAY, currency_code="USD")
    assert (rows(in_dollars)[()], in_dollars.metadata.currency_code) == ((12.5,), "USD")
    server.change(time_zone="Asia/Yekaterinburg", currency="EUR")
    moved = ask(server, [], ["purchaseRevenue"], DAY)
    assert (moved.metadata.time_zone, moved.metadata.currency_code) == ("Asia/Yekaterinburg", "EUR")


def test_a_report_can_refuse_what_the_compatibility_check_allows() -> None:
    server = serve(Behaviour(disagrees=frozenset({"landingPage"})))
    with pytest.raises(Refusal, match="Please remove landingPage to make the request compatible"):
        ask(server, ["landingPage"], ["sessions"], DAY)
