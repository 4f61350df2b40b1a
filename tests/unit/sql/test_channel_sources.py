"""The source lists against four published ones: nothing said otherwise without a reason, and how much is known."""

import csv
from pathlib import Path

import pytest
import yaml

SHARED = Path(__file__).parents[4] / "shared" / "data" / "channel_rules"
CORE = Path(__file__).parents[3] / "sql" / "core"
MESSENGERS = "messengers are a channel of their own here, and a category that no other list has"
VIDEO = "people watch there; Google's group Organic Video, and not the social one"
MAIL = "a mailbox, though it lies under an engine's domain"
ASSISTANTS = "an assistant, and no engine, since there is a channel for assistants"
PEOPLE = "people answer people there: a social network, whatever can be searched in it"
# the only places where our lists say something else than a published one, and why
DECIDED = {
    "google": {
        **dict.fromkeys(("messenger", "messenger.com", "l.messenger.com", "skype", "web.skype.com"), MESSENGERS),
        **dict.fromkeys(("t.me", "whatsapp", "whatsapp.com"), MESSENGERS),
        **dict.fromkeys(("email.seznam.cz", "mail.rambler.ru", "mail.yandex.ru"), MAIL),
        **dict.fromkeys(("niconico", "nicovideo.jp", "tudou.com", "video.ibm.com"), VIDEO),
        "alice": "in Russia the assistant of Yandex, and not the Italian portal",
        "rakuten.co.jp": "the shop; its engine stands at websearch.rakuten.co.jp",
        "viadeo.journaldunet.com": "a network of professionals that shows no videos",
        "zen.yandex.ru": PEOPLE,
    },
    "socials": {
        **dict.fromkeys(("bilibili.com", "douyu.com", "huya.com", "nicovideo.jp"), VIDEO),
        **dict.fromkeys(("youtube.com", "youtu.be", "vimeo.com"), VIDEO),
        **dict.fromkeys(("web.telegram.org", "org.telegram.messenger"), MESSENGERS),
        "login.live.com": "a page for passwords, from which nobody is sent to a shop",
    },
    "engines": {
        **dict.fromkeys(("chatgpt.com", "chat.openai.com", "www.perplexity.ai", "you.com"), ASSISTANTS),
        **dict.fromkeys(("zhidao.baidu.com", "tieba.baidu.com", "digg.com", "friendfeed.com"), PEOPLE),
        **dict.fromkeys(("www.facebook.com", "searchservice.myspace.com"), PEOPLE),
        "video.google.com": VIDEO,
        "www.icq.com": MESSENGERS,
    },
    "assistants": {},
}
# the share of its names and hosts that ours know
KNOWN = {"google": 0.65, "socials": 0.75, "engines": 0.62, "assistants": 1.0}


def google():
    """Names and hosts by Google's categories."""
    with (SHARED / "ga4_source_categories.csv").open(encoding="utf-8") as lines:
        return {each["source"]: each["source_category"].rpartition("_")[2].lower() for each in csv.DictReader(lines)}


def hosts(name, category):
    """Hosts of a list that is written by service; `google.{}` stands for a country's domain."""
    services = yaml.safe_load((SHARED / name).read_text(encoding="utf-8"))
    entries = [entry for listed in services.values() for entry in listed]
    places = [place for each in entries for place in (each["urls"] if isinstance(each, dict) else [each])]
    # a visit tells the host it came from; what stands behind it isn't sent by browsers
    return {place.replace("{}", "com"): category for place in places if "/" not in place}


LISTS = {
    "google": google,
    "socials": lambda: hosts("Socials.yml", "social"),
    "engines": lambda: hosts("SearchEngines.yml", "search"),
    "assistants": lambda: hosts("AIAssistants.yml", "ai"),
}


def categories(warehouse, sources):
    """What our lists say of each source, by the models."""
    warehouse.company = {"web": {"primary": "files"}}
    visit = {"visitor_id": "v", "started_at": "2026-10-05 12:00"}
    warehouse.load("visits", [visit | {"visit_id": str(place), "source": name} for place, name in enumerate(sources)])
    found = dict(warehouse.read("core_origin_channels", "source, source_category"))
    return {source: found[source.lower()] for source in sources}


@pytest.mark.parametrize("name", LISTS)
def test_ours_contradict_a_published_list_only_where_that_was_decided(warehouse, name) -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} isn't here")
    published = LISTS[name]()
    ours = categories(warehouse, list(published))
    other = {source for source, said in ours.items() if said is not None and said != published[source]}
    assert other == set(DECIDED[name])
    assert sum(said is not None for said in ours.values()) / len(published) >= KNOWN[name]


@pytest.mark.parametrize(
    ("source", "category"),
    [
        ("google", "search"),
        ("GOOGLE.com", "search"),
        ("www.google.com.tr", "search"),
        ("mail.google.com", "email"),
        ("gemini.google.com", "ai"),
        ("maps.yandex.kz", "search"),
        ("market.yandex.kz", "shopping"),
        ("a.b.c.d.facebook.com", "social"),
        ("a.b.c.d.e.f.g.facebook.com", "social"),
        ("a.b.c.d.e.facebook.co.example", None),
        ("facebook.com.evil.example", None),
        ("notfacebook.com", None),
        ("facebooks", None),
        ("com", None),
        ("(none)", None),
        ("https://vk.com/feed?w=1", "social"),
        ("vk.com/feed", "social"),
        ("www.vk.com:443", "social"),
        ("//ok.ru/", "social"),
        ("http://user:word@ok.ru", "social"),
        ("yandex.ru.", "search"),
        ("android-app://com.google.android.gm/", "email"),
        ("ДЗЕН", "social"),
        ("дзен.example", None),
        ("xn--d1aqf.xn--p1ai", None),
        ("localhost:8080", None),
        # words of the language, whatever service is called so too
        ("orange", None),
        ("sunrise", None),
        ("delta", None),
        ("lookbook", None),
        ("livestream", None),
        ("https://", None),
        ("...", None),
    ],
)
def test_the_longest_host_that_fits_decides(warehouse, source, category) -> None:
    assert categories(warehouse, [source]) == {source: category}


def test_visits_and_tags_are_judged_by_one_engine() -> None:
    """An incremental model can't read the tags' models, so the engine stands in two files: word for word."""

    def engine(model):
        return (CORE / f"{model}.sql").read_text().split("-- ---- ")[1].partition("\n")[2]

    assert engine("core_origin_channels") == engine("core_utm_channels")
