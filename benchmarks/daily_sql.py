"""The SQL of a daily run with 36 months of history beside the same with one month, model by model.

SQL are the seconds in which DuckDB is at work, from opening the warehouse to closing it. What Python does around it,
such as reading the manifests of the lake, belongs to `daily_orchestration`, and is told in a row of its own.

A shop of 100 000 visits and 2 000 orders a day: a new day, the three days before it fetched again and slightly
changed, and a delivery of the CRM with new and with changed records. Years are made once, in the folder TABLO_BENCH
(bench-lake among the temporary files), and kept there; each run begins with the warehouse of the evening before.
`python -m benchmarks daily_sql` compares the two round by round, seven times; `python -m benchmarks.daily_sql MONTHS
[VISITS]` runs one history and prints it model by model.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from statistics import median
from typing import Any

from benchmarks.daily_home import NEW_DAY, Bench
from benchmarks.measure import Ratio

Measured = dict[str, Any]
MONTHS, FEW = 36, 1
VISITS = 100_000
ROUNDS = 7  # in turns, so that what else the machine does falls on both


def measure() -> list[Ratio]:
    rounds = [(run_in_a_process(MONTHS), run_in_a_process(FEW)) for _ in range(ROUNDS)]
    many, few = zip(*rounds, strict=True)
    return [
        _ratio(f"SQL of a daily run, {MONTHS} months of history", many, few, "s", "at most 1.2", _sum_of("sql")),
        _ratio("with what is done around it", many, few, "s", "", _sum_of("models")),
        _ratio("processor time of both", many, few, "s", "", _sum_of("processor")),
        _ratio("memory of it", many, few, "MiB", "", lambda measured: measured["mib"]),
    ]


def _ratio(
    what: str,
    many: Sequence[Measured],
    few: Sequence[Measured],
    unit: str,
    target: str,
    of: Callable[[Measured], float],
) -> Ratio:
    """Of the medians, and round by round."""
    long, short = [of(each) for each in many], [of(each) for each in few]
    of_rounds = tuple(one / other for one, other in zip(long, short, strict=True))
    return Ratio(what, median(long), median(short), unit, f"{FEW} month", target, of_rounds)


def _sum_of(part: str) -> Callable[[Measured], float]:
    return lambda measured: sum(measured[part].values())


def run_in_a_process(months: int, visits: int = VISITS) -> Measured:
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.daily_sql", str(months), str(visits), "json"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    measured: Measured = json.loads(answer.stdout)
    return measured


def main(months: str, visits: str = str(VISITS), form: str = "text") -> None:
    bench = Bench(int(months), int(visits))
    if form == "evening":
        print(f"{bench.prepare():.0f}")
        return
    built = subprocess.run(  # its memory isn't the daily run's
        [sys.executable, "-m", "benchmarks.daily_sql", months, visits, "evening"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    print(f"the evening before took {built.stdout.strip()} s", file=sys.stderr)
    bench.evening_before()
    bench.night()
    today = NEW_DAY + timedelta(days=1)
    models = bench.run_models(today)
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    if form == "json":
        print(json.dumps({"sql": bench.sql, "models": models, "processor": bench.processor, "mib": mib}))
        return
    for name, seconds in sorted(models.items(), key=lambda each: -each[1]):
        print(f"{name:50} {seconds:8.3f}, SQL {bench.sql[name]:8.3f}")
    print(f"{'in all':50} {sum(models.values()):8.3f}, SQL {sum(bench.sql.values()):8.3f}, peak {mib:.0f} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:])
