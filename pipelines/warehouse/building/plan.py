"""What is to be done about a model in this run, decided before anything is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

import duckdb

from connectors.common.errors import Problem
from pipelines.warehouse.building.touched import Touched
from pipelines.warehouse.changes.dirty import Loads, present_days, reach_of
from pipelines.warehouse.changes.fingerprints import column_types
from pipelines.warehouse.changes.links import ANYTHING, Link, check_links_of, followed_columns, links_of
from pipelines.warehouse.changes.log import Changes
from pipelines.warehouse.changes.state import BuiltState
from pipelines.warehouse.models.model import Model, Models
from pipelines.warehouse.names import literal, quoted
from pipelines.warehouse.ranges import NO_DAYS, DateRange, DateRanges

ABSENT = "it was not there"
REMADE = "its SQL, something that it reads, or the configuration changed"
UNTOLD = "something changed, and nobody can tell on which rows it matters"


@dataclass(frozen=True)
class Plan:
    """`days` are rewritten, or the rows of `touched` values; with `whole`, `days` are all days of a model by days.

    `state` is what is true after it. `reason` says why an incremental model is rebuilt whole. `checks`: the rows stay,
    but the checks or what they compare with have changed. `looks_at_all`: the header's checks look at all rows.
    """

    action: Literal["nothing", "checks", "days", "keys", "whole"]
    state: BuiltState
    days: DateRanges = NO_DAYS
    touched: Touched | None = None
    reason: str | None = None
    looks_at_all: bool = False


@dataclass
class Planner:
    """Knows what changed, the versions, and what each model was last built from: `states`, kept current by the run."""

    con: duckdb.DuckDBPyConnection
    models: Models
    changes: Changes
    loads: Loads
    states: dict[str, BuiltState]
    versions: Mapping[str, str]
    check_versions: Mapping[str, str]
    today: date
    windows: Mapping[str, int]
    requested: DateRange | None

    @cached_property
    def followed(self) -> dict[str, frozenset[str]]:
        """Of each table, the columns by which its readers follow it."""
        return followed_columns(self.models)

    @cached_property
    def read(self) -> frozenset[str]:
        """The tables that anything reads."""
        every = (*(links_of(model, self.models) for model in self.models), *map(self._check_links, self.models))
        return frozenset(link.relation for links in every for link in links)

    def plan(self, model: Model, *, exists: bool) -> Plan:
        """The model's plan, given the state of its inputs by now. Raises Problem when one was never built."""
        for name in sorted(model.inputs):
            if name in self.models and name not in self.states:
                raise Problem(f"{name} was never built.", where="--select", mend="Select it too.")
        name, seen = model.relation, self.changes.last_seq
        after = BuiltState(self.versions[name], seen, self.today, self.check_versions[name])
        state = self.states.get(model.relation) if exists else None
        if state is None:
            return self._whole(model, after, ABSENT)
        if state.version != after.version:
            return self._whole(model, after, REMADE)
        plan = Plan("nothing", after) if model.is_view else self._what_changed(model, state, after)
        return plan if state.checks == after.checks else _looking_at_all(plan)

    def _what_changed(self, model: Model, state: BuiltState, after: BuiltState) -> Plan:
        links, seen = links_of(model, self.models), state.consumed_seq
        changed = [link for link in links if self.changes.any_since(link.relation, seen)]
        if model.is_incremental or model.is_keyed:
            if any(link.column == ANYTHING or self.changes.everything_since(link.relation, seen) for link in changed):
                return self._whole(model, after, UNTOLD)
        elif changed:
            return self._whole(model, after, None)
        if model.is_incremental:
            days = DateRanges.of(*(piece for link in changed for piece in self._days(model, link, seen)))
            if self.requested is not None:
                days |= DateRanges.of(self.requested)
            if days:
                return Plan("days", after, days)
        if model.is_keyed:
            touched = self._touched(model, changed, state)
            if touched.count:
                return Plan("keys", after, touched=touched)
        compared = any(self.changes.any_since(link.relation, seen) for link in self._check_links(model))
        return _looking_at_all(Plan("nothing", after)) if compared else Plan("nothing", after)

    def _whole(self, model: Model, after: BuiltState, reason: str | None) -> Plan:
        if not model.is_incremental:
            return Plan("whole", after, reason=reason if model.is_keyed else None)
        days = present_days(self.con, links_of(model, self.models), self.loads, self.windows)
        return Plan("whole", after, days, reason=reason)

    def reach(self, model: Model) -> int:
        """How many days before a range of its days the model may look back."""
        return reach_of(Link("", None, reach=model.header.reach_days), self.windows)

    def _days(self, model: Model, link: Link, seen: int) -> DateRanges:
        if link.own is None:
            days = self.changes.days_since(link.relation, link.column or "", seen)
            return days.widened(reach_of(link, self.windows), link.back)
        day = quoted(model.header.incremental or "")
        values = self._changed_values(link, seen, column_types(self.con, model.relation)[link.own])
        rows = self.con.execute(
            f"select distinct {day} from {quoted(model.relation)} where {quoted(link.own)} in ({values})"
        ).fetchall()
        return DateRanges.of(*(DateRange.inclusive(found, found) for (found,) in rows))

    def _touched(self, model: Model, changed: list[Link], state: BuiltState) -> Touched:
        key = model.header.incremental_key or ""
        kinds = column_types(self.con, model.relation)
        queries = self._values(model, key, kinds, changed, state)
        return Touched.collect(self.con, model, self.models, kinds[key], queries)

    def _values(
        self, model: Model, key: str, kinds: Mapping[str, str], changed: list[Link], state: BuiltState
    ) -> Iterator[str]:
        """Queries for the values of the key that what changed touches."""
        own = f"select cast({quoted(key)} as varchar) as value from {quoted(model.relation)}"
        for link in changed:
            column = link.own or key
            values = self._changed_values(link, state.consumed_seq, kinds[column])
            yield values if link.own is None else f"{own} where {quoted(column)} in ({values})"
        if state.built_on is not None and state.built_on != self.today:
            first, last = sorted((state.built_on, self.today))
            passed = DateRange.inclusive(first, last)
            yield from (f"{own} where {_within(column, passed)}" for column in model.header.turns)

    def _changed_values(self, link: Link, seen: int, kind: str) -> str:
        """The query for the values of the link's column that changed, as a type; days are values too."""
        values = self.changes.values_since(link.relation, link.column or "", seen)
        days = self.changes.days_since(link.relation, link.column or "", seen)
        single = (f"select {literal(day)}" for piece in days for day in piece)
        return " union all ".join([f"select try_cast(value as {kind}) as value from ({values})", *single])

    def _check_links(self, model: Model) -> tuple[Link, ...]:
        return check_links_of(model, self.models)


def _looking_at_all(plan: Plan) -> Plan:
    return replace(plan, action="checks" if plan.action == "nothing" else plan.action, looks_at_all=True)


def _within(column: str, piece: DateRange) -> str:
    return f"{quoted(column)} >= {literal(piece.start)} and {quoted(column)} < {literal(piece.end)}"
