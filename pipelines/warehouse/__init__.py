"""The SQL layer: models as files, built into `warehouse.duckdb` by its only writer."""

from pipelines.warehouse.checks.looking import look_at_checks
from pipelines.warehouse.column_lineage import column_lineage, source_columns
from pipelines.warehouse.connection import open_warehouse
from pipelines.warehouse.loading.models import lint_models, load_models
from pipelines.warehouse.models.columns import ColumnNote
from pipelines.warehouse.models.header import Header
from pipelines.warehouse.models.model import Model, Models, PlannedCheck
from pipelines.warehouse.ranges import DateRange, DateRanges
from pipelines.warehouse.results import CheckResult, ModelResult
from pipelines.warehouse.runner import run_models

__all__ = [
    "CheckResult",
    "ColumnNote",
    "DateRange",
    "DateRanges",
    "Header",
    "Model",
    "ModelResult",
    "Models",
    "PlannedCheck",
    "column_lineage",
    "lint_models",
    "load_models",
    "look_at_checks",
    "open_warehouse",
    "run_models",
    "source_columns",
]
