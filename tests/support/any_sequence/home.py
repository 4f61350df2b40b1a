"""A home of the demo company, its runs, and the home whose warehouse is made from nothing out of the same lake."""

import multiprocessing
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import cast
from uuid import uuid4

import duckdb
from any_sequence.breaking import BREAKS, Breaking, How
from any_sequence.days import SCHEMAS

from connectors.common.errors import Problem
from pipelines.lake import Lake
from pipelines.settings import Configuration, Environment, load_configuration
from pipelines.warehouse import DateRange, ModelResult, Models, load_models, open_warehouse, run_models

ROOT = Path(__file__).parents[3]
APART = timedelta(hours=7)  # some runs are of the same day


@lru_cache(maxsize=1)
def models() -> Models:
    """The project's, parsed once."""
    return load_models(ROOT / "sql")


@dataclass
class Home:
    """`now` is the moment of the last run; `turned` are the knobs of the configuration that are turned.

    `dropped` files came so far; `statements` is how many the last whole run made. With one of `threads`, small tables
    are quicker; with more, rows come in any order.
    """

    path: Path
    now: datetime = datetime(2026, 11, 15, 6, tzinfo=UTC)
    turned: set[str] = field(default_factory=set)
    dropped: int = 0
    statements: int = 0
    threads: int = 1

    @property
    def lake(self) -> Lake:
        return Lake(self.path / "lake")

    @property
    def environment(self) -> Environment:
        return Environment("files", self.path / "config", self.path, self.now, b"key")

    @property
    def configuration(self) -> Configuration:
        return load_configuration(self.path / "config")

    def copy(self, path: Path) -> "Home":
        """Another home, alike in everything."""
        shutil.copytree(self.path, path)
        return replace(self, path=path, turned=set(self.turned))

    def rebuilt(self) -> "Home":
        """The same lake, configuration and moment; a warehouse that is made from nothing."""
        other = replace(self, path=self.path.with_name(f"rebuilt-{uuid4().hex}"))
        other.path.mkdir()
        for name in ("lake", "archive", "config"):
            (other.path / name).symlink_to(self.path / name)
        other.derive()
        return other

    def run(self, requested: DateRange | None = None, selection: Collection[str] | None = None) -> list[ModelResult]:
        """The next run: what changed is derived, in some of the models or in all."""
        self.now += APART
        return self.derive(requested, selection)

    def break_off(self, share: float, how: How, late: bool) -> None:
        """The next run, which breaks after a share of its statements."""
        self.now += APART
        at = 1 + int(share * self.statements)
        if how == "killed":
            child = multiprocessing.get_context("forkserver").Process(target=self._broken, args=(at, how, late))
            child.start()
            child.join()
        else:
            self._broken(at, how, late)

    def derive(
        self,
        requested: DateRange | None = None,
        selection: Collection[str] | None = None,
        break_at: int = 0,
        how: How = "stopped",
        late: bool = False,
    ) -> list[ModelResult]:
        """A run at this very moment."""
        with open_warehouse(self.environment) as con:
            con.execute(f"set threads = {self.threads}")
            counting = Breaking(con, break_at, how, late)
            results = run_models(
                cast(duckdb.DuckDBPyConnection, counting),
                models(),
                environment=self.environment,
                configuration=self.configuration,
                lake=self.lake,
                api_schemas=SCHEMAS,
                requested=requested,
                selection=None if selection is None else set(selection),
            )
        if selection is None:
            self.statements = counting.statements
        return results

    def _broken(self, at: int, how: How, late: bool) -> None:
        with suppress(Problem, *BREAKS):
            self.derive(break_at=at, how=how, late=late)
