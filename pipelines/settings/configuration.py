"""The configuration folder, checked by pydantic: company, sources, channels, money, goals, scorecards."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipelines.settings.scorecard import Scorecard


class Strict(BaseModel):
    """A misspelt key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    """A name in the two languages of the pages."""

    en: str
    ru: str


class Web(Strict):
    """`primary` names the one source that visits come from."""

    primary: str = "yandex_metrica"


class Windows(Strict):
    """How far a KPI looks: days from visit to order, from lead to purchase, between purchases; months of activity."""

    attribution_days: int = 30
    contact_to_purchase_days: int = 90
    repeat_purchase_days: int = 365
    active_customer_months: int = 12


class Company(Strict):
    """Who it is, in which zone a day begins, in which currency it reports, and from when it counts."""

    name: Bilingual
    timezone: str
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    history_starts_on: date
    web: Web = Web()
    revenue_from: Literal["orders"] = "orders"
    windows: Windows = Windows()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {name!r}") from error
        return name


class VatRate(Strict):
    """A rate as a share (0.22), in force from a day until the next rate."""

    valid_from: date
    rate: Decimal


class Money(Strict):
    """VAT by date of the event; `currency_names` turns what people write into ISO codes."""

    vat_rates: list[VatRate] = Field(min_length=1)
    currency_names: dict[str, str] = {}


class Channel(Strict):
    """One of the contract's channels."""

    code: str
    name: Bilingual
    group: str


class ChannelRule(Strict):
    """All given conditions must hold (lists: any of; case-insensitive, whole value); the first rule that fits wins."""

    channel: str
    traffic_source: list[str] = []
    source: list[str] = []
    medium: list[str] = []


class Channels(Strict):
    """The channels and the rules that find them, versioned together."""

    version: str
    channels: list[Channel]
    rules: list[ChannelRule]


class Goal(Strict):
    """`source_goals` lists the goal's identifiers in the web source."""

    code: str
    name: Bilingual
    source_goals: list[str] = []


class TableMapping(Strict):
    """Rows that fit every rule of `where`, as columns of one interchange table; one row a group, where one is given."""

    where: dict[str, str] = {}
    columns: dict[str, str]
    group_by: list[str] = []


class FileSource(Strict):
    """How files of one inbox folder are read: a mapping to one or several interchange tables."""

    connector: Literal["files"]
    encoding: str | None = None
    delimiter: str | None = None
    decimal: Literal[".", ","] = "."
    date_format: str | None = None
    tables: dict[str, TableMapping]


class ApiSource(Strict):
    """A source pulled through its API; `settings` are checked by the connector itself.

    `history_days` is how far back the first run reaches; without it, to the start of the company's history.
    """

    connector: str
    history_days: int | None = Field(default=None, ge=1)
    settings: dict[str, Any] = {}


class Configuration(Strict):
    """The whole folder; `sha256` is of its files."""

    company: Company
    money: Money
    channels: Channels
    goals: list[Goal]
    file_sources: dict[str, FileSource]
    api_sources: dict[str, ApiSource]
    scorecards: dict[str, Scorecard]
    sha256: str
