"""The configuration folder, checked by pydantic: company, sources, channels, money, goals, scorecards."""

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from connectors.common.errors import Problem
from pipelines.settings.scorecard import Scorecard

Checked = TypeVar("Checked", bound=BaseModel)


class Strict(BaseModel):
    """A misspelt key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    en: str
    ru: str


class Web(Strict):
    """`primary` names the one source that visits come from."""

    primary: str = "yandex_metrica"


class Windows(Strict):
    attribution_days: int = 30
    contact_to_purchase_days: int = 90
    repeat_purchase_days: int = 365
    active_customer_months: int = 12


class Company(Strict):
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
    valid_from: date
    rate: Decimal


class Money(Strict):
    """VAT by date of the event; `currency_names` turns what people write into ISO codes."""

    vat_rates: list[VatRate] = Field(min_length=1)
    currency_names: dict[str, str] = {}


class Channel(Strict):
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
    version: str
    channels: list[Channel]
    rules: list[ChannelRule]


class Goal(Strict):
    """`source_goals` lists the goal's identifiers in the web source."""

    code: str
    name: Bilingual
    source_goals: list[str] = []


class TableMapping(Strict):
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
    company: Company
    money: Money
    channels: Channels
    goals: list[Goal]
    file_sources: dict[str, FileSource]
    api_sources: dict[str, ApiSource]
    scorecards: dict[str, Scorecard]
    sha256: str


def load_configuration(folder: Path) -> Configuration:
    """Read and check the folder; the first thing wrong is one sentence with the file and the key."""
    if not folder.is_dir():
        raise Problem("there is no configuration folder here.", where=str(folder), mend="Set TABLO_CONFIG to yours.")
    sources = {path.stem: _read(path) for path in sorted((folder / "sources").glob("*.yaml"))}
    file_sources = {
        name: _check(FileSource, text, folder / "sources" / f"{name}.yaml")
        for name, text in sources.items()
        if isinstance(text, dict) and text.get("connector") == "files"
    }
    return Configuration(
        company=_check(Company, _read(folder / "company.yaml"), folder / "company.yaml"),
        money=_check(Money, _read(folder / "money.yaml"), folder / "money.yaml"),
        channels=_check(Channels, _read(folder / "channels.yaml"), folder / "channels.yaml"),
        goals=[_check(Goal, goal, folder / "goals.yaml") for goal in _read(folder / "goals.yaml")["goals"]],
        file_sources=file_sources,
        api_sources={
            name: _check(ApiSource, text, folder / "sources" / f"{name}.yaml")
            for name, text in sources.items()
            if name not in file_sources
        },
        scorecards={
            path.stem: _check(Scorecard, _read(path), path) for path in sorted((folder / "scorecards").glob("*.yaml"))
        },
        sha256=_hash(folder),
    )


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Problem("the file is missing.", where=str(path), mend="Copy it from config/ of the project.") from None
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f":{place.line + 1}" if place else ""
        raise Problem(f"this is not YAML: {getattr(error, 'problem', error)}.", where=f"{path}{line}") from None


def _check(kind: type[Checked], content: Any, path: Path) -> Checked:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        said = (f"{key}: " if key else "") + first["msg"].removeprefix("Value error, ")
        raise Problem(f"{said}.", where=str(path), mend="Mend this line and run again.") from None


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("sources/*.yaml"), *folder.glob("scorecards/*.yaml")]):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
