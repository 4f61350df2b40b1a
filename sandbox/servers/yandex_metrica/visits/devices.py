"""More about the device than the company says: versions, colours, orientation; all of it follows from what it does."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sandbox.servers.yandex_metrica.hashing import below, words

_SYSTEMS = {"windows": "windows10", "macos": "macos_sonoma", "linux": "gnu_linux", "android": "android_14",
            "ios": "ios18", "unknown": ""}  # fmt: skip
_ENGINES = {"firefox": "Gecko", "unknown": ""}
_PHONES = {"ios": "Apple", "android": "Samsung"}


def _column(name: str) -> Callable[[Any, Any], pa.Array]:
    return lambda day, _: day.visits.column(name).combine_chunks()


def _named(day: Any, column: str, names: dict[str, str], other: str) -> pa.Array:
    values = day.visits.column(column).combine_chunks()
    place = pc.index_in(values, pa.array(list(names)))
    return pc.fill_null(pa.array(list(names.values())).take(place), other)


def _version(day: Any, what: str, first: int, many: int) -> pa.Array:
    """Of the visitor's browser, not of the visit."""
    return pa.array(below(words(day.visits.column("client_id").combine_chunks()), what, many) + first)


def _is_upright(day: Any) -> pa.Array:
    visits = day.visits
    return pc.greater(visits.column("screen_height"), visits.column("screen_width")).combine_chunks()


def _phone(day: Any) -> pa.Array:
    is_desktop = pc.equal(day.visits.column("device_category").combine_chunks(), "1")
    return pc.if_else(is_desktop, "", _named(day, "operating_system_root", _PHONES, ""))


DEVICES: dict[str, Callable[[Any, Any], pa.Array]] = {
    "operatingSystem": lambda day, _: _named(day, "operating_system_root", _SYSTEMS, ""),
    "browserEngine": lambda day, _: _named(day, "browser", _ENGINES, "WebKit"),
    "browserMajorVersion": lambda day, _: _version(day, "major", 120, 20),
    "browserMinorVersion": lambda day, _: _version(day, "minor", 0, 4),
    "browserCountry": lambda day, _: pc.utf8_upper(day.visits.column("browser_language").combine_chunks()),
    "mobilePhone": lambda day, _: _phone(day),
    "screenColors": lambda day, _: pa.repeat(24, day.visits.num_rows),
    "screenOrientation": lambda day, _: pc.if_else(_is_upright(day), 1, 2),
    "screenOrientationName": lambda day, _: pc.if_else(_is_upright(day), "portrait", "landscape"),
    "screenFormat": lambda day, _: pc.if_else(_is_upright(day), "9:16", "16:9"),
    "physicalScreenWidth": _column("screen_width"),
    "physicalScreenHeight": _column("screen_height"),
}
