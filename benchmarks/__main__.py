"""`make bench`: the benchmarks of this folder, as a table of ratios. `python -m benchmarks NAME` runs one.

Those that take up to an hour and tens of gigabytes are run by their names only.
"""

import importlib
import pkgutil
import sys

from rich.console import Console
from rich.table import Table

import benchmarks
from benchmarks.measure import Ratio

NOT_BENCHMARKS = {"measure", "metrica_parse_log", "job_parts", "__main__"}
NOT_BENCHMARKS |= {"daily_rows", "daily_records", "daily_lake", "daily_home"}
LONG = {"daily_sql"}


def main(wanted: list[str]) -> None:
    console = Console()
    names = [
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in NOT_BENCHMARKS | LONG
    ]
    ratios: list[Ratio] = []
    for name in wanted or names:
        with console.status(f"measuring {name} …"):
            ratios += importlib.import_module(f"benchmarks.{name}").measure()
    table = Table("what", "ours", "baseline", "ours / baseline", "promised", title="Benchmarks")
    for ratio in ratios:
        table.add_row(
            ratio.name,
            f"{ratio.ours:.3g} {ratio.unit}",
            f"{ratio.baseline:.3g} {ratio.unit} ({ratio.baseline_name})",
            f"{ratio.ratio:.2f}",
            ratio.target,
        )
    console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
