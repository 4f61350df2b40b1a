"""Every field of the Logs API by its documented name; `catalogue.tsv` is the vendor's list, old and new names alike."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from sandbox.servers.yandex_metrica.fields.attribution import PLACEHOLDER, SPELLINGS

Source = Literal["visits", "hits"]
PREFIXES: dict[Source, str] = {"visits": "ym:s:", "hits": "ym:pv:"}


@dataclass(frozen=True)
class LogField:
    """`asked` as in the request; `name` without prefix and model; `model` where the name says one.

    `attributed` without a model: the request's parameter decides. `kind` is the type in ClickHouse's words.
    """

    asked: str
    name: str
    kind: str
    pro: bool = False
    attributed: bool = False
    model: str | None = None


@cache
def log_field(source: Source, asked: str) -> LogField | None:
    """The field of that name; None where the API has none."""
    prefix = PREFIXES[source]
    if not asked.startswith(prefix):
        return None
    plain, attributed = _catalogue(source)
    name = asked.removeprefix(prefix)
    if name in plain:
        kind, pro = plain[name]
        return LogField(asked, name, kind, pro)
    if name.startswith(PLACEHOLDER):
        return _attributed(attributed, asked, name.removeprefix(PLACEHOLDER), None)
    for spelling, model in SPELLINGS.items():
        if name.startswith(spelling):
            found = _attributed(attributed, asked, name.removeprefix(spelling), model)
            if found is not None:
                return found
    return None


def field_names(source: Source) -> list[str]:
    """Every documented name, `ym:s:<attribution>TrafficSource` among them."""
    plain, attributed = _catalogue(source)
    return [PREFIXES[source] + name for name in (*plain, *(PLACEHOLDER + name for name in attributed))]


def _attributed(known: dict[str, str], asked: str, rest: str, model: str | None) -> LogField | None:
    """`lastHasGCLID` is `lasthasGCLID`: both are met."""
    for name in (rest, rest[:1].lower() + rest[1:]):
        if name in known:
            return LogField(asked, name, known[name], attributed=True, model=model)
    return None


@cache
def _catalogue(source: Source) -> tuple[dict[str, tuple[str, bool]], dict[str, str]]:
    plain: dict[str, tuple[str, bool]] = {}
    attributed: dict[str, str] = {}
    with Path(__file__).with_name("catalogue.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if not row["field"].startswith(PREFIXES[source]):
                continue
            name = row["field"].removeprefix(PREFIXES[source])
            if name.startswith(PLACEHOLDER):
                attributed[name.removeprefix(PLACEHOLDER)] = row["type"]
            else:
                plain[name] = (row["type"], row["only"] == "pro")
    return plain, attributed
