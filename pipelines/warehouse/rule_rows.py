"""Rules of the configuration as rows: one per combination of a rule's lists, NULL where anything fits."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from pipelines.settings.configuration import Channels
from pipelines.settings.stages import Stages, alike, standard_stages

Row = tuple[Any, ...]


def channel_rules(channels: Channels) -> list[Row]:
    """Of `config.channel_rules`: position, channel, traffic_source, source, medium, in lower case."""
    return [
        (place, rule.channel, *(word and word.lower() for word in words))
        for place, rule in enumerate(channels.rules, start=1)
        for words in _combinations(rule.traffic_source, rule.source, rule.medium)
    ]


def stage_rules(own: Stages) -> list[Row]:
    """Of `config.stages`: position, outcome, stage, pipeline, source, is_standard; the company's own rules first."""
    rules = [*((rule, False) for rule in own.rules), *((rule, True) for rule in standard_stages().rules)]
    return [
        (place, rule.outcome, *(word and alike(word) for word in words), is_standard)
        for place, (rule, is_standard) in enumerate(rules, start=1)
        for words in _combinations(rule.stage, rule.pipeline, rule.source)
    ]


def _combinations(*lists: Sequence[str]) -> Iterator[tuple[str | None, ...]]:
    some_or_any: list[list[str | None]] = [[*words] or [None] for words in lists]
    return product(*some_or_any)
