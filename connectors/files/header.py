"""The header row: trimmed names, no two alike, none of ours."""

from collections.abc import Sequence
from pathlib import Path

from connectors.common.errors import BadInput

ROW, LINE = "_row", "_line"
MOST_COLUMNS = 5_000


def header_names(cells: Sequence[str | None], where: str) -> tuple[str, ...]:
    """Names of the columns: empty ones at the end are dropped, unnamed ones and repeated ones are numbered.

    amoCRM exports the names of a deal's and its contact's fields alike: the second `Источник` becomes `Источник_2`.
    """
    trimmed = [(cell or "").strip("\ufeff \t\r\n\u00a0") for cell in cells]
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
    names = []
    for position, name in enumerate(trimmed, start=1):
        name = name or f"column_{position}"
        unique = name if name.casefold() not in seen else _numbered(name, taken)
        seen.add(unique.casefold())
        taken.add(unique.casefold())
        names.append(unique)
    return tuple(names)


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}_{number}".casefold() in taken:
        number += 1
    return f"{name}_{number}"


def place(path: Path) -> str:
    """How a file is named to its owner: by its inbox folder and its own name."""
    return f"{path.parent.name}/{path.name}"
