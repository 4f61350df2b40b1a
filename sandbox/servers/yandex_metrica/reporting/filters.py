"""Segments: `ym:s:isRobot=='No' AND ym:s:lastTrafficSource!='ad'`."""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company.draws import Flags
from sandbox.servers.yandex_metrica.refusals import Refusal, wrong
from sandbox.servers.yandex_metrica.reporting.dimensions import Dimension, dimension
from sandbox.servers.yandex_metrica.reporting.facts import Facts

LONGEST, MOST_CONDITIONS, MOST_NAMES = 10_000, 20, 10
_AND = re.compile(r"\s+AND\s+")
_CONDITION = re.compile(r"\(?\s*(?P<name>[\w:<>]+)\s*(?P<operator>==|!=)\s*'(?P<value>(?:[^'\\]|\\.)*)'\s*\)?")


@dataclass(frozen=True)
class Condition:
    """A dimension equals a value, or doesn't."""

    dimension: Dimension
    is_equal: bool
    value: str

    def fits(self, facts: Facts) -> Flags:
        """For each visit; an undefined value equals nothing."""
        equal = pc.fill_null(pc.equal(self.dimension.values(facts), pa.scalar(self.value)), False)
        found: Flags = equal.to_numpy(zero_copy_only=False)
        return found if self.is_equal else ~found


def conditions(text: str, default_model: str) -> list[Condition]:
    """All of which must hold. Raises `Refusal` for what this server can't read: OR, NOT, other operators."""
    if not text.strip():
        return []
    found = [_condition(part.strip(), default_model) for part in _AND.split(text)]
    names = {condition.dimension.name for condition in found}
    if len(text) > LONGEST or len(found) > MOST_CONDITIONS or len(names) > MOST_NAMES:
        raise Refusal(400, "filter_limits", "The filter is too long or has too many conditions", "filters")
    return found


def chosen(facts: Facts, asked: list[Condition]) -> Flags:
    """The visits that all conditions fit."""
    found = np.ones(facts.visits.num_rows, dtype=bool)
    for condition in asked:
        found &= condition.fits(facts)
    return found


def _condition(text: str, default_model: str) -> Condition:
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise wrong("filters", text)
    found = dimension(match["name"], default_model)
    if found is None:
        raise wrong("filters", match["name"])
    value = re.sub(r"\\(.)", r"\1", match["value"])
    return Condition(found, match["operator"] == "==", value)
