"""Lists of known sources: which site, or which name in an UTM, is a search engine, a social network, a shop.

A list is written by category: a name, then the hosts and further names of the same service. What has a dot is a host,
and stands for the hosts below it too; `google.*` is a host under any country's domain. What has none is a name, which
fits whole. The longest host wins: `mail.yandex.*` before `yandex.*`.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from pipelines.channels.files import LISTS, content
from pipelines.settings.channels import Category, Channels, Strict

Places = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]


class SourceListFile(Strict):
    """One list: category → name → its hosts and other names."""

    version: str
    sources: dict[Category, dict[str, Places]]

    @model_validator(mode="after")
    def _a_place_has_one_category(self) -> Self:
        seen: dict[str, Category] = {}
        for place, category in self.entries():
            if seen.setdefault(place, category) != category:
                raise ValueError(f"{place!r} stands in two categories, {seen[place]} and {category}")
        return self

    def entries(self) -> Iterator[tuple[str, Category]]:
        """Every name and host with its category."""
        for category, services in self.sources.items():
            for service, places in services.items():
                yield from ((name, category) for name in (service, *places))


def source_categories(channels: Channels) -> dict[str, str]:
    """Name or host → category: of the lists that the company reads, and of its own sources before them."""
    known: dict[str, str] = {}
    for name in channels.lists:
        known |= _list(name)
    return known | {place.strip().lower(): category for category, own in channels.sources.items() for place in own}


@lru_cache
def _list(name: str) -> dict[str, str]:
    return dict(SourceListFile.model_validate(content(LISTS, name)).entries())
