"""How the user called us, so that the next command we name can be copied as it is."""

import shutil
import sys
from pathlib import Path


def own_name() -> str:
    """`tablo` where the PATH finds this very command, else the way to it: `.venv/bin/tablo` after `make run`."""
    called = Path(sys.argv[0])
    found = shutil.which("tablo")
    if called.name != "tablo" or (found is not None and Path(found).resolve() == called.resolve()):
        return "tablo"
    absolute = called.absolute()
    return str(absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute)
