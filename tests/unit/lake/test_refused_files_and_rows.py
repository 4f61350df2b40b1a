"""Bad input: one clear line for the user, a quarantine row for the data, and everything else goes on."""

from typing import Any

import pytest
from filelock import FileLock

from connectors.common.errors import Problem
from pipelines.lake.inbox import loading as inbox

ORDERS = "order_id,customer_id,ordered_at,revenue,currency\n"
GOOD = ORDERS + "1,anna,2026-10-05,100,RUB\n"

REFUSED: dict[str, tuple[str, str | bytes, str]] = {
    "empty": ("orders/a.csv", b"", "orders/a.csv: the file is empty. Export it again."),
    "missing column": (
        "orders/a.csv",
        "order_id,customer_id,date,sum\n",
        "orders/a.csv: orders needs ordered_at, revenue, currency; the header has order_id, customer_id, date, sum. "
        "Name the columns so, or map them in config/sources/orders.yaml.",
    ),
    "unknown encoding": (
        "orders/a.csv",
        (ORDERS + "1,Анна,2026-10-05,100,RUB\n").encode("koi8-r"),
        "orders/a.csv: line 2 is not UTF-8, and the header doesn't show that the file is Windows-1251. "
        "Name the encoding in config/sources/orders.yaml, for instance `encoding: cp1251`.",
    ),
    "unknown folder": (
        "oders/a.csv",
        GOOD,
        "oders/a.csv: nothing says what this file is: its headers are those of no known export "
        "(order_id, customer_id, ordered_at, revenue, currency). "
        "Name its folder like a table (orders?), or write config/sources/oders.yaml.",
    ),
    "folder with a strange name": (
        "a b/a.csv",
        GOOD,
        "inbox/a b: 'a b' can't name a folder of the lake. Use letters, digits, dots, hyphens and underscores.",
    ),
    "no folder": (
        "order.csv",
        GOOD,
        "inbox/order.csv: the file lies in no folder, which would say what it is. "
        "Move it to inbox/orders/ or another source's folder.",
    ),
    "a file too deep": (
        "orders/2026/a.csv",
        GOOD,
        "inbox/orders/2026: files lie one folder deep. Move its files to the folder above.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_can_not_load_is_refused_by_a_sentence_and_stays(home: Any, case: str) -> None:
    name, content, sentence = REFUSED[case]
    home.drop("orders", "good.csv", GOOD)
    path = home.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reports = home.load()
    assert [report.sentence for report in reports if report.refused] == [sentence]
    assert [report.sentence for report in reports if not report.refused] == [
        "orders/good.csv: orders: 1 rows read, 1 loaded."
    ]
    assert home.left() == [name]
    assert [report.refused for report in home.load()] == [sentence]


def test_a_link_is_not_followed(home: Any) -> None:
    (home.inbox / "orders").mkdir(parents=True)
    (home.inbox / "orders/passwd.csv").symlink_to("/etc/passwd")
    (report,) = home.load()
    assert report.refused == "inbox/orders/passwd.csv: this is a link, not a file. Copy the file itself."


ROWS: list[tuple[str, str, str | None, str, str]] = [
    ("2,anna,31.02.2026,100,RUB", "wrong date", "ordered_at", "not a date and time", "99.99.9999"),
    ("2,anna,2026-10-05,100 р,RUB", "wrong number", "revenue", "not a number", "999 x"),
    ("2,anna,2026-10-05,1.23456,RUB", "too fine", "revenue", "more than 4 decimals", "9.99999"),
    ("2,anna,2026-10-05,100,тугрик", "unknown currency", "currency", "unknown currency", "xxxxxx"),
    ("2,anna,2026-10-05,100,ZZZ", "no ISO currency", "currency", "unknown currency", "xxx"),
    ("2,,2026-10-05,100,RUB", "empty and required", "customer_id", "it is required and empty", ""),
    ("1.5E+18,anna,2026-10-05,100,RUB", "destroyed id", "order_id", "in scientific notation", "9.9x+99"),
    ("2,anna,2026-10-05,100", "too short", None, "the row has 4 values, the header 5", "9,xxxx,9999-99-99,999"),
    ('2,"an"na,2026-10-05,100,RUB', "broken quotes", None, "a closing quote is followed by text", '9,"xx"xx'),
]


@pytest.mark.parametrize(("line", "case", "column", "reason", "text"), ROWS, ids=[row[1] for row in ROWS])
def test_a_bad_row_goes_to_the_quarantine_and_the_others_load(
    home: Any, line: str, case: str, column: str | None, reason: str, text: str
) -> None:
    report = home.deliver("orders", GOOD + line + "\n3,vera,2026-10-05,5,EUR\n")
    assert [row["order_id"] for row in home.rows("orders")] == ["1", "3"]
    ((at, where, why, shape),) = home.quarantine("orders")
    assert (at, where, why.startswith(reason), shape.startswith(text)) == (3, column, True, True)
    (load,) = home.loads("orders")
    assert (load.rows_read, load.rows, load.quarantined) == (3, 2, 1)
    assert not report.clean
    assert report.refused is None
    subject = f"{column}: " if column else ""
    assert report.sentence == f"orders/export.csv: orders: 3 rows read, 2 loaded, 1 refused: {subject}{why} (line 3)."
    assert home.left() == []


def test_names_of_currencies_come_from_the_configuration_and_codes_in_any_case(home: Any) -> None:
    rows = [f"{number},a,2026-10-05,1,{currency}" for number, currency in enumerate(("Руб.", "RUR", "eur", " USD "))]
    assert home.deliver("orders", ORDERS + "\n".join(rows) + "\n").clean
    assert [row["currency"] for row in home.rows("orders")] == ["RUB", "RUB", "EUR", "USD"]


def test_every_problem_of_a_row_is_told_and_the_row_counted_once(home: Any) -> None:
    report = home.deliver("orders", ORDERS + "1,,вчера,сто,RUB\n2,,2026-10-05,5,RUB\n")
    assert home.quarantine("orders") == [
        (2, "customer_id", "it is required and empty", ""),
        (2, "ordered_at", "not a date and time", "xxxxx"),
        (2, "revenue", "not a number", "xxx"),
        (3, "customer_id", "it is required and empty", ""),
    ]
    assert report.sentence == (
        "orders/export.csv: orders: 2 rows read, 0 loaded, 2 refused: "
        "customer_id: it is required and empty (2, the first in line 2); "
        "ordered_at: not a date and time (line 2); revenue: not a number (line 2)."
    )
    assert home.rows("orders") == []
    assert home.left() == []


def test_many_reasons_are_told_by_the_most_frequent(home: Any) -> None:
    header = ORDERS.strip() + ",paid_at,vat_rate\n"
    report = home.deliver("orders", header + "1,,вчера,сто,тугрик,x,y\n")
    assert report.sentence.endswith("; 3 more reasons.")


def test_a_header_without_rows_loads_nothing(home: Any) -> None:
    report = home.deliver("orders", ORDERS)
    assert report.sentence == "orders/export.csv: orders: 0 rows read, 0 loaded."
    assert home.rows("orders") == []


def test_nothing_loaded_before_is_lost(home: Any) -> None:
    home.deliver("orders", GOOD, "good.csv")
    before = home.state()["loads"]
    home.deliver("orders", b"", "empty.csv")
    assert home.state()["loads"] == before


def test_a_file_that_changes_while_it_is_read_waits(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home.drop("orders", "growing.csv", GOOD)
    honest = inbox.DeliveryLoader.archive

    def grow(*arguments: Any) -> None:
        honest(*arguments)
        with path.open("a") as file:
            file.write("2,boris,2026-10-05,5,RUB\n")

    with monkeypatch.context() as patch:
        patch.setattr(inbox.DeliveryLoader, "archive", grow)
        (report,) = home.load()
    assert report.refused == "orders/growing.csv: it changed while it was read. Run again."
    assert home.lake.manifests() == []
    assert home.load()[0].clean
    assert len(home.rows("orders")) == 2


def test_two_runs_do_not_take_files_at_once(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "WAIT_SECONDS", 0.1)
    home.drop("orders", "a.csv", GOOD)
    (home.root / "archive").mkdir(parents=True)
    with FileLock(home.root / "archive/.lock"), pytest.raises(Problem) as refused:
        home.load()
    assert str(refused.value) == (
        f"{home.root}: another run is taking files from the inbox. Try again when it is over."
    )
    assert home.left() == ["orders/a.csv"]
