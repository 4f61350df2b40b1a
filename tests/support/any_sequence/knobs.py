"""Changes of the configuration that are made and unmade between runs, as a company edits its files."""

import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import yaml

Content = dict[str, Any]


def _attribution(content: Content) -> None:
    content["windows"]["attribution_days"] = 7


def _primary(content: Content) -> None:
    content["web"]["primary"] = "google_analytics"


def _vat(content: Content) -> None:
    content["vat_rates"].append({"valid_from": "2026-10-10", "rate": 0.1})


def _allocation(content: Content) -> None:
    content["allocation"] = {"default": "visits"}


def _rule(content: Content) -> None:
    content["rules"].insert(0, {"channel": "affiliates", "source": ["yandex", "vk"]})


def _goals(content: Content) -> None:
    content["goals"][1]["source_goals"].append("3000004")
    del content["goals"][3]


def _mapping(content: Content) -> None:
    content["tables"]["orders"]["columns"]["revenue"] = 'sum(number("Сумма")) * 2'
    content["tables"]["orders"]["columns"]["segment"] = "'all'"


def _stages(content: Content) -> None:
    content["rules"].append({"outcome": "won", "stage": ["В работе"]})


KNOBS: dict[str, tuple[str, Callable[[Content], None]]] = {
    "attribution": ("company.yaml", _attribution),
    "primary": ("company.yaml", _primary),
    "vat": ("money.yaml", _vat),
    "allocation": ("money.yaml", _allocation),
    "rule": ("channels.yaml", _rule),
    "goals": ("goals.yaml", _goals),
    "mapping": ("sources/shop_orders.yaml", _mapping),
    "stages": ("stages.yaml", _stages),
}


def write_settings(shipped: Path, folder: Path, turned: Collection[str]) -> None:
    """The demo company's configuration, with the knobs turned."""
    shutil.copytree(shipped, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("examples"))
    for name in sorted(turned):
        file, turn = KNOBS[name]
        content = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
        turn(content)
        (folder / file).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
