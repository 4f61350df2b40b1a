"""The API sources of a profile, and the days that the configuration wants of each."""

from datetime import date, timedelta

from connectors.registry import Source, open_source
from pipelines.lake.privacy.pseudonyms import Pseudonyms
from pipelines.settings import Configuration, Environment


def open_sources(environment: Environment, configuration: Configuration) -> dict[str, Source]:
    """By name; none where only files are read. Raises Problem for settings that a connector doesn't know."""
    if environment.profile == "files":
        return {}
    return {
        name: open_source(
            name,
            source.connector,
            source.settings,
            Pseudonyms(environment.hash_key, name),
            environment.home / "state" / name,
        )
        for name, source in configuration.api_sources.items()
    }


def first_day(environment: Environment, configuration: Configuration, source: str) -> date:
    """The oldest day that a source is asked for."""
    company = configuration.company
    reach = configuration.api_sources[source].history_days
    if reach is None:
        return company.history_starts_on
    return max(company.history_starts_on, environment.today(company.timezone) - timedelta(days=reach))


def last_day(environment: Environment, configuration: Configuration, source: Source) -> date:
    """The last business day that is over at the source too: west of the company its days end later."""
    company_zone = configuration.company.timezone
    zones = (company_zone, source.time_zone or company_zone)
    return min(environment.today(zone) for zone in zones) - timedelta(days=1)
