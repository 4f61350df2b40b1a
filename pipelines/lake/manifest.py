"""What is known of a load: `load.json` beside the data. Its presence is what makes a partition loaded."""

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal
from uuid import uuid4

import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from connectors.common.stream import Fact, Quality
from pipelines.lake.restatement import Restatement
from pipelines.lake.shrinkage import Shrinkage

MANIFEST = "load.json"
NEXT = ".load.json.next"
LOAD_ID = b"tablo.load_id"


class Manifest(BaseModel):
    """`load_id` is new for every write, `arrival` the number of the last arrival of a delivery's file.

    `date_from` and `date_to` span, both inclusive, the business dates that the rows have; for a window, its day; None
    where rows carry no dates. `rows_read`, `skipped` and `quarantined` count rows of the source, `rows` those in the
    data; where a mapping groups rows, `details` say how many were mapped and grouped. `money_read` is the control sum
    of a table's money column over the mapped rows, `money_loaded` the same over the data.

    Of a window, `restatements` are all changes of the day since its first load, oldest first; `warnings` are sentences
    about the load; `shrunk` says why a load was kept aside, and stays when it is accepted. `quality` is what the vendor
    says of the day's numbers, None where it says nothing; `same_rows_as` the oldest load since which the day has had
    these very rows, None where it is this one; `settles_after` the age in days at which a load of the day is
    final, None where the load doesn't tell: older loads, and deliveries.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    load_id: str
    source: str
    stream: str
    account: str
    partition: str
    kind: Literal["window", "delivery"]
    date_from: date | None = None
    date_to: date | None = None
    rows: int
    rows_read: int
    skipped: dict[str, int] = {}
    quarantined: int = 0
    money_read: str | None = None
    money_loaded: str | None = None
    arrival: int | None = None
    file_name: str | None = None
    loaded_at: str
    details: dict[str, Fact] = {}
    warnings: list[str] = []
    restatements: list[Restatement] = []
    shrunk: Shrinkage | None = None
    quality: Quality | None = None
    settles_after: int | None = None
    same_rows_as: str | None = None

    @property
    def relation(self) -> str:
        """As SQL knows the stream, without its schema."""
        return f"{self.source}__{self.stream}"


def new_load_id() -> str:
    """Random: no two writes share one."""
    return uuid4().hex


def read_manifest(folder: Path | str) -> Manifest | None:
    """The manifest of the data that lies in the folder; None where nothing is loaded.

    Data and manifest are two files. A commit that was killed between them left the new manifest as `NEXT`, and the
    data says by its own `load_id` whether it is the new one.
    """
    # plain text for paths: a run reads thousands of manifests
    if os.access(f"{folder}/{NEXT}", os.F_OK):
        coming = _read(f"{folder}/{NEXT}")
        if coming and load_id_of(Path(folder, "data.parquet")) == coming.load_id:
            return coming
    return _read(f"{folder}/{MANIFEST}")


def as_of(load: Manifest) -> str:
    """The moment whose state the rows tell: what was taken over from a former run is as old as its question."""
    return _as_of(load.loaded_at, load.details)


def read_as_of(folder: Path) -> str | None:
    """`as_of` of `read_manifest`, many times as fast: a schedule looks at years of days."""
    if (folder / NEXT).exists():
        coming = read_manifest(folder)
        return as_of(coming) if coming else None
    try:
        stored = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    return _as_of(stored["loaded_at"], stored.get("details", {}))


def _as_of(loaded_at: str, details: Mapping[str, Fact]) -> str:
    asked_at = details.get("asked_at") if details.get("adopted") else None
    return str(asked_at or loaded_at)


def _read(path: str) -> Manifest | None:
    """A writer may move it away at any moment."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return Manifest.model_validate_json(file.read())
    except FileNotFoundError:
        return None


def load_id_of(data: Path) -> str | None:
    """The load that wrote a Parquet file of the lake."""
    if not data.exists():
        return None
    stored = pq.read_metadata(data).metadata or {}
    return stored.get(LOAD_ID, b"").decode() or None
