"""The positive control: whatever a person is planted in, the scanner finds them: one that is blind would pass too."""

import base64
import bz2
import gzip
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from leaks.people import COUNT, PEOPLE, WAYS
from leaks.scanner import scanned, told_by, who

ANNA, BORIS = PEOPLE[7], PEOPLE[10]
SECRETS = {
    "e-mail": ANNA.email,
    "e-mail in Cyrillic": BORIS.email,
    "e-mail in punycode": f"почта10@{'жмых.рф'.encode('idna').decode()}",
    "phone as written": ANNA.written(1),
    "phone in digits": ANNA.bare(0),
    "name": ANNA.name,
    "comment": ANNA.comment,
}


def parquet(path: Path, secret: str) -> None:
    pq.write_table(pa.table({"a": [f"so {secret} it is"] * 1000}), path, compression="zstd")


def parquet_dictionary(path: Path, secret: str) -> None:
    pq.write_table(pa.table({"a": pa.array(["x", secret] * 1000).dictionary_encode()}), path, compression="brotli")


def parquet_note(path: Path, secret: str) -> None:
    schema = pa.schema([("a", pa.int64())], metadata={"header": json.dumps([secret])})
    pq.write_table(pa.table({"a": [1]}, schema=schema), path, compression="zstd")


def parquet_header(path: Path, secret: str) -> None:
    pq.write_table(pa.table({secret: [1]}), path)


