"""One run over one stream: what is accepted, what is fetched, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from logging import Logger

from connectors.common.errors import Problem, Unreachable
from connectors.registry import Source
from pipelines.assets.sources.accepting import of_tags
from pipelines.assets.sources.fetching import days_to_fetch, fetch
from pipelines.assets.sources.restated import Restated
from pipelines.lake.manifest import Manifest
from pipelines.lake.windows.held import held
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


@dataclass
class Outages:
    """Sources at which nobody answered in a run: its next stream doesn't wait for them again."""

    _last: dict[str, tuple[str, Unreachable]] = field(default_factory=dict)

    def check(self, run: str, source: str) -> None:
        """Raise what an earlier stream of this run met."""
        met_in, outage = self._last.get(source, ("", None))
        if outage is not None and met_in == run:
            raise outage

    def note(self, run: str, source: str, trouble: Problem) -> None:
        """Remember it, if it is one."""
        if isinstance(trouble, Unreachable):
            self._last[source] = (run, trouble)


def pull(
    workspace: Workspace,
    source: Source,
    stream: str,
    days: list[date],
    tags: Mapping[str, str],
    log: Logger,
    run: str,
    outages: Outages,
) -> Pulled:
    """Accept what the run's tags say, and fetch what is due of its days. A source in trouble keeps its old data."""
    pulled, name = Pulled(), f"{source.name}/{stream}"
    _accept(workspace, source, stream, tags, pulled)
    accepted = {load.date_from for load in pulled.loads}  # fetched again, they would be kept aside again
    due = days_to_fetch(workspace, source, stream, days, tags.get(REFRESH_TAG, "mutable"))
    pulled.asked = [day for day in due if day not in accepted]
    try:
        if pulled.asked:
            outages.check(run, source.name)
        for loads in fetch(workspace, source, stream, pulled.asked):
            log.info(f"{name}: {loads[-1].partition} and before are in the lake.")
            pulled.days_got += len(loads)
            pulled.loads += [load for load in loads if load.shrunk is None]
    except Problem as problem:
        pulled.trouble = problem
        outages.note(run, source.name, problem)
        log.warning(str(problem))
    days_held = workspace.lake.days_held(source.name, stream, source.account)
    pulled.waiting = [waiting for partition in days_held if (waiting := held(partition))]
    for warning in pulled.warnings:
        log.warning(f"{name}: {warning}")
    if pulled.restated.days:
        log.info(f"{name}: {pulled.restated.said(stream)}.")
    return pulled


def _accept(workspace: Workspace, source: Source, stream: str, tags: Mapping[str, str], pulled: Pulled) -> None:
    """A stream's own days; what belongs to no stream at all is said by every one of them."""
    try:
        for wanted in of_tags(tags):
            known = wanted.source in workspace.sources and wanted.stream in workspace.sources[wanted.source].streams
            if known and (wanted.source, wanted.stream) != (source.name, stream):
                continue
            pulled.loads.append(wanted.carry_out(workspace))
    except (Problem, ValueError) as error:
        pulled.not_accepted.append(str(error))
