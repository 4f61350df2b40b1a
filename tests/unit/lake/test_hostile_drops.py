"""What lies in the inbox and is no export, or one with absurd names and values: one clear line each, and no harm."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipelines.lake.inbox import loading as inbox
from pipelines.lake.inbox.archive import Archived

ORDERS = "order_id,customer_id,ordered_at,revenue,currency\n"
GOOD = ORDERS + "1,anna,2026-10-05,100,RUB\n"


def bound_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the names of sockets are short
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


LINK = "this is a link, not a file. Copy the file itself."
NO_FILE = "this is no ordinary file. Take it away."
THINGS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a link to a file": ("orders/x.csv", lambda path: path.symlink_to("/etc/passwd"), LINK),
    "a link to nothing": ("orders/x.csv", lambda path: path.symlink_to("nowhere"), LINK),
    "a link to itself": ("orders/x.csv", lambda path: path.symlink_to(path), LINK),
    "a link to a device": ("orders/x.csv", lambda path: path.symlink_to("/dev/zero"), LINK),
    "a link to a folder": ("orders/x", lambda path: path.symlink_to("/etc"), LINK),
    "a link instead of a folder": ("leads", lambda path: path.symlink_to("/etc"), LINK),
    "a link to the inbox": ("leads", lambda path: path.symlink_to("."), LINK),
    "a pipe": ("orders/x.csv", os.mkfifo, NO_FILE),
    "a pipe in no folder": ("x.csv", os.mkfifo, NO_FILE),
    "a socket": ("orders/x.csv", bound_socket, NO_FILE),
    "a folder that is called like a file": (
        "orders/x.csv",
        lambda path: path.mkdir(),
        "files lie one folder deep. Move its files to the folder above.",
    ),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("case", THINGS)
def test_what_is_no_file_is_left_alone_and_the_others_load(home: Any, case: str) -> None:
    place, make, sentence = THINGS[case]
    home.drop("orders", "good.csv", GOOD)
    make(home.inbox / place)
    told = {report.file_name: report.sentence for report in home.load()}
    assert told == {
        "good.csv": "orders/good.csv: orders: 1 rows read, 1 loaded.",
        Path(place).name: f"inbox/{place}: {sentence}",
    }
    assert os.path.lexists(home.inbox / place)


def test_files_behind_a_linked_folder_are_neither_read_nor_taken_away(home: Any, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.csv").write_text(GOOD)
    home.inbox.mkdir(parents=True)
    (home.inbox / "orders").symlink_to(elsewhere)
    (report,) = home.load()
    assert report.sentence == f"inbox/orders: {LINK}"
    assert (elsewhere / "a.csv").exists()
    assert not home.loads("orders")


NAMES = {
    "lines": "a\nb.csv",
    "a terminal's orders": "\x1b[2J\x1b]0;x\x07.csv",
    "from right to left": "\u202evsc.exe",
    "emoji": "🫖🫖.csv",
    "255 bytes": "я" * 125 + ".csvx",
    "bytes that are no text": os.fsdecode(b"\xff\xfe.csv"),
    "a name that climbs": "x..csv",
    "an option": "-rf *.csv",
    "SQL": "'; drop table x; --.csv",
    "markup of a terminal's library": "[red]x.csv",
}


@pytest.mark.parametrize("case", NAMES)
@pytest.mark.parametrize("content", [GOOD, ""], ids=["good", "empty"])
def test_a_file_may_be_called_anything(home: Any, case: str, content: str) -> None:
    report = home.deliver("orders", content, NAMES[case])
    assert report.sentence.isprintable(), report.sentence
    assert report.sentence.removeprefix("inbox/").startswith("orders/")
    assert (report.refused is None) == bool(content) or "its name is no text" in report.sentence
    for load in home.loads("orders"):
        assert json.loads(load.model_dump_json())["file_name"] == load.file_name


@pytest.mark.parametrize(
    "folder", ["a\nb", "\x1b[2J", "\u202eorders", os.fsdecode(b"\xff"), "a..\\b", "a'b", "я" * 120]
)
def test_a_folder_may_be_called_anything(home: Any, folder: str) -> None:
    report = home.deliver(folder, GOOD)
    assert report.refused
    assert report.sentence.isprintable(), report.sentence
    assert home.left()


def test_headers_that_look_like_code_are_names(home: Any) -> None:
    names = ["; drop table x; --", "{field}", "$1", "a: {b: [1", "!!python/object", "' or 1=1", "order_id--", "../x"]
    header = ",".join(f'"{name}"' for name in ('" ' + names[0], *names[1:]))
    header = header.replace('""', '"""', 1)
    report = home.deliver("orders", f"{ORDERS.strip()},{header}\n1,anna,2026-10-05,100,RUB,{','.join('x' * 8)}\n")
    assert (report.refused, [row["order_id"] for row in home.rows("orders")]) == (None, ["1"])
    assert report.sentence.isprintable()


def test_a_mapping_reaches_a_column_that_is_called_like_code(home: Any) -> None:
    columns = {
        "order_id": '"""; drop table x; --"',
        "customer_id": '"{field}"',
        "ordered_at": '"a: {b: [1"',
        "revenue": '"$1"',
        "currency": "'RUB'",
    }
    home.map("shop", tables={"orders": {"columns": columns}})
    header = '"""; drop table x; --",{field},a: {b: [1,$1\n'
    report = home.deliver("shop", header + "7,anna,2026-10-05,100\n")
    assert report.refused is None, report.refused
    (row,) = home.rows("orders")
    assert (row["order_id"], row["customer_id"], row["revenue"]) == ("7", "anna", 100)


