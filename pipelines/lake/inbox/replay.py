"""A changed mapping loads the archived deliveries of its folder again; nobody has to find the old exports."""

from collections import defaultdict
from collections.abc import Iterator

from connectors.common.errors import Problem
from connectors.files.tables import TABLES
from pipelines.lake.inbox.archive import Archived
from pipelines.lake.inbox.delivery import DeliveryLoader
from pipelines.lake.inbox.folder import open_folder
from pipelines.lake.inbox.reports import DeliveryReport
from pipelines.lake.manifest import Manifest, new_load_id
from pipelines.lake.mapping.meaning import Meaning
from pipelines.lake.mapping.plan import ColumnMissing
from pipelines.lake.paths import FILES, Lake
from pipelines.lake.storage import PartFile, commit, data_metadata, heal
from pipelines.settings import Configuration, Environment


def replay_changed(
    environment: Environment, configuration: Configuration, loader: DeliveryLoader
) -> Iterator[DeliveryReport]:
    """Deliveries loaded by another version of the mapping than today's, in the order of their arrival.

    A delivery that can't be replayed stays as it was loaded, and is reported. A folder that the configuration no longer
    knows keeps its deliveries.
    """
    deliveries: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
    for manifest in loader.lake.manifests():
        if manifest.source == FILES and _known(manifest.account, configuration):
            deliveries[manifest.account, manifest.partition].append(manifest)
    for manifests in sorted(deliveries.values(), key=lambda each: max(load.arrival or 0 for load in each)):
        report = _replay(manifests, environment, configuration, loader)
        if report:
            yield report


def _replay(
    manifests: list[Manifest], environment: Environment, configuration: Configuration, loader: DeliveryLoader
) -> DeliveryReport | None:
    newest = max(manifests, key=lambda load: load.arrival or 0)
    name, file_name = newest.account, newest.file_name or newest.partition
    try:
        archived = Archived(environment.home / "archive", name, str(newest.details["sha256"]))
        folder = open_folder(name, configuration)
        meaning = folder.meaning_of_archived(
            archived.profile, archived.whole_header or archived.header, f"{name}/{file_name}"
        )
        if _up_to_date(manifests, meaning):
            return None
        try:
            tables = loader.load(meaning, archived, file_name, newest.arrival or 0)
        except ColumnMissing as problem:
            raise Problem(
                f"the changed mapping can't replay it ({problem.what.rstrip('.')}).",
                where=f"{name}/{file_name}",
                mend="The archive keeps only columns that were mapped: drop the original file again.",
            ) from None
        for manifest in manifests:
            if manifest.stream not in meaning.tables:
                _withdraw(loader.lake, manifest, meaning.version, environment)
    except Problem as problem:
        feeds = tuple(load.stream for load in manifests)
        return DeliveryReport(name, file_name, refused=str(problem), replayed=True, feeds=feeds)
    return DeliveryReport(name, file_name, tables, replayed=True)


def _up_to_date(manifests: list[Manifest], meaning: Meaning) -> bool:
    fed = {load.stream for load in manifests if not load.details.get("withdrawn")}
    return fed == set(meaning.tables) and all(load.details.get("mapping") == meaning.version for load in manifests)


def _withdraw(lake: Lake, manifest: Manifest, version: str, environment: Environment) -> None:
    """Empty a delivery of a table that the mapping no longer feeds."""
    partition, load_id = lake.of(manifest), new_load_id()
    heal(partition)
    part = PartFile(partition.data, TABLES[manifest.stream].arrow_schema, data_metadata(load_id))
    fresh = {
        "load_id": load_id,
        "rows": 0,
        "rows_read": 0,
        "skipped": {},
        "quarantined": 0,
        "money_read": None,
        "money_loaded": None,
        "loaded_at": environment.now.isoformat(timespec="seconds"),
        "details": {**manifest.details, "mapping": version, "withdrawn": True},
    }
    try:
        commit(partition, part, None, manifest.model_copy(update=fresh))
    finally:
        part.discard()


def _known(folder: str, configuration: Configuration) -> bool:
    return folder in configuration.file_sources or folder in TABLES
