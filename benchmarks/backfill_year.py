"""A backfill of 365 days at 3 000 visits a day, all in: the demo company's files and Yandex.Metrica, chunk by chunk.

As the UI runs it: 12 runs of up to 31 days, each a process of its own that asks the source for every day and then
derives, scores and publishes. The company's servers run beside and share the two cores.
`python -m benchmarks.backfill_year [VISITS]` prints where the time goes, chunk by chunk.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.job_parts import Counter
from benchmarks.measure import Ratio

DAYS, CHUNK, VISITS = 365, 31, 3000
NOW, LAST = "2026-11-21T09:00:00+03:00", date(2026, 11, 20)
CONFIG = Path(__file__).parents[1] / "config"


def measure() -> list[Ratio]:
    return [Ratio(f"backfill of {DAYS} days", sum(run["all"] for run in runs()), 300, "s", "the bound", "under 5 min")]


def runs(visits: int = VISITS) -> Iterator[dict[str, float]]:
    """What each chunk took, by its parts; the first one has the inbox's files to load."""
    from sandbox.demo import deliver_demo_files, demo_servers

    with tempfile.TemporaryDirectory() as folder:
        home, config = Path(folder, "home"), Path(folder, "config")
        _configure(config)
        now = datetime.fromisoformat(NOW)
        deliver_demo_files(home, now, size=visits)
        variables = {"TABLO_HOME": str(home), "TABLO_CONFIG": str(config), "TABLO_NOW": NOW}
        with demo_servers(home, now, size=visits):
            for first, last in _chunks():
                started = time.perf_counter()
                answer = subprocess.run(
                    [sys.executable, "-m", "benchmarks.backfill_year", f"{first}", f"{last}"],
                    check=True,
                    stdout=subprocess.PIPE,
                    text=True,
                    env={**os.environ, **variables},
                )
                whole = time.perf_counter() - started
                parts: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
                yield {"all": whole, "starting": whole - parts["job"], **parts}


def _configure(config: Path) -> None:
    """The demo's, with a year of Metrica and without Google Analytics."""
    shutil.copytree(CONFIG, config, ignore=shutil.ignore_patterns("examples"))
    (config / "sources" / "google_analytics.yaml").unlink()
    metrica = config / "sources" / "yandex_metrica.yaml"
    metrica.write_text(re.sub(r"history_days: \d+", f"history_days: {DAYS}", metrica.read_text()))


def _chunks() -> Iterator[tuple[date, date]]:
    first = LAST - timedelta(days=DAYS - 1)
    while first <= LAST:
        last = min(first + timedelta(days=CHUNK - 1), LAST)
        yield first, last
        first = last + timedelta(days=1)


def run_chunk(first: date, last: date) -> dict[str, float]:
    """The daily job over a chunk, in this process; seconds of its parts, and of its processor."""
    from pipelines.assets.sources.streams import REFRESH_TAG
    from pipelines.cli.instance import dagster_instance
    from pipelines.cli.run import QUIET
    from pipelines.definitions import build_definitions
    from pipelines.partitions import range_tags
    from pipelines.schedules import DAILY
    from pipelines.workspace import Workspace

    workspace = Workspace.from_os()
    workspace.stamp_home()
    counter = Counter()
    counter.listen()
    job = build_definitions(workspace).resolve_job_def(DAILY)
    started = time.perf_counter()
    with dagster_instance(workspace.environment.home) as instance:
        tags = {**range_tags(first, last), REFRESH_TAG: "all"}
        result = job.execute_in_process(run_config=QUIET, instance=instance, tags=tags, raise_on_error=False)
    whole = time.perf_counter() - started
    if not result.success:
        sys.exit(f"{first} … {last} failed")
    rest = {
        "orchestration": counter.rest(whole),
        "job": whole,
        "processor": time.process_time(),
        "processor_rest": counter.processor_rest(),
    }
    processor = {f"{part} (processor)": seconds for part, seconds in counter.processor.items()}
    return counter.seconds | rest | processor


def main(arguments: list[str]) -> None:
    if len(arguments) == 2:
        print(json.dumps(run_chunk(*(date.fromisoformat(day) for day in arguments))))
        return
    total: defaultdict[str, float] = defaultdict(float)
    for number, parts in enumerate(runs(*map(int, arguments)), start=1):
        for name, value in parts.items():
            total[name] += value
        print(f"{number:2}  " + "  ".join(f"{name} {value:.1f}" for name, value in parts.items()), flush=True)
    print("all " + "  ".join(f"{name} {value:.1f}" for name, value in total.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
