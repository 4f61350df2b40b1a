"""Which of several sheets, or of several tables of a page, is meant."""

from collections.abc import Mapping
from typing import TypeVar

from connectors.common.errors import BadInput
from connectors.files.layout import Layout

SheetType = TypeVar("SheetType")


def chosen_sheet(sheets: Mapping[str, SheetType], layout: Layout | None, where: str, what: str = "sheet") -> SheetType:
    """The layout's, or the only one; raises BadInput where there is no such one, or several."""
    names = ", ".join(f"“{name}”" for name in [*sheets][:10]) + (" …" if len(sheets) > 10 else "")
    if layout and layout.sheet is not None:
        if layout.sheet not in sheets:
            raise BadInput(f"it has no {what} “{layout.sheet}”.", where=where, mend=f"With data there are: {names}.")
        return sheets[layout.sheet]
    if len(sheets) > 1:
        raise BadInput(
            f"there are {len(sheets)} {what}s with data: {names}.",
            where=where,
            mend="Keep one, or save each as a file.",
        )
    return next(iter(sheets.values()))
