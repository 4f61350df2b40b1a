"""Every text that a file holds, whatever the file is: told by its first bytes, never by its name."""

import base64
import bz2
import gzip
import io
import json
import lzma
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

DEEPEST = 6
PACKED = re.compile(rb"(?:[A-Za-z0-9+/]{4}){6,}(?:[A-Za-z0-9+/]{2,3}={0,2})?")
INLINE = re.compile(rb"base64,([A-Za-z0-9+/=\s]{24,})")


@dataclass(frozen=True)
class Found:
    """A piece of text or bytes, and the way to it: `warehouse.duckdb › duckdb › core.core_leads.contact`."""

    way: str
    kind: str
    content: str | bytes


def pieces(path: Path) -> Iterator[Found]:
    """What a file holds: its raw bytes, and all that can be unpacked from them."""
    data = path.read_bytes()
    yield from _unpacked(data, str(path), 0)
    if data[8:12] == b"DUCK":
        yield from _duckdb(path)
    elif data.startswith(b"SQLite format 3\0"):
        yield from _sqlite(path)


def _unpacked(data: bytes, way: str, depth: int) -> Iterator[Found]:
    yield Found(way, "bytes" if _is_binary(data) else "text", data)
    if depth > DEEPEST:
        raise AssertionError(f"{way} is packed too deeply to be looked through")
    if data.startswith(b"PAR1"):
        yield from _parquet(data, way)
    elif data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        yield from _zip(data, way, depth)
    else:
        for kind, inner in _streams(data):
            yield Found(f"{way} › {kind}", kind, b"")
            yield from _unpacked(inner, f"{way} › {kind}", depth + 1)
    if data.lstrip()[:1] == b"<" or b"</html>" in data[-2000:]:
        yield Found(way, "html", b"")


def _streams(data: bytes) -> Iterator[tuple[str, bytes]]:
    opened = (
        (b"\x1f\x8b", "gzip", gzip.decompress),
        (b"BZh", "bzip2", bz2.decompress),
        (b"\xfd7zXZ", "xz", lzma.decompress),
        (b"\x78", "zlib", zlib.decompress),
    )
    for sign, kind, unpack in opened:
        if data.startswith(sign):
            try:
                yield kind, unpack(data)
            except (OSError, EOFError, zlib.error, lzma.LZMAError):
                continue
    for match in INLINE.finditer(data):
        yield "base64", _from_base64(match[1])
    if not _is_binary(data):
        for match in PACKED.finditer(data):
            unpacked = _from_base64(match[0])
            if unpacked.startswith((b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b")):
                yield "base64", unpacked


def _from_base64(text: bytes) -> bytes:
    digits = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    whole = digits[: len(digits) - (len(digits) % 4 == 1)]
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _zip(data: bytes, way: str, depth: int) -> Iterator[Found]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kind = "xlsx" if any(name.startswith("xl/") for name in archive.namelist()) else "zip"
        yield Found(f"{way} › {kind}", kind, archive.comment)
        for entry in archive.infolist():
            inner = f"{way} › {kind} › {entry.filename}"
            yield Found(inner, kind, entry.filename)
            yield Found(inner, kind, entry.comment + b" " + entry.extra)
            yield from _unpacked(archive.read(entry), inner, depth + 1)


def _parquet(data: bytes, way: str) -> Iterator[Found]:
    file = pq.ParquetFile(io.BytesIO(data))
    notes = {**(file.metadata.metadata or {}), **(file.schema_arrow.metadata or {})}
    said = [str(file.schema), str(file.schema_arrow), *(f"{key!r} {value!r}" for key, value in notes.items())]
    said += [value.decode("utf-8", "replace") for value in notes.values()]
    for group in range(file.metadata.num_row_groups):
        for column in range(file.metadata.num_columns):
            statistics = file.metadata.row_group(group).column(column).statistics
            if statistics is not None and statistics.has_min_max:
                said.append(f"{statistics.min} {statistics.max}")
    yield Found(f"{way} › parquet › footer", "parquet", "\n".join(said))
    for batch in file.iter_batches():
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            yield Found(f"{way} › parquet › {name}", "parquet", _joined(column.to_pylist()))


def _duckdb(path: Path) -> Iterator[Found]:
    """A copy is read, with the log of writes beside it: the file may be in use, and must not change."""
    with tempfile.TemporaryDirectory() as folder:
        copy = _copied(path, Path(folder), (".wal",))
        with duckdb.connect(str(copy), read_only=not copy.with_name(f"{copy.name}.wal").exists()) as con:
            con.execute(f"set file_search_path = '{path.parent}'")
            for catalogue in ("tables", "views", "columns", "schemas", "constraints", "indexes", "types", "sequences"):
                rows = con.execute(f"select * from duckdb_{catalogue}()").fetchall()
                yield Found(f"{path} › duckdb › {catalogue}", "duckdb", _joined(rows))
            relations = con.execute(
                "select database_name, schema_name, table_name from duckdb_tables() union all "
                "select database_name, schema_name, view_name from duckdb_views() where not internal"
            ).fetchall()
            for database, schema, relation in relations:
                found = con.execute(f'select * from "{database}"."{schema}"."{relation}"')
                names = [column[0] for column in found.description]
                while rows := found.fetchmany(50_000):
                    for name, column in zip(names, zip(*rows, strict=True), strict=True):
                        yield Found(f"{path} › duckdb › {schema}.{relation}.{name}", "duckdb", _joined(column))


def _sqlite(path: Path) -> Iterator[Found]:
    with tempfile.TemporaryDirectory() as folder:
        copy = _copied(path, Path(folder), ("-wal", "-journal"))
        con = sqlite3.connect(copy)
        con.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        try:
            for name, sql in con.execute("select name, sql from sqlite_master").fetchall():
                yield Found(f"{path} › sqlite › {name}", "sqlite", f"{name} {sql}")
            for (table,) in con.execute("select name from sqlite_master where type = 'table'").fetchall():
                yield from _rows(con.execute(f'select * from "{table}"'), f"{path} › sqlite › {table}")
        finally:
            con.close()


def _rows(rows: Iterable[tuple[object, ...]], way: str) -> Iterator[Found]:
    texts = []
    for row in rows:
        for value in row:
            if isinstance(value, bytes):
                yield from _unpacked(value, way, 1)
            elif value is not None:
                texts.append(str(value))
    text = "\n".join(texts)
    yield Found(way, "sqlite", text)
    for kind, inner in _streams(text.encode("utf-8", "surrogateescape")):
        yield from _unpacked(inner, f"{way} › {kind}", 1)


def _copied(path: Path, folder: Path, beside: tuple[str, ...]) -> Path:
    copy = folder / path.name
    shutil.copy(path, copy)
    for ending in beside:
        log = path.with_name(path.name + ending)
        if log.exists():
            shutil.copy(log, copy.with_name(copy.name + ending))
    return copy


def _joined(values: object) -> str:
    return "\n".join(
        value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
        for value in values  # type: ignore[attr-defined]
        if value is not None
    )


def _is_binary(data: bytes) -> bool:
    return b"\0" in data[:4096]