def in_duckdb(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as con:
        for statement in statements:
            con.execute(statement)


def duckdb_table(path: Path, secret: str) -> None:
    many = f"select i, case when i = 77777 then '{secret}' else 'somebody' end as said from range(100000) t(i)"
    in_duckdb(path, "create schema core", f"create table core.leads as {many}")


def duckdb_view(path: Path, secret: str) -> None:
    in_duckdb(path, f"create view leads as select '{secret}' as said")


def duckdb_comment(path: Path, secret: str) -> None:
    in_duckdb(path, "create table leads (id int)", f"comment on column leads.id is 'asked by {secret}'")


def duckdb_log(path: Path, secret: str) -> None:
    con = duckdb.connect(str(path), config={"checkpoint_threshold": "1GB"})
    con.execute("pragma disable_checkpoint_on_shutdown")
    con.execute("create table leads (said varchar)")
    con.execute("insert into leads values (?)", [secret])
    con.close()
    assert path.with_name(f"{path.name}.wal").stat().st_size


def in_sqlite(path: Path, value: object) -> None:
    con = sqlite3.connect(path)
    con.execute("create table events (body)")
    con.execute("insert into events values (?)", [value])
    con.commit()
    con.close()


def sqlite_log(path: Path, secret: str) -> None:
    con = sqlite3.connect(path.with_name("open.db"))
    con.execute("pragma journal_mode = wal")
    con.execute("create table events (body)")
    con.execute("insert into events values (?)", [secret])
    con.commit()
    for ending in ("", "-wal"):
        path.with_name(f"copied.db{ending}").write_bytes(path.with_name(f"open.db{ending}").read_bytes())
    con.close()
    path.with_name("open.db").unlink()


def workbook(path: Path, secret: str) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(3, 4, secret)


def workbook_comment(path: Path, secret: str) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_comment("A1", secret)


def workbook_author(path: Path, secret: str) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
        book.set_properties({"author": secret})


def zipped(path: Path, secret: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.gz", gzip.compress(f"a log of {secret}".encode()))


def zip_comment(path: Path, secret: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "nothing")
        archive.comment = secret.encode()


def page(path: Path, secret: str) -> None:
    path.write_text("<!doctype html><p>" + "".join(f"&#{ord(sign)};" for sign in secret) + "</p></html>")


def picture(path: Path, secret: str) -> None:
    drawn = base64.b64encode(f"<svg><text>{secret}</text></svg>".encode()).decode()
    path.write_text(f'<html><img src="data:image/svg+xml;base64,{drawn}"></html>')


CONTAINERS: dict[str, Callable[[Path, str], None]] = {
    "a log": lambda path, secret: path.with_suffix(".log").write_text(f"12:00 reading {secret}…"),
    "UTF-16": lambda path, secret: path.write_bytes(f"a;{secret};b".encode("utf-16")),
    "Windows-1251": lambda path, secret: path.write_bytes(f"a;{secret};b".encode("cp1251", errors="ignore")),
    "a URL": lambda path, secret: path.write_text(f"https://x.ru/?who={quote(secret)}&x=1"),
    "a URL in a URL": lambda path, secret: path.write_text(f"https://x.ru/?to={quote(quote(secret))}"),
    "JSON": lambda path, secret: path.write_text(json.dumps({"name": secret})),
    "JSON in JSON": lambda path, secret: path.write_text(json.dumps({"said": json.dumps([secret])})),
    "invisible marks": lambda path, secret: path.write_text("\u2060".join(secret), encoding="utf-8"),
    "capitals": lambda path, secret: path.write_text(secret.upper()),
    "gzip": lambda path, secret: path.write_bytes(gzip.compress(secret.encode())),
    "bzip2": lambda path, secret: path.write_bytes(bz2.compress(secret.encode())),
    "zlib": lambda path, secret: path.write_bytes(zlib.compress(secret.encode())),
    "packed, as Dagster does": lambda path, secret: path.write_text(
        "runs: " + base64.b64encode(zlib.compress(f"a run with {secret}".encode())).decode()
    ),
    "a ZIP with a gzip": zipped,
    "a ZIP's comment": zip_comment,
    "Parquet": parquet,
    "a dictionary of Parquet": parquet_dictionary,
    "a note in a Parquet footer": parquet_note,
    "a header of Parquet": parquet_header,
    "DuckDB": duckdb_table,
    "a view of DuckDB": duckdb_view,
    "a comment of DuckDB": duckdb_comment,
    "the write-ahead log of DuckDB": duckdb_log,
    "SQLite": in_sqlite,
    "a packed value of SQLite": lambda path, secret: in_sqlite(path, zlib.compress(secret.encode())),
    "the write-ahead log of SQLite": sqlite_log,
    "XLSX": workbook,
    "a comment of XLSX": workbook_comment,
    "the author of XLSX": workbook_author,
    "HTML": page,
    "a picture in HTML": picture,
    "a file's name": lambda path, secret: path.with_name(f"{secret}.csv").touch(),
    "a folder's name": lambda path, secret: path.with_name(secret).mkdir(),
    "a link": lambda path, secret: path.symlink_to(f"/nowhere/{secret}"),
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_scanner_finds_whom_a_container_holds(container: str, tmp_path: Path) -> None:
    for number, (said, secret) in enumerate(SECRETS.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert scanned(folder).leaks == []
        CONTAINERS[container](folder / "x", secret)
        assert scanned(folder).leaks, said


@pytest.mark.parametrize("way", range(WAYS))
def test_a_phone_is_found_however_it_is_written(way: int) -> None:
    assert all(list(told_by(f"call {person.written(way)}, please")) for person in PEOPLE)
    assert len(who(person.written(way) for person in PEOPLE)) == COUNT


def test_a_phone_is_found_as_a_number(tmp_path: Path) -> None:
    in_duckdb(tmp_path / "x", f"create table leads as select {ANNA.bare(0)}::bigint as phone")
    assert scanned(tmp_path).leaks
    pq.write_table(pa.table({"a": [int(ANNA.bare(2))] * 9}), tmp_path / "y", compression="zstd")
    assert {leak.way.split("/")[-1][0] for leak in scanned(tmp_path).leaks} == {"x", "y"}


def test_a_hash_without_a_key_is_a_leak_and_a_token_is_none() -> None:
    import hashlib

    assert list(told_by(f"sha256 {hashlib.sha256(ANNA.email.encode()).hexdigest()}"))
    assert list(told_by(hashlib.md5(ANNA.bare(0).encode()).hexdigest()))
    assert not list(told_by("phone:" + "0123456789abcdef" * 2))


def test_a_folder_may_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/x.csv").write_text(ANNA.name)
    assert scanned(tmp_path).leaks
    assert scanned(tmp_path, without=["inbox"]).leaks == []
