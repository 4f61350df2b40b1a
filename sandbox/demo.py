"""The demo company beside a run: its servers while the run lasts, and its files in the inbox."""

import json
import os
import secrets
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from connectors.common.errors import Problem
from sandbox.company import SEED, SIZE
from sandbox.company.truth import write_truth
from sandbox.deliveries import deliver

URL_VARIABLE, TOKEN_VARIABLE = "TABLO_YANDEX_METRICA_URL", "YANDEX_METRICA_TOKEN"
ANALYTICS_VARIABLE = "TABLO_GOOGLE_ANALYTICS_URL"
SERVERS = "sandbox.servers"
SECONDS_TO_START = 20.0


@contextmanager
def demo_servers(
    home: Path, now: datetime, *, seed: int = SEED, size: int = SIZE, seconds_to_start: float = SECONDS_TO_START
) -> Iterator[dict[str, str]]:
    """Serve the company's vendors while the block lasts; yields, and sets, the variables that connectors read.

    The servers end with the block, and with this process however it ends. Raises `Problem` where they don't come up.
    """
    log = home / "sandbox" / "servers.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    token = secrets.token_urlsafe(24)
    company = ["--now", now.isoformat(), "--seed", str(seed), "--size", str(size)]
    with log.open("wb") as stderr:
        servers = subprocess.Popen(
            [sys.executable, "-m", SERVERS, "--port", "0", "--until-stdin-closes", *company],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,  # Ctrl+C is ours: connectors still clean their requests while we wind up
            env={**os.environ, TOKEN_VARIABLE: token},  # not an argument, which every user of the machine can list
        )
    try:
        ready = _first_line(servers, seconds_to_start)
        if ready is None:
            raise _not_up(log)
        addresses = json.loads(ready)
        with _variables(
            {
                URL_VARIABLE: addresses["yandex_metrica"],
                TOKEN_VARIABLE: token,
                ANALYTICS_VARIABLE: addresses["google_analytics"],
            }
        ) as variables:
            yield variables
    finally:
        _end(servers)


def deliver_demo_files(home: Path, now: datetime, *, seed: int = SEED, size: int = SIZE) -> list[Path]:
    """Drop what the company's systems export on this day into the inbox, again and again the same; the paths.

    The truth about it goes to `sandbox/truth`, where only tests may read it.
    """
    write_truth(home / "sandbox" / "truth", now, seed=seed, size=size)
    return deliver(home / "inbox", now, seed=seed, size=size)


def _first_line(servers: "subprocess.Popen[bytes]", seconds: float) -> bytes | None:
    assert servers.stdout is not None
    readable, _, _ = select.select([servers.stdout], [], [], seconds)
    return (servers.stdout.readline() if readable else b"") or None


def _not_up(log: Path) -> Problem:
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return Problem(
        f"the demo company's servers did not come up: {said[-1] if said else 'they said nothing'}",
        where=str(log),
        mend="Run again; if it stays, this file tells more.",
    )


@contextmanager
def _variables(values: dict[str, str]) -> Iterator[dict[str, str]]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield values
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _end(servers: "subprocess.Popen[bytes]") -> None:
    for pipe in (servers.stdin, servers.stdout):
        if pipe is not None:
            pipe.close()
    servers.terminate()
    try:
        servers.wait(5)
    except subprocess.TimeoutExpired:
        servers.kill()
        servers.wait()
