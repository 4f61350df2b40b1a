"""Visits in groups, and what is counted in each."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from sandbox.company.draws import Flags, Ints
from sandbox.servers.yandex_metrica.hashing import words
from sandbox.servers.yandex_metrica.reporting.facts import Facts

Values = npt.NDArray[np.float64]


class Groups:
    """`group` is each visit's group, of `count`. Counts are divided by the `share` of visitors that are looked at."""

    def __init__(self, facts: Facts, group: Ints, count: int, share: float = 1.0) -> None:
        self.facts, self._group, self._count, self._share = facts, group, count, share

    def visits(self) -> Values:
        """How many visits."""
        return self.total(np.ones(len(self._group)))

    def total(self, values: npt.NDArray[np.generic]) -> Values:
        """The sum of a number of each visit."""
        weights = values.astype(np.float64)
        found: Values = np.bincount(self._group, weights=weights, minlength=self._count) / self._share
        return found

    def users(self, of: Flags | None = None) -> Values:
        """Different visitors, of some of the visits."""
        return self.seen_users(of) / self._share

    def seen_users(self, of: Flags | None = None) -> Values:
        """Those who were looked at."""
        user, known = self._users
        pairs = self._group * known + user
        pairs = np.unique(pairs if of is None else pairs[of])
        return np.bincount(pairs // max(known, 1), minlength=self._count).astype(np.float64)

    def reaches(self, goal: int | None) -> Values:
        """How often a goal, or any, was reached."""
        return self.total(self.reached(goal))

    def reached(self, goal: int | None) -> Ints:
        """How often each visit reached a goal, or any."""
        parents, goals, _ = self._goals
        return self._by_visit(parents if goal is None else parents[goals == goal])

    def goal_kopecks(self, goal: int) -> Values:
        """What a goal's reaches are worth."""
        parents, goals, worth = self._goals
        chosen = goals == goal
        sums = np.bincount(parents[chosen], weights=worth[chosen], minlength=len(self._group))
        return self.total(sums)

    def per(self, part: Callable[["Groups"], Values], whole: Callable[["Groups"], Values], times: float = 1) -> Values:
        """A ratio; NaN in a group without anything to divide by."""
        below = whole(self)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Values = np.where(below > 0, times * part(self) / below, np.nan)
        return found

    def _by_visit(self, parents: Ints) -> Ints:
        return np.bincount(parents, minlength=len(self._group)).astype(np.int64)

    @cached_property
    def _users(self) -> tuple[Ints, int]:
        known, user = np.unique(
            words(self.facts.visits.column("counter_user_id_hash").combine_chunks()), return_inverse=True
        )
        return user.astype(np.int64), len(known)

    @cached_property
    def _goals(self) -> tuple[Ints, Ints, Ints]:
        lists = self.facts.visits.column("goals_id").combine_chunks()
        worth = pc.list_flatten(self.facts.visits.column("goal_kopecks").combine_chunks())
        parents = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
        goals = pc.list_flatten(lists).to_numpy(zero_copy_only=False).astype(np.int64)
        return parents, goals, worth.to_numpy(zero_copy_only=False)
