"""A changed mapping loads the archive again, without the files."""

from typing import Any

import pytest

DEALS = "ID,Сумма,Скидка,Дата,Кто\n1,100,10,05.10.2026,anna\n2,200,20,06.10.2026,boris\n"
COLUMNS = {
    "order_id": '"ID"',
    "customer_id": '"Кто"',
    "ordered_at": '"Дата"',
    "revenue": '"Сумма"',
    "currency": "'RUB'",
}
LINES = {"order_id": '"ID"', "line_no": "1", "sku": "'x'", "quantity": "1", "revenue": '"Сумма"'}
GERMAN = {"date_format": "%d.%m.%Y"}


def revenues(home: Any) -> list[str]:
    return [str(row["revenue"]) for row in home.rows("orders")]


@pytest.fixture
def loaded(home: Any) -> Any:
    home.map("shop", tables={"orders": {"columns": COLUMNS}}, **GERMAN)
    home.deliver("shop", DEALS, "october.csv")
    home.deliver("shop", DEALS.replace("100", "111"), "again.csv")
    return home


def test_an_unchanged_mapping_replays_nothing(loaded: Any) -> None:
    before = loaded.lake.manifests()
    assert loaded.load() == []
    assert loaded.lake.manifests() == before


def test_a_changed_expression_replays_every_delivery_in_the_order_of_arrival(loaded: Any) -> None:
    loaded.map("shop", tables={"orders": {"columns": {**COLUMNS, "revenue": 'number("Сумма") / 2'}}}, **GERMAN)
    before = {load.partition: load for load in loaded.loads("orders")}
    reports = loaded.load()
    assert [report.sentence for report in reports] == [
        "shop/october.csv (again, by the changed mapping): orders: 2 rows read, 2 loaded.",
        "shop/again.csv (again, by the changed mapping): orders: 2 rows read, 2 loaded.",
    ]
    assert revenues(loaded) == ["50.0000", "100.0000", "55.5000", "100.0000"]
    for load in loaded.loads("orders"):
        assert load.load_id != before[load.partition].load_id
        assert load.arrival == before[load.partition].arrival
    assert loaded.load() == []


def test_a_new_table_of_the_mapping_is_filled_from_the_archive(loaded: Any) -> None:
    loaded.map("shop", tables={"orders": {"columns": COLUMNS}, "order_lines": {"columns": LINES}}, **GERMAN)
    loaded.load()
    assert len(loaded.rows("order_lines")) == 4


def test_a_table_that_the_mapping_no_longer_feeds_is_emptied(loaded: Any) -> None:
    loaded.map("shop", tables={"order_lines": {"columns": LINES}}, **GERMAN)
    loaded.load()
    assert loaded.rows("orders") == []
    assert [load.rows for load in loaded.loads("orders")] == [0, 0]
    assert len(loaded.rows("order_lines")) == 4
    assert loaded.load() == []
    loaded.map("shop", tables={"orders": {"columns": COLUMNS}}, **GERMAN)
    loaded.load()
    assert revenues(loaded) == ["100.0000", "200.0000", "111.0000", "200.0000"]
    assert loaded.rows("order_lines") == []


def test_a_column_that_was_not_archived_can_not_be_replayed_and_nothing_is_lost(loaded: Any) -> None:
    tables = {"orders": {"columns": {**COLUMNS, "revenue": 'number("Сумма") - number("Скидка")'}}}
    loaded.map("shop", tables=tables, **GERMAN)
    reports = loaded.load()
    assert reports[0].refused == (
        "shop/october.csv: the changed mapping can't replay it (there is no column “Скидка”, which orders.revenue in "
        "config/sources/shop.yaml reads). The archive keeps only columns that were mapped: "
        "drop the original file again."
    )
    assert reports[0].concerns("orders")
    assert revenues(loaded) == ["100.0000", "200.0000", "111.0000", "200.0000"]
    loaded.drop("shop", "october.csv", DEALS)
    loaded.load()
    assert [str(row["revenue"]) for row in loaded.rows("orders") if row["delivery"] == _newest(loaded).partition] == [
        "90.0000",
        "180.0000",
    ]


def test_a_mapping_that_became_wrong_says_where_and_nothing_is_lost(loaded: Any) -> None:
    loaded.map("shop", tables={"orders": {"columns": {**COLUMNS, "revenue": "(select 1)"}}}, **GERMAN)
    assert [report.refused for report in loaded.load()] == [
        "config/sources/shop.yaml, orders.revenue: a query inside an expression is not allowed: (select 1)"
    ] * 2
    assert len(loaded.rows("orders")) == 4


def _newest(home: Any) -> Any:
    return max(home.loads("orders"), key=lambda load: load.arrival)


def test_rows_that_could_not_be_read_stay_refused_in_a_replay(home: Any) -> None:
    home.map("shop", tables={"orders": {"columns": COLUMNS}}, **GERMAN)
    home.deliver("shop", DEALS + "3,300\n")
    home.map("shop", tables={"orders": {"columns": {**COLUMNS, "segment": "'new'"}}}, **GERMAN)
    home.load()
    assert home.quarantine("orders") == [(4, None, "the row has 2 values, the header 5", "9,999")]
    (load,) = home.loads("orders")
    assert (load.rows_read, load.rows, load.quarantined) == (3, 2, 1)


def test_a_changed_date_format_heals_what_was_refused(home: Any) -> None:
    home.map("shop", tables={"orders": {"columns": COLUMNS}})
    assert home.deliver("shop", DEALS).tables[0].quarantined == 2
    home.map("shop", tables={"orders": {"columns": COLUMNS}}, **GERMAN)
    (report,) = home.load()
    assert report.clean
    assert len(home.rows("orders")) == 2
    assert home.quarantine("orders") == []


def test_a_file_that_was_read_in_a_wrong_encoding_is_dropped_again(home: Any) -> None:
    text = "ID,Sum,Who\n1,100,Анна\n".encode("cp1251")
    columns = {**COLUMNS, "customer_id": '"Who"', "revenue": '"Sum"', "ordered_at": "'2026-10-05'"}
    home.map("shop", tables={"orders": {"columns": columns}}, encoding="cp866")
    home.deliver("shop", text)
    assert home.rows("orders")[0]["customer_id"] != "Анна"
    home.map("shop", tables={"orders": {"columns": columns}}, encoding="cp1251")
    home.deliver("shop", text)
    assert [row["customer_id"] for row in home.rows("orders")] == ["Анна"]


def test_a_folder_that_the_configuration_forgot_keeps_its_deliveries(loaded: Any) -> None:
    loaded.sources = {}
    assert loaded.load() == []
    assert len(loaded.rows("orders")) == 4


def test_a_changed_time_zone_replays_canonical_files_too(home: Any) -> None:
    home.deliver("orders", "order_id,customer_id,ordered_at,revenue,currency\n1,a,2026-10-05 12:00:00,5,RUB\n")
    home.timezone = "Asia/Vladivostok"
    (report,) = home.load()
    assert report.replayed
    assert [str(row["ordered_at"]) for row in home.rows("orders")] == ["2026-10-05 02:00:00"]
