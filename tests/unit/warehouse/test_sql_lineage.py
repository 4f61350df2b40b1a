"""What a query reads and yields. DuckDB itself is asked where it can tell: which columns come out."""

from typing import Any

import duckdb
import pytest
from sqlglot import parse_one

from pipelines.warehouse import column_lineage, source_columns
from pipelines.warehouse.models.lineage import output_columns, references

READS = [
    ("select a from core.v", {"core.v"}),
    ("select a from Core.V", {"core.v"}),
    ('select a from "core"."v"', {"core.v"}),
    ("select a from core.v join marts.w using (a)", {"core.v", "marts.w"}),
    ("select a from core.v, marts.w", {"core.v", "marts.w"}),
    ("select a from core.v where a in (select a from core.w)", {"core.v", "core.w"}),
    ("select a, (select max(a) from core.w) as m from core.v", {"core.v", "core.w"}),
    ("select a from core.v where exists (select 1 from core.w where w.a = v.a)", {"core.v", "core.w"}),
    ("select a from core.v union all select a from core.w", {"core.v", "core.w"}),
    ("select a from (select a from core.v) as s", {"core.v"}),
    ("with c as (select a from core.v) select a from c", {"core.v"}),
    (
        "with c as (select a from core.v), d as (select a from c) select a from d join core.w using (a)",
        {"core.v", "core.w"},
    ),
    ("with v as (select a from core.v) select a from v", {"core.v"}),
    ("with v as (select a from core.v) select a from v join core.v as w using (a)", {"core.v"}),
    ("with w as (select a from core.v) select a from core.w join w using (a)", {"core.v", "core.w"}),
    ("with recursive n as (select 1 as i union all select i + 1 from n where i < 5) select i from n", set()),
    ("select u.g from core.v, unnest(v.gs) as u(g)", {"core.v"}),
    ("select unnest(gs) as g from core.v", {"core.v"}),
    ("select i from generate_series(1, 3) as t(i)", set()),
    ("select a from core.v, lateral (select b from core.w where w.a = v.a) as l", {"core.v", "core.w"}),
    ("select 1 as a", set()),
]


@pytest.mark.parametrize(("sql", "reads"), READS)
def test_inputs_are_relations_and_never_ctes(sql: str, reads: set[str]) -> None:
    found = {reference.relation for reference in references(parse_one(sql, read="duckdb")) if reference.schema}
    assert found == reads


@pytest.mark.parametrize(
    "sql",
    [
        "select a, b as c from core.v",
        "with c as (select b, a from core.v) select * from c",
        "with c(x, y) as (select b, a from core.v) select * from c",
        "with c as (select a from core.v) select *, 1 as one from c",
        "with c as (select a, b from core.v), d as (select a, 1 as n from core.v) select * from c join d using (a)",
        "with c as (select a, b from core.v), d as (select a as e from core.v) select d.*, c.b from c join d on true",
        "with c as (select a, b from core.v), d as (select a from c) select * from c semi join d using (a)",
        "select * from (select b, a from core.v) as s",
        "select a from core.v union all select b from core.v",
        "with c as (select a from core.v) (select * from c)",
        "with recursive n as (select 1 as i union all select i + 1 from n where i < 3) select * from n",
        "with c as (with c as (select b as inner_b from core.v) select * from c) select * from c",
        "with c as (select 1 as x, 2 as y) select * from c as d(p, q)",
        "with c as (select a from core.v) select * from c, unnest([1, 2]) as u(i)",
    ],
)
def test_the_columns_are_those_that_duckdb_yields(sql: str) -> None:
    con = duckdb.connect()
    con.execute("create schema core; create table core.v (a integer, b varchar)")
    yielded = [row[0] for row in con.execute(f"describe {sql}").fetchall()]
    assert list(output_columns(parse_one(sql, read="duckdb"))) == yielded


V = "core.core_v"
LINEAGE: list[tuple[str, dict[str, list[str]]]] = [
    (f"select a, b as c from {V}", {"a": ["v.a"], "c": ["v.b"]}),
    (f"select a + b as x, 1 as one, count(*) as n from {V}", {"x": ["v.a", "v.b"], "one": [], "n": []}),
    (f"with c as (select a as x from {V}) select x from c", {"x": ["v.a"]}),
    (f"with c as (select a as x, b from {V}), d as (select * from c) select * from d", {"x": ["v.a"], "b": ["v.b"]}),
    (f"with core_v as (select b as a from {V}) select a from core_v", {"a": ["v.b"]}),
    (
        f"with core_w as (select a as d from {V}) select core_w.d, w.d as e from core_w join core.core_w as w on true",
        {"d": ["v.a"], "e": ["w.d"]},
    ),
    (f"select v.a, w.d from {V} as v left join core.core_w as w on v.a = w.d", {"a": ["v.a"], "d": ["w.d"]}),
    (f"select a, d from {V} cross join core.core_w", {"a": ["v.a"], "d": ["w.d"]}),
    (f"select a as x from {V} union all select d from core.core_w", {"x": ["v.a", "w.d"]}),
    (f"with c as (select a as x from {V} union select d from core.core_w) select x from c", {"x": ["v.a", "w.d"]}),
    (f"select u.g as goal, v.a from {V} as v, unnest(v.b) as u(g)", {"goal": ["v.b"], "a": ["v.a"]}),
    (f"select unnest(b) as goal from {V}", {"goal": ["v.b"]}),
    (f"select s.x from (select a as x from {V}) as s", {"x": ["v.a"]}),
    (f"select (select max(d) from core.core_w) as m from {V}", {"m": ["w.d"]}),
    (f"select (select max(w.d + v.a) from core.core_w as w) as m from {V} as v", {"m": ["v.a", "w.d"]}),
    (f"select sum(a) over (partition by b) as s from {V}", {"s": ["v.a", "v.b"]}),
    (f"select case when b > 0 then a end as x from {V}", {"x": ["v.a", "v.b"]}),
    (
        f"with recursive n as (select a as i from {V} union all select i + 1 from n where i < 9) select i from n",
        {"i": ["v.a"]},
    ),
    (
        f"with c as (select a from {V}), d as (select d as a from core.core_w) select a from c full join d using (a)",
        {"a": ["v.a", "w.d"]},
    ),
]


@pytest.mark.parametrize(("sql", "expected"), LINEAGE)
def test_a_column_is_followed_to_the_columns_it_comes_from(
    folder: Any, sql: str, expected: dict[str, list[str]]
) -> None:
    folder.write("core.core_v", "select 1 as a, [2] as b", "key: [a]")
    folder.write("core.core_w", "select 1 as d", "key: [d]")
    folder.write("core.core_x", sql, "materialized: view")
    models = folder.load()
    found = column_lineage(models["core.core_x"], source_columns(models, {}))
    assert {
        column: [f"{relation.removeprefix('core.core_')}.{name}" for relation, name in origins]
        for column, origins in found.items()
    } == expected


def test_lineage_reaches_the_lake_and_the_configuration(folder: Any) -> None:
    sql = "select order_id, timezone, delivery, seq from lake.files__orders, config.company, lake.loads"
    folder.write("staging.stg_x", sql, "key: [order_id]")
    models = folder.load()
    assert column_lineage(models["staging.stg_x"], source_columns(models, {})) == {
        "order_id": [("lake.files__orders", "order_id")],
        "timezone": [("config.company", "timezone")],
        "delivery": [("lake.files__orders", "delivery")],
        "seq": [("lake.loads", "seq")],
    }
