"""Deliveries: canonical files, defaults, keys, repeated and overlapping exports, the order of arrival."""

import hashlib
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors.files.tables import TABLES
from pipelines.lake import Manifest

ORDERS = "order_id,customer_id,ordered_at,revenue,currency\n"
A = ORDERS + "1,anna,2026-10-05 12:00:00,100.50,RUB\n2,boris,2026-10-07 12:00:00,7,EUR\n"
B = ORDERS + "2,boris,2026-10-06 12:00:00,8,EUR\n"


def arrivals(home: Any) -> list[tuple[str, int | None]]:
    """File name and arrival of every load of orders, in the order of arrival."""
    loads: list[Manifest] = sorted(home.loads("orders"), key=lambda load: load.arrival)
    return [(load.file_name or "", load.arrival) for load in loads]


def test_a_canonical_file_needs_no_mapping(home: Any) -> None:
    report = home.deliver("orders", A, "october.csv")
    assert report.sentence == "orders/october.csv: orders: 2 rows read, 2 loaded."
    assert report.clean
    assert home.left() == []
    first = home.rows("orders")[0]
    assert first | {"delivery": "", "ordered_at": str(first["ordered_at"])} == {
        **dict.fromkeys(TABLES["orders"].arrow_schema.names),
        "order_id": "1",
        "customer_id": "anna",
        "ordered_at": "2026-10-05 09:00:00",
        "ordered_date": date(2026, 10, 5),
        "revenue": Decimal("100.5000"),
        "currency": "RUB",
        "status": "paid",
        "vat_included": False,
        "folder": "orders",
        "delivery": "",
        "source_row": 1,
    }


def test_a_delivery_lies_where_the_contract_says_and_its_manifest_beside_it(home: Any) -> None:
    home.deliver("orders", A, "october.csv")
    sha = hashlib.sha256(A.encode()).hexdigest()
    folder = home.root / f"lake/raw/files/orders/account=orders/delivery={sha[:12]}"
    assert sorted(path.name for path in folder.iterdir()) == ["data.parquet", "load.json"]
    assert pq.read_schema(folder / "data.parquet").remove_metadata().equals(TABLES["orders"].arrow_schema)
    (load,) = home.loads("orders")
    assert load.model_dump(
        exclude={"load_id", "details", "warnings", "restatements", "shrunk", "quality", "settles_after", "same_rows_as"}
    ) == {
        "source": "files",
        "stream": "orders",
        "account": "orders",
        "partition": sha[:12],
        "kind": "delivery",
        "date_from": date(2026, 10, 5),
        "date_to": date(2026, 10, 7),
        "rows": 2,
        "rows_read": 2,
        "skipped": {},
        "quarantined": 0,
        "money_read": "107.5000",
        "money_loaded": "107.5000",
        "arrival": 1,
        "file_name": "october.csv",
        "loaded_at": "2026-11-21T06:00:00+00:00",
    }
    assert load.relation == "files__orders"
    assert load.details["sha256"] == sha


@pytest.mark.parametrize(
    "header",
    ["Order_ID, CUSTOMER_ID ,ordered_at,revenue,currency", "currency,revenue,ordered_at,customer_id,order_id"],
)
def test_headers_come_in_any_order_and_case(home: Any, header: str) -> None:
    values = {"order_id": "1", "customer_id": "a", "ordered_at": "2026-10-05", "revenue": "5", "currency": "RUB"}
    line = ",".join(values[name.strip().lower()] for name in header.split(","))
    home.deliver("orders", f"{header}\n{line}\n")
    assert [(row["order_id"], row["extra"]) for row in home.rows("orders")] == [("1", None)]


def test_unknown_columns_are_kept_as_extra(home: Any) -> None:
    header = ORDERS.strip() + ",Магазин,note\n"
    home.deliver("orders", header + '1,a,2026-10-05,5,RUB,ул. "А",\n2,b,2026-10-05,5,RUB,,\n')
    assert [row["extra"] for row in home.rows("orders")] == ['{"Магазин":"ул. \\"А\\""}', None]


