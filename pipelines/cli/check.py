"""`tablo check`: the configuration and each source's credentials, one line each."""

from datetime import timedelta

import click
from rich.console import Console
from rich.markup import escape

from connectors.common.errors import Problem
from pipelines.cli.demo import demo_world
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
                for line in source.check(workspace.yesterday + timedelta(days=1)):
                    console.print(f"[green]✓[/] {name}: {escape(line)}", highlight=False, soft_wrap=True)
            except Problem as problem:
                wrong += 1
                said = str(problem).removeprefix(f"{name}: ")  # most problems name their source themselves
                console.print(f"[red]✗[/] {name}: {escape(said)}", highlight=False, soft_wrap=True)
    if wrong:
        raise click.exceptions.Exit(1)
