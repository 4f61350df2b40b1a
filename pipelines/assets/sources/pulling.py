"""One run over one source: what is accepted, what is fetched, and what came of it, stream by stream."""

import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from connectors.common.errors import Problem, Unreachable
from connectors.registry import Source
from pipelines.assets.sources.accepting import of_tags
from pipelines.assets.sources.due import days_to_fetch
from pipelines.assets.sources.fetching import Fetching
from pipelines.assets.sources.log import Log
from pipelines.assets.sources.meanwhile import Meanwhile
from pipelines.assets.sources.restated import Restated
from pipelines.assets.sources.stopping import Stopped, StopSignal
from pipelines.assets.sources.turns import Turns
from pipelines.lake.manifest import Manifest
from pipelines.lake.windows.held import held, settle
from pipelines.progress import stage
from pipelines.workspace import Workspace

REFRESH_TAG = "tablo/refresh"


@dataclass
class Pulled:
    """`loads` are in their place, `waiting` are kept aside, by this run or an earlier one."""

    asked: list[date] = field(default_factory=list)
    loads: list[Manifest] = field(default_factory=list)
    waiting: list[Manifest] = field(default_factory=list)
    days_got: int = 0
    trouble: Problem | None = None
    not_accepted: list[str] = field(default_factory=list)

    @property
    def restated(self) -> Restated:
        """What the source changed of days that were loaded before."""
        return Restated.by(self.loads)

    @property
    def warnings(self) -> list[str]:
        """What the loads say of themselves, each sentence once."""
        return list(dict.fromkeys(warning for load in self.loads for warning in load.warnings))


@dataclass(frozen=True)
class Pulling:
    """The days, tags and log of a run at one source."""

    workspace: Workspace
    source: Source
    days: list[date]
    tags: Mapping[str, str]
    log: Log
    stop: StopSignal

    def streams(self, names: Iterable[str]) -> Iterator[tuple[str, Pulled]]:
        """In order. The trouble of one keeps none of the others away; where nobody answers, nobody is asked again.

        Raises `Stopped`.
        """
        outage: Unreachable | None = None
        for name in names:
            pulled = self._stream(name, outage)
            if isinstance(pulled.trouble, Unreachable):
                outage = pulled.trouble
            yield name, pulled

    def _stream(self, stream: str, outage: Unreachable | None) -> Pulled:
        """Accept what the run's tags say, and fetch what is due of its days. A source in trouble keeps its old data."""
        pulled, name = Pulled(), f"{self.source.name}/{stream}"
        try:
            self._fetch(stream, pulled, outage)
        except Stopped:
            raise
        except Exception as error:
            pulled.trouble = _as_problem(error, name, self.workspace.environment.home)
            if not isinstance(error, Problem | OSError):
                self.log.error(f"{name}: {traceback.format_exc()}")
            self.log.warning(str(pulled.trouble))
        pulled.waiting = loads_kept_aside(self.workspace, self.source, stream)
        for warning in pulled.warnings:
            self.log.warning(f"{name}: {warning}")
        if pulled.restated.days:
            self.log.info(f"{name}: {pulled.restated.said(stream)}.")
        return pulled

    def _fetch(self, stream: str, pulled: Pulled, outage: Unreachable | None) -> None:
        workspace, source, name = self.workspace, self.source, f"{self.source.name}/{stream}"
        turns = Turns(workspace.environment.home / "state" / source.name, source.name, self.stop, self._waits)
        self._tidy_up(stream, turns)
        self._accept(stream, pulled, turns)
        accepted = {load.date_from for load in pulled.loads}  # fetched again, they would be kept aside again
        refresh = self.tags.get(REFRESH_TAG, "mutable")
        due = days_to_fetch(workspace, source, stream, self.days, refresh)
        pulled.asked = [day for day in due if day not in accepted]
        if pulled.asked and outage is not None:
            raise outage
        meanwhile = Meanwhile(workspace.lake, source.name, stream, source.account, pulled.asked)
        still_wanted = list if refresh == "all" else meanwhile.untouched
        fetching = Fetching(workspace, source, stream, turns, self.stop, still_wanted)
        for loads in fetching.fetch(pulled.asked):
            self.log.info(f"{name}: {loads[-1].partition} and before are in the lake.")
            pulled.days_got += len(loads)
            pulled.loads += [load for load in loads if load.shrunk is None]

    def _tidy_up(self, stream: str, turns: Turns) -> None:
        """What killed runs left in days that may never be asked for again."""
        unfinished = partial(self.workspace.lake.days_unfinished, self.source.name, stream, self.source.account)
        if unfinished():
            with turns.one():  # by now whoever was at work there is done
                for partition in unfinished():
                    settle(partition)

    def _waits(self, line: str) -> None:
        self.log.info(line)
        stage(f"waiting for another run at {self.source.name}", 0, len(self.days))

    def _accept(self, stream: str, pulled: Pulled, turns: Turns) -> None:
        """A stream's own days; what belongs to no stream at all is said by every one of them."""
        sources = self.workspace.sources
        accepted, wrong = of_tags(self.tags)
        pulled.not_accepted += wrong
        for wanted in accepted:
            known = wanted.source in sources and wanted.stream in sources[wanted.source].streams
            if known and (wanted.source, wanted.stream) != (self.source.name, stream):
                continue
            try:
                with turns.one():
                    pulled.loads.append(wanted.carry_out(self.workspace))
            except Problem as problem:
                pulled.not_accepted.append(str(problem))


def loads_kept_aside(workspace: Workspace, source: Source, stream: str) -> list[Manifest]:
    """Those that wait until somebody accepts them."""
    days_held = workspace.lake.days_held(source.name, stream, source.account)
    return [waiting for partition in days_held if (waiting := held(partition))]


def _as_problem(error: Exception, where: str, home: Path) -> Problem:
    """The network's failures are problems already, so that an `OSError` is one of our own files."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, OSError):
        return Problem(
            f"our own disk can't be used: {error.strerror or error}.",
            where=where,
            mend=f"Make room on the disk of {home}, see that it can be written, and run again.",
        )
    return Problem(
        f"it was not fetched, because of an error in our own code: {type(error).__name__}: {error}.",
        where=where,
        mend="What was loaded before stays. The run's log in Dagster tells where; please report it.",
    )
