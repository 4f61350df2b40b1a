"""Dimensions: the value of each visit, and how it is shown."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from sandbox.servers.yandex_metrica.fields.catalogue import log_field
from sandbox.servers.yandex_metrica.reporting.facts import Facts
from sandbox.servers.yandex_metrica.reporting.names import DEVICES, shown
from sandbox.servers.yandex_metrica.visits.sources import NAMES, SourceColumns

PREFIX = "ym:s:"
ROBOT = "ym:s:isRobot"


@dataclass(frozen=True)
class Dimension:
    """`values`: text, NULL where undefined. `show`: a value as the answer has it, in a language."""

    name: str
    values: Callable[[Facts], pa.Array]
    show: Callable[[str | None, str], dict[str, object]]


def dimension(name: str, default_model: str) -> Dimension | None:
    """None where there is no dimension of the name; `default_model` is that of `<attribution>`."""
    bare = name.removeprefix(PREFIX)
    if name in (ROBOT, "ym:s:isNewUser", "ym:s:bounce"):
        column = {"isRobot": "is_robot", "isNewUser": "is_new_user", "bounce": "bounce"}[bare]
        return Dimension(name, lambda facts: _yes_or_no(facts, column), lambda value, lang: shown(bare, value, lang))
    if name == "ym:s:deviceCategory":
        return Dimension(name, _devices, lambda value, lang: shown(bare, value, lang))
    if name in ("ym:s:date", "ym:s:regionCity", "ym:s:regionCountry"):
        column = {"date": "date", "regionCity": "region_city", "regionCountry": "region_country"}[bare]
        return Dimension(name, lambda facts: _text(facts, column), lambda value, _: {"name": value})
    field = log_field("visits", name)
    if field is None or not field.attributed or field.name not in NAMES:
        return None
    model = field.model or default_model
    return Dimension(
        name,
        lambda facts: _source(facts, model, field.name),
        lambda value, lang: shown(field.name, value, lang),
    )


def _source(facts: Facts, model: str, name: str) -> pa.Array:
    return _undefined(SourceColumns(facts.visits, model).column(name))


def _text(facts: Facts, column: str) -> pa.Array:
    return _undefined(facts.visits.column(column).combine_chunks().cast(pa.string()))


def _undefined(values: pa.Array | None) -> pa.Array:
    assert values is not None
    return pc.if_else(pc.equal(values, ""), None, values)


def _yes_or_no(facts: Facts, column: str) -> pa.Array:
    return pc.if_else(facts.visits.column(column).combine_chunks(), "Yes", "No")


def _devices(facts: Facts) -> pa.Array:
    codes = pa.array(list(DEVICES))
    return pa.array(list(DEVICES.values())).take(
        pc.index_in(facts.visits.column("device_category").combine_chunks(), codes)
    )
