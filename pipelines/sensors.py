"""The drop box: a sensor that watches `inbox/` and asks for one run when files have come and lie still.

The run's job is everything but the API assets: what the files touch is derived from their loads (decision 0004), so
one day, yesterday, is partition enough, no API is asked, and the marts are published anew.
"""

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import dagster as dg
from dagster import DagsterRunStatus

from connectors.common.errors import Problem
from pipelines.drop_watch import Watch, look
from pipelines.lake.inbox.refused import lying_in, refused_in
from pipelines.only_run import COMMAND_LINE, STARTED_BY, UNFINISHED, end_killed_runs, only_run
from pipelines.partitions import CHANGED, range_tags
from pipelines.settings import load_configuration
from pipelines.workspace import Workspace

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as AssetJob

SENSOR = "drop_box"
JOB = "load_drop_box"
SECONDS_BETWEEN_LOOKS = 30
# no run takes that long: one that seems to was lost with its machine
LONGEST_RUN = timedelta(hours=24)
WAITING = [DagsterRunStatus.QUEUED, DagsterRunStatus.NOT_STARTED]


def drop_box_job(api_assets: Iterable[dg.AssetsDefinition]) -> "AssetJob":
    """The inbox and all that is derived, but no API."""
    asked = dg.AssetSelection.assets(*(key for asset in api_assets for key in asset.keys))
    return dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all() - asked,
        executor_def=dg.in_process_executor,
        description="Load what lies in the inbox, derive, score and publish. No API is asked.",
    )


def drop_box_sensor(workspace: Workspace, job: "AssetJob") -> dg.SensorDefinition:
    """Switched on by hand, like the schedule: opening the UI must not start to load."""

    @dg.sensor(
        job=job,
        name=SENSOR,
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
        description="Files in the inbox are loaded once they lie still; refused ones, again once they change.",
    )
    def drop_box(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        watch, now = Watch.parse(context.cursor), int(time.time())
        home = workspace.environment.home
        try:
            # read at every look: a mended mapping is a reason to try a refused file again
            configuration = load_configuration(workspace.environment.config)
        except Problem as problem:
            return _skipped(watch, str(problem))
        lying = lying_in(home / "inbox", configuration.sha256)
        seen, found = watch.after(lying), look(watch, lying, refused_in(home), now)
        if not found.wanted:
            return _skipped(seen, found.reason)
        today = replace(workspace, environment=workspace.environment.refreshed(), configuration=configuration)
        if today.yesterday < configuration.company.history_starts_on:
            return _skipped(seen, f"The history starts on {configuration.company.history_starts_on}: no day is over.")
        busy = _busy(context.instance, workspace)
        if busy:
            return _skipped(seen, busy)
        request = dg.RunRequest(
            run_key=watch.run_key(found.wanted),
            tags={**range_tags(today.yesterday, today.yesterday), **CHANGED, STARTED_BY: SENSOR},
        )
        return dg.SensorResult(run_requests=[request], cursor=seen.asking(found.wanted, now).cursor)

    return drop_box


def _skipped(watch: Watch, reason: str) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=dg.SkipReason(reason), cursor=watch.cursor)


def _busy(instance: dg.DagsterInstance, workspace: Workspace) -> str | None:
    """The sentence about a run that is queued or under way."""
    try:
        if instance.get_runs(dg.RunsFilter(tags=COMMAND_LINE, statuses=UNFINISHED), limit=1):
            with only_run(workspace.environment.home):
                end_killed_runs(instance)
    except Problem:
        return "`tablo run` is at work: the files are its own, or wait until it has ended."
    since = datetime.now(UTC) - LONGEST_RUN
    filters = dg.RunsFilter(statuses=[*WAITING, *UNFINISHED], created_after=since)
    for run in instance.get_runs(filters, limit=1):
        state = "queued" if run.status in WAITING else "under way"
        return f"A run of {run.job_name} is {state}: the files wait until it has ended."
    return None
