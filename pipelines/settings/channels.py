"""`channels.yaml`: the channels, the company's own rules that find them, and which standard rules come after those."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

Category = Literal["search", "social", "video", "shopping", "ai", "email", "messenger", "ads", "site"]
StandardRules = Literal["none", "google-2026-05"]
SourceList = Literal["world", "russia"]


class Strict(BaseModel):
    """A misspelt key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    """A name in the two languages of the pages."""

    en: str
    ru: str


class Channel(Strict):
    """One of the contract's channels."""

    code: str
    name: Bilingual
    group: str


class ChannelRule(Strict):
    """All given conditions must hold; the first rule that fits wins. Case never counts.

    Lists are any of, compared whole. `source_category` is what a source list says of the source. A pattern is a regular
    expression (RE2) found anywhere in the value. `since` and `until` are the first and the last day of the rule.
    """

    channel: str
    traffic_source: list[str] = []
    source: list[str] = []
    medium: list[str] = []
    source_category: list[Category] = []
    source_pattern: str | None = None
    medium_pattern: str | None = None
    campaign_pattern: str | None = None
    since: date | None = None
    until: date | None = None

    @field_validator("source_pattern", "medium_pattern", "campaign_pattern")
    @classmethod
    def _readable_by_every_engine(cls, pattern: str | None) -> str | None:
        import pyarrow as pa
        import pyarrow.compute as pc

        try:
            pc.match_substring_regex(pa.array([""]), pattern or "")
        except pa.ArrowInvalid as error:
            said = str(error).removeprefix("Invalid regular expression: ")
            raise ValueError(f"{pattern!r} is no pattern that the engine reads: {said}") from None
        return pattern

    @model_validator(mode="after")
    def _holds_on_some_day(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"a rule until {self.until} can't hold since {self.since}")
        return self


class Channels(Strict):
    """The channels and the rules that find them, versioned together.

    `standard` names the rules that come after the company's own. `lists` are the lists that tell a source's category,
    a later one before an earlier one; `sources` adds the company's own sources by category, before all of them.
    """

    version: str
    channels: list[Channel]
    rules: list[ChannelRule]
    standard: StandardRules = "none"
    lists: tuple[SourceList, ...] = ("world", "russia")
    sources: dict[Category, list[str]] = {}

    @model_validator(mode="after")
    def _a_source_has_one_category(self) -> Self:
        seen: dict[str, str] = {}
        for category, names in self.sources.items():
            for name in names:
                if seen.setdefault(name.strip().lower(), category) != category:
                    other = seen[name.strip().lower()]
                    raise ValueError(f"sources: {name!r} stands in two categories, {other} and {category}")
        return self
