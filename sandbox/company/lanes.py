"""Lanes: a way with one of its campaigns or sites, which is all that a visit says about its source."""

from dataclasses import dataclass

from sandbox.company.ways import WAYS, Way


@dataclass(frozen=True)
class Lane:
    """A way with one of its campaigns or sites."""

    number: int
    way: Way
    campaign: str | None
    months: tuple[int, ...]
    weight: int
    site: str | None = None

    @property
    def referer(self) -> str | None:
        """The page before, '/' at its end."""
        return f"https://{self.site}/" if self.site else self.way.referer

    def named(self, column: str) -> str | None:
        """One of Metrica's source columns, `adv_engine` and the like."""
        return dict(self.way.names).get(column)


def _lanes() -> tuple[Lane, ...]:
    lanes: list[Lane] = []
    for way in WAYS:
        for campaign in way.campaigns:
            lanes.append(Lane(len(lanes), way, campaign.name, campaign.months, campaign.weight))
        for site in way.sites:
            lanes.append(Lane(len(lanes), way, None, (), 1, site))
        if not way.campaigns and not way.sites:
            lanes.append(Lane(len(lanes), way, None, (), 1))
    return tuple(lanes)


LANES = _lanes()
