"""The drop box: every file that lies in `inbox/`, oldest first; each loads, or is refused by a sentence and stays.

The order of durability is archive, data, manifest, log of arrivals, and only then the file is taken away: killed
anywhere, the next run ends in the same state.
"""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from connectors.common.errors import BadInput, Problem
from connectors.files.tables import TABLES
from connectors.profiles import load_profiles
from pipelines.lake.inbox.archive import Archived
from pipelines.lake.inbox.arrivals import Arrival, ArrivalLog
from pipelines.lake.inbox.delivery import DeliveryLoader, sha256_of
from pipelines.lake.inbox.drift import drift_of
from pipelines.lake.inbox.drops import Drop, drops_in, settled
from pipelines.lake.inbox.folder import open_folder
from pipelines.lake.inbox.replay import replay_changed
from pipelines.lake.inbox.reports import DeliveryReport
from pipelines.lake.inbox.visible import one_line
from pipelines.lake.mapping.checks import nearest
from pipelines.lake.paths import Lake
from pipelines.lake.privacy.shown import nameless
from pipelines.settings import Configuration, Environment

WAIT_SECONDS = 10
Progress = Callable[[str, int, int], None]


def load_inbox(
    environment: Environment, configuration: Configuration, on_file: Progress | None = None
) -> list[DeliveryReport]:
    """Take every file from the inbox, then replay deliveries whose mapping has changed. One report a file.

    `on_file` hears what is being read, and how many files of how many are done.
    """
    archive = environment.home / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    inbox = Inbox(environment, configuration)
    try:
        with FileLock(archive / ".lock", timeout=WAIT_SECONDS):
            return list(inbox.load(on_file or (lambda what, done, of: None)))
    except Timeout:
        raise Problem(
            "another run is taking files from the inbox.", where=str(archive.parent), mend="Try again when it is over."
        ) from None


@dataclass(frozen=True)
class Inbox:
    """The inbox of a home; one run at a time may load it."""

    environment: Environment
    configuration: Configuration

    def load(self, tell: Progress) -> Iterator[DeliveryReport]:
        """Each file and each replay, as it is done."""
        lake = Lake(self.environment.home / "lake")
        log = ArrivalLog(self.environment.home / "archive" / "arrivals.jsonl")
        loader = DeliveryLoader(lake, self.environment.hash_key, self.environment.now)
        drops = settled(drops_in(self.environment.home / "inbox"))
        for done, drop in enumerate(drops):
            shown = one_line(nameless(drop.path.name))
            tell(f"reading {_shown(drop.folder)}/{shown}", done, len(drops))
            yield self._report(drop, shown, loader, log)
        yield from replay_changed(self.environment, self.configuration, loader)
        if drops:
            tell("reading the inbox", len(drops), len(drops))

    def _report(self, drop: Drop, shown: str, loader: DeliveryLoader, log: ArrivalLog) -> DeliveryReport:
        try:
            drop.check()
            return self._deliver(drop, shown, loader, log)
        except Problem as problem:
            refused = nameless(str(problem).replace(drop.path.name, shown))
        except OSError as error:
            refused = _refusal(
                drop, shown, f"it can't be read or stored ({error.strerror}). Check rights and disk space."
            )
        except Exception as error:  # a defect of ours; the other files must not wait for its mending
            refused = _refusal(
                drop, shown, f"it can't be loaded by a defect of Tablo ({_defect(error)}). Please report it."
            )
        return DeliveryReport(_shown(drop.folder), shown, refused=refused, feeds=self._feeds(drop.folder))

    def _deliver(self, drop: Drop, shown: str, loader: DeliveryLoader, log: ArrivalLog) -> DeliveryReport:
        folder = open_folder(drop.folder, self.configuration)
        identity, sha256 = drop.identity, sha256_of(drop.path)
        archived = Archived(self.environment.home / "archive", drop.folder, sha256)
        last = log.last_of(drop.folder, sha256)
        # a run was killed after it wrote the log, and before it took the file away
        logged = last is not None and last.drop == identity
        number = last.number if last and logged else log.next_number
        meaning = loader.archive(folder, drop.path, archived, shown)
        if drop.identity != identity:
            raise BadInput("it changed while it was read.", where=f"{drop.folder}/{shown}", mend="Run again.")
        drift = drift_of(log, archived, meaning, folder.fields) if last is None else ()
        tables = loader.load(meaning, archived, shown, number)
        if not logged:
            log.append(
                Arrival(
                    number=number,
                    at=self.environment.now,
                    folder=drop.folder,
                    file_name=shown,
                    sha256=sha256,
                    outcome="repeated" if last else "loaded",
                    drop=identity,
                )
            )
        drop.take_away(identity)
        return DeliveryReport(
            drop.folder,
            shown,
            tables,
            repeated=last is not None and not logged,
            recognised=meaning.title,
            dropped=meaning.dropped,
            drift=drift,
        )

    def _feeds(self, folder: str) -> tuple[str, ...]:
        """The tables that miss a refused file. One that nobody can place is told once, by the table it resembles."""
        source = self.configuration.file_sources.get(folder)
        profiles = [load_profiles()[name] for name in source.profile if name in load_profiles()] if source else []
        mapped = [*(source.tables if source else ()), *(table for profile in profiles for table in profile.tables)]
        known = tuple(dict.fromkeys(table for table in mapped if table in TABLES))
        return known or (nearest(folder, TABLES) or "orders",)


def _shown(folder: str) -> str:
    return one_line(nameless(folder))


def _refusal(drop: Drop, shown: str, what: str) -> str:
    return f"{_shown(drop.folder)}/{shown}: {what}"


def _defect(error: Exception) -> str:
    """Its kind and place, and not its message, which may quote the file."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
