"""The header row: trimmed names, no two alike, none of ours."""

import re
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from connectors.common.errors import BadInput

ROW, LINE = "_row", "_line"
MOST_COLUMNS = 5_000
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
NO_OPTION = frozenset({"response", "open-ended response"})


def header_names(cells: Sequence[str | None], where: str) -> tuple[str, ...]:
    """Names of the columns: empty ones at the end are dropped, unnamed ones and repeated ones are numbered.

    amoCRM exports the names of a deal's and its contact's fields alike: the second `Источник` becomes `Источник_2`.
    """
    trimmed = [visible(cell or "").strip() for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    if not trimmed:
        raise BadInput("the header row is empty.", where=where, mend="The first row must name the columns.")
    if len(trimmed) > MOST_COLUMNS:
        raise BadInput(
            f"the header has {len(trimmed)} columns, and at most {MOST_COLUMNS} can be read.",
            where=where,
            mend="Export only the columns that you need.",
        )
    taken = {ROW, LINE, *(name.casefold() for name in trimmed)}
    seen = {ROW, LINE}
    last: dict[str, int] = {}
    names = []
    for position, name in enumerate(trimmed, start=1):
        name = name or f"column_{position}"
        unique = name if name.casefold() not in seen else _numbered(name, taken, last)
        seen.add(unique.casefold())
        taken.add(unique.casefold())
        names.append(unique)
    return tuple(names)


def visible(text: str) -> str:
    """One line of what a person sees: line breaks and tabs are spaces; marks, directions and joiners are nothing.

    A header that looks like another one is that one, and none can write into a terminal.
    """
    return _BREAKS.sub(" ", _INVISIBLE.sub("", text))


def joined_rows(rows: Sequence[Sequence[str | None]]) -> Sequence[str | None]:
    """One row of names from a header of several.

    SurveyMonkey writes a question once, above the first of its options: `question: option`, and the question alone
    where there is nothing to choose from.
    """
    if len(rows) == 1:
        return rows[0]
    names, question = [], ""
    for first, *others in zip_longest(*rows, fillvalue=None):
        options = [text for cell in others if (text := (cell or "").strip()) and text.casefold() not in NO_OPTION]
        own = (first or "").strip()
        question = own or question
        below = any(cell and cell.strip() for cell in others)
        names.append(": ".join(filter(None, [question, *options])) if own or below else "")
    return names


def _numbered(name: str, taken: set[str], last: dict[str, int]) -> str:
    number = last.get(name.casefold(), 1) + 1
    while f"{name}_{number}".casefold() in taken:
        number += 1
    last[name.casefold()] = number
    return f"{name}_{number}"


def place(path: Path) -> str:
    """How a file is named to its owner: by its inbox folder and its own name, on one line of readable characters."""
    return f"{readable(path.parent.name)}/{readable(path.name)}"


def mapping_of(path: Path) -> str:
    """Where the mapping of a dropped file is written."""
    return f"config/sources/{readable(path.parent.name)}.yaml"


def readable(name: str) -> str:
    """A file's name as it can be shown and stored: what has no shape, or changes others' order, is `?`."""
    return "".join(char if char.isprintable() else "?" for char in name)
