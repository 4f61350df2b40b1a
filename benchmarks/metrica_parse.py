"""A part of a Metrica log, as text, into a typed and checked Parquet file with nothing personal in it.

The baseline is DuckDB with two threads: it reads the same file as plain text and writes Parquet with the same codec.
Runs alternate, and each is a process of its own, so that its peak of memory is its own; its clock starts when its
libraries are there.
`python -m benchmarks.metrica_parse ours|duckdb FILE [TIMES]` runs one of them; TIMES repeats the rows of the file.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.measure import Ratio
from benchmarks.metrica_parse_log import write_log

ROWS, TIMES, RUNS = 2_000_000, 5, 3
CHUNK = 1 << 20
Work = Callable[[Path, Path, int], int]


def measure() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "visits.tsv"
        write_log(file, ROWS)
        pairs = [(_in_a_process("ours", file), _in_a_process("duckdb", file)) for _ in range(RUNS)]
        many = _in_a_process("ours", file, TIMES)
    ours, _ = min(pairs, key=lambda pair: abs(_speed_ratio(pair) - statistics.median(map(_speed_ratio, pairs))))
    duckdb = next(theirs for mine, theirs in pairs if mine is ours)
    few_mib = max(mine["mib"] for mine, _ in pairs)
    rows = f"{ROWS:,} rows of a Metrica log"
    return [
        Ratio(rows, ROWS / ours["seconds"], ROWS / duckdb["seconds"], "rows/s", "DuckDB, as text", "at least 0.65"),
        Ratio(f"memory of {rows}", ours["mib"], duckdb["mib"], "MiB", "DuckDB, as text", "under 500 MiB"),
        Ratio(f"memory of {ROWS * TIMES:,} rows", many["mib"], few_mib, "MiB", f"{ROWS:,} rows", "at most 1.1"),
    ]


def ready_to_parse() -> Work:
    """As the connector and the lake do it, with the pseudonyms of a home."""
    from connectors.common.stream import Rows
    from connectors.yandex_metrica.fields.choice import field_of
    from connectors.yandex_metrica.parsing.parse import LogParser
    from pipelines.lake.privacy.pseudonyms import Pseudonyms
    from pipelines.lake.storage import PartFile

    def parse(file: Path, target: Path, times: int) -> int:
        with file.open(encoding="utf-8") as lines:
            names = lines.readline().rstrip("\n").split("\t")
        asked = {name: field for name in names if (field := field_of("visits", name.removeprefix("ym:s:")))}
        privacy = Pseudonyms(b"a key for benchmarks", "benchmark")
        parser = LogParser(asked, date(2026, 1, 1), date(2026, 12, 31), privacy)
        part = PartFile(target, parser.schema)
        for piece in parser.parse(_chunks(file, times), file.name):
            if not isinstance(piece, Rows):
                sys.exit(f"refused: {piece}")
            part.write(piece.batch)
        part.place()
        return part.rows

    return parse


def ready_to_copy() -> Work:
    """Nothing is typed and nothing is checked; TIMES isn't heeded."""
    import duckdb

    con = duckdb.connect()
    con.execute("set threads = 2")

    def copy(file: Path, target: Path, times: int) -> int:
        as_text = "all_varchar = true, header = true, delim = '\t', quote = '\"', escape = '\"'"
        (count,) = con.execute(
            f"copy (from read_csv('{file}', {as_text})) to '{target}' (format parquet, compression zstd)"
        ).fetchall()[0]
        return int(count)

    return copy


def _chunks(file: Path, times: int) -> Iterator[bytes]:
    with file.open("rb", buffering=0) as text:
        header = text.readline()
        yield header
        for _ in range(times):
            text.seek(len(header))
            while chunk := text.read(CHUNK):
                yield chunk


def _speed_ratio(pair: tuple[dict[str, float], dict[str, float]]) -> float:
    return pair[1]["seconds"] / pair[0]["seconds"]


def _in_a_process(what: str, file: Path, times: int = 1) -> dict[str, float]:
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.metrica_parse", what, str(file), str(times)],
        check=True,
        capture_output=True,
        text=True,
    )
    measured: dict[str, float] = json.loads(answer.stdout)
    return measured


def main(what: str, file: str, times: str = "1") -> None:
    work = {"ours": ready_to_parse, "duckdb": ready_to_copy}[what]()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        rows = work(Path(file), Path(folder) / "visits.parquet", int(times))
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    cpu = time.process_time()
    print(json.dumps({"rows": rows, "seconds": seconds, "cpu": cpu, "mib": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
