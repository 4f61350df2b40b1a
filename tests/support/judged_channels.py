"""The channels of the demo company's origins, without the models: the first rule of `channels.yaml` whose every
condition holds, else what the standard says of these few origins, in words of our own.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

UNASSIGNED, DIRECT = "unassigned", "direct"
CONDITIONS = ("traffic_source", "source", "medium")
# clicks that are paid for, by where they were bought
BOUGHT = {
    "yandex": "paid_search",
    "google": "paid_search",
    "vk": "paid_social",
    "telegram_ads": "paid_social",
    "yandex_market": "paid_shopping",
}
# what Metrica says of a visit
WORDS = {
    "ad": "other_paid",
    "organic": "organic_search",
    "social": "organic_social",
    "messenger": "messenger",
    "email": "email",
    "recommend": "recommendation",
    "internal": "internal",
    "direct": DIRECT,
    "referral": "referral",
}
SHOPS = ("market.yandex.ru",)


def own_rules(config: Path) -> list[dict[str, Any]]:
    """As they stand in the configuration."""
    rules: list[dict[str, Any]] = yaml.safe_load((config / "channels.yaml").read_text(encoding="utf-8"))["rules"]
    return rules


def judged(rules: Iterable[dict[str, Any]], traffic_source: str | None, source: str | None, medium: str | None) -> str:
    """Values are compared whole, in lower case. What nothing fits is `unassigned`."""
    given = zip(CONDITIONS, (traffic_source, source, medium), strict=True)
    facts = {name: value.lower() if value else None for name, value in given}
    for rule in rules:
        if all(name not in rule or facts[name] in rule[name] for name in CONDITIONS):
            return str(rule["channel"])
    return _by_the_standard(*facts.values())


def _by_the_standard(traffic_source: str | None, source: str | None, medium: str | None) -> str:
    if medium == "cpc":
        return BOUGHT.get(source or "", "other_paid")
    if traffic_source == "referral" and source in SHOPS:
        return "organic_shopping"
    return WORDS.get(traffic_source or "", UNASSIGNED)
