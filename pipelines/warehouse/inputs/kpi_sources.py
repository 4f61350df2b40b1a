"""What KPIs hang on: the streams that each is made from, and the days that the configuration wants of each stream."""

from collections.abc import Iterator
from datetime import date
from typing import get_args

from pipelines.settings import Configuration, Environment
from pipelines.settings.configuration import Web
from pipelines.sources import first_day, last_day, open_sources
from pipelines.warehouse.models.kpis import kpi_code
from pipelines.warehouse.models.layers import BOOKKEEPING
from pipelines.warehouse.models.model import Models

# sources of which one at a time is the company's web data; models that can read each of them read the primary one only
WEB_SOURCES = frozenset(get_args(Web.model_fields["primary"].annotation)) - {"files"}


def kpi_sources(models: Models, configuration: Configuration) -> Iterator[tuple[str, str]]:
    """Each KPI with each relation of the lake that its rows are made from, at any distance."""
    spare = WEB_SOURCES - {configuration.company.web.primary}
    for model in models:
        if model.header.kpi is not None:
            for relation in sorted(models.upstream(model.relation) - BOOKKEEPING):
                schema, _, name = relation.partition(".")
                if schema == "lake" and name.partition("__")[0] not in spare:
                    yield kpi_code(model), relation


def pulled_streams(
    environment: Environment, configuration: Configuration
) -> Iterator[tuple[str, str, str, date, date]]:
    """Source, stream, account, and the first and last day that should be there, of each stream that is pulled."""
    for name, source in open_sources(environment, configuration).items():
        due_from = first_day(environment, configuration, name)
        due_to = last_day(environment, configuration, source)
        if due_from <= due_to:
            for stream in source.streams:
                yield name, stream, source.account, due_from, due_to
