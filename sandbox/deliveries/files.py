"""Files of a drop box: written beside and moved into place, the same bytes for the same rows."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

Row = Sequence[str]


@dataclass(frozen=True)
class Export:
    """How a system writes its CSV."""

    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"


CANONICAL = Export()


@dataclass(frozen=True)
class Sheet:
    """One file to be: its inbox folder, its name, its header and its rows."""

    folder: str
    name: str
    header: Row
    rows: Sequence[Row]
    export: Export = CANONICAL


def write(inbox: Path, sheet: Sheet) -> Path:
    """Write the sheet into the inbox. A reader sees the whole file or none."""
    target = inbox / sheet.folder / sheet.name
    target.parent.mkdir(parents=True, exist_ok=True)
    text = StringIO()
    writer = csv.writer(text, delimiter=sheet.export.delimiter, lineterminator=sheet.export.line_end)
    writer.writerow(sheet.header)
    writer.writerows(sheet.rows)
    beside = target.with_name(f".{target.name}.part")
    beside.write_bytes(text.getvalue().encode(sheet.export.encoding))
    beside.replace(target)
    return target


def by_period(
    folder: str, stem: str, header: Row, rows: Iterable[tuple[str, Row]], export: Export = CANONICAL
) -> Iterator[Sheet]:
    """A sheet `stem-2026-10.csv` for each period that rows come with."""
    periods: defaultdict[str, list[Row]] = defaultdict(list)
    for period, row in rows:
        periods[period].append(row)
    for period, lines in sorted(periods.items()):
        yield Sheet(folder, f"{stem}-{period}.csv", header, lines, export)
