"""The drop box: every file that lies in `inbox/`, oldest first; each loads, or is refused by a sentence and stays.

The order of durability is archive, data, manifest, log of arrivals, and only then the file is taken away: killed
anywhere, the next run ends in the same state.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from connectors.common.errors import BadInput, Problem
from connectors.files.tables import TABLES
from pipelines.lake.archive import Archived
from pipelines.lake.arrivals import Arrival, ArrivalLog
from pipelines.lake.contacts import KeyMissing, Tokens
from pipelines.lake.delivery import DeliveryLoader, sha256_of
from pipelines.lake.folder import nearest, open_folder
from pipelines.lake.paths import Lake
from pipelines.lake.replay import replay_changed
from pipelines.lake.reports import DeliveryReport
from pipelines.settings import Configuration, Environment

WAIT_SECONDS = 10
UNFINISHED = (".part", ".tmp", ".crdownload")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Drop:
    """A file in the inbox, as it is now."""

    folder: str
    path: Path

    @property
    def identity(self) -> str:
        """The same only for this very file, unchanged: another copy of it has another inode or time of change."""
        stat = self.path.stat()
        return f"{stat.st_ino}-{stat.st_ctime_ns}-{stat.st_size}"


def load_inbox(
    environment: Environment, configuration: Configuration, on_file: Progress | None = None
) -> list[DeliveryReport]:
    """Take every file from the inbox, then replay deliveries whose mapping has changed. One report a file.

    `on_file` hears what is being read, and how many files of how many are done.
    """
    archive = environment.home / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(archive / ".lock", timeout=WAIT_SECONDS):
            return list(_load(environment, configuration, on_file or (lambda what, done, of: None)))
    except Timeout:
        raise Problem(
            "another run is taking files from the inbox.", where=str(archive.parent), mend="Try again when it is over."
        ) from None


def _load(environment: Environment, configuration: Configuration, tell: Progress) -> Iterator[DeliveryReport]:
    lake, log = Lake(environment.home / "lake"), ArrivalLog(environment.home / "archive" / "arrivals.jsonl")
    drops = _drops(environment.home / "inbox")
    for done, drop in enumerate(drops):
        tell(f"reading {drop.folder}/{drop.path.name}", done, len(drops))
        yield _deliver(drop, environment, configuration, lake, log)
    yield from replay_changed(environment, configuration, lake)
    if drops:
        tell("reading the inbox", len(drops), len(drops))


def _drops(inbox: Path) -> list[Drop]:
    """Oldest first; what is hidden or still being copied is left alone."""
    found = [
        Drop(path.parent.name if path.parent != inbox else "", path)
        for path in (*inbox.glob("*"), *inbox.glob("*/*"))
        if not (path.is_dir() and path.parent == inbox)
        and not path.name.startswith((".", "~$"))
        and not path.parent.name.startswith(".")
        and not path.name.lower().endswith(UNFINISHED)
    ]
    return sorted(found, key=lambda drop: (drop.path.lstat().st_mtime_ns, drop.folder, drop.path.name))


def _deliver(
    drop: Drop, environment: Environment, configuration: Configuration, lake: Lake, log: ArrivalLog
) -> DeliveryReport:
    shown = _shown(drop.path.name, environment.hash_key)
    try:
        _check(drop)
        folder = open_folder(drop.folder, configuration)
        loader = DeliveryLoader(lake, folder, environment.hash_key, environment.now)
        identity, sha256 = drop.identity, sha256_of(drop.path)
        archived = Archived(environment.home / "archive", drop.folder, sha256)
        last = log.last_of(drop.folder, sha256)
        finished_before = last is not None and last.drop == identity  # a run was killed before it took the file away
        number = last.number if last and finished_before else log.next_number
        loader.archive(drop.path, archived, shown)
        if drop.identity != identity:
            raise BadInput("it changed while it was read.", where=f"{drop.folder}/{shown}", mend="Run again.")
        tables = loader.load(archived, shown, number)
        if not finished_before:
            log.append(
                Arrival(
                    number=number,
                    at=environment.now,
                    folder=drop.folder,
                    file_name=shown,
                    sha256=sha256,
                    outcome="repeated" if last else "loaded",
                    drop=identity,
                )
            )
        _take_away(drop, identity)
    except Problem as problem:
        return DeliveryReport(drop.folder, shown, refused=str(problem), feeds=_feeds(drop.folder, configuration))
    except OSError as error:
        sentence = f"{drop.folder}/{shown}: it can't be read ({error.strerror}). Check the rights of the file."
        return DeliveryReport(drop.folder, shown, refused=sentence, feeds=_feeds(drop.folder, configuration))
    return DeliveryReport(drop.folder, shown, tables, repeated=last is not None and not finished_before)


def _check(drop: Drop) -> None:
    where = f"inbox/{drop.folder}/{drop.path.name}" if drop.folder else f"inbox/{drop.path.name}"
    if drop.path.is_symlink():
        raise BadInput("this is a link, not a file.", where=where, mend="Copy the file itself.")
    if not drop.path.is_file():
        raise BadInput("files lie one folder deep.", where=where, mend="Move its files to the folder above.")
    if not drop.folder:
        raise BadInput(
            "the file lies in no folder, which would say what it is.",
            where=where,
            mend=f"Move it to inbox/{nearest(drop.path.stem, TABLES) or 'orders'}/ or another source's folder.",
        )


def _take_away(drop: Drop, identity: str) -> None:
    """Unless it is another file by now: that one is for the next run."""
    if drop.identity == identity:
        drop.path.unlink()


def _shown(file_name: str, key: bytes | None) -> str:
    """The name without contacts in it: it goes to manifests and reports."""
    try:
        return Tokens(key).inside(file_name)
    except KeyMissing:
        return f"(a name with a contact){Path(file_name).suffix}"


def _feeds(folder: str, configuration: Configuration) -> tuple[str, ...]:
    """The tables that miss a refused file. One that nobody can place is reported once, by the table it resembles."""
    mapping = configuration.file_sources.get(folder)
    known = tuple(table for table in mapping.tables if table in TABLES) if mapping else ()
    return known or (nearest(folder, TABLES) or "orders",)
