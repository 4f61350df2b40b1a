"""A load that is about to replace a former one: what it changes, and whether it may."""

from pathlib import Path

import duckdb

from connectors.common.stream import Stream
from pipelines.lake.manifest import Manifest
from pipelines.lake.restatement import Restatement
from pipelines.lake.shrinkage import shrinkage
from pipelines.lake.windows.comparison import differences


def judged(manifest: Manifest, former: Manifest, new: Path, old: Path, stream: Stream) -> Manifest:
    """The manifest with all restatements of the day, and with `shrunk` where the load must wait to be accepted.

    A former file that can't be read is no reason to refuse a new one: it is what heals the day.
    """
    restated = Restatement(
        at=manifest.loaded_at,
        load_id=manifest.load_id,
        replaced=former.load_id,
        rows_before=former.rows,
        rows_after=manifest.rows,
    )
    warnings, same = manifest.warnings, None
    try:
        restated = restated.model_copy(update=vars(differences(old, new, stream)))
        same = None if restated.is_any else former.same_rows_as or former.load_id
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        warnings = [*warnings, f"{manifest.partition}: what changed since the former load can't be told: {said}"]
    changes = [*former.restatements, *([restated] if restated.is_any else [])]
    shrunk = shrinkage(former.load_id, former.rows, manifest.rows, stream, restated.measures)
    told = {"restatements": changes, "warnings": warnings, "shrunk": shrunk, "same_rows_as": same}
    return manifest.model_copy(update=told)
