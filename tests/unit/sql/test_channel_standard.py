"""Google's default rules and the source lists, as the models apply them; the company's own rules come first."""

import csv
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipelines.settings.channels import Bilingual, Channel, ChannelRule

SHARED = Path(__file__).parents[4] / "shared" / "data" / "channel_rules"
GROUPS = {
    "Direct": "direct",
    "Cross-network": "cross_network",
    "Paid Shopping": "paid_shopping",
    "Paid Search": "paid_search",
    "Paid Social": "paid_social",
    "Paid Video": "paid_video",
    "Display": "display",
    "Paid Other": "other_paid",
    "Organic Shopping": "organic_shopping",
    "Organic Social": "organic_social",
    "Organic Video": "organic_video",
    "Organic Search": "organic_search",
    "Referral": "referral",
    "Email": "email",
    "Affiliates": "affiliates",
    "Audio": "audio",
    "SMS": "sms",
    "Mobile Push Notifications": "push",
    "Unassigned": "unassigned",
}
OURS = ("messenger", "ai_assistant", "internal", "unmatched")
BEFORE, SINCE = "2026-05-12", "2026-05-13"
# the classes of the published referrer cases, in our channels
CLASSES = {
    "search": "organic_search",
    "social": "organic_social",
    "email": "email",
    "paid": "other_paid",
    "chatbot": "ai_assistant",
}


@pytest.fixture
def standard(warehouse):
    """Visits from files, judged by the standard rules alone."""
    warehouse.company = {"web": {"primary": "files"}}
    warehouse.rules = ()
    channels = [Channel(code=code, name=Bilingual(en=code, ru=code), group="any") for code in (*GROUPS.values(), *OURS)]
    warehouse.channels = {"standard": "google-2026-05", "channels": channels}
    return warehouse


def judged(standard, visits, at="2026-10-05"):
    """The channel of each visit given, in their order."""
    usual = {"visitor_id": "v", "started_at": f"{at} 12:00"}
    rows = [usual | {"visit_id": f"{number:04}"} | dict(visit) for number, visit in enumerate(visits)]
    standard.load("visits", rows)
    return [channel for _, channel in standard.read("core_visits", "visit_id, channel")]


