"""What may follow a refusal."""

from dataclasses import dataclass
from typing import Literal

from connectors.common.errors import Problem

Kind = Literal["final", "again", "slow", "busy", "spent"]


@dataclass(frozen=True)
class Refusal:
    """`final`: asking again won't help. `again`: it failed by itself. `slow`: no answer in time. `busy`: no free place.
    `spent`: the `bucket`, a quota of the hour or the day, is used up.

    `problem` is what is raised when patience ends.
    """

    kind: Kind
    problem: Problem
    bucket: str = ""
