"""A run that is cancelled while a source doesn't answer ends at once, and leaves nothing half-written."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

SUPPORT = Path(__file__).parents[1] / "support"
LONG = 120.0  # a test that waits so long has failed


def run(folder: Path) -> None:
    """In a process of its own: one source hangs for ever, amid an export."""
    from fake_vendor import NAME, home_of

    home = home_of(folder)

    def hangs(first_day: object) -> dict[str, str]:
        print("hangs", flush=True)
        Event().wait()
        return {}

    home.source.details = hangs  # type: ignore[assignment]
    assert NAME in home.workspace.sources
    home.run()


def test_an_interrupt_ends_a_run_that_waits_for_a_source(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, __file__, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DAGSTER_HOME": ""},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "hangs\n"
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=LONG)
    assert child.returncode == 1, said
    assert "Interrupted" in said
    files = [path.name for path in (tmp_path / "lake").rglob("*") if path.is_file()]
    assert [name for name in files if not name.startswith(".")] == [], "what was on its way is hidden"


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2]), str(SUPPORT)]
    run(Path(sys.argv[1]))