def cases(name):
    """Rows of a published file; none where it isn't at hand."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} isn't here")
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_published_vector_of_googles_rules_comes_out(standard) -> None:
    vectors = cases("channel_vectors.csv")
    assert len(vectors) == 30
    given = [{name: vector[name] or None for name in ("source", "medium", "campaign")} for vector in vectors]
    expected = [GROUPS[vector["expected_channel"]] for vector in vectors]
    assert list(zip(judged(standard, given), vectors, strict=True)) == list(zip(expected, vectors, strict=True))


def test_every_published_referrer_stands_in_its_class(standard) -> None:
    referrers = cases("referer_tests.csv")
    assert len(referrers) == 118
    found = judged(standard, [{"referrer": each["uri"]} for each in referrers])
    wrong = [
        (urlsplit(each["uri"]).hostname, each["medium"], channel)
        for each, channel in zip(referrers, found, strict=True)
        if channel != CLASSES[each["medium"]]
    ]
    assert wrong == []


REFERRERS = [
    ("https://ok.ru/dk?cmd=logExternal", "organic_social"),
    ("https://dzen.ru/a/1", "organic_social"),
    ("https://zen.yandex.ru/media/1", "organic_social"),
    ("https://away.vk.com/away.php", "organic_social"),
    ("https://vkvideo.ru/video1", "organic_video"),
    ("https://rutube.ru/video/1/", "organic_video"),
    ("https://www.ozon.ru/product/1", "organic_shopping"),
    ("https://www.wildberries.ru/catalog/1", "organic_shopping"),
    ("https://market.yandex.ru/product--1", "organic_shopping"),
    ("https://m.market.yandex.ru/", "organic_shopping"),
    ("https://mail.yandex.ru/?uid=1", "email"),
    ("https://e.mail.ru/messages", "email"),
    ("https://go.mail.ru/search?q=1", "organic_search"),
    ("https://yandex.com.tr/search", "organic_search"),
    ("https://ya.ru/", "organic_search"),
    ("https://www.google.co.uk/", "organic_search"),
    ("https://search.yahoo.co.jp/search", "organic_search"),
    ("android-app://com.google.android.gm/", "email"),
    ("https://t.me/s/channel", "messenger"),
    ("https://metrika.yandex.ru/", "referral"),
    ("https://docs.google.com/document", "referral"),
    ("https://blog.example/post", "referral"),
    ("https://user:word@m.facebook.com:443/l.php", "organic_social"),
    ("HTTPS://WWW.BING.COM/search", "organic_search"),
    ("https://notgoogle.com/", "referral"),
    ("https://google.evil.example/", "referral"),
    ("not an address", "unassigned"),
    (None, "unassigned"),
]


def test_a_visit_without_any_origin_is_known_by_the_site_in_its_referrer(standard) -> None:
    found = judged(standard, [{"referrer": referrer} for referrer, _ in REFERRERS])
    assert list(zip((referrer for referrer, _ in REFERRERS), found, strict=True)) == REFERRERS
    assert standard.read("core_visits", "traffic_source, source", "visit_id = 'files:shop:0000'") == [
        ("(referrer)", "ok.ru")
    ]


def test_the_sites_own_pages_are_no_origin(standard) -> None:
    shop = {"landing_page": "https://www.shop.example/tea"}
    visits = [{**shop, "referrer": "https://m.shop.example/"}, {**shop, "referrer": "https://pay.example/"}]
    assert judged(standard, visits) == ["internal", "referral"]


def test_an_utm_is_believed_before_the_referrer(standard) -> None:
    assert judged(
        standard,
        [
            {"source": "digest", "medium": "email", "referrer": "https://www.google.com/"},
            {"medium": "sms", "referrer": "https://www.google.com/"},
            {"source": "somebody", "referrer": "https://www.google.com/"},
        ],
    ) == ["email", "sms", "unassigned"]


@pytest.mark.parametrize(
    ("visit", "before", "since"),
    [
        ({"source": "chatgpt.com", "medium": "referral"}, "referral", "ai_assistant"),
        ({"source": "chatgpt.com", "medium": "ai-assistant"}, "unassigned", "ai_assistant"),
        ({"source": "somebody", "campaign": "(ai-assistant)"}, "unassigned", "ai_assistant"),
        ({"referrer": "https://www.perplexity.ai/"}, "referral", "ai_assistant"),
        ({"source": "chatgpt.com", "medium": "cpc"}, "other_paid", "other_paid"),
        ({"source": "gemini.google.com", "medium": "referral"}, "referral", "ai_assistant"),
        ({"source": "google", "medium": "organic"}, "organic_search", "organic_search"),
    ],
    ids=lambda value: str(value),
)
def test_assistants_are_a_channel_since_the_day_on_which_google_made_it_one(standard, visit, before, since) -> None:
    usual = {"visitor_id": "v"} | visit
    standard.load(
        "visits",
        [
            {**usual, "visit_id": "a", "started_at": f"{BEFORE} 23:59"},
            {**usual, "visit_id": "b", "started_at": f"{SINCE} 00:01"},
        ],
    )
    assert standard.read("core_visits", "visit_id, channel") == [("files:shop:a", before), ("files:shop:b", since)]


def test_the_companys_own_rules_come_first(standard) -> None:
    standard.channels["rules"] = [ChannelRule(channel="affiliates", source=["Google"])]
    assert judged(standard, [{"source": "google", "medium": "organic"}, {"source": "bing", "medium": "organic"}]) == [
        "affiliates",
        "organic_search",
    ]
    assert standard.read("core_origin_channels", "source, rule") == [
        ("bing", "google-2026-05: Organic Search"),
        ("google", "own 1"),
    ]


def test_without_a_standard_only_the_own_rules_count(standard) -> None:
    standard.channels["standard"] = "none"
    assert judged(standard, [{"source": "google", "medium": "organic"}]) == ["unassigned"]


def test_a_channel_that_the_company_doesnt_have_isnt_looked_for(standard) -> None:
    standard.channels["channels"] = [
        Channel(code=code, name=Bilingual(en=code, ru=code), group="any") for code in ("organic_social", "referral")
    ]
    visits = [{"source": "t.me", "medium": "referral"}, {"source": "google", "medium": "organic"}]
    assert judged(standard, visits) == ["organic_social", "unassigned"]


def test_own_sources_and_patterns_and_days(standard) -> None:
    standard.channels |= {
        "sources": {"email": ["Mail.Partner.example"]},
        "rules": [
            ChannelRule(channel="affiliates", source_pattern=r"^cash-?back\b", until=date(2026, 10, 4)),
            ChannelRule(channel="display", source_pattern=r"^cash-?back\b", medium_pattern="^CP"),
            ChannelRule(channel="push", campaign_pattern=r"_rem$", source_category=["social"]),
        ],
    }
    given = [
        ({"source": "cashback.example", "medium": "cpa"}, "display"),
        ({"source": "cashbacks", "medium": "referral"}, "referral"),
        ({"source": "vk", "medium": "post", "campaign": "TEA_REM"}, "push"),
        ({"source": "vk", "medium": "post", "campaign": "tea"}, "organic_social"),
        ({"source": "eu.mail.partner.example", "medium": "referral"}, "email"),
        ({"source": "cash-back", "medium": "cpa", "started_at": "2026-10-04 12:00"}, "affiliates"),
    ]
    assert judged(standard, [visit for visit, _ in given]) == [channel for _, channel in given]


def test_lists_can_be_chosen(standard) -> None:
    standard.channels["lists"] = ["world"]
    visits = [{"source": "mail.yandex.ru", "medium": "referral"}, {"source": "facebook.com", "medium": "referral"}]
    assert judged(standard, visits) == ["organic_search", "organic_social"]


def test_leads_orders_and_costs_are_judged_as_visits_are(standard) -> None:
    """One engine: the same tags at the same day have the same channel, campaign and day included."""
    tags = [
        ("google", "cpc", "PMax Cross-Network"),
        ("vk", "cpc", None),
        ("chatgpt.com", "referral", None),
        ("shop", "cpc", "shopping_tea"),
        ("nobody", None, None),
    ]
    named = [dict(zip(("source", "medium", "campaign"), tag, strict=True)) for tag in tags]
    days = (BEFORE, SINCE)
    visit = {"visitor_id": "v"}
    standard.load(
        "visits",
        [
            {**visit, **tag, "visit_id": f"{day}{number}", "started_at": f"{day} 12:00"}
            for day in days
            for number, tag in enumerate(named)
        ],
    )
    standard.costs(*({**tag, "on": day, "cost": 1} for day in days for tag in named))
    for day in days:
        visits = standard.read("core_visits", "source, medium, campaign, channel", f"date = '{day}'")
        assert visits == standard.read("core_ad_costs_daily", "source, medium, campaign, channel", f"date = '{day}'")
    standard_channels = {row[0]: row[1] for row in standard.read("core_visits", "campaign, channel")}
    assert standard_channels["PMax Cross-Network"] == "cross_network"


def test_a_lead_without_visits_has_the_channel_of_its_day(standard) -> None:
    lead = {"source": "chatgpt.com", "medium": "referral"}
    standard.leads({"id": "a", "at": f"{BEFORE} 12:00", **lead}, {"id": "b", "at": f"{SINCE} 12:00", **lead})
    assert standard.read("core_attribution", "conversion_id, channel") == [("a", "referral"), ("b", "ai_assistant")]


def test_sessions_of_google_analytics_have_channels_by_the_same_rules(standard) -> None:
    session = {"session_default_channel_group": "Referral", "sessions": 1}
    standard.analytics(
        "campaign_days",
        {**session, "date": SINCE, "session_source": "mail.yandex.ru", "session_medium": "referral"},
        {**session, "date": SINCE, "session_source": "(direct)", "session_medium": "(none)"},
        {**session, "date": SINCE, "session_source": "(data not available)", "session_medium": "(not set)"},
    )
    event = {"event_name": "purchase", "date": SINCE, "key_events": 1.0, "sessions": 1}
    standard.analytics("key_event_days", {**event, "session_source": "vk.com", "session_medium": "referral"})
    assert standard.read("core_origin_channels", "traffic_source, source, medium, campaign, channel") == [
        ("(none)", "(data not available)", "(not set)", "(none)", "unassigned"),
        ("(none)", "(direct)", "(none)", "(none)", "direct"),
        ("(none)", "mail.yandex.ru", "referral", "(none)", "email"),
        ("(none)", "vk.com", "referral", "(none)", "organic_social"),
    ]
