import csv
from datetime import date
from pathlib import Path

import pytest

from sandbox.servers.google_analytics.channels import channel_group

DAY = date(2026, 11, 18)
AGAINST_THE_RULES = {("alibaba", "", "")}  # Paid Shopping, though the rule wants a paid medium
VECTORS = Path(__file__).parents[4] / "shared" / "data" / "channel_rules" / "channel_vectors.csv"

CHANNELS: dict[tuple[str, str, str], str] = {
    ("(direct)", "(none)", "(direct)"): "Direct",
    ("yandex", "organic", "(organic)"): "Organic Search",
    ("yandex", "cpc", "Чай_Поиск"): "Paid Search",
    ("Yandex.RU", "CPC", "x"): "Paid Search",
    ("yandex", "display", "Чайники_РСЯ"): "Display",
    ("market.yandex.ru", "referral", "(referral)"): "Referral",
    ("vk", "cpc", "Чай_ВК"): "Paid Other",
    ("vk.com", "cpc", "x"): "Paid Social",
    ("vk.com", "referral", "(referral)"): "Organic Social",
    ("ok.ru", "referral", "(referral)"): "Referral",
    ("t.me", "referral", "(referral)"): "Organic Social",
    ("dzen.ru", "referral", "(referral)"): "Referral",
    ("youtube.com", "cpc", "x"): "Paid Video",
    ("youtube.com", "referral", "x"): "Organic Video",
    ("amazon", "referral", "x"): "Organic Shopping",
    ("board", "cpc", "spring shop"): "Paid Shopping",
    ("board", "banner", "x"): "Display",
    ("newsletter", "email", "Дайджест"): "Email",
    ("sms_gate", "sms", "x"): "SMS",
    ("app", "mobile-push", "x"): "Mobile Push Notifications",
    ("x", "affiliate", "x"): "Affiliates",
    ("x", "audio", "x"): "Audio",
    ("packaging", "qr", "Вкладыш_в_коробке"): "Unassigned",
    ("(data not available)", "(data not available)", "(data not available)"): "Unassigned",
    ("x", "y", "a cross-network b"): "Cross-network",
}


@pytest.mark.parametrize("origin", CHANNELS, ids=" ".join)
def test_an_origin_has_a_channel(origin: tuple[str, str, str]) -> None:
    assert channel_group(DAY, *origin) == CHANNELS[origin]


def test_assistants_have_their_channel_since_it_exists() -> None:
    origin = ("chatgpt.com", "ai-assistant", "(ai-assistant)")
    assert channel_group(date(2026, 5, 12), *origin) == "Unassigned"
    assert channel_group(date(2026, 5, 13), *origin) == "AI Assistant"


@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors aren't beside the checkout")
def test_published_vectors_pass() -> None:
    with VECTORS.open(encoding="utf-8", newline="") as lines:
        vectors = list(csv.DictReader(lines))
    expected = {(row["source"], row["medium"], row["campaign"]): row["expected_channel"] for row in vectors}
    wrong = {origin for origin, channel in expected.items() if channel_group(DAY, *origin) != channel}
    assert wrong == AGAINST_THE_RULES
