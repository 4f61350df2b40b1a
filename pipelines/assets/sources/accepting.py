"""Accepting a load that was kept aside because it shrank: `SOURCE/STREAM/DATE`, on the command line or as a tag."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from connectors.common.errors import Problem
from pipelines.lake.manifest import Manifest, read_manifest
from pipelines.lake.paths import Partition
from pipelines.lake.windows.held import ACCEPTED_AT, accept, held
from pipelines.workspace import Workspace

ACCEPT_TAG = "tablo/accept"
_FORM = re.compile(r"(?P<source>[^/\s,]+)/(?P<stream>[^/\s,]+)/(?P<day>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Acceptance:
    """What somebody has looked at and found right."""

    source: str
    stream: str
    day: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """Of `yandex_metrica/visits/2026-10-05`. Raises ValueError with what is wrong."""
        found = _FORM.fullmatch(text.strip())
        try:
            if found:
                return cls(found["source"], found["stream"], date.fromisoformat(found["day"]))
        except ValueError:
            pass  # the 30th of February
        raise ValueError(f"{text!r} is not SOURCE/STREAM/DATE, such as yandex_metrica/visits/2026-10-05")

    def __str__(self) -> str:
        return f"{self.source}/{self.stream}/{self.day}"

    def checked(self, workspace: Workspace) -> Self:
        """Itself, if a load waits for it. Raises Problem."""
        partition = self._partition(workspace)
        if held(partition) is None:
            waiting = ", ".join(str(each) for each in waiting_in(workspace))
            raise Problem(
                f"no load of {self} is kept aside.",
                mend=f"These are: {waiting}." if waiting else "None of any day is: leave --accept out.",
            )
        return self

    def carry_out(self, workspace: Workspace) -> Manifest:
        """The load, in its place now; it may have been accepted before. Raises Problem where none waits."""
        partition = self._partition(workspace)
        accepted = accept(partition, workspace.environment.now)
        current = accepted or read_manifest(partition.folder)
        if current is None or ACCEPTED_AT not in current.details:
            self.checked(workspace)
            raise Problem(f"no load of {self} is kept aside.")
        return current

    def _partition(self, workspace: Workspace) -> Partition:
        source = workspace.sources.get(self.source)
        if source is None or self.stream not in source.streams:
            streams = [f"{name}/{stream}" for name, each in workspace.sources.items() for stream in each.streams]
            raise Problem(
                f"there is no stream {self.source}/{self.stream} to accept a load of.",
                mend=f"There are: {', '.join(streams)}." if streams else "This profile has no API source.",
            )
        return workspace.lake.day(self.source, self.stream, source.account, self.day)


def waiting_in(workspace: Workspace) -> list[Acceptance]:
    """All loads that are kept aside."""
    return [
        Acceptance(name, stream, date.fromisoformat(partition.name))
        for name, source in workspace.sources.items()
        for stream in source.streams
        for partition in workspace.lake.days_held(name, stream, source.account)
        if held(partition) is not None
    ]


def as_tag(accepted: Iterable[Acceptance]) -> dict[str, str]:
    """The tag of a run that accepts them; none for none."""
    text = ", ".join(map(str, accepted))
    return {ACCEPT_TAG: text} if text else {}


def of_tags(tags: Mapping[str, str]) -> tuple[list[Acceptance], list[str]]:
    """What a run accepts, and a sentence for each word that names no load."""
    accepted, wrong = [], []
    for text in filter(None, re.split(r"[\s,]+", tags.get(ACCEPT_TAG, ""))):
        try:
            accepted.append(Acceptance.parse(text))
        except ValueError as error:
            wrong.append(str(error))
    return accepted, wrong
