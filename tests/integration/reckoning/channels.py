"""The channel of a visit, a sale or a cost, by `channels.yaml`: the first rule whose every condition holds."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from reckoning.records import Utm, Visit

UNASSIGNED, UNMATCHED, DIRECT = "unassigned", "unmatched", "direct"
CONDITIONS = ("traffic_source", "source", "medium")


class Channels:
    """Values are compared whole, in lower case. Where no rule fits, the channel is `unassigned`."""

    def __init__(self, config: Path) -> None:
        rules: list[dict[str, Any]] = yaml.safe_load((config / "channels.yaml").read_text(encoding="utf-8"))["rules"]
        self.find: Callable[[str | None, str | None, str | None], str] = cache(lambda *given: _find(rules, given))

    def of_visit(self, visit: Visit) -> str:
        """By UTM or, without one, by where the visitor came from."""
        utm = visit.utm
        source = utm.source if utm.is_given else visit.came_from
        return self.find(visit.traffic_source, source, utm.medium)

    def of_utm(self, utm: Utm) -> str:
        """Of a sale or a cost, which knows nothing but its tags."""
        return self.find(None, utm.source, utm.medium)


def _find(rules: list[dict[str, Any]], given: tuple[str | None, ...]) -> str:
    facts = {name: value.lower() if value else None for name, value in zip(CONDITIONS, given, strict=True)}
    for rule in rules:
        if all(name not in rule or facts[name] in rule[name] for name in CONDITIONS):
            return str(rule["channel"])
    return UNASSIGNED
