"""A home at work: its environment, configuration, lake and models, opened once and handed to every asset."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from connectors.common.errors import Problem
from connectors.google_analytics.catalogue import STANDARD
from connectors.registry import Source
from connectors.yandex_metrica import VISITS
from pipelines.lake import Lake
from pipelines.settings import Configuration, Environment, load_configuration
from pipelines.sources import first_day, open_sources
from pipelines.warehouse import Models, load_models

PROJECT = Path(__file__).resolve().parent.parent
SQL = PROJECT / "sql"


@dataclass(frozen=True)
class Workspace:
    """Everything that a run needs to know; nothing in it is opened before it is used."""

    environment: Environment
    configuration: Configuration

    @classmethod
    def from_os(cls) -> "Workspace":
        """The workspace that the TABLO_ variables name."""
        environment = Environment.from_os()
        return cls(environment, load_configuration(environment.config))

    @cached_property
    def lake(self) -> Lake:
        """The lake of the home."""
        return Lake(self.environment.home / "lake")

    @cached_property
    def models(self) -> Models:
        """The project's models, parsed once."""
        return load_models(SQL)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The API sources of the profile: none where only files are read."""
        return open_sources(self.environment, self.configuration)

    @property
    def api_schemas(self) -> dict[str, pa.Schema]:
        """The columns of the API streams that models read, pulled by the profile or not, and of all that it pulls."""
        pulled = {
            f"{source.name}__{name}": stream.schema
            for source in self.sources.values()
            for name, stream in source.streams.items()
        }
        analytics = {f"google_analytics__{name}": report.schema for name, report in STANDARD.items()}
        return {"yandex_metrica__visits": VISITS} | analytics | pulled

    @property
    def yesterday(self) -> date:
        """The last business day that is over."""
        return self.environment.today(self.configuration.company.timezone) - timedelta(days=1)

    def first_day(self, source: str) -> date:
        """The oldest day that a source is asked for."""
        return first_day(self.environment, self.configuration, source)

    def stamp_home(self) -> None:
        """A home belongs to one profile for ever: a demo's numbers never meet a company's."""
        stamp = self.environment.home / "home.json"
        if stamp.exists():
            profile = json.loads(stamp.read_text(encoding="utf-8"))["profile"]
            if profile != self.environment.profile:
                raise Problem(
                    f"this data folder belongs to the profile {profile!r}, the run is of {self.environment.profile!r}.",
                    where=str(self.environment.home),
                    mend="Set TABLO_HOME to another folder, or TABLO_PROFILE to the folder's profile.",
                )
            return
        try:
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(json.dumps({"profile": self.environment.profile}) + "\n", encoding="utf-8")
        except OSError as error:
            raise Problem(
                f"the data folder can't be written ({error.strerror}).",
                where=str(self.environment.home),
                mend="Set TABLO_HOME to a folder of yours.",
            ) from None
