"""OLE compound files: the container of old Excel's workbooks, and of new ones with a password."""

import struct
from pathlib import Path

LARGEST = 128 << 20
MOST_ENTRIES = 10_000
_FREE = 0xFFFFFFFA  # sectors from here on are none
_HEADER = struct.Struct("<28xHHH14xL4xLL4xLL")


class CompoundDamaged(ValueError):
    """The chains of sectors lead nowhere."""


class CompoundFile:
    """Read whole: such files are small. Whoever opens one bounds it by `LARGEST`."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        if len(self._bytes) < 512:
            raise CompoundDamaged
        order, sector, small_sector, directory, cutoff, small_table, lists, more_lists = _HEADER.unpack_from(
            self._bytes
        )
        if order != 0xFFFE or sector not in (9, 12) or small_sector != 6:
            raise CompoundDamaged
        self._size, self._small, self._cutoff = 1 << sector, 1 << small_sector, cutoff
        self._table = self._sector_table(lists, more_lists)
        self._entries = self._directory(directory)
        self._small_table = _numbers(self._chain(small_table, self._table))
        root = next((entry for entry in self._entries.values() if entry[0] == 5), None)
        self._small_stream = self._chain(root[1], self._table) if root else b""

    @property
    def names(self) -> frozenset[str]:
        """Of its streams and storages."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """What a stream holds."""
        kind, first, size = self._entries[name]
        if kind != 2:
            raise CompoundDamaged
        if size >= self._cutoff:
            return self._chain(first, self._table)[:size]
        pieces, seen = [], 0
        while first < _FREE:
            seen += 1
            if first >= len(self._small_table) or seen > len(self._small_table):
                raise CompoundDamaged
            pieces.append(self._small_stream[first * self._small : (first + 1) * self._small])
            first = self._small_table[first]
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        sector = self._bytes[(number + 1) * self._size : (number + 2) * self._size]
        if not sector:
            raise CompoundDamaged
        return sector

    def _sector_table(self, first: int, count: int) -> tuple[int, ...]:
        """Which sector follows which. Its own sectors are listed in the header, and then in a chain of lists."""
        listed = [*struct.unpack_from("<109L", self._bytes, 76)]
        for _ in range(min(count, len(self._bytes) // self._size)):
            if first >= _FREE:
                break
            *more, first = _numbers(self._sector(first))
            listed += more
        return _numbers(b"".join(self._sector(number) for number in dict.fromkeys(listed) if number < _FREE))

    def _chain(self, number: int, table: tuple[int, ...]) -> bytes:
        sectors: list[bytes] = []
        while number < _FREE:
            if number >= len(table) or len(sectors) > len(table):
                raise CompoundDamaged
            sectors.append(self._sector(number))
            number = table[number]
        return b"".join(sectors)

    def _directory(self, first: int) -> dict[str, tuple[int, int, int]]:
        """Kind, first sector and size by name."""
        listed = self._chain(first, self._table)
        found = {}
        for at in range(0, min(len(listed), MOST_ENTRIES * 128) - 127, 128):
            length, kind = struct.unpack_from("<HB", listed, at + 64)
            first_sector, size = struct.unpack_from("<LL", listed, at + 116)
            if kind and length >= 2:
                name = listed[at : at + min(length, 64) - 2].decode("utf-16-le", errors="replace")
                found[name] = (kind, first_sector, size)
        return found


def _numbers(sectors: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sectors) // 4}L", sectors[: len(sectors) // 4 * 4])
