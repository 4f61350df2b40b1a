"""The Dagster instance of a home: the command line and the UI share it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import yaml

from pipelines.workspace import PROJECT

EVENT_LOG = {"module": "pipelines.event_log", "class": "PooledSqliteEventLog"}


def dagster_home(home: Path) -> Path:
    """`TABLO_HOME/dagster`, with the project's `dagster.yaml` in it, and our event log."""
    folder = home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    settings = yaml.safe_load((PROJECT / "dagster.yaml").read_text(encoding="utf-8"))
    settings["event_log_storage"] = {**EVENT_LOG, "config": {"base_dir": str(folder / "history" / "runs")}}
    beside = folder / f".dagster.yaml.{os.getpid()}"
    beside.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    beside.replace(folder / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(folder)
    return folder


@contextmanager
def dagster_instance(home: Path) -> Iterator[dg.DagsterInstance]:
    """The instance, opened and closed."""
    with dg.DagsterInstance.from_config(str(dagster_home(home))) as instance:
        yield instance
