"""Mappings: rules, expressions, groups; every row of the file is accounted for."""

from typing import Any

import pyarrow.parquet as pq
import pytest

DEALS = """ID;Этап;Сумма;Дата;Покупатель
1;Оплачен;1 500,50;05.10.2026 12:30:00;anna
2;Тест;1;05.10.2026 12:30:00;anna
3;Оплачен;0,5;06.10.2026 09:00:00;boris
4;;7;06.10.2026 09:00:00;boris
"""
COLUMNS = {
    "order_id": '"ID"',
    "customer_id": '"Покупатель"',
    "ordered_at": '"Дата"',
    "revenue": '"Сумма"',
    "currency": "'RUB'",
}
RUSSIAN = {"delimiter": ";", "decimal": ",", "date_format": "%d.%m.%Y %H:%M:%S"}


def balance(home: Any, table: str) -> dict[str, Any]:
    (load,) = home.loads(table)
    return {
        "read": load.rows_read,
        "mapped": load.details["mapped"],
        "skipped": load.skipped,
        "quarantined": load.quarantined,
        "grouped": load.details["grouped"],
        "loaded": load.rows,
        "refused": load.details["records_refused"],
        "money": (load.money_read, load.money_loaded),
    }


def test_rows_are_kept_where_every_rule_is_true_and_the_first_other_one_is_named(home: Any) -> None:
    rules = {"has_a_stage": '"Этап" is not null', "no_test": "\"Этап\" <> 'Тест'", "never_asked": "\"ID\" <> '2'"}
    home.map("crm", tables={"orders": {"where": rules, "columns": COLUMNS}}, **RUSSIAN)
    report = home.deliver("crm", DEALS)
    assert report.sentence == "crm/export.csv: orders: 4 rows read, 2 loaded, 2 skipped by rules."
    assert balance(home, "orders") == {
        "read": 4,
        "mapped": 2,
        "skipped": {"has_a_stage": 1, "no_test": 1, "never_asked": 0},
        "quarantined": 0,
        "grouped": 2,
        "loaded": 2,
        "refused": 0,
        "money": ("1501.0000", "1501.0000"),
    }


def test_texts_become_what_their_columns_are(home: Any) -> None:
    home.map("crm", tables={"orders": {"columns": COLUMNS}}, **RUSSIAN)
    home.deliver("crm", DEALS)
    first = home.rows("orders")[0]
    assert str(first["revenue"]) == "1500.5000"
    assert str(first["ordered_at"]) == "2026-10-05 09:30:00"
    assert str(first["ordered_date"]) == "2026-10-05"
    assert (first["currency"], first["status"], first["vat_included"]) == ("RUB", "paid", False)
    assert (first["paid_at"], first["extra"]) == (None, None)
    assert (first["folder"], first["source_row"], len(first["delivery"])) == ("crm", 1, 12)


def test_one_file_feeds_several_tables(home: Any) -> None:
    lines = {"order_id": '"ID"', "line_no": "_row", "sku": "'x'", "quantity": "1", "revenue": 'number("Сумма") * 2'}
    home.map("crm", tables={"orders": {"columns": COLUMNS}, "order_lines": {"columns": lines}}, **RUSSIAN)
    report = home.deliver("crm", DEALS)
    assert [(table.table, table.loaded) for table in report.tables] == [("orders", 4), ("order_lines", 4)]
    assert [(row["line_no"], str(row["revenue"])) for row in home.rows("order_lines")] == [
        (1, "3001.0000"),
        (2, "2.0000"),
        (3, "1.0000"),
        (4, "14.0000"),
    ]


GROUPED = {
    "group_by": ["order_id"],
    "columns": {
        "order_id": '"Номер"',
        "customer_id": 'min("Кто")',
        "ordered_at": 'min(moment("Когда"))',
        "revenue": 'sum(number("Сумма")) filter (where "Вид" = \'товар\')',
        "cost_of_goods": 'sum(number("Сумма")) / 3',
        "currency": "'RUB'",
    },
}
LINES = """Номер,Кто,Когда,Вид,Сумма
A,anna,2026-10-05 12:31:00,товар,1.5
B,boris,2026-10-06,товар,10
A,anna,2026-10-05 12:30:00,товар,2.25
A,anna,2026-10-05 12:30:00,скидка,-1
"""


def test_columns_outside_group_by_are_aggregated(home: Any) -> None:
    home.map("lines", tables={"orders": GROUPED})
    report = home.deliver("lines", LINES)
    assert report.sentence == "lines/export.csv: orders: 4 rows read, 2 loaded."
    first, second = home.rows("orders")
    assert (first["order_id"], str(first["revenue"]), str(first["cost_of_goods"])) == ("A", "3.7500", "0.9167")
    assert (str(first["ordered_at"]), first["source_row"]) == ("2026-10-05 09:30:00", 1)
    assert (second["order_id"], second["source_row"]) == ("B", 2)
    assert balance(home, "orders") == {
        "read": 4,
        "mapped": 4,
        "skipped": {},
        "quarantined": 0,
        "grouped": 2,
        "loaded": 2,
        "refused": 0,
        "money": ("13.7500", "13.7500"),
    }


