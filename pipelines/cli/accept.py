"""`tablo run --accept SOURCE/STREAM/DATE`: what the words mean, and whether there is anything to accept."""

from collections.abc import Iterable

import click
import dagster as dg

from pipelines.assets.metadata import lake_key
from pipelines.assets.sources.accepting import Acceptance
from pipelines.workspace import Workspace


def parse_accepted(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> tuple[Acceptance, ...]:
    """Each of `yandex_metrica/visits/2026-10-05`; anything else is wrong usage."""
    try:
        return tuple(Acceptance.parse(text) for text in dict.fromkeys(texts))
    except ValueError as error:
        raise click.BadParameter(f"{error}.", context, option) from None


def accepted_keys(workspace: Workspace, accepted: Iterable[Acceptance]) -> list[dg.AssetKey]:
    """The assets that must be in the run. Raises Problem where no load waits."""
    return [lake_key(each.source, each.stream) for each in accepted if each.checked(workspace)]
