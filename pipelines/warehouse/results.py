"""What a run says of each model."""

from dataclasses import dataclass, field
from typing import Literal

from pipelines.warehouse.ranges import DateRange

Status = Literal["built", "fresh", "failed", "skipped"]


@dataclass(frozen=True)
class CheckResult:
    """A check's outcome. `offending` counts the rows that broke it, `sample` shows up to five of them, a line each.

    `said` are the check's own sentences about them, where it has a `say`.
    """

    name: str
    severity: str
    passed: bool
    offending: int = 0
    sample: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelResult:
    """A model after its turn. `model` is the relation.

    built: its rows are new. fresh: nothing had changed, nothing was written. failed: `error` says why, its former rows
    stay. skipped: something that it reads failed, as `because` says. `rows` is how many the relation has (None for a
    view), `written` how many this build wrote, in `ranges` of days where the model is incremental by days, for so many
    `keys` where it is by keys. `because` also says why an incremental model was rebuilt whole.
    """

    model: str
    status: Status
    rows: int | None = None
    ranges: list[DateRange] = field(default_factory=list)
    keys: int | None = None
    seconds: float = 0.0
    checks: list[CheckResult] = field(default_factory=list)
    error: str | None = None
    because: str | None = None
    written: int = 0

    @property
    def relation(self) -> str:
        """The same as `model`."""
        return self.model
