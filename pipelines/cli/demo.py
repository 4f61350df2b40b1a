"""The demo profile's world: its servers are up while a command runs, and its files are in the inbox."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from connectors.common.errors import Problem
from pipelines.settings import Environment

SIZE_VARIABLE = "TABLO_DEMO_SIZE"


@contextmanager
def demo_world(environment: Environment, *, deliver: bool = True) -> Iterator[None]:
    """Nothing at all in the other profiles. TABLO_DEMO_SIZE sets the company's visits a day."""
    if environment.profile != "demo":
        yield
        return
    from sandbox.company import SIZE
    from sandbox.demo import deliver_demo_files, demo_servers

    size = _size(os.environ.get(SIZE_VARIABLE) or str(SIZE))
    if deliver:
        click.echo("The demo company writes its files and brings up its servers ...", err=True)
        deliver_demo_files(environment.home, environment.now, size=size)
    with demo_servers(environment.home, environment.now, size=size):
        yield


def _size(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise Problem(f"{text!r} is not a number of visits a day.", where=SIZE_VARIABLE, mend="Write it as 3000.")
    return int(text)
