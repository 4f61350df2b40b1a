"""Rows of Metrica's logs against its own reports, and rows of any stream against its totals: do they agree?"""

from pipelines.reconciliation.added_up import AddedUp
from pipelines.reconciliation.line import Line
from pipelines.reconciliation.reconcile import Reconciliation, reconcile
from pipelines.reconciliation.totals import add_up

__all__ = ["AddedUp", "Line", "Reconciliation", "add_up", "reconcile"]
