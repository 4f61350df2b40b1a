"""What is to be done about a model in this run, decided before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from connectors.common.errors import Problem
from pipelines.warehouse.dirty import Loads, changed_days, present_days
from pipelines.warehouse.model import Model, Models
from pipelines.warehouse.ranges import NO_DAYS, DateRange, DateRanges
from pipelines.warehouse.state import BuiltState

# the version of rows that were made from rows of an older version: equal to no real one, so that they are made again
MIXED = "made from older rows"


@dataclass(frozen=True)
class Plan:
    """`days` are rewritten; with `whole`, they are all days of an incremental model. `state` is what is true after it.

    `reason` says why an incremental model isn't rewritten by ranges.
    """

    action: Literal["nothing", "ranges", "whole"]
    days: DateRanges
    state: BuiltState
    reason: str | None = None


@dataclass
class Planner:
    """Knows loads, versions, and what each model was last built from: `states`, kept current by the run."""

    models: Models
    loads: Loads
    states: dict[str, BuiltState]
    versions: Mapping[str, str]
    requested: DateRange | None

    def plan(self, model: Model, *, exists: bool) -> Plan:
        """The model's plan, given the state of its inputs by now. Raises Problem when one was never built."""
        after = BuiltState(self._version_to_be(model), self._seen_by_inputs(model))
        if not model.is_incremental:
            return Plan("whole", NO_DAYS, after)
        state = self.states.get(model.relation) if exists else None
        if state is None:
            return self._whole(model, after, "it was not there")
        if state.version != self.versions[model.relation]:
            return self._whole(model, after, "its SQL, something that it reads, or the configuration changed")
        changed = changed_days(model.relation, self.models, self.loads, state.consumed_seq)
        if changed.unknown:
            return self._whole(model, after, "rows without a date came, which may matter for any day")
        days = changed.ranges
        if self.requested is not None:
            days |= DateRanges.of(self.requested)
        return Plan("ranges" if days else "nothing", days, after)

    def _whole(self, model: Model, after: BuiltState, reason: str) -> Plan:
        return Plan("whole", present_days(model.relation, self.models, self.loads), after, reason)

    def _version_to_be(self, model: Model) -> str:
        """The model's version, if all that it reads is of the version that it should be of."""
        current = all(self._state_of(name).version == self.versions[name] for name in self._models_read_by(model))
        return self.versions[model.relation] if current else MIXED

    def _seen_by_inputs(self, model: Model) -> int:
        """The loads that reach the model: those that everything it reads has taken in, for not all may be selected."""
        seen = (self._state_of(name).consumed_seq for name in self._models_read_by(model))
        return min(seen, default=self.loads.last_seq)

    def _models_read_by(self, model: Model) -> list[str]:
        return sorted(name for name in model.inputs if name in self.models)

    def _state_of(self, relation: str) -> BuiltState:
        if relation not in self.states:
            raise Problem(f"{relation} was never built.", where="--select", mend="Select it too.")
        return self.states[relation]
