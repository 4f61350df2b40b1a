"""The steps of a run by the stage that they belong to, a trail of those that were begun, and death in one of them."""

import importlib
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# stage → real functions of the product; a method after its class, a function in its module
STEPS: dict[str, tuple[str, ...]] = {
    "fetch": (
        "connectors.yandex_metrica.logs.ledger:Ledger.intend",
        "connectors.yandex_metrica.logs.ledger:Ledger.asked",
        "connectors.yandex_metrica.logs.waiting:Waiting.status",
        "connectors.yandex_metrica.logs.ledger:Ledger.listed",
        "connectors.yandex_metrica.logs.download:PartDownload._next",
        "connectors.yandex_metrica.logs.ledger:Ledger.part_spooled",
        "connectors.yandex_metrica.logs.ledger:Ledger.spooled",
        "connectors.yandex_metrica.logs.ledger:Ledger.released",
        "connectors.yandex_metrica.logs.ledger:Ledger.loaded",
        "connectors.google_analytics.api.session:Session.ask",
    ),
    "land": (
        "pipelines.lake.inbox.delivery:DeliveryLoader.archive",
        "pipelines.lake.inbox.arrivals:ArrivalLog.append",
        "pipelines.lake.inbox.drops:Drop.take_away",
        "pipelines.lake.storage:PartFile.close",
        "pipelines.lake.storage:write_text",
        "pipelines.lake.storage:move",
        "pipelines.lake.windows.load:WindowLoad.add",
        "pipelines.lake.windows.load:WindowLoad.commit",
    ),
    "model": (
        "pipelines.warehouse.inputs.relations:prepare_relations",
        "pipelines.warehouse.building.writing:create_view",
        "pipelines.warehouse.building.writing:rebuild",
        "pipelines.warehouse.building.writing:rewrite",
        "pipelines.warehouse.checks.running:run_checks",
        "pipelines.warehouse.changes.state:write_state",
    ),
    "publish": (
        "pipelines.scorecard.rows:write_scorecards",
        "pipelines.publish.marts:_build",
        "pipelines.publish.marts:place",
        "pipelines.publish.page:_write",
        "pipelines.publish.workbook:write_workbook",
    ),
}
# however much is done already: recent days are fetched again, and everything is published anew
IN_EVERY_RUN = {
    "connectors.google_analytics.api.session:Session.ask",
    "pipelines.lake.windows.load:WindowLoad.commit",
    "pipelines.warehouse.inputs.relations:prepare_relations",
    *STEPS["publish"],
}
DIED_IN = "died-in:"
STAGE_OF = {place: stage for stage, places in STEPS.items() for place in places}


@dataclass(frozen=True)
class Moment:
    """The `times`-th time that a step is done; the process dies some `seconds` into it, at its end at the latest."""

    place: str
    times: int
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{STAGE_OF[self.place]}, {self.place.partition(':')[2]} {self.times}"


@dataclass
class Trail:
    """Writes each step down as it begins, and ends the process at the moment."""

    file: Path
    moment: Moment | None = None
    _begun: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lay(self) -> None:
        """Round every step, in the class or in whichever modules of its package know the function."""
        self._descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for place in STAGE_OF:
            module_name, _, path = place.partition(":")
            *classes, name = path.split(".")
            owner: Any = importlib.import_module(module_name)
            for one in classes:
                owner = getattr(owner, one)
            act = getattr(owner, name)
            around = self._around(place, act)
            setattr(owner, name, around)
            if not classes:
                _rebind(act, around, ".".join(module_name.split(".")[:2]))

    def _around(self, place: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **more: Any) -> Any:
            with self._lock:
                self._begun[place] += 1
                deadly = self.moment and (self.moment.place, self.moment.times) == (place, self._begun[place])
                os.write(self._descriptor, f"{DIED_IN if deadly else ''}{place}\n".encode())
            if self.moment is None or not deadly:
                return act(*given, **more)
            threading.Timer(self.moment.seconds, die).start()
            try:
                return act(*given, **more)
            finally:
                die()

        return step


def die() -> None:
    """At once, as by the system or by a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def _rebind(act: object, around: object, package: str) -> None:
    for name, module in list(sys.modules.items()):
        if name == package or name.startswith(f"{package}."):
            for known, value in list(vars(module).items()):
                if value is act:
                    setattr(module, known, around)
