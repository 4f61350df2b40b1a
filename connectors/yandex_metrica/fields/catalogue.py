"""Every field of the Logs API that is known: `catalogue.tsv`, read when it is first needed.

Its columns: `source` visits or hits; `name` without the prefix, `<attribution>` standing for a model; the vendor's
`type`; our `kind`; `status` old or new (a field renamed on 2025-10-15, `now` being its new name), pro or deprecated;
`since` the day that the vendor's data begin with.

Where type and kind differ: the types of product and promotion events are numbers by their type and words by their
description, so they are kept as sent; the banner group has outgrown 32 bits. Of the times in arrays only those of goals
are documented to be UTC+3; the same server writes the others.

Numbers of orders are `texts`: some shops make them of the buyer's e-mail address or telephone. Files of orders hide
these in the same way, so that the numbers still join.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from connectors.yandex_metrica.fields.kinds import Kind

LogName = Literal["visits", "hits"]
MODEL = "<attribution>"


@dataclass(frozen=True)
class Entry:
    """A line of the catalogue."""

    source: LogName
    name: str
    type: str
    kind: Kind
    status: str
    since: str
    now: str


@cache
def catalogue(source: LogName) -> Mapping[str, Entry]:
    """The fields of visits or of hits, by name."""
    _, *lines = Path(__file__).with_name("catalogue.tsv").read_text(encoding="utf-8").splitlines()
    entries = (Entry(*line.split("\t")) for line in lines)  # type: ignore[arg-type]
    return {entry.name: entry for entry in entries if entry.source == source}


@cache
def old_names(source: LogName) -> Mapping[str, str]:
    """The old name of each renamed field, by its new one."""
    return {entry.now: entry.name for entry in catalogue(source).values() if entry.now}
