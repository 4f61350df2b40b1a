"""Who may read whom: staging → core → marts → kpi, and what each folder's models are called."""

import re

LAYERS = ("staging", "core", "marts", "kpi")
COMPONENTS = "kpi.components"
# the two marts that come after the KPIs, because they publish them
AFTER_KPI = frozenset({"marts.kpi_values", "marts.kpi_catalogue"})
# what is known of the loads: no stream of rows of its own
BOOKKEEPING = frozenset({"lake.loads", "lake.arrivals"})

_READS = {
    "staging": ("lake", "config"),
    "core": ("staging", "core", "config"),
    "marts": ("staging", "core", "marts", "config"),
    "kpi": ("core", "marts", "config"),
}
_PREFIX = {"staging": "stg_", "core": "core_", "marts": "", "kpi": "kpi_"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def name_trouble(layer: str, name: str) -> str | None:
    """What is wrong with a model's file name, or None."""
    if not _NAME.fullmatch(name):
        return f"{name!r} is no name for a model: only a–z, 0–9 and _ may stand in it"
    if not name.startswith(_PREFIX[layer]):
        return f"a model of {layer} is called {_PREFIX[layer]}…, and this one {name}"
    return None


def may_read(reader: str, relation: str) -> bool:
    """Whether a model may read a relation, by their layers."""
    if reader == COMPONENTS:
        return True
    if relation in (COMPONENTS, "config.kpis"):
        return reader in AFTER_KPI
    if relation in BOOKKEEPING:
        return reader.startswith(("staging.", "core."))
    if relation in AFTER_KPI:
        return reader in AFTER_KPI
    return relation.split(".")[0] in _READS[reader.split(".")[0]]


def readable(reader: str) -> str:
    """What the layer of a model reads, in words."""
    layer = reader.split(".")[0]
    return ", ".join(_READS[layer]) + (f" and {', '.join(sorted(BOOKKEEPING))}" if layer == "core" else "")
