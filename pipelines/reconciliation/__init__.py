"""Rows of Metrica's logs against Metrica's own reports: do they tell of the same days?"""

from pipelines.reconciliation.line import Line
from pipelines.reconciliation.reconcile import Reconciliation, reconcile

__all__ = ["Line", "Reconciliation", "reconcile"]
