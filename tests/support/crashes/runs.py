"""Runs of the short demo, forked by a program that has imported everything; and what became of each."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any

from crashes.steps import DIED_IN, STAGE_OF, Moment

FORGE = Path(__file__).with_name("forge.py")


@dataclass(frozen=True)
class Ended:
    """A run that is over; `code` is negative where a signal ended it. `trail` has each step that was begun."""

    code: int
    out: str
    err: str
    trail: list[str]
    cpu_seconds: float

    @property
    def said(self) -> str:
        """On both streams."""
        return self.out + self.err

    @property
    def begun(self) -> Counter[str]:
        """How often each step was begun."""
        return Counter(step.removeprefix(DIED_IN) for step in self.trail)

    @property
    def died_in(self) -> str:
        """The stage in a step of which the process was killed; empty where it wasn't."""
        deadly = [step for step in self.trail if step.startswith(DIED_IN)]
        return STAGE_OF[deadly[0].removeprefix(DIED_IN)] if self.code == -SIGKILL and deadly else ""


@dataclass(frozen=True)
class Running:
    """A run that was started."""

    forge: "Forge"
    process: int
    notes: Path

    def ended(self) -> Ended:
        """Wait until it is over."""
        code, seconds = self.forge.ask(wait=self.process)
        out, err, trail = (self.notes / name for name in ("out", "err", "trail"))
        steps = trail.read_text().split() if trail.exists() else []
        return Ended(code, out.read_text(), err.read_text(), steps, seconds)


@dataclass
class Forge:
    """The program. What it writes of its runs lies in `notes`, not in their homes."""

    process: "subprocess.Popen[str]"
    notes: Path
    variables: Mapping[str, str]
    _started: int = field(default=0)

    def start(
        self, home: Path, *arguments: str, moment: Moment | None = None, now: str | None = None, **variables: str
    ) -> Running:
        """`tablo` with the arguments in the home; `job` is the daily job without `tablo run`."""
        self._started += 1
        notes = self.notes / str(self._started)
        notes.mkdir(parents=True)
        chosen = {**self.variables, "TABLO_HOME": str(home), **({"TABLO_NOW": now} if now else {}), **variables}
        order = {
            "variables": chosen, "folder": str(notes), "arguments": arguments or ("run",),
            "moment": asdict(moment) if moment else None, "trail": str(notes / "trail"),
            "stdout": str(notes / "out"), "stderr": str(notes / "err"),
        }  # fmt: skip
        return Running(self, int(self.ask(run=order)), notes)

    def run(self, home: Path, *arguments: str, **more: Any) -> Ended:
        """Started, and waited for."""
        return self.start(home, *arguments, **more).ended()

    def command(self, *command: str) -> None:
        """Run where the program is: in its mounts, as its user."""
        code, said = self.ask(command=command)
        assert code == 0, f"{command}: {said}"

    def ask(self, **order: Any) -> Any:
        """An order, and its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the program that forks runs has died"
        return json.loads(answer)


@contextmanager
def forging(notes: Path, variables: Mapping[str, str], within: Sequence[str] = ()) -> Iterator[Forge]:
    """The program while the block lasts; `within` is a command that starts it, such as `unshare`."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("TABLO_", "DAGSTER_"))}
    home = notes / "nobody"
    home.mkdir(parents=True)
    process = subprocess.Popen(
        [*within, sys.executable, str(FORGE)],
        env={**known, **variables, "TABLO_HOME": str(home)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield Forge(process, notes, variables)
        finally:
            assert process.stdin is not None
            process.stdin.close()
