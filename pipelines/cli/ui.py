"""`tablo ui`: the Dagster UI with daemon, schedules and sensors, on the home's own instance."""

import os
import signal
import socket
import subprocess
import sys

import click

from connectors.common.errors import Problem
from pipelines.cli.demo import demo_world
from pipelines.cli.instance import dagster_home
from pipelines.settings import Environment
from pipelines.workspace import PROJECT, Workspace


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="The port on 127.0.0.1.")
def ui_command(port: int) -> None:
    """The Dagster UI on 127.0.0.1, sharing its instance with the command line. Stop it with Ctrl-C."""
    workspace = Workspace.from_os()
    workspace.stamp_home()
    _refuse_taken(port)
    home = dagster_home(workspace.environment.home)
    with demo_world(workspace.environment):
        click.echo(f"Dagster: http://127.0.0.1:{port}   (instance: {home})")
        command = [sys.executable, "-m", "dagster", "dev", "-w", str(PROJECT / "workspace.yaml")]
        process = subprocess.Popen(
            [*command, "-h", "127.0.0.1", "-p", str(port)],
            cwd=home,  # beside the instance's own dagster.yaml: Dagster warns of the project's, which is its template
            env=_variables(workspace.environment),
            preexec_fn=_heed_interrupts,
            start_new_session=True,  # a terminal's Ctrl-C goes to us alone: a second one aborts Dagster's shutdown
        )
        ended_well = _wait(process)
    raise click.exceptions.Exit(0 if ended_well else 1)


def _variables(environment: Environment) -> dict[str, str]:
    """Dagster works in another folder, so that folders are named in full; and it warns that it may be renamed."""
    return {
        **os.environ,
        "TABLO_HOME": str(environment.home),
        "TABLO_CONFIG": str(environment.config),
        "PYTHONWARNINGS": "ignore:Function `dev_command` is superseded",
    }


def _heed_interrupts() -> None:
    """A shell starts background commands with SIGINT ignored, and Dagster stops on nothing else."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _wait(process: "subprocess.Popen[bytes]") -> bool:
    """Whether Dagster ended because it was told to; any signal that ends us is handed on, once."""
    told: list[int] = []

    def stop(number: int, _: object) -> None:
        if not told:
            process.send_signal(signal.SIGINT)
        told.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return process.wait() == 0 or bool(told)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Problem(
                f"port {port} can't be used ({error.strerror}).",
                mend=f"Stop what listens there, or run: tablo ui --port {port + 1}",
            ) from None
