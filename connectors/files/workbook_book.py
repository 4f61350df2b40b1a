"""What a workbook says of its sheets: their names, which are hidden, where they are, what their numbers mean."""

import posixpath
from dataclasses import dataclass

from connectors.common.errors import BadInput
from connectors.files.workbook_formats import NumberKind, kind_of, kind_of_builtin
from connectors.files.workbook_package import Package

BOOK = "xl/workbook.xml"
MOST_SHEETS = 256


@dataclass(frozen=True)
class Sheet:
    """A visible sheet with cells."""

    name: str
    part: str


@dataclass(frozen=True)
class Book:
    """`kinds` are those of the numbers of each style, which cells name by their index."""

    sheets: tuple[Sheet, ...]
    since_1904: bool
    kinds: tuple[NumberKind, ...]
    strings_part: str | None


def read_book(package: Package) -> Book:
    """From the small parts; nothing of the cells."""
    targets = _targets(package)
    listed: list[dict[str, str]] = []
    since_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        if tag == "sheet":
            listed.append({name.rpartition(":")[2]: value for name, value in attributes.items()})
            if len(listed) > MOST_SHEETS:
                raise BadInput("it has hundreds of sheets.", where=package.where, mend="Keep the one with the data.")
        elif tag == "workbookPr":
            since_1904 = attributes.get("date1904", "0") in ("1", "true")

    package.parse(BOOK, start, _nothing, _nothing)
    sheets = tuple(
        Sheet(each.get("name", ""), targets["worksheet"][each["id"]])
        for each in listed
        if each.get("state", "visible") == "visible" and each.get("id") in targets["worksheet"]
    )
    styles, strings = (next(iter(targets[kind].values()), None) for kind in ("styles", "sharedStrings"))
    return Book(sheets, since_1904, _kinds(package, styles), strings)


def _targets(package: Package) -> dict[str, dict[str, str]]:
    """Paths of parts by kind and id, as the workbook refers to them."""
    found: dict[str, dict[str, str]] = {"worksheet": {}, "styles": {}, "sharedStrings": {}}

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if tag == "Relationship" and kind in found and attributes.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            found[kind][attributes.get("Id", "")] = path

    package.parse("xl/_rels/workbook.xml.rels", start, _nothing, _nothing)
    return found


def _kinds(package: Package, part: str | None) -> tuple[NumberKind, ...]:
    if part is None or not package.has(part):
        return ()
    formats: dict[str, str] = {}
    used: list[str] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside and len(used) < 1 << 16:
            used.append(attributes.get("numFmtId", "0"))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    package.parse(part, start, end, _nothing)
    own = {number: kind_of(code) for number, code in formats.items()}
    return tuple(own[number] if number in own else kind_of_builtin(number) for number in used)


def _nothing(_: str) -> None:
    pass
