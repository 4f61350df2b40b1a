"""The demo company's generator: 10 million visits of one day in bounded memory, and 25 months of file drops.

Each measurement is a process of its own, so that its peak of memory is its own.
`python -m benchmarks.demo_generator VISITS` prints one of them: count, seconds, a second, peak MiB.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.measure import Ratio

DAY = date(2026, 10, 14)
NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
MANY, FEW = 10_000_000, 1_000_000


def measure() -> list[Ratio]:
    many, few, files = (_in_a_process(what) for what in (str(MANY), str(FEW), "files"))
    rate = [run["seconds"] / run["count"] * 1e6 for run in (many, few)]
    return [
        Ratio(f"memory of {MANY:,} visits", many["mib"], 2048, "MiB", "the bound", "under 2 GiB"),
        Ratio("memory of ten times the visits", many["mib"], few["mib"], "MiB", f"{FEW:,} visits", "about 1"),
        Ratio("a visit of ten times as many", rate[0], rate[1], "µs", f"{FEW:,} visits", "about 1"),
        Ratio("25 months of files and their truth", files["seconds"], 15, "s", "the bound", "under 15 s"),
    ]


def stream(visits: int) -> int:
    """One day of a company of that size, batch by batch."""
    from sandbox.company import Company

    return sum(batch.num_rows for batch in Company(size=visits).stream_visits([DAY]))


def drop_files() -> int:
    """All that the demo drops into the inbox, and the truth."""
    from sandbox.company.truth import write_truth
    from sandbox.deliveries import deliver

    with tempfile.TemporaryDirectory() as folder:
        paths = deliver(Path(folder) / "inbox", NOW)
        write_truth(Path(folder) / "truth", NOW)
        return len(paths)


def _in_a_process(what: str) -> dict[str, float]:
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.demo_generator", what, "json"], check=True, capture_output=True, text=True
    )
    measured: dict[str, float] = json.loads(answer.stdout)
    return measured


def main(what: str, form: str = "text") -> None:
    started = time.perf_counter()
    count = drop_files() if what == "files" else stream(int(what))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    if form == "json":
        print(json.dumps({"count": count, "seconds": seconds, "mib": peak}))
    else:
        print(f"{count:,} in {seconds:.1f} s, {count / seconds:,.0f} a second, peak {peak:.0f} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:] or [str(MANY)])