VALUES: list[tuple[str, str, str]] = [
    ("1,anna,2026-10-05,1e400,RUB", "revenue", "in scientific notation"),
    ("1,anna,2026-10-05,nan,RUB", "revenue", "not a number"),
    ("1,anna,2026-10-05,Infinity,RUB", "revenue", "not a number"),
    ("1,anna,2026-10-05,92233720368547758080,RUB", "revenue", ""),
    ("1,anna,2026-10-05,0x10,RUB", "revenue", "not a number"),
    ("1,anna,2026-10-05,=1+1,RUB", "revenue", "not a number"),
    ("1,anna,2026-10-05,#N/A,RUB", "revenue", "not a number"),
    ("1,anna,0000-00-00,1,RUB", "ordered_at", ""),
    ("1,anna,31.02.2026,1,RUB", "ordered_at", "not a date and time"),
    ("1,anna,2026-02-31,1,RUB", "ordered_at", ""),
    ("1,anna,1900-02-29,1,RUB", "ordered_at", ""),
    ("1,anna,99999-01-01,1,RUB", "ordered_at", ""),
    ("1,anna,NULL,1,RUB", "ordered_at", "not a date and time"),
    ("1,anna,2026-10-05,1,\u202eBUR", "currency", ""),
    ('"1,03293E+19",anna,2026-10-05,1,RUB', "order_id", "Excel"),
    ("1.03293E+19,anna,2026-10-05,1,RUB", "order_id", "Excel"),
]


@pytest.mark.parametrize(("row", "column", "reason"), VALUES, ids=[row for row, _, _ in VALUES])
def test_a_value_that_is_none_is_refused_by_its_column(home: Any, row: str, column: str, reason: str) -> None:
    report = home.deliver("orders", GOOD.replace("1,", "9,", 1) + row + "\n")
    assert [each["order_id"] for each in home.rows("orders")] == ["9"]
    ((line, refused, why, text),) = home.quarantine("orders")
    assert (line, refused) == (3, column)
    assert reason in why
    assert "\n" not in text
    assert report.sentence.isprintable()


@pytest.mark.parametrize(
    "identifier",
    [
        "92233720368547758080",
        "1628529640459314054",
        "0012",
        "nan",
        "NULL",
        "None",
        "=cmd|' /C calc'!A0",
        "שלום",
        "1\u200b2",
    ],
)
def test_an_identifier_is_text_whatever_it_looks_like(home: Any, identifier: str) -> None:
    report = home.deliver("orders", f"{ORDERS}{identifier},anna,2026-10-05,1,RUB\n")
    assert report.refused is None
    assert [row["order_id"] for row in home.rows("orders")] == [identifier]


@contextmanager
def while_archiving(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> Iterator[None]:
    """Does something to the file when half of it is read."""
    write = Archived.write

    def acting(self: Archived, *told: Any) -> None:
        act()
        write(self, *told)

    with monkeypatch.context() as patched:
        patched.setattr(Archived, "write", acting)
        yield


@pytest.mark.parametrize("change", ["grows", "is replaced", "vanishes", "shrinks to nothing"])
def test_a_file_that_changes_while_it_is_read_is_for_the_next_run(
    home: Any, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.drop("orders", "a.csv", GOOD)
    more = ORDERS + "2,boris,2026-10-05,100,RUB\n"

    def act() -> None:
        if change == "grows":
            with path.open("a") as file:
                file.write(more.splitlines()[1] + "\n")
        elif change == "is replaced":
            beside = path.with_name(".beside")
            beside.write_text(more)
            beside.replace(path)
        elif change == "vanishes":
            path.unlink()
        else:
            path.write_text("")

    with while_archiving(monkeypatch, act):
        (report,) = home.load()
    assert report.refused
    assert report.sentence.isprintable()
    assert not home.loads("orders")
    if change in ("grows", "is replaced"):
        (report,) = home.load()
        assert report.refused is None
        assert "2" in [row["order_id"] for row in home.rows("orders")]


def test_a_pipe_that_takes_the_place_of_a_file_does_not_hang(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home.drop("orders", "a.csv", GOOD)
    sha256_of = inbox.sha256_of

    def then_a_pipe(read: Path) -> str:
        digest = sha256_of(read)
        path.unlink()
        os.mkfifo(path)
        return digest

    monkeypatch.setattr(inbox, "sha256_of", then_a_pipe)
    loading: list[Any] = []
    thread = threading.Thread(target=lambda: loading.extend(home.load()), daemon=True)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert [report.refused for report in loading] == ["orders/a.csv: this is no ordinary file. Take it away."]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
@pytest.mark.parametrize("place", ["orders/a.csv", "orders"])
def test_what_may_not_be_read_says_so(home: Any, place: str) -> None:
    home.drop("orders", "a.csv", GOOD)
    (home.inbox / place).chmod(0)
    try:
        (report,) = home.load()
    finally:
        (home.inbox / place).chmod(0o700)
    assert report.refused
    assert "rights" in report.sentence


def test_a_thousand_broken_files_are_a_thousand_lines(home: Any) -> None:
    home.drop("orders", "good.csv", GOOD)
    for number in range(200):
        home.drop("orders", f"{number}.csv", b"\x1f\x8b" + bytes([number]))
    reports = home.load()
    assert [report.sentence.isprintable() for report in reports] == [True] * 201
    assert sum(report.refused is None for report in reports) == 1
