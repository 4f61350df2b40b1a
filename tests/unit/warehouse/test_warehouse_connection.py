"""The door to the warehouse: one process at a time, and a plain sentence when it doesn't open."""

import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from connectors.common.errors import Problem
from pipelines.warehouse import open_warehouse
from pipelines.warehouse.complaints import opening_problem, sentence

HOLD_OUR_WAY = """
from datetime import UTC, datetime
from pipelines.settings import Environment
from pipelines.warehouse import open_warehouse
home = Path(sys.argv[1])
with open_warehouse(Environment(profile="demo", config=home, home=home, now=datetime.now(UTC), hash_key=None)):
    hold()
"""
HOLD_BY_ANOTHER_PROGRAM = """
import duckdb
connection = duckdb.connect(str(Path(sys.argv[1]) / "warehouse.duckdb"))
hold()
"""
PRELUDE = """
import sys
from pathlib import Path
def hold():
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def holding(program: str, home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the warehouse open until it is told to go."""
    command = [sys.executable, "-c", PRELUDE + program, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.communicate("go\n")


def refusal(environment: Any) -> str:
    with pytest.raises(Problem) as caught, open_warehouse(environment, wait_seconds=0.1):
        pass
    return str(caught.value)


def test_settings_are_the_same_on_every_machine(bench: Any) -> None:
    assert bench.rows(
        "select current_setting('TimeZone'), current_setting('autoinstall_known_extensions'), "
        "current_setting('autoload_known_extensions'), current_setting('temp_directory')"
    ) == [("UTC", False, False, str(bench.environment.home / "warehouse.tmp"))]


def test_a_warehouse_that_another_run_writes_is_locked(bench: Any) -> None:
    home = bench.environment.home
    with holding(HOLD_OUR_WAY, home):
        assert refusal(bench.environment) == (
            f"{home}: another run is writing the warehouse. Wait until it has ended, and run again."
        )
    assert bench.rows("select 1") == [(1,)]


def test_a_warehouse_that_another_program_has_open_is_told_with_its_process(bench: Any) -> None:
    with holding(HOLD_BY_ANOTHER_PROGRAM, bench.environment.home) as other:
        said = refusal(bench.environment)
    assert "the warehouse is open in another program (" in said
    assert f"process {other.pid})" in said
    assert "Close it there, and run again." in said


def test_a_run_that_waits_gets_its_turn(bench: Any) -> None:
    with holding(HOLD_OUR_WAY, bench.environment.home) as other:
        assert other.stdin is not None
        other.stdin.write("go\n")
        other.stdin.flush()
        with open_warehouse(bench.environment, wait_seconds=60) as con:
            assert con.execute("select 1").fetchall() == [(1,)]


def test_an_error_inside_frees_the_warehouse(bench: Any) -> None:
    with pytest.raises(ZeroDivisionError), open_warehouse(bench.environment):
        raise ZeroDivisionError
    assert bench.rows("select 1") == [(1,)]


def test_what_duckdb_refuses_is_a_sentence(bench: Any) -> None:
    with pytest.raises(Problem) as caught, open_warehouse(bench.environment) as con:
        con.execute("select x from nowhere.nothing")
    assert 'warehouse.duckdb: Table with name "nowhere.nothing" does not exist' in str(caught.value)


def test_an_interrupted_query_is_an_interrupt(bench: Any) -> None:
    with pytest.raises(KeyboardInterrupt), open_warehouse(bench.environment):
        raise RuntimeError("Query interrupted")
    with pytest.raises(RuntimeError, match="something else"), open_warehouse(bench.environment):
        raise RuntimeError("something else")


@pytest.mark.skipif(sys.platform != "linux", reason="/sys, where nobody may write, is Linux's")
def test_a_folder_that_cannot_be_written_is_told(bench: Any) -> None:
    said = refusal(replace(bench.environment, home=Path("/sys/tablo")))
    assert said.startswith(
        "/sys/tablo: the warehouse can't be written: the folder is read-only for you. Set TABLO_HOME"
    )


def test_a_file_where_the_folder_should_be_is_told(bench: Any) -> None:
    file = bench.environment.home / "file"
    file.write_text("")
    assert f"{file}/home: the warehouse can't be opened:" in refusal(replace(bench.environment, home=file / "home"))


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (200, "the warehouse was written by a newer DuckDB than this one. Install that version, or move the file away"),
        (63, "the warehouse was written by another DuckDB than this one. Install that version, or move the file away"),
    ],
)
def test_a_file_of_another_duckdb_is_told(bench: Any, version: int, said: str) -> None:
    bench.rows("select 1")
    _stamp(bench.environment.home / "warehouse.duckdb", version)
    assert said in refusal(bench.environment)


@pytest.mark.parametrize("content", [b"no database" * 2000, b"short", b"\0" * 20000])
def test_a_file_that_is_no_database_is_told(bench: Any, content: bytes) -> None:
    (bench.environment.home / "warehouse.duckdb").write_bytes(content)
    assert "this is no readable DuckDB database. Move the file away" in refusal(bench.environment)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'Could not write file "/d/w.duckdb": No space left on device',
            "w: the disk is full. Free some space, and run again.",
        ),
        (
            'Cannot open file "/d/w.duckdb": Read-only file system',
            "w: the warehouse can't be written: the folder is read-only for you. Set TABLO_HOME to a folder of yours.",
        ),
        (
            "Failure while replaying WAL file: x",
            "w: this is no readable DuckDB database. Move the file away: it is built",
        ),
        ("Something new\nand a second line", "w: the warehouse can't be opened: Something new."),
    ],
)
def test_other_reasons_not_to_open_are_sentences(text: str, said: str) -> None:
    assert str(opening_problem(duckdb.IOException(text), "w")).startswith(said)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            duckdb.TransactionException(
                'TransactionContext Error: Failed to commit: Could not write file "w": No space left on device'
            ),
            "the disk is full. Free some space, and run again.",
        ),
        (
            duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate"),
            "the memory isn't enough for this query.",
        ),
        (
            duckdb.BinderException(
                'Binder Error: Column "x" not found!\nCandidate bindings: "y"\n\nLINE 1: select x\n   ^'
            ),
            'Column "x" not found! Candidate bindings: "y".',
        ),
        (duckdb.ConversionException("Conversion Error: Could not cast 'a'\n\nLINE 1: s"), "Could not cast 'a'."),
    ],
)
def test_errors_of_queries_are_sentences(error: duckdb.Error, said: str) -> None:
    assert sentence(error) == said


def _stamp(file: Path, version: int) -> None:
    """Write another storage version into a database's header, and the header's checksum anew."""
    content = bytearray(file.read_bytes())
    content[12:20] = struct.pack("<Q", version)
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", bytes(content[8:4096])):
        checksum ^= word * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    content[:8] = struct.pack("<Q", checksum)
    file.write_bytes(content)
