"""Days that a stream has of two accounts: a source was given another number, and the models count both."""

from collections.abc import Mapping
from datetime import date

from pipelines.lake.manifest import Manifest
from pipelines.lake.paths import Lake

_FOLDER = "account="


def counted_twice(lake: Lake, source: str, stream: str, account: str, loads: Mapping[date, Manifest]) -> list[str]:
    """A sentence for each other account that has rows of the days that `account` has rows of; `loads` are its own.

    Days without rows count nothing: a counter that follows another one tells them of the time before it.
    """
    mine = {day for day, load in loads.items() if load.rows}
    folders = sorted(lake.stream_folder(source, stream).glob(f"{_FOLDER}*"))
    others = [folder.name.removeprefix(_FOLDER) for folder in folders]
    return [
        _said(lake, source, stream, other, account, sorted(both))
        for other in others
        if other != account
        and (both := mine & {day for day, load in lake.loads(source, stream, other).items() if load.rows})
    ]


def _said(lake: Lake, source: str, stream: str, other: str, account: str, days: list[date]) -> str:
    folder = lake.stream_folder(source, stream).relative_to(lake.root.parent) / f"{_FOLDER}{other}"
    counted = f"{len(days)} days that are" if len(days) > 1 else "a day that is"
    span = f"{days[0]} … {days[-1]}" if len(days) > 1 else f"{days[0]}"
    return (
        f"account {other} has rows of {counted} loaded of account {account} too ({span}): both are counted. "
        f"If {other} was a mistake, or counts the same people, stop to count it: move the folder {folder} "
        "out of the lake, and run again."
    )
