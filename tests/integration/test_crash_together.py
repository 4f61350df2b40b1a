"""Who comes while somebody works: a second `tablo run`, a run of the daemon, a program that has the warehouse open."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from crashes import compared
from crashes.short_demo import ShortDemo, run_states

HOLDING = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reads")
connection.execute("select 1")
print("held", flush=True)
sys.stdin.readline()
"""
STAGING = ("--refresh", "none", "--select", "group:staging")


@contextmanager
def holding(file: Path, how: str) -> Iterator[int]:
    """Another process that has the database open; its number."""
    command = [sys.executable, "-c", HOLDING, str(file), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process.pid
        finally:
            process.communicate("go\n")


@pytest.mark.slow  # test_only_run and test_two_runs_at_one_source show the parts
def test_of_two_runs_of_the_command_line_one_is_refused_and_of_two_others_both_end_well(
    short_demo: ShortDemo, tmp_path: Path
) -> None:
    home, forge = short_demo.fresh(tmp_path / "home"), short_demo.forge
    together = [forge.start(home, "run"), forge.start(home, "run"), forge.start(home, "job")]
    first, second, daemon = (running.ended() for running in together)
    refused, done = sorted((first, second), key=lambda run: "Published" in run.out)
    assert refused.code == 1
    assert "another `tablo run` is at work in this data folder. Wait until it has ended" in refused.err
    assert "Published" in done.out, done.said
    assert daemon.code == 0, daemon.said
    short_demo.expected.is_in(home)
    assert run_states(home) == {"SUCCESS": 2}


@pytest.mark.parametrize("how", [pytest.param("writes", marks=pytest.mark.slow), "reads"])
def test_a_program_that_holds_the_warehouse_is_named(short_demo: ShortDemo, tmp_path: Path, how: str) -> None:
    home = short_demo.done(tmp_path / "home")
    with holding(home / "warehouse.duckdb", how) as process:
        refused = short_demo.forge.run(home, "run", *STAGING)
    assert refused.code == 1
    (told,) = [line for line in refused.out.splitlines() if line.startswith("!")]
    assert f"{home}/warehouse.duckdb: the warehouse is open in another program (" in told
    assert f"process {process}). Close it there, and run again. Look at published/marts.duckdb instead" in told
    assert compared.published(home) == short_demo.expected.published
    assert short_demo.forge.run(home, "run", *STAGING).code == 0
