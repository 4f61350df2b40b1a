"""What a person sees of a run while it works: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from pipelines.lake.inbox.summary import InboxSummary
from pipelines.lake.inbox.visible import one_line
from pipelines.progress import watched_by

SECONDS_BETWEEN_LINES = 5.0
LONGEST_STAGE = 60  # a file's name may be longer than a line


@dataclass
class Watched:
    """What was heard of a run: the summary of its inbox, and where that is kept."""

    show: Callable[[str, int, int], None]
    summary: InboxSummary | None = None
    kept_in: Path | None = None

    def stage(self, what: str, done: int, of: int) -> None:
        """Shown at once, on one line."""
        self.show(one_line(what, LONGEST_STAGE), done, of)

    def inbox(self, summary: InboxSummary, kept_in: Path | None) -> None:
        """Kept for the end."""
        self.summary, self.kept_in = summary, kept_in


@contextmanager
def watching(console: Console, first: date, last: date) -> Iterator[Watched]:
    """Shows how far the run inside the block is."""
    days = f"{first:%Y-%m-%d} … {last:%Y-%m-%d}"
    if not console.is_terminal:
        lines = Lines(console)
        lines.say(days)
        with watched_by(watched := Watched(lines.stage)):
            yield watched
        return
    with _bar(console) as progress:
        task = progress.add_task(days, total=None, step="")
        with watched_by(watched := Watched(lambda what, done, of: _advance(progress, task, what, done, of))):
            yield watched


@dataclass
class Lines:
    """A log, a pipe, a mail of cron: lines, but not one for each step."""

    console: Console
    clock: Callable[[], float] = time.monotonic
    _began: float = field(init=False)
    _said: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()
        self._said = self._began - SECONDS_BETWEEN_LINES

    def stage(self, what: str, done: int, of: int) -> None:
        """Said, unless something was said just now."""
        if self.clock() - self._said >= SECONDS_BETWEEN_LINES:
            self.say(f"{what} {done}/{of}")

    def say(self, words: str) -> None:
        """With the seconds since the beginning."""
        self._said = self.clock()
        self.console.print(f"{self._said - self._began:5.0f} s  {words}", markup=False, highlight=False, soft_wrap=True)
        self.console.file.flush()


def _bar(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("[progress.description]{task.description}"),
        BarColumn(bar_width=28),
        TextColumn("{task.fields[step]}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def _advance(progress: Progress, task: TaskID, what: str, done: int, of: int) -> None:
    progress.update(task, description=escape(what), completed=done, total=of, step=f"{done}/{of}")
