"""The demo profile's world: its servers are up and its files are in the inbox while a command runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.settings import Configuration, Environment


@contextmanager
def demo_world(environment: Environment, configuration: Configuration) -> Iterator[None]:
    """Nothing at all in the other profiles."""
    if environment.profile != "demo":
        yield
        return
    from sandbox.demo import deliver_demo_files, demo_servers

    deliver_demo_files(environment.home, environment.now)
    with demo_servers(environment.home, environment.now):
        yield
