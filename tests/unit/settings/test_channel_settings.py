"""`channels.yaml`: what a rule may ask for, what is wrong with one, and what comes after the company's own rules."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from connectors.common.errors import Problem
from pipelines.channels import shipped_files, source_categories, standard_rules
from pipelines.channels.sources import SourceListFile
from pipelines.settings import load_configuration
from pipelines.settings.channels import Bilingual, Channel, ChannelRule, Channels
from pipelines.warehouse.inputs.rule_rows import EVER, FOREVER, channel_periods, channel_rules

CONFIG = Path(__file__).parents[3] / "config"
# Google's table in its order, one name each
GOOGLES_ORDER = [
    *("Direct", "Cross-network", "Paid Shopping", "Paid Search", "Paid Social", "Paid Video", "Display", "Paid Other"),
    *("AI Assistant", "Organic Shopping", "Organic Social", "Organic Video", "Organic Search", "Referral", "Email"),
    *("Affiliates", "Audio", "SMS", "Mobile Push Notifications"),
]


def channels(*rules: ChannelRule, codes: tuple[str, ...] = ("email", "push"), **more: object) -> Channels:
    known = [Channel(code=code, name=Bilingual(en=code, ru=code), group="any") for code in codes]
    return Channels.model_validate({"version": "1", "channels": known, "rules": rules} | more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONFIG, tmp_path / "config"))


def with_content(folder: Path, **changed: object) -> Path:
    path = folder / "channels.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(content | changed, allow_unicode=True), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rules": [{"channel": "email", "medium_pattern": "(?=mail)"}]}, "'(?=mail)' is no pattern that the engine"),
        ({"rules": [{"channel": "email", "source_pattern": "[a"}]}, "'[a' is no pattern that the engine reads"),
        ({"rules": [{"channel": "email", "campaign_pattern": r"(a)\1"}]}, "is no pattern that the engine reads"),
        (
            {"rules": [{"channel": "email", "since": "2026-05-13", "until": "2026-05-12"}]},
            "a rule until 2026-05-12 can't hold since 2026-05-13",
        ),
        ({"rules": [{"channel": "email", "source_category": ["news"]}]}, "source_category.0"),
        ({"rules": [{"channel": "email", "sources": ["a"]}]}, "rules.0.sources"),
        ({"standard": "google-2020"}, "standard: "),
        ({"lists": ["mars"]}, "lists.0: "),
        ({"sources": {"email": ["A.example"], "ads": ["a.EXAMPLE "]}}, "stands in two categories, ads and email"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_rule_is_one_sentence_that_names_the_file(folder: Path, changed: dict[str, object], said: str) -> None:
    with pytest.raises(Problem) as refused:
        load_configuration(with_content(folder, **changed))
    assert said in str(refused.value)
    assert "channels.yaml" in str(refused.value)


def test_a_rule_without_a_standard_changes_nothing_after_itself() -> None:
    assert channels().standard == "none"
    assert standard_rules(channels(standard="none")) == ()


def test_the_standard_has_googles_rules_in_googles_order() -> None:
    everything = tuple({rule["channel"] for rule in yaml.safe_load(shipped("google-2026-05"))["rules"]})
    rules = standard_rules(channels(codes=everything, standard="google-2026-05"))
    names = [rule.name for rule in rules if not rule.name.startswith("tablo ")]
    assert list(dict.fromkeys(names)) == GOOGLES_ORDER
    # rules of one name stand together: what is between two others is never asked twice
    assert [name for place, name in enumerate(names) if place == 0 or names[place - 1] != name] == GOOGLES_ORDER


def test_every_channel_of_the_standard_is_one_of_the_demo_companys() -> None:
    known = {channel.code for channel in load_configuration(CONFIG).channels.channels}
    assert {rule["channel"] for rule in yaml.safe_load(shipped("google-2026-05"))["rules"]} <= known


def test_own_rules_stand_before_the_standard_ones_and_say_who_they_are() -> None:
    rows = channel_rules(channels(ChannelRule(channel="email", medium=["Digest"]), standard="google-2026-05"))
    assert rows[0] == (1, "email", None, None, "digest", None, None, None, None, EVER, FOREVER, "own 1")
    assert [(row[0], row[-1]) for row in rows[1:4]] == [
        (2, "google-2026-05: tablo Metrica"),
        (3, "google-2026-05: tablo E-mail services"),
        (4, "google-2026-05: Email"),
    ]
    assert rows[-2][7] == "(?i)push$|mobile|notification"


@pytest.mark.parametrize(
    ("since", "until", "periods"),
    [
        (None, None, [(EVER, FOREVER)]),
        ("2026-01-01", None, [(EVER, date(2026, 1, 1)), (date(2026, 1, 1), FOREVER)]),
        (None, "2026-01-01", [(EVER, date(2026, 1, 2)), (date(2026, 1, 2), FOREVER)]),
        (
            *("2026-01-01", "2026-01-01"),
            [(EVER, date(2026, 1, 1)), (date(2026, 1, 1), date(2026, 1, 2)), (date(2026, 1, 2), FOREVER)],
        ),
    ],
)
def test_days_on_which_rules_change_part_the_calendar(since, until, periods) -> None:
    assert channel_periods(channels(ChannelRule(channel="email", since=since, until=until))) == periods


def test_own_sources_win_over_the_lists_and_russia_over_the_world() -> None:
    known = source_categories(channels(sources={"ads": [" T.me "]}))
    assert (known["t.me"], known["google.*"], known["mail.yandex.*"]) == ("ads", "search", "email")
    assert source_categories(channels(lists=["world"])).get("mail.yandex.*") is None
    assert source_categories(channels(lists=[])) == {}


def test_a_list_with_a_host_in_two_categories_is_refused() -> None:
    sources = {"search": {"one": "a.example"}, "social": {"two": ["a.example"]}}
    with pytest.raises(ValueError, match=r"'a\.example' stands in two categories, search and social"):
        SourceListFile.model_validate({"version": "1", "sources": sources})


def test_names_in_the_lists_are_as_they_are_compared() -> None:
    """In lower case, no scheme, no path, no blanks at the ends, and a country's domain only at the end."""
    names = source_categories(channels())
    assert [name for name in names if name != name.strip().lower() or "/" in name or "*" in name[:-1]] == []


def test_a_changed_list_is_a_changed_configuration(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = load_configuration(folder).sha256
    monkeypatch.setattr("pipelines.settings.loading.shipped_files", lambda: shipped_files()[1:])
    assert load_configuration(folder).sha256 != before


def shipped(name: str) -> str:
    return next(path for path in shipped_files() if path.stem == name).read_text(encoding="utf-8")
