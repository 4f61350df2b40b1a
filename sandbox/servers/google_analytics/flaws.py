"""What the vendor does to a report's rows before it shows them: withholds some, rolls some together, hides money."""

from dataclasses import dataclass

import numpy as np

from sandbox.servers.google_analytics.asked import Asked
from sandbox.servers.google_analytics.behaviour import Behaviour, Restriction
from sandbox.servers.google_analytics.catalogue import Metric
from sandbox.servers.google_analytics.counting import Grid

OTHER = "(other)"
HIDDEN_BY: dict[str, Restriction] = {"NO_COST_METRICS": "COST_DATA", "NO_REVENUE_METRICS": "REVENUE_DATA"}


@dataclass(frozen=True)
class Flaws:
    """What was done."""

    is_thresholded: bool = False
    has_other_row: bool = False


def restriction(metric: Metric, behaviour: Behaviour) -> Restriction | None:
    """The reason for which the caller's role doesn't see the metric."""
    hidden = HIDDEN_BY.get(metric.blocked or "")
    return hidden if hidden in behaviour.restricted else None


def flawed(asked: Asked, grid: Grid, behaviour: Behaviour) -> tuple[Grid, Flaws]:
    """The rows that are shown."""
    hidden = [np.zeros(len(grid)) if restriction(metric, behaviour) else None for metric in asked.metrics]
    shown = [values if zeros is None else zeros for values, zeros in zip(grid.metrics, hidden, strict=True)]
    grid = Grid(grid.dimensions, shown, grid.users)
    if asked.is_dimensionless:
        return grid, Flaws()
    grid, has_other_row = _rolled(asked, grid, behaviour.other_rows)
    enough = grid.users >= behaviour.threshold_users
    if behaviour.threshold_users and grid.users.any() and not enough.all():
        return grid.take(np.flatnonzero(enough)), Flaws(True, has_other_row)
    return grid, Flaws(False, has_other_row)


def _rolled(asked: Asked, grid: Grid, most: int | None) -> tuple[Grid, bool]:
    """The largest rows as they are, the others as one."""
    if most is None or len(grid) <= most or not grid.metrics:
        return grid, False
    order = np.argsort(-grid.metrics[0], kind="stable")
    kept, rest = grid.take(order[:most]), grid.take(order[most:])
    names = [OTHER if one.scope != "context" else rest.dimensions[at][0] for at, one in enumerate(asked.dimensions)]
    return (
        Grid(
            [[*column, name] for column, name in zip(kept.dimensions, names, strict=True)],
            [np.append(mine, other.sum()) for mine, other in zip(kept.metrics, rest.metrics, strict=True)],
            np.append(kept.users, rest.users.sum()),
        ),
        True,
    )
