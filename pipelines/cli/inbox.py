"""`tablo inbox`: what each file in the inbox would be read as, and what is wrong with it, without loading any."""

import sys

import click
from rich.console import Console
from rich.markup import escape

from pipelines.cli.own_name import own_name
from pipelines.lake.inbox.preview import Preview, preview_inbox
from pipelines.lake.inbox.summary import counted
from pipelines.workspace import Workspace

UNREAD_NAMED = 6


@click.command()
def inbox_command() -> None:
    """Say what each file in the inbox would be read as, and load nothing; exit 1 when one would be refused.

    Headers are judged here; rows are judged when the files are loaded, by `tablo run`.
    """
    workspace = Workspace.from_os()
    console = Console(width=None if sys.stdout.isatty() else 132)
    previews = []
    for preview in preview_inbox(workspace.environment, workspace.configuration):
        previews.append(preview)
        console.print(_line(preview), highlight=False, soft_wrap=True)
    if not previews:
        place = workspace.environment.home / "inbox"
        console.print(f"The inbox is empty: {place}", highlight=False, soft_wrap=True, markup=False)
        return
    refused = sum(preview.refused is not None for preview in previews)
    told = f"{counted(len(previews) - refused, 'file')} can be read, {refused} would be refused."
    following = f" Load what can be: {own_name()} run" if refused < len(previews) else ""
    console.print(f"{told}{following}", highlight=False, soft_wrap=True, markup=False)
    if refused:
        raise click.exceptions.Exit(1)


def _line(preview: Preview) -> str:
    if preview.refused is not None:
        return f"[red]✗[/] {escape(preview.refused)}"
    left = len(preview.unread) - UNREAD_NAMED
    more = f" and {left} more" if left > 0 else ""
    unread = f"; nothing reads {', '.join(preview.unread[:UNREAD_NAMED])}{more}" if preview.unread else ""
    feeds = f"{preview.read_as} → {', '.join(preview.tables)}"
    columns = f", {counted(preview.columns, 'column')}" if preview.columns else ""
    return f"[green]✓[/] {escape(preview.name)}: {escape(feeds)}{columns}{escape(unread)}"
