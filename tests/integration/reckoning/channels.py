"""The channel of a visit, a sale or a cost, by `channels.yaml` and the standard that follows it."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from judged_channels import DIRECT, UNASSIGNED, judged, own_rules
from reckoning.records import Utm, Visit

__all__ = ["DIRECT", "UNASSIGNED", "UNMATCHED", "Channels"]
UNMATCHED = "unmatched"


class Channels:
    """By the rules of a configuration folder."""

    def __init__(self, config: Path) -> None:
        self.find: Callable[[str | None, str | None, str | None], str] = cache(partial(judged, own_rules(config)))

    def of_visit(self, visit: Visit) -> str:
        """By UTM or, without one, by where the visitor came from."""
        utm = visit.utm
        source = utm.source if utm.is_given else visit.came_from
        return self.find(visit.traffic_source, source, utm.medium)

    def of_utm(self, utm: Utm) -> str:
        """Of a sale or a cost, which knows nothing but its tags."""
        return self.find(None, utm.source, utm.medium)
