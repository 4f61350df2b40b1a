"""Which days of a stream another run has fetched since this one decided what to ask for."""

from collections.abc import Collection, Iterable
from datetime import date

from pipelines.lake.manifest import read_manifest
from pipelines.lake.paths import Lake
from pipelines.lake.windows.held import held

Loads = tuple[str | None, str | None]


class Meanwhile:
    """Remembers the loads of the days as they are now: in their place, and kept aside."""

    def __init__(self, lake: Lake, source: str, stream: str, account: str, days: Collection[date]) -> None:
        self._lake, self._stream = lake, (source, stream, account)
        self._before = {day: self._loads_of(day) for day in days}

    def untouched(self, days: Iterable[date]) -> list[date]:
        """Those of the days that nobody has loaded since."""
        return [day for day in days if self._loads_of(day) == self._before[day]]

    def _loads_of(self, day: date) -> Loads:
        partition = self._lake.day(*self._stream, day)
        current = read_manifest(partition.folder)
        waiting = held(partition) if partition.held.exists() else None
        return current.load_id if current else None, waiting.load_id if waiting else None
