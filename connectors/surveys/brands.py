"""Which brands a cell names: among the options that were ticked, or in what somebody wrote."""

import re
from collections.abc import Mapping
from functools import lru_cache

from connectors.profiles.headers import normal

USUAL_SEPARATORS = (", ", ";")  # of a spreadsheet, and of the file that Google Forms itself makes
REMEMBERED = 1024
_SPACES = re.compile(r"\s+")


def folded(text: str) -> str:
    """In one case, with one space for any; punctuation stays, because options are parted by it."""
    return _SPACES.sub(" ", text.casefold().replace("ё", "е")).strip()


class Options:
    """The options of a question. They may hold the separator themselves: known ones are looked for, longest first."""

    def __init__(
        self, brands: Mapping[str, tuple[str, ...]], others: tuple[str, ...] = (), separator: str | None = None
    ) -> None:
        self._separators = (_SPACES.sub(" ", separator.casefold()),) if separator else USUAL_SEPARATORS
        self._brand_of: dict[str, str | None] = {folded(other): None for other in others}
        self._brand_of.update({folded(name): brand for brand, more in brands.items() for name in (brand, *more)})
        self._longest_first = sorted(self._brand_of, key=len, reverse=True)
        # most people tick one of few combinations
        self.ticked = lru_cache(REMEMBERED)(self._ticked)

    def brand(self, option: str) -> str | None:
        """The brand that one option is."""
        return self._brand_of.get(folded(option))

    def _ticked(self, cell: str) -> frozenset[str]:
        """The brands among the options of one cell."""
        rest, found = folded(cell), set()
        while rest:
            option = next((each for each in self._longest_first if self._begins(rest, each)), "")
            if brand := self._brand_of.get(option):
                found.add(brand)
            rest = self._after(rest, len(option))
        return frozenset(found)

    def _begins(self, text: str, option: str) -> bool:
        rest = text[len(option) :]
        return text.startswith(option) and (not rest or rest.startswith(self._separators))

    def _after(self, text: str, start: int) -> str:
        ends = [(place, len(each)) for each in self._separators if (place := text.find(each, start)) >= 0]
        place, length = min(ends, default=(len(text), 0))
        return text[place + length :].lstrip()


class Mentions:
    """Brands in open text, by whole words, in the order of their mention."""

    def __init__(self, brands: Mapping[str, tuple[str, ...]]) -> None:
        self._brand_of = {normal(name): brand for brand, more in brands.items() for name in (brand, *more)}
        names = sorted(self._brand_of, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")

    def named(self, text: str) -> list[str]:
        """Each brand once."""
        return list(dict.fromkeys(self._brand_of[found] for found in self._pattern.findall(normal(text))))
