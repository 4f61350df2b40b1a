"""A vendor's limits, kept by all processes of a home together: turns at a time, parallel requests, days' quotas."""

from connectors.common.limits.days import DailyBudget, DayIsSpent
from connectors.common.limits.pace import Pace
from connectors.common.limits.shared import Limits, SharedLimits
from connectors.common.limits.slots import Slots

__all__ = ["DailyBudget", "DayIsSpent", "Limits", "Pace", "SharedLimits", "Slots"]
