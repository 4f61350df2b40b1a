"""The rules that come with the product, own and standard together: one channel for an origin, whoever counted it."""

from pathlib import Path

import pytest
import yaml

from pipelines.settings.channels import Channels

DAY = "2026-10-05"
SHIPPED = Channels.model_validate(
    yaml.safe_load((Path(__file__).parents[3] / "config" / "channels.yaml").read_text(encoding="utf-8"))
)


@pytest.fixture
def shipped(warehouse):
    warehouse.channels = {name: getattr(SHIPPED, name) for name in ("channels", "rules", "standard", "lists")}
    return warehouse


# source, medium, campaign of a link
TAGS = [
    (("yandex", "cpc", "tea"), "paid_search"),
    (("ya_direct", "ppc", "tea"), "paid_search"),
    (("yandex.direct", "cpc", "tea"), "paid_search"),
    (("vk-ads", "cpc", "tea"), "paid_social"),
    (("google", "search", "tea"), "paid_search"),
    (("bing", "cpc", "tea"), "paid_search"),
    (("google", "cpc", "PMax Cross-Network"), "cross_network"),
    (("google", "cpc", "shopping_tea"), "paid_shopping"),
    (("ozon.ru", "cpc", "tea"), "paid_shopping"),
    (("market", "cpc", "tea"), "paid_shopping"),
    (("avito", "paid", "tea"), "paid_shopping"),
    (("vk", "target", "tea"), "paid_social"),
    (("instagram", "cpc", "tea"), "paid_social"),
    (("ok", "paid_social", "tea"), "paid_social"),
    (("tg", "cpc", "tea"), "paid_social"),
    # HubSpot's words
    (("paid search", "cpc", "tea"), "paid_search"),
    (("paid social", "cpc", "tea"), "paid_social"),
    (("email marketing", "email", "tea"), "email"),
    # the two files of Telegram Ads
    (("telegram_ads", "cpc", "tea"), "paid_social"),
    (("telegram_ads", "paid", "tea"), "paid_social"),
    (("rutube", "cpc", "tea"), "paid_video"),
    (("youtube", "cpv", "tea"), "paid_video"),
    (("board", "cpc", "tea"), "other_paid"),
    (("yandex", "cpm", "tea"), "display"),
    (("cashback", "cpa", "tea"), "affiliates"),
    (("digest", "newsletter", "tea"), "email"),
    (("max", "post", "tea"), "organic_social"),
]
# what costs nothing and isn't tagged in the company's own way: by tags alone
UNPAID = [
    (("organic search", "organic", "tea"), "organic_search"),
    (("referrals", "referral", "tea"), "referral"),
    (("max", "link", "tea"), "messenger"),
    (("somebody", "video", "tea"), "organic_video"),
    (("somebody", "something", "tea"), "unassigned"),
]


@pytest.mark.parametrize("word", ["ad", "direct", "organic", "social", "referral"])
def test_tags_are_believed_before_metricas_word(shipped, word) -> None:
    names = ("source", "medium", "campaign")
    for tags, _ in TAGS:
        shipped.visits({"at": f"{DAY} 12:00", "traffic_source": word} | dict(zip(names, tags, strict=True)))
    visits = {tuple(row[:3]): row[3] for row in shipped.read("core_visits", "source, medium, campaign, channel")}
    assert visits == dict(TAGS)


def test_leads_orders_and_costs_have_the_channel_of_their_tags(shipped) -> None:
    names = ("source", "medium", "campaign")
    shipped.costs(*({"on": DAY, "cost": 1} | dict(zip(names, tags, strict=True)) for tags, _ in TAGS + UNPAID))
    costs = shipped.read("core_ad_costs_daily", "source, medium, campaign, channel")
    assert {tuple(row[:3]): row[3] for row in costs} == dict(TAGS + UNPAID)


# a site that sends visits: Metrica names it beside its word, Analytics writes it as a source, files have the referrer
SITES = [
    ("chatgpt.com", "ai_assistant"),
    ("mail.yandex.ru", "email"),
    ("e.mail.ru", "email"),
    ("www.ozon.ru", "organic_shopping"),
    ("market.yandex.ru", "organic_shopping"),
    ("wildberries.ru", "organic_shopping"),
    ("rutube.ru", "organic_video"),
    ("ok.ru", "organic_social"),
    ("dzen.ru", "organic_social"),
    ("t.me", "messenger"),
    ("web.max.ru", "messenger"),
    ("ya.ru", "organic_search"),
    ("blog.example", "referral"),
]


def test_a_site_has_one_channel_by_metrica(shipped) -> None:
    for site, _ in SITES:
        shipped.visits({"at": f"{DAY} 12:00", "traffic_source": "referral", "last_referal_source": site})
    assert dict(shipped.read("core_visits", "source, channel")) == dict(SITES)


def test_a_site_has_the_same_channel_by_analytics(shipped) -> None:
    shipped.analytics(
        "campaign_days",
        *({"date": DAY, "session_source": site, "session_medium": "referral", "sessions": 1} for site, _ in SITES),
    )
    assert dict(shipped.read("core_origin_channels", "source, channel")) == dict(SITES)


def test_a_site_has_the_same_channel_by_the_referrer_of_a_file(shipped) -> None:
    shipped.company = {"web": {"primary": "files"}}
    visit = {"visitor_id": "v", "started_at": f"{DAY} 12:00"}
    rows = [visit | {"visit_id": site, "referrer": f"https://{site}/some/page"} for site, _ in SITES]
    shipped.load("visits", rows)
    assert dict(shipped.read("core_visits", "source, channel")) == dict(SITES)


# Metrica's word, what it names beside it
WORDS = [
    ({"traffic_source": "ad", "last_adv_engine": "ya_direct"}, "other_paid"),
    ({"traffic_source": "organic", "engine": "yandex"}, "organic_search"),
    ({"traffic_source": "organic", "engine": "mail"}, "organic_search"),
    ({"traffic_source": "social", "last_social_network": "vkontakte"}, "organic_social"),
    ({"traffic_source": "messenger", "last_messenger": "telegram"}, "messenger"),
    ({"traffic_source": "email"}, "email"),
    ({"traffic_source": "recommend", "last_recommendation_system": "dzen"}, "recommendation"),
    ({"traffic_source": "internal"}, "internal"),
    ({"traffic_source": "direct"}, "direct"),
    ({"traffic_source": "saved"}, "direct"),
    ({"traffic_source": "undefined"}, "unassigned"),
]


@pytest.mark.parametrize(("visit", "channel"), WORDS, ids=lambda value: str(value))
def test_metricas_word_tells_where_there_are_no_tags(shipped, visit, channel) -> None:
    shipped.visits({"at": f"{DAY} 12:00", **visit})
    assert shipped.one("core_visits", "channel") == (channel,)
