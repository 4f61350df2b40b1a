"""The configuration folder, checked by pydantic: company, sources, channels, money, goals, scorecards."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from connectors.files.mapping import TableMapping
from pipelines.settings.channels import Bilingual as Bilingual
from pipelines.settings.channels import Channel as Channel
from pipelines.settings.channels import ChannelRule as ChannelRule
from pipelines.settings.channels import Channels as Channels
from pipelines.settings.money import Money as Money
from pipelines.settings.money import VatRate as VatRate
from pipelines.settings.scorecard import Scorecard
from pipelines.settings.stages import Stages
from pipelines.settings.survey import Survey


class Strict(BaseModel):
    """A misspelt key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Web(Strict):
    """`primary` names the one source that visits come from.

    `google_analytics` has daily reports and no visits: traffic and conversions are counted, credit for single visits
    isn't given. `google_analytics_events` are the visits of its event export, `files` those of the table `visits`.
    """

    primary: Literal["yandex_metrica", "google_analytics", "google_analytics_events", "files"] = "yandex_metrica"


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


class Goal(Strict):
    """`source_goals` lists the goal's identifiers in the web source."""

    code: str
    name: Bilingual
    source_goals: list[str] = []


class FileSource(Strict):
    """How files of one inbox folder are read: by a mapping to interchange tables, or by the profile of an export.

    `profile` names one or several; without it and without `tables`, files are recognised by their headers. `fields`
    gives a profile's fields more headers, `only` the tables that are wanted, `tables` overrides single columns.
    `vat_included` and `currency` hold for amounts that don't say it. `keep` names columns that are kept in `extra`
    though they hold names or free text. `survey` says what the questions of a form measure.
    """

    connector: Literal["files"]
    profile: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    decimal: Literal[".", ",", "either"] | None = None
    date_format: tuple[str, ...] = ()
    vat_included: bool | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3,5}$")] | None = None
    fields: dict[str, tuple[str, ...]] = {}
    only: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    survey: Survey | None = None
    tables: dict[str, TableMapping] = {}

    @field_validator("profile", "date_format", "only", "keep", mode="before")
    @classmethod
    def _one_or_several(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given

    @field_validator("fields", mode="before")
    @classmethod
    def _headers_of_fields(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {field: (headers,) if isinstance(headers, str) else headers for field, headers in given.items()}


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
    stages: Stages = Stages()
    sha256: str
