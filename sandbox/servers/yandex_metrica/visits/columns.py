"""The columns of a day's visits by field name: the company's own, then derived ones, then neutral ones by type."""

import re
from collections.abc import Callable

import pyarrow as pa

from sandbox.company.visit_schema import VISITS
from sandbox.servers.yandex_metrica.dialect import Dialect
from sandbox.servers.yandex_metrica.fields.catalogue import LogField
from sandbox.servers.yandex_metrica.robots import looks_like_a_robot
from sandbox.servers.yandex_metrica.traffic import Day
from sandbox.servers.yandex_metrica.visits.devices import DEVICES
from sandbox.servers.yandex_metrica.visits.goals import GOALS
from sandbox.servers.yandex_metrica.visits.hit_times import watch_ids
from sandbox.servers.yandex_metrica.visits.neutral import neutral
from sandbox.servers.yandex_metrica.visits.places import PLACES
from sandbox.servers.yandex_metrica.visits.purchases import PURCHASES
from sandbox.servers.yandex_metrica.visits.sources import SourceColumns

_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
Derive = Callable[[Day, Dialect], pa.Array]


def snake_case(name: str) -> str:
    """`regionCityID` → `region_city_id`: what the company calls the field."""
    return _WORD_START.sub("_", name).lower()


DERIVED: dict[str, Derive] = {
    **DEVICES,
    **PLACES,
    **GOALS,
    **PURCHASES,
    "isRobotPro": lambda day, _: looks_like_a_robot(day.visits),
    "watchIDs": lambda day, _: watch_ids(day.visits),
    "from": lambda day, _: SourceColumns(day.visits, "LAST").label(),
}


class VisitColumns:
    """One row a visit, in the company's order."""

    def __init__(self, day: Day, dialect: Dialect) -> None:
        self._day, self._dialect = day, dialect
        self._sources: dict[str, SourceColumns] = {}
        self.rows = day.visits.num_rows

    def column(self, field: LogField, model: str) -> pa.Array:
        """The field's values; `model` is the request's, for fields that don't name one."""
        if field.attributed:
            values = self._source(field.model or model).column(field.name)
        elif (name := snake_case(field.name)) in VISITS.names:
            values = self._day.visits.column(name).combine_chunks()
        elif field.name in DERIVED:
            values = DERIVED[field.name](self._day, self._dialect)
        else:
            values = None
        return neutral(field.kind, self.rows) if values is None else values

    def _source(self, model: str) -> SourceColumns:
        if model not in self._sources:
            self._sources[model] = SourceColumns(self._day.visits, model)
        return self._sources[model]
