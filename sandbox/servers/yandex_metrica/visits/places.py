"""Regions by number, as Yandex's geobase counts them."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_COUNTRIES = {"RU": 225, "BY": 149, "KZ": 159, "AM": 168, "DE": 96, "US": 84, "NL": 118}
_CITIES = {
    "Moscow": 213, "Saint Petersburg": 2, "Tula": 15, "Kazan": 43, "Nizhny Novgorod": 47, "Krasnodar": 35,
    "Samara": 51, "Yekaterinburg": 54, "Ufa": 172, "Novosibirsk": 65, "Krasnoyarsk": 62, "Vladivostok": 75,
    "Minsk": 157, "Almaty": 162, "Yerevan": 10262, "Berlin": 177, "New York": 202, "Amsterdam": 10466,
    "Ashburn": 104704, "Frankfurt am Main": 97,
}  # fmt: skip


def _numbers(names: pa.Array, known: dict[str, int]) -> pa.Array:
    place = pc.index_in(names, pa.array(list(known)))
    return pc.fill_null(pa.array(list(known.values())).take(place), 0)


PLACES: dict[str, Callable[[Any, Any], pa.Array]] = {
    "regionCountryID": lambda day, _: _numbers(day.visits.column("region_country").combine_chunks(), _COUNTRIES),
    "regionCityID": lambda day, _: _numbers(day.visits.column("region_city").combine_chunks(), _CITIES),
}
