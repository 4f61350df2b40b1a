"""How a log can come out wrong: whole, of the announced size, and not what was asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sandbox.servers.yandex_metrica.log import Part, Status

Lines = list[list[bytes]]


@dataclass(frozen=True)
class Spoil:
    """`change`: of the prepared parts. `status`: what the log ends as. `never_ready`: it stays `created`."""

    name: str
    change: Callable[[list[Part]], list[Part]] | None = None
    status: Status = "processed"
    never_ready: bool = False

    def spoiled(self, parts: list[Part]) -> list[Part]:
        """The parts as they come out; none of a log that failed."""
        if self.status != "processed":
            return []
        return parts if self.change is None else self.change(parts)


def failed() -> Spoil:
    """`processing_failed`."""
    return Spoil("processing failed", status="processing_failed")


def stuck() -> Spoil:
    """It stays `created` until it is canceled; those after it go on."""
    return Spoil("stuck", never_ready=True)


def listed_twice(part: int = 0) -> Spoil:
    """The list names a part twice."""
    return Spoil("part listed twice", lambda parts: [*parts[: part + 1], parts[part], *parts[part + 1 :]])


def served_twice(part: int = 0, instead_of: int = 1) -> Spoil:
    """One part's text comes under another's number too, with its size: what the other held is nowhere."""

    def change(parts: list[Part]) -> list[Part]:
        return [replace(parts[part], number=n.number) if n.number == instead_of else n for n in parts]

    return Spoil("part served twice", change)


def announced(more: int, part: int = 0) -> Spoil:
    """The list's size of a part is larger than what is sent by so many bytes; smaller, where negative."""
    return Spoil("wrong size", lambda parts: [replace(n, size=n.size + more) if n.number == part else n for n in parts])


def header_missing(part: int = 0) -> Spoil:
    """The part begins with its first row."""
    return _lines("header missing", part, lambda lines: lines[1:])


def column_missing(part: int = 0, column: int = -1) -> Spoil:
    """A column, and its name in the header, isn't there."""

    def without(cells: list[bytes]) -> list[bytes]:
        place = column % len(cells)
        return cells[:place] + cells[place + 1 :]

    return _lines("column missing", part, lambda lines: [without(cells) for cells in lines])


def column_added(part: int = 0, name: str = "ym:s:unheardOf") -> Spoil:
    """One that nobody asked for."""
    return _lines(
        "column added",
        part,
        lambda lines: [[*cells, name.encode() if n == 0 else b"1"] for n, cells in enumerate(lines)],
    )


def columns_moved(part: int = 0) -> Spoil:
    """The same columns in the opposite order."""
    return _lines("columns moved", part, lambda lines: [cells[::-1] for cells in lines])


def column_renamed(part: int = 0, column: int = 0, name: str = "ym:s:unheardOf") -> Spoil:
    """A column of another name."""

    def change(lines: Lines) -> Lines:
        return [[name.encode() if n == column else cell for n, cell in enumerate(lines[0])], *lines[1:]]

    return _lines("column renamed", part, change)


def rows_added(part: int, *rows: bytes) -> Spoil:
    """Lines of any kind after the last row, without their ends: too short, too long, of another day, not UTF-8."""
    return _lines("rows added", part, lambda lines: [*lines, *([row] for row in rows)])


def rows_lost(part: int, rows: int = 1) -> Spoil:
    """The last rows are left out, and the size says so."""
    return _lines("rows lost", part, lambda lines: lines[: max(1, len(lines) - rows)])


def no_parts() -> Spoil:
    """Processed, and nothing in it."""
    return Spoil("no parts", lambda parts: [])


def _lines(name: str, part: int, change: Callable[[Lines], Lines]) -> Spoil:
    """Cells hold neither tabs nor ends of lines: both are escaped."""

    def spoil(parts: list[Part]) -> list[Part]:
        return [_rewritten(n, change) if n.number == part else n for n in parts]

    return Spoil(name, spoil)


def _rewritten(part: Part, change: Callable[[Lines], Lines]) -> Part:
    text = part.unpacked()
    lines = [line.split(b"\t") for line in text.split(b"\n")[:-1]]
    return Part.of(part.number, b"".join(b"\t".join(cells) + b"\n" for cells in change(lines)))