def test_defaults_stand_where_nothing_is_given(home: Any) -> None:
    home.deliver(
        "ad_costs", "date,source,cost,currency,cost_type\n2026-10-05,yandex,5,RUB,\n2026-10-05,yandex,5,RUB,salary\n"
    )
    assert [(row["cost_type"], row["vat_included"]) for row in home.rows("ad_costs")] == [
        ("media", False),
        ("salary", False),
    ]
    home.deliver("plans", "role,kpi_code,period,target\ndirector,net_sales,2026-10,5\n")
    (plan,) = home.rows("plans")
    assert (plan["dimension"], plan["member"], plan["version"]) == ("total", "all", 1)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_takes_its_own_required_columns(home: Any, table: str) -> None:
    samples = {"timestamp": "2026-10-05 12:00:00", "date": "2026-10-05", "decimal": "5", "rate": "0.2", "integer": "5"}
    columns = [column for column in TABLES[table].columns if column.required]
    values = ["RUB" if column.name == "currency" else samples.get(column.type, "x") for column in columns]
    report = home.deliver(table, f"{','.join(TABLES[table].required)}\n{','.join(values)}\n")
    assert report.clean, report.sentence
    assert [row["source_row"] for row in home.rows(table)] == [1]


def test_a_key_that_repeats_inside_a_file_refuses_all_its_rows(home: Any) -> None:
    home.deliver("orders", A + "1,anna,2026-10-05,7,RUB\n3,vera,2026-10-05,1,RUB\n")
    assert [row["order_id"] for row in home.rows("orders")] == ["2", "3"]
    assert home.quarantine("orders") == [
        (2, "order_id", "the key repeats in this file", "9"),
        (4, "order_id", "the key repeats in this file", "9"),
    ]
    (load,) = home.loads("orders")
    assert (load.rows_read, load.rows, load.quarantined, load.money_read, load.money_loaded) == (
        4,
        2,
        2,
        "115.5000",
        "8.0000",
    )


def test_a_key_of_two_columns_repeats_as_a_whole(home: Any) -> None:
    text = "source,review_id,reviewed_on,rating\nmaps,1,2026-10-05,5\n2gis,1,2026-10-05,4\nmaps,1,2026-10-06,3\n"
    home.deliver("reviews", text)
    assert [(row["source"], row["review_id"]) for row in home.rows("reviews")] == [("2gis", "1")]
    assert home.quarantine("reviews")[0] == (2, "source, review_id", "the key repeats in this file", "xxxx | 9")


def test_where_keys_are_not_unique_rows_may_repeat(home: Any) -> None:
    home.deliver("order_lines", "order_id,line_no,sku,quantity,revenue\n1,1,x,1,5\n1,1,x,1,5\n")
    assert len(home.rows("order_lines")) == 2


def test_deliveries_stand_beside_each_other_in_the_order_of_their_arrival(home: Any) -> None:
    home.drop("orders", "late.csv", A)
    home.drop("orders", "early.csv", B)
    os.utime(home.inbox / "orders/early.csv", (1, 1))
    home.load()
    assert arrivals(home) == [("early.csv", 1), ("late.csv", 2)]
    assert [row["order_id"] for row in home.rows("orders")] == ["2", "1", "2"]


def test_the_same_file_again_loads_nothing_but_arrives_anew(home: Any) -> None:
    """A, then B, then A again: A's rows are the latest word."""
    home.deliver("orders", A, "a.csv")
    home.deliver("orders", B, "b.csv")
    before = {load.file_name: load for load in home.loads("orders")}
    written = (home.lake.of(before["a.csv"]).data).stat().st_mtime_ns
    report = home.deliver("orders", A, "a again.csv")
    assert report.repeated
    assert report.sentence == "orders/a again.csv: loaded before, counted as newly arrived."
    assert arrivals(home) == [("b.csv", 2), ("a again.csv", 3)]
    after = {load.file_name: load for load in home.loads("orders")}
    assert after["a again.csv"].load_id != before["a.csv"].load_id
    assert after["b.csv"] == before["b.csv"]
    assert home.lake.of(after["a again.csv"]).data.stat().st_mtime_ns == written
    assert home.left() == []


def test_the_same_content_in_two_folders_is_two_deliveries(home: Any) -> None:
    home.map("shop", tables={"orders": {"columns": {name: f'"{name}"' for name in TABLES["orders"].required}}})
    home.deliver("orders", A)
    home.deliver("shop", A)
    assert [load.account for load in home.loads("orders")] == ["orders", "shop"]


