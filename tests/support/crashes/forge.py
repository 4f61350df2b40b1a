"""A program that has imported all of Tablo and forks runs: each a process of its own, without seconds of imports.

An order is a line of JSON on stdin, the answer a line on stdout: `{"run": …}` starts a run and gives its process id,
`{"wait": id}` gives its exit code, `{"command": […]}` runs a command where this program is (its mounts, its user).
"""

import json
import os
import subprocess
import sys
import traceback
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

GRPC = "connectors.google_analytics.api.data_api"
OURS = ("TABLO_", "YANDEX_", "GOOGLE_", "DAGSTER_")


def main() -> None:
    """Answer until stdin closes."""
    _import_everything()
    print("ready", flush=True)
    for line in sys.stdin:
        match json.loads(line):
            case {"run": order}:
                answer: Any = _start(order)
            case {"wait": process}:
                _, status, used = os.wait4(process, 0)
                answer = [os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime]
            case {"command": command}:
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                answer = [done.returncode, done.stderr]
        print(json.dumps(answer), flush=True)


def _import_everything() -> None:
    for name in ("pipelines.cli.run", "pipelines.definitions", "pipelines.publish", "pipelines.scorecard", GRPC):
        import_module(name)
    workspace: Any = import_module("pipelines.workspace")
    workspace.load_models = lru_cache(workspace.load_models)  # the project's models, the same in every home
    workspace.load_models(workspace.SQL)


def _start(order: dict[str, Any]) -> int:
    process = os.fork()
    if process:
        return process
    code = 70
    try:
        code = _run(order)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(order: dict[str, Any]) -> int:
    """`tablo` with these arguments, or the daily job as the daemon's worker runs it."""
    from crashes.steps import Moment, Trail

    for name in [name for name in os.environ if name.startswith(OURS)]:
        del os.environ[name]
    os.environ.update(order["variables"])
    for descriptor, stream in enumerate(("stdin", "stdout", "stderr")):
        flags = os.O_RDONLY if stream == "stdin" else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        path = "/dev/null" if stream == "stdin" else order[stream]
        os.dup2(os.open(path, flags), descriptor)
    os.chdir(order["folder"])
    moment = Moment(**order["moment"]) if order["moment"] else None
    Trail(Path(order["trail"]), moment).lay()
    if order["arguments"][0] == "job":
        return _job()
    from pipelines.cli import main as tablo

    sys.argv = ["tablo", *order["arguments"]]
    try:
        tablo()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _job() -> int:
    from pipelines.cli.instance import dagster_instance
    from pipelines.definitions import build_definitions
    from pipelines.partitions import range_tags
    from pipelines.schedules import DAILY, daily_range
    from pipelines.workspace import Workspace

    workspace = Workspace.from_os()
    with dagster_instance(workspace.environment.home) as instance:
        result = build_definitions(workspace).resolve_job_def(DAILY).execute_in_process(
            instance=instance, tags=range_tags(*daily_range(workspace)), raise_on_error=False
        )  # fmt: skip
    return 0 if result.success else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
