"""`tablo check`: the configuration and each source's credentials, and what they see."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from rich.console import Console
from rich.markup import escape

from connectors.common.errors import Problem
from connectors.registry import Source
from connectors.yandex_metrica import YandexMetrica
from pipelines.cli.demo import demo_world
from pipelines.lake.inbox.visible import one_line
from pipelines.settings.configuration import Goal
from pipelines.workspace import Workspace


@click.command()
def check_command() -> None:
    """Validate the configuration, the models and each source's credentials; exit 1 when something is wrong."""
    console = plain_console()
    workspace = Workspace.from_os()
    company = workspace.configuration.company
    today = workspace.yesterday + timedelta(days=1)
    wrong = 0
    print_configuration(console, workspace)
    with demo_world(workspace.environment, deliver=False):
        for name, source in workspace.sources.items():
            try:
                print_seen(console, name, source.check(today))
                print_other_days(console, source, company.timezone, today)
                if name == company.web.primary:
                    print_unknown_goals(console, source, workspace.configuration.goals)
            except Problem as problem:
                wrong += 1
                said = str(problem).removeprefix(f"{name}: ")  # most problems name their source themselves
                console.print(f"[red]✗[/] {shown(name)}: {shown(said)}")
    if wrong:
        raise click.exceptions.Exit(1)


def plain_console() -> Console:
    """Says what it is given, in as many characters."""
    return Console(emoji=False, highlight=False, soft_wrap=True)


def shown(text: str) -> str:
    """A name from outside, which is neither markup nor a command to the terminal."""
    return escape(one_line(text))


def print_configuration(console: Console, workspace: Workspace) -> None:
    """What was read from the disk."""
    configuration, folder = workspace.configuration, str(workspace.environment.config)
    console.print(
        f"[green]✓[/] configuration {shown(folder)}: {shown(configuration.company.name.en)}, "
        f"{len(configuration.api_sources)} API sources, {len(configuration.file_sources)} file mappings, "
        f"{len(configuration.scorecards)} scorecards"
    )
    console.print(f"[green]✓[/] models: {len(list(workspace.models))} in sql/")


def print_seen(console: Console, name: str, lines: Iterable[str]) -> None:
    """The first line as the verdict, and the rest below it."""
    for position, line in enumerate(lines):
        start = "   " if position else f"[green]✓[/] {shown(name)}:"
        console.print(f"{start} {shown(line)}")


def print_other_days(console: Console, source: Source, timezone: str, today: date) -> None:
    """A counter's days that begin and end at other moments than the company's."""
    if not isinstance(source, YandexMetrica):
        return
    zone = source.counter().time_zone_name
    noon = datetime.combine(today, time(12))
    try:
        same = zone is None or noon.replace(tzinfo=ZoneInfo(zone)) == noon.replace(tzinfo=ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError):  # a name of the vendor's own
        return
    if not same:
        said = f"{source.name}: its days are those of {zone}, and the company's those of {timezone}"
        console.print(f"  [yellow]![/] {shown(said)}")


def print_unknown_goals(console: Console, source: Source, goals: Iterable[Goal]) -> None:
    """Goals of the configuration that the counter doesn't have: nothing will ever be counted for them.

    A warning only: a deleted goal's old visits are still counted.
    """
    if not isinstance(source, YandexMetrica):
        return
    known = {str(goal.id) for goal in source.goals()}
    for goal in goals:
        for number in goal.source_goals:
            if number not in known:
                said = f"goal {goal.code}: the counter has no goal {number}; see goals.yaml"
                console.print(f"  [yellow]![/] {shown(said)}")
