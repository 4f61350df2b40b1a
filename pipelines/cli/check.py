"""`tablo check`: the configuration and each source's credentials, and what they see."""

from collections.abc import Iterable
from datetime import timedelta

import click
from rich.console import Console
from rich.markup import escape

from connectors.common.errors import Problem
from connectors.registry import Source
from connectors.yandex_metrica import YandexMetrica
from pipelines.cli.demo import demo_world
from pipelines.settings.configuration import Goal
from pipelines.workspace import Workspace


@click.command()
def check_command() -> None:
    """Validate the configuration, the models and each source's credentials; exit 1 when something is wrong."""
    console = Console()
    workspace = Workspace.from_os()
    configuration = workspace.configuration
    wrong = 0
    console.print(
        f"[green]✓[/] configuration {workspace.environment.config}: {configuration.company.name.en}, "
        f"{len(configuration.api_sources)} API sources, {len(configuration.file_sources)} file mappings, "
        f"{len(configuration.scorecards)} scorecards",
        highlight=False,
        soft_wrap=True,
    )
    console.print(f"[green]✓[/] models: {len(list(workspace.models))} in sql/", highlight=False)
    with demo_world(workspace.environment, deliver=False):
        for name, source in workspace.sources.items():
            try:
                print_seen(console, name, source.check(workspace.yesterday + timedelta(days=1)))
                if name == configuration.company.web.primary:
                    print_unknown_goals(console, source, configuration.goals)
            except Problem as problem:
                wrong += 1
                said = str(problem).removeprefix(f"{name}: ")  # most problems name their source themselves
                console.print(f"[red]✗[/] {name}: {escape(said)}", highlight=False, soft_wrap=True)
    if wrong:
        raise click.exceptions.Exit(1)


def print_seen(console: Console, name: str, lines: Iterable[str]) -> None:
    """The first line as the verdict, and the rest below it."""
    for position, line in enumerate(lines):
        start = "   " if position else f"[green]✓[/] {escape(name)}:"
        console.print(f"{start} {escape(line)}", highlight=False, soft_wrap=True)


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
                console.print(f"  [yellow]![/] {escape(said)}", highlight=False, soft_wrap=True)
