"""The parts of an XLSX file: a ZIP of which nothing is believed. A part is streamed, and never longer than declared."""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connectors.common.errors import BadInput
from connectors.files.header import place
from connectors.files.xml_events import End, Start, Text, fed, xml_parser

LARGEST_UNPACKED = 512 << 20
LARGEST_DIRECTORY = 4 << 20
CHUNK = 1 << 16
KINDS = {
    "xl/workbook.bin": ("this is a binary workbook (.xlsb)", "Save it as .xlsx."),
    "content.xml": ("this is an OpenDocument table", "Save it as .xlsx."),
}
_END = b"PK\x05\x06"


class Package:
    """Parts are found by name whatever its case: 1C writes `SharedStrings.xml` and refers to `sharedStrings.xml`."""

    def __init__(self, path: Path) -> None:
        self.where = place(path)
        self._path = path
        with self.reading():
            self._refuse_long_directory()
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
        self._parts = {_plain(entry.filename): entry for entry in entries}
        if "xl/workbook.xml" not in self._parts:
            what, mend = next(
                (said for name, said in KINDS.items() if name in self._parts),
                ("this is a ZIP archive, not a workbook", "Drop the files that are in it."),
            )
            raise BadInput(f"{what}.", where=self.where, mend=mend)
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > LARGEST_UNPACKED:
            raise BadInput(
                f"the workbook unpacks to {unpacked >> 20} MB, and at most {LARGEST_UNPACKED >> 20} MB can be read.",
                where=self.where,
                mend="Save it as CSV.",
            )

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _plain(name) in self._parts

    def events(self, name: str, start: Start, end: End, text: Text, *, bounded: bool = False) -> Iterator[None]:
        """Parse a part; stops after each chunk, for what the callbacks have gathered to be taken."""
        where = f"{self.where}, {posixpath.basename(name)}"
        with self.reading():
            entry = self._parts.get(_plain(name))
            if entry is None or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise zipfile.BadZipFile
            with zipfile.ZipFile(self._path) as archive, archive.open(entry) as part:
                parser = xml_parser(where, start, end, text, bounded=bounded)
                yield from fed(parser, iter(lambda: part.read(CHUNK), b""), where)

    def parse(self, name: str, start: Start, end: End, text: Text) -> None:
        """Parse a part whole."""
        for _ in self.events(name, start, end, text):
            pass

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Whatever is wrong with the archive is one sentence."""
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError):
            raise BadInput("the workbook is damaged.", where=self.where, mend="Export it again.") from None

    def _refuse_long_directory(self) -> None:
        """`zipfile` reads the whole list of entries at once: millions of them fit in a small file."""
        with self._path.open("rb") as file:
            file.seek(max(0, self._path.stat().st_size - (1 << 16) - 22))
            tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or at + 22 > len(tail) or struct.unpack_from("<I", tail, at + 12)[0] > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
