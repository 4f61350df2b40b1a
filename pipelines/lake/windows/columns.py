"""Whether the newest loads of a stream have the columns of those before, and all that are declared.

A load's file tells its columns and types itself, so that loads of any age can be compared: two footers are read.
"""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.lake.manifest import Manifest
from pipelines.lake.paths import Lake

Columns = dict[str, str]
COLUMNS_NAMED = 8


def drift_of(lake: Lake, loads: Mapping[date, Manifest]) -> list[str]:
    """A sentence where the columns of the newest loads differ from those of the loads before them."""
    newest, before = _last_two(loads)
    if newest is None or before is None:
        return []
    now, then = _columns(lake, newest), _columns(lake, before)
    if now is None or then is None or now == then:
        return []
    differences = [
        *(f"{name} is new" for name in now if name not in then),
        *(f"{name} has vanished" for name in then if name not in now),
        *(f"{name} is {now[name]} and was {then[name]}" for name in now if then.get(name, now[name]) != now[name]),
    ]
    return [
        f"the load of {newest.partition} has other columns than that of {before.partition}, of the run before: "
        f"{', '.join(differences)}. {_reload(loads)}"
    ]


def missing_columns(lake: Lake, loads: Mapping[date, Manifest], declared: pa.Schema) -> list[str]:
    """A sentence where the newest loads lack a column that the stream has by now: the models read NULL for it."""
    newest, _ = _last_two(loads)
    columns = _columns(lake, newest) if newest else None
    missing = [name for name in declared.names if columns is not None and name not in columns]
    if not newest or not missing:
        return []
    more = len(missing) - COLUMNS_NAMED
    lacks = ", ".join(missing[:COLUMNS_NAMED]) + (f" and {more} more" if more > 0 else "")
    return [
        f"even the newest load, of {newest.partition}, has no {lacks}: it is empty in every model. {_reload(loads)}"
    ]


def _last_two(loads: Mapping[date, Manifest]) -> tuple[Manifest | None, Manifest | None]:
    """A load of the newest run, and one of the run before it; a run's loads share their moment."""
    moments = sorted({load.loaded_at for load in loads.values()})[-2:]
    of_moment = {load.loaded_at: load for _, load in sorted(loads.items())}
    newest, before = ([*([None] * (2 - len(moments))), *(of_moment[moment] for moment in moments)])[::-1]
    return newest, before


def _columns(lake: Lake, load: Manifest) -> Columns | None:
    """None where the file can't be read: a reload heals that, and says so itself."""
    try:
        schema = pq.read_schema(lake.of(load).data)
    except (OSError, pa.ArrowException):
        return None
    return {field.name: str(field.type) for field in schema}


def _reload(loads: Mapping[date, Manifest]) -> str:
    return f"To load all days alike: tablo run --from {min(loads)} --to {max(loads)} --refresh all"
