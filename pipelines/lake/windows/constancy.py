"""Since when the days of a stream mean something else: another time zone, another currency, another report."""

from collections.abc import Iterable
from itertools import pairwise

from pipelines.lake.manifest import Manifest, as_of


def turns_of(loads: Iterable[Manifest], constant: Iterable[str]) -> list[str]:
    """A sentence for each of the `constant` details that isn't the same in all loads of a stream that tell it."""
    known = sorted(loads, key=lambda load: load.partition)
    return [sentence for name in constant if (sentence := _turn_of(name, known))]


def _turn_of(name: str, loads: Iterable[Manifest]) -> str | None:
    told = [(load, str(load.details[name])) for load in loads if load.details.get(name) is not None]
    turns = [(load.partition, before, now) for (_, before), (load, now) in pairwise(told) if before != now]
    if not turns:
        return None
    day, before, now = turns[0]
    # what the source says last is what the other days can become
    _, current = max(told, key=lambda each: (as_of(each[0]), each[0].partition))
    others = [load.partition for load, value in told if value != current]
    more = {1: "", 2: ", and it turns once more"}.get(len(turns), f", and it turns {len(turns) - 1} more times")
    return (
        f"{name.replace('_', ' ')}: {now} since {day}, {before} on the days before{more}. "
        "The numbers of these days don't mean the same, and their sum means nothing. "
        f"To make it one: tablo run --from {others[0]} --to {others[-1]} --refresh all"
    )
