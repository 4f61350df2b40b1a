"""The `tablo` command: one file a command; errors are one plain line, and exit codes mean what the contract says."""

import os
import sys
from typing import ClassVar

import click

from connectors.common.errors import Problem
from pipelines.cli.disk import refusal_of

EXIT_DONE, EXIT_PROBLEM, EXIT_USAGE = 0, 1, 2


class Lazy(click.Group):
    """Commands are imported when they are called, so that `tablo --help` answers at once."""

    commands_at: ClassVar = {
        "run": "pipelines.cli.run:run_command",
        "inbox": "pipelines.cli.inbox:inbox_command",
        "scorecard": "pipelines.cli.scorecard:scorecard_command",
        "check": "pipelines.cli.check:check_command",
        "ui": "pipelines.cli.ui:ui_command",
    }

    def list_commands(self, context: click.Context) -> list[str]:
        """In the order of use, not of the alphabet."""
        return list(self.commands_at)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command, imported now."""
        if name not in self.commands_at:
            return None
        module, _, attribute = self.commands_at[name].partition(":")
        command: click.Command = getattr(__import__(module, fromlist=[attribute]), attribute)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback behind an error.")
@click.version_option(package_name="tablo", message="tablo %(version)s")
def tablo(debug: bool) -> None:
    """Marketing KPI scorecards that a salary can be paid on.

    \b
    First steps:
      tablo run                          fetch, derive, score, publish
      tablo inbox                        what the files in the inbox would be read as
      tablo scorecard                    read the result in the terminal
      tablo ui                           the Dagster UI on 127.0.0.1:3000

    \b
    The environment decides what runs:
      TABLO_PROFILE  demo (default) | files | production
      TABLO_CONFIG   the configuration folder (default ./config)
      TABLO_HOME     the data folder (default ./data)
    """


def main() -> None:
    """Run the command; a problem that the user can mend is one line on stderr and exit code 1."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]  # it may stand anywhere
    try:
        code = tablo(arguments, standalone_mode=False)  # click turns Exit into a returned code here
    except Problem as problem:
        if debug:
            raise
        click.echo(f"tablo: {problem}", err=True)
        sys.exit(EXIT_PROBLEM)
    except click.UsageError as error:
        error.show()
        sys.exit(EXIT_USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("tablo: stopped; what was loaded is kept, and the next run goes on from there.", err=True)
        sys.exit(EXIT_PROBLEM)
    except Exception as error:
        if debug:
            raise
        if refusal := refusal_of(error):
            click.echo(f"tablo: {refusal}", err=True)
            sys.exit(EXIT_PROBLEM)
        click.echo(f"tablo: this should not have happened: {type(error).__name__}: {error}", err=True)
        click.echo("tablo: run again with --debug for the traceback, and please report it.", err=True)
        sys.exit(EXIT_PROBLEM)
    sys.exit(code if isinstance(code, int) else EXIT_DONE)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
