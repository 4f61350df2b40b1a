"""A daily run on a warm home without fetching, SQL and publication: Dagster, its event log, and what we do around.

The demo company is small here: what is left doesn't depend on its rows. Its servers and files aren't counted either.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from benchmarks.job_parts import Counter
from benchmarks.measure import Ratio

FIRST, NEXT = "2026-11-20T09:00:00+03:00", "2026-11-21T09:00:00+03:00"
VISITS = 100
CONFIG = Path(__file__).parents[1] / "config"


def measure() -> list[Ratio]:
    return [Ratio("orchestration of a daily run", days()["orchestration"], 15, "s", "the bound", "under 15 s")]


def days() -> dict[str, float]:
    """Two days one after the other; what the second one took, by its parts."""
    from sandbox.demo import deliver_demo_files, demo_servers

    with tempfile.TemporaryDirectory() as folder:
        home, config = Path(folder, "home"), Path(folder, "config")
        shutil.copytree(CONFIG, config, ignore=shutil.ignore_patterns("examples"))
        for now in (FIRST, NEXT):
            deliver_demo_files(home, datetime.fromisoformat(now), size=VISITS)
            with demo_servers(home, datetime.fromisoformat(now), size=VISITS):
                variables = {"TABLO_HOME": str(home), "TABLO_CONFIG": str(config), "TABLO_NOW": now}
                started = time.perf_counter()
                answer = subprocess.run(
                    [sys.executable, "-m", "benchmarks.daily_orchestration", "day"],
                    stdout=subprocess.PIPE,
                    check=True,
                    text=True,
                    env={**os.environ, **variables},
                )
                whole = time.perf_counter() - started
        parts: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
        return {**parts, "orchestration": parts["rest"] + whole - parts["command"], "all": whole}


def run_day() -> dict[str, float]:
    """`tablo run` in this process, the demo's own part left away."""
    from contextlib import nullcontext

    import pipelines.cli.run as command

    command.demo_world = lambda *_: nullcontext()  # type: ignore[assignment,attr-defined]
    counter = Counter()
    counter.listen()
    started = time.perf_counter()
    command.run_command.main(args=[], standalone_mode=False)
    whole = time.perf_counter() - started
    return {
        **counter.seconds,
        "rest": counter.rest(whole),
        "command": whole,
        "processor": time.process_time(),
        "processor_rest": counter.processor_rest(),
    }


if __name__ == "__main__":
    parts = run_day() if sys.argv[1:] else days()
    print(json.dumps({name: round(seconds, 2) for name, seconds in parts.items()}))
