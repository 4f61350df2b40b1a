"""Rules of the configuration as rows: one per combination of a rule's lists, NULL where anything fits."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, pairwise, product
from typing import Any

from pipelines.channels import standard_rules
from pipelines.settings.channels import ChannelRule, Channels
from pipelines.settings.stages import Stages, alike, standard_stages

Row = tuple[Any, ...]
EVER, FOREVER = date(1, 1, 1), date(9999, 12, 31)


def channel_rules(channels: Channels) -> list[Row]:
    """Of `config.channel_rules`, words in lower case: the company's own rules first, then the standard ones."""
    own = ((f"own {number}", rule) for number, rule in enumerate(channels.rules, start=1))
    standard = ((f"{channels.standard}: {rule.name}", rule) for rule in standard_rules(channels))
    return [
        (place, rule.channel, *(word and word.lower() for word in words), *_patterns(rule), *_days(rule), name)
        for place, (name, rule) in enumerate(chain(own, standard), start=1)
        for words in _combinations(rule.traffic_source, rule.source, rule.medium, rule.source_category)
    ]


def channel_periods(channels: Channels) -> list[Row]:
    """Of `config.channel_periods`: the spans of days between which the rules that hold change, end excluded."""
    turns = {day for rule in (*channels.rules, *standard_rules(channels)) for day in _days(rule)}
    return list(pairwise(sorted(turns | {EVER, FOREVER})))


def _patterns(rule: ChannelRule) -> Iterator[str | None]:
    patterns = (rule.source_pattern, rule.medium_pattern, rule.campaign_pattern)
    return (pattern and f"(?i){pattern}" for pattern in patterns)


def _days(rule: ChannelRule) -> tuple[date, date]:
    return rule.since or EVER, rule.until + timedelta(days=1) if rule.until else FOREVER


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
