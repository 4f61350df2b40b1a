"""The last line about a run says what it published, in the ways in which a run may end."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import dagster as dg
import pytest

from pipelines.assets.publication import DATABASE, PAGES
from pipelines.cli.verdict import has_published, verdict


@dataclass
class Event:
    asset_key: dg.AssetKey


@dataclass
class Ended:
    """As much of a run's result as the line is made of."""

    success: bool
    made: tuple[dg.AssetKey, ...]

    def get_asset_materialization_events(self) -> list[Event]:
        return [Event(key) for key in self.made]


MART = dg.AssetKey(["marts", "roi_daily"])
ENDS = [
    pytest.param(True, (MART, DATABASE, PAGES), True, "[green]✓[/] Published in 3 s.", id="well"),
    pytest.param(
        True, (MART,), True, "[green]✓[/] Done in 3 s. Nothing was published: --select leaves that out.", id="a part"
    ),
    pytest.param(False, (DATABASE, PAGES), True, "[red]Published, but a step failed:[/] it is named above.", id="late"),
    pytest.param(
        False,
        (MART, DATABASE),
        True,
        "[red]Published in part:[/] marts.duckdb is new; pages or workbooks may be those of before.",
        id="at the pages",
    ),
    pytest.param(
        False, (MART,), True, "[red]Not published:[/] what was published before is still there.", id="before the end"
    ),
    pytest.param(False, (), False, "[red]Not published:[/] and nothing was before.", id="the first run of all"),
]


@pytest.mark.parametrize(("success", "made", "is_there", "said"), ENDS)
def test_a_run_says_what_it_published(
    tmp_path: Path, success: bool, made: tuple[dg.AssetKey, ...], is_there: bool, said: str
) -> None:
    database = tmp_path / "marts.duckdb"
    if is_there:
        database.touch()
    result = cast(Any, Ended(success, made))
    assert verdict(result, 3.2, database) == said
    assert has_published(result) == (DATABASE in made)