def test_a_group_with_a_row_that_can_not_be_summed_is_refused_whole(home: Any) -> None:
    """Left out of the sum, the row would make an order that is too small and looks right."""
    home.map("lines", tables={"orders": GROUPED})
    report = home.deliver("lines", LINES.replace("2.25", "два"))
    assert [row["order_id"] for row in home.rows("orders")] == ["B"]
    assert home.quarantine("orders") == [
        (4, "revenue", "its expression can't be computed", "xxxxx | xxx"),
        (4, "cost_of_goods", "its expression can't be computed", "xxx"),
        (2, None, "another row of the same record was refused", ""),
    ]
    assert balance(home, "orders") == {
        "read": 4,
        "mapped": 3,
        "skipped": {},
        "quarantined": 3,
        "grouped": 2,
        "loaded": 1,
        "refused": 1,
        "money": ("11.5000", "10.0000"),
    }
    assert report.sentence == (
        "lines/export.csv: orders: 4 rows read, 1 loaded, 3 refused: "
        "revenue: its expression can't be computed (line 4); "
        "cost_of_goods: its expression can't be computed (line 4); "
        "another row of the same record was refused (line 2)."
    )


def test_a_filter_spares_the_rows_that_it_leaves_out(home: Any) -> None:
    grouped = {**GROUPED, "columns": {**GROUPED["columns"], "cost_of_goods": "null::decimal"}}
    home.map("lines", tables={"orders": grouped})
    assert home.deliver("lines", LINES.replace("скидка,-1", "скидка,бонус")).clean
    assert [str(row["revenue"]) for row in home.rows("orders")] == ["3.7500", "10.0000"]


def test_a_rule_that_can_not_judge_a_row_refuses_it(home: Any) -> None:
    home.map("crm", tables={"orders": {"where": {"paid": 'number("Сумма") > 1'}, "columns": COLUMNS}}, **RUSSIAN)
    home.deliver("crm", DEALS.replace(";0,5;", ";полтинник;"))
    assert home.quarantine("orders") == [(4, "where.paid", "the rule can't be computed", "xxxxxxxxx")]
    assert [row["order_id"] for row in home.rows("orders")] == ["1", "4"]
    assert home.loads("orders")[0].skipped == {"paid": 1}


def test_an_expression_that_fails_on_a_row_refuses_that_row(home: Any) -> None:
    columns = {
        **COLUMNS,
        "revenue": "cast(replace(\"Сумма\", ',', '.') as decimal(18,2)) / 2",
        "segment": 'upper("Этап")',
    }
    home.map("crm", tables={"orders": {"columns": columns}}, **RUSSIAN)
    home.deliver("crm", DEALS)
    assert home.quarantine("orders") == [(2, "revenue", "its expression can't be computed", "9 999,99")]
    assert [(row["order_id"], row["segment"]) for row in home.rows("orders")] == [
        ("2", "ТЕСТ"),
        ("3", "ОПЛАЧЕН"),
        ("4", None),
    ]


def test_a_case_decides_before_a_function_looks(home: Any) -> None:
    columns = {**COLUMNS, "revenue": 'case when "Сумма" = \'нет\' then 0 else number("Сумма") end'}
    home.map("crm", tables={"orders": {"columns": columns}}, **RUSSIAN)
    assert home.deliver("crm", DEALS.replace(";0,5;", ";нет;")).clean
    assert [str(row["revenue"]) for row in home.rows("orders")] == ["1500.5000", "1.0000", "0.0000", "7.0000"]


def test_empty_cells_are_null_and_blank_results_are_too(home: Any) -> None:
    columns = {**COLUMNS, "segment": "coalesce(\"Этап\", '?')", "campaign": "'  '"}
    home.map("crm", tables={"orders": {"columns": columns}}, **RUSSIAN)
    home.deliver("crm", DEALS)
    assert [(row["segment"], row["campaign"]) for row in home.rows("orders")][-1] == ("?", None)


def test_a_window_function_numbers_lines(home: Any) -> None:
    lines = {
        "order_id": '"Номер"',
        "line_no": 'row_number() over (partition by "Номер" order by _row)',
        "sku": '"Вид"',
        "quantity": "1",
        "revenue": '"Сумма"',
    }
    home.map("lines", tables={"order_lines": {"columns": lines}})
    home.deliver("lines", LINES)
    numbered = [(row["source_row"], row["order_id"], row["line_no"]) for row in home.rows("order_lines")]
    assert sorted(numbered) == [(1, "A", 1), (2, "B", 1), (3, "A", 2), (4, "A", 3)]


def test_a_folder_named_like_a_table_may_have_a_mapping_too(home: Any) -> None:
    home.map("orders", tables={"orders": {"columns": COLUMNS}}, **RUSSIAN)
    home.deliver("orders", DEALS)
    assert len(home.rows("orders")) == 4


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_of_a_file_changes_nothing(home: Any, encoding: str) -> None:
    home.map("crm", tables={"orders": {"columns": COLUMNS}}, **RUSSIAN)
    home.deliver("crm", DEALS.encode(encoding))
    assert [row["customer_id"] for row in home.rows("orders")] == ["anna", "anna", "boris", "boris"]


def test_only_what_the_mapping_reads_is_archived(home: Any) -> None:
    home.map("crm", tables={"orders": {"where": {"all": '"Этап" is not null'}, "columns": COLUMNS}}, **RUSSIAN)
    home.deliver(
        "crm",
        DEALS.replace("Покупатель\n", "Покупатель;x\n").replace("anna\n", "anna;1\n").replace("boris\n", "boris;2\n"),
    )
    (archived,) = (home.root / "archive" / "crm").glob("*[0-9a-f].parquet")
    assert pq.read_schema(archived).names == ["ID", "Этап", "Сумма", "Дата", "Покупатель", "_row", "_line"]
