"""The lake: what was fetched and what was dropped, as Parquet, redacted, balanced, and replaceable as a whole."""

from pipelines.lake.inbox.loading import load_inbox
from pipelines.lake.inbox.reports import DeliveryReport, TableReport
from pipelines.lake.manifest import Manifest
from pipelines.lake.paths import Lake, Partition
from pipelines.lake.relations import register_lake
from pipelines.lake.windows.load import WindowLoad

__all__ = [
    "DeliveryReport",
    "Lake",
    "Manifest",
    "Partition",
    "TableReport",
    "WindowLoad",
    "load_inbox",
    "register_lake",
]
