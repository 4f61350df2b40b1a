"""The KPI models together: `kpi.components`, the union that the published values are made from."""

from collections.abc import Iterable
from pathlib import Path

from connectors.common.errors import Problem
from pipelines.warehouse.models.layers import COMPONENTS
from pipelines.warehouse.models.model import Model

PREFIX = "kpi_"
# a share of a thousandth of a kopeck is lost at most, and every engine adds these exactly
_AMOUNT = "decimal(28, 8)"
COLUMNS = {
    "period_grain": "varchar",
    "period": "varchar",
    "period_start": "date",
    "period_end": "date",
    "dimension": "varchar",
    "member": "varchar",
    "numerator": _AMOUNT,
    "denominator": _AMOUNT,
    "sample_size": "bigint",
    "status": "varchar",
}
_HEADER = """/* ---
description: All KPIs as numerators and denominators, with what the KPI's header says of how to read them.
grain: one row per kpi_code × period × dimension × member
materialized: view
--- */
"""


def kpi_code(model: Model) -> str:
    """`kpi_net_sales` → `net_sales`."""
    return model.name.removeprefix(PREFIX)


def kpi_problems(model: Model) -> list[Problem]:
    """A KPI model has a `kpi` block and exactly the columns of a KPI; no other model has the block."""
    if model.relation == COMPONENTS:
        return []
    if model.schema != "kpi":
        stray = model.header.kpi is not None
        return [Problem("kpi: only a model in kpi/ may have this block.", where=str(model.path))] if stray else []
    problems = []
    if model.header.kpi is None:
        problems.append(Problem("kpi: this block is required for a model in kpi/.", where=str(model.path)))
    missing = [name for name in COLUMNS if name not in model.columns]
    other = [name for name in model.columns if name not in COLUMNS]
    if missing or other:
        said = [f"lacks {', '.join(missing)}"] if missing else []
        said += [f"has {', '.join(other)} besides"] if other else []
        problems.append(
            Problem(f"a KPI yields exactly {', '.join(COLUMNS)}; this one {' and '.join(said)}.", where=str(model.path))
        )
    return problems


def components_text(folder: Path, codes: Iterable[str]) -> tuple[Path, str]:
    """A model file for `kpi.components`, as if someone had written it: path and text."""
    selects = [_select(code) for code in sorted(codes)] or [_nothing()]
    union = "\nunion all\n".join(selects)
    names = ",\n    ".join(f"components.{name}" for name in COLUMNS)
    text = f"""{_HEADER}with components as (
{union}
)

select
    components.kpi_code,
    {names},
    kpis.unit,
    kpis.is_ratio,
    kpis.baseline,
    kpis."interval"
from components
join config.kpis as kpis on kpis.kpi_code = components.kpi_code
"""
    return folder / "kpi" / "components.sql", text


def _select(code: str) -> str:
    casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in COLUMNS.items())
    return f"select '{code}' as kpi_code, {casts} from kpi.{PREFIX}{code}"


def _nothing() -> str:
    casts = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in COLUMNS.items())
    return f"select '' as kpi_code, {casts} where false"