def test_the_log_of_arrivals_tells_every_file(home: Any) -> None:
    home.deliver("orders", A, "a.csv")
    home.deliver("orders", A, "a.csv")
    lines = (home.root / "archive/arrivals.jsonl").read_text().splitlines()
    assert len(lines) == 2
    assert '"number":1' in lines[0]
    assert '"outcome":"loaded"' in lines[0]
    assert '"number":2' in lines[1]
    assert '"outcome":"repeated"' in lines[1]


def test_a_line_of_the_log_that_a_crash_cut_off_is_no_line(home: Any) -> None:
    home.deliver("orders", A, "a.csv")
    with (home.root / "archive/arrivals.jsonl").open("a") as log:
        log.write('{"number":7,"at":"2026-')
    home.deliver("orders", B, "b.csv")
    assert arrivals(home) == [("a.csv", 1), ("b.csv", 2)]
    home.deliver("orders", A, "a.csv")
    assert arrivals(home) == [("b.csv", 2), ("a.csv", 3)]


def test_a_span_covers_all_events_of_the_rows_and_no_bookkeeping(home: Any) -> None:
    header = ORDERS.strip() + ",paid_at,refunded_at,updated_at\n"
    home.deliver("orders", header + "1,a,2026-10-05,5,RUB,2026-10-09,2026-11-02,2026-11-20\n")
    (load,) = home.loads("orders")
    assert (load.date_from, load.date_to) == (date(2026, 10, 5), date(2026, 11, 2))
    home.deliver("products", "sku,name,launched_on\nx,Kettle,2026-01-01\n")
    (load,) = home.loads("products")
    assert (load.date_from, load.date_to) == (None, None)


def test_days_are_those_of_the_business_zone(home: Any) -> None:
    eastern = replace(home, timezone="Asia/Vladivostok")
    eastern.deliver("orders", ORDERS + "1,a,2026-10-05T20:00:00Z,5,RUB\n")
    (row,) = eastern.rows("orders")
    assert (str(row["ordered_at"]), row["ordered_date"]) == ("2026-10-05 20:00:00", date(2026, 10, 6))


def test_a_parquet_file_and_a_csv_say_the_same(home: Any, tmp_path: Any) -> None:
    import pyarrow as pa

    table = pa.table(
        {
            "order_id": [1, 2],
            "customer_id": [17850.0, 13047.0],
            "ordered_at": pa.array([1_790_000_000_000_000, 1_790_000_001_000_000], pa.timestamp("us", "UTC")),
            "revenue": [0.1 + 0.2, 2.55],
            "currency": ["RUB", "eur"],
        }
    )
    path = tmp_path / "x.parquet"
    pq.write_table(table, path)
    home.deliver("orders", path.read_bytes(), "a.parquet")
    home.deliver(
        "orders", ORDERS + "1,17850,2026-09-21T14:13:20Z,0.3,RUB\n2,13047,2026-09-21T14:13:21Z,2.55,EUR\n", "b.csv"
    )
    rows = [{**row, "delivery": ""} for row in home.rows("orders")]
    assert rows[:2] == rows[2:]


@pytest.mark.parametrize("name", [".hidden.csv", "big.csv.part", "big.csv.tmp", "x.crdownload", "~$book.xlsx"])
def test_unfinished_and_hidden_files_are_left_alone(home: Any, name: str) -> None:
    home.drop("orders", name, A)
    assert home.load() == []
    assert home.left() == [f"orders/{name}"]


def test_an_empty_inbox_is_no_trouble(home: Any) -> None:
    assert home.load() == []
    assert home.lake.manifests() == []


def test_progress_is_told_file_by_file(home: Any) -> None:
    from pipelines.lake import load_inbox
    from pipelines.settings import Environment

    home.drop("orders", "a.csv", A)
    home.drop("orders", "b.csv", B)
    told: list[tuple[str, int, int]] = []
    environment = Environment("files", home.root, home.root, home.now, None)
    load_inbox(environment, home.configuration, on_file=lambda *what: told.append(what))
    assert told == [("reading orders/a.csv", 0, 2), ("reading orders/b.csv", 1, 2), ("reading the inbox", 2, 2)]
