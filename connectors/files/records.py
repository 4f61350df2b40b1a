"""CSV records, strictly quoted, each with the line that it starts on."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connectors.files.lines import Lines

DELIMITERS = (",", ";", "\t")
REASONS = {
    "unexpected end of data": "a quote is opened and never closed",
    "a quote is never closed": "a quote is opened and never closed",
    "expected after": "a closing quote is followed by text",
    "field larger than": "a value is longer than 131 072 characters, or a quote is never closed",
}


@dataclass(frozen=True)
class Broken:
    """A line whose quotes make no sense. Only that line is lost: the ones that its quote swallowed are read again."""

    text: str
    reason: str


def records(
    lines: Lines, delimiter: str, enough: Callable[[], bool] = lambda: False
) -> Iterator[tuple[int, list[str] | Broken]]:
    """Cells of each record; blank lines are no records. Before each record it may be `enough`."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while not enough():
        line = lines.begin_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Broken(lines.give_back(), _reason(str(error)))
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if cells:
            yield line, cells


def choose_delimiter(header_line: str) -> str:
    """The delimiter that splits the header into most columns. Values are never looked at: they hold commas."""
    return max(DELIMITERS, key=lambda delimiter: _columns(header_line, delimiter))


def _columns(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:  # a value longer than values can be: another delimiter splits the line
        return 0


def _reason(error: str) -> str:
    return next((reason for sign, reason in REASONS.items() if sign in error), "the quotes make no sense")
