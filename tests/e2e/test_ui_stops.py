"""However `tablo ui` is told to stop, it stops whole: nothing keeps the port, and the exit code is 0."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.workspace import PROJECT

TABLO = Path(sys.executable).parent / "tablo"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ctrl_c(process: "subprocess.Popen[str]") -> None:
    """A terminal sends it to the whole group of processes, not to one."""
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize(
    "stop",
    [
        pytest.param(ctrl_c, id="Ctrl-C", marks=pytest.mark.slow),
        pytest.param(subprocess.Popen.terminate, id="SIGTERM", marks=pytest.mark.slow),
    ],
)
def test_the_ui_ends_with_all_that_it_started(tmp_path: Path, stop: "Callable[[subprocess.Popen[str]], None]") -> None:
    (tmp_path / "config").symlink_to(PROJECT / "config")
    port = free_port()
    process = subprocess.Popen(
        [str(TABLO), "ui", "--port", str(port)],
        # the folders are relative to where the user stands, not to where Dagster works
        env={**os.environ, "TABLO_HOME": "home", "TABLO_CONFIG": "config", "TABLO_PROFILE": "files"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        while not listens(port):
            assert process.poll() is None, process.stdout and process.stdout.read()
            time.sleep(0.2)
        stop(process)
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, said
    assert "Aborted" not in said
    assert "Warning:" not in said
    assert not listens(port)
    assert (tmp_path / "home" / "dagster" / "dagster.yaml").exists()
