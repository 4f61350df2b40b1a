"""The scorecard: plan, fact, attainment, payout and score of a role's period, as records and as rows of two marts."""

from pipelines.scorecard.evaluate import evaluate
from pipelines.scorecard.records import Line, Reason, RoleScorecard, Total
from pipelines.scorecard.rows import write_scorecards

__all__ = ["Line", "Reason", "RoleScorecard", "Total", "evaluate", "write_scorecards"]
