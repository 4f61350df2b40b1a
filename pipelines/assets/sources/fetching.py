"""How the days of a stream come into the lake: range by range, each export in a turn of its own at the source."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from connectors.common.errors import DaysUnreadable
from connectors.registry import Export, Source
from pipelines.assets.sources.stopping import StopSignal
from pipelines.assets.sources.turns import Turns
from pipelines.lake.manifest import Manifest
from pipelines.lake.windows.load import WindowLoad
from pipelines.partitions import day_range
from pipelines.progress import stage
from pipelines.workspace import Workspace

DAYS_A_REQUEST = 31
UNREADABLE_IN_A_ROW = 3  # then it is the source, and not the days
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Fetching:
    """One stream of one source in one run. `still_wanted` leaves out the days that other runs have fetched by now."""

    workspace: Workspace
    source: Source
    stream: str
    turns: Turns
    stop: StopSignal
    still_wanted: Callable[[Iterable[date]], list[date]]

    def fetch(self, days: list[date]) -> Iterator[list[Manifest]]:
        """Pull the days; yields the loads of each export once they are durable, also those kept aside.

        Days that can't be read don't keep others away: those of one export are asked for once more at the end, each
        alone, and what is still wrong is raised then. Several in a row are raised at once. Raises `Stopped` too.
        """
        wanted, done, in_a_row = deque(contiguous(days)), 0, 0
        trouble: DaysUnreadable | None = None
        while wanted:
            for covered, came in self._exports(wanted):
                if isinstance(came, DaysUnreadable):
                    in_a_row += 1
                    if in_a_row == UNREADABLE_IN_A_ROW:
                        raise came
                    if len(covered) > 1:
                        wanted.extend((day, day) for day in covered)
                    else:
                        trouble = came
                    continue
                done, in_a_row = done + len(covered), 0
                stage(f"fetching {self.source.name}/{self.stream}", done, len(days))
                yield came
        if trouble:
            raise trouble

    def _exports(
        self, wanted: deque[tuple[date, date]]
    ) -> Iterator[tuple[list[date], list[Manifest] | DaysUnreadable]]:
        """Those of the first range; what is left of it goes back, where another run was at its days in between.

        An export is planned, pulled and tidied up in one turn: nobody takes its requests for those of a dead run.
        """
        day, last = wanted.popleft()
        exports = iter(self.source.exports(self.stream, day, last))
        while day <= last:
            with self.turns.one():
                left = day_range(day, last)
                still = self.still_wanted(left)
                if still != left:
                    wanted.extendleft(reversed(contiguous(still)))
                    return
                export = next(exports)
                covered = day_range(export.first_day, export.last_day)
                came = self._load(export, covered)
                day = export.last_day + ONE_DAY
                if day > last:
                    next(exports, None)  # the source tidies up behind the last one
            yield covered, came

    def _load(self, export: Export, covered: list[date]) -> list[Manifest] | DaysUnreadable:
        source, declared = self.source, self.source.streams[self.stream]
        lake, now = self.workspace.lake, self.workspace.environment.now
        load = WindowLoad(lake, source.name, self.stream, source.account, declared, covered, now)
        try:
            with export, load:
                return load.take(self.stop.between(export.pieces()))
        except DaysUnreadable as problem:
            return problem


def contiguous(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days as ranges without holes, none longer than a request may be."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(days):
        if ranges and day - ranges[-1][1] == ONE_DAY and (day - ranges[-1][0]).days < DAYS_A_REQUEST:
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    return ranges
