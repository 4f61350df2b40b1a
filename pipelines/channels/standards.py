"""The standard rules of a name: what is left of a published table when only a company's channels are looked for."""

from functools import lru_cache

from pipelines.channels.files import RULES, content
from pipelines.settings.channels import ChannelRule, Channels, Strict


class StandardRule(ChannelRule):
    """A rule with the name that it has in its table."""

    name: str


class Standard(Strict):
    """A published table of rules, in its order."""

    version: str
    rules: tuple[StandardRule, ...]


def standard_rules(channels: Channels) -> tuple[StandardRule, ...]:
    """The rules that come after the company's own; those of channels that it doesn't have are left out."""
    if channels.standard == "none":
        return ()
    known = {channel.code for channel in channels.channels}
    return tuple(rule for rule in _standard(channels.standard).rules if rule.channel in known)


@lru_cache
def _standard(name: str) -> Standard:
    return Standard.model_validate(content(RULES, name))
