"""The demo profile's world: its servers are up while a command runs, and its files are in the inbox."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.settings import Environment


@contextmanager
def demo_world(environment: Environment, *, deliver: bool = True) -> Iterator[None]:
    """Nothing at all in the other profiles. TABLO_DEMO_SIZE sets the company's visits a day."""
    if environment.profile != "demo":
        yield
        return
    from sandbox.company import SIZE
    from sandbox.demo import deliver_demo_files, demo_servers

    size = int(os.environ.get("TABLO_DEMO_SIZE") or SIZE)
    if deliver:
        deliver_demo_files(environment.home, environment.now, size=size)
    with demo_servers(environment.home, environment.now, size=size):
        yield
