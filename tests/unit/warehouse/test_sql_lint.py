"""The allowed subset: for each rule what it refuses, and what says the same and is allowed."""

from typing import Any

import pytest
from sqlglot import parse_one

from pipelines.warehouse import lint_models
from pipelines.warehouse.lint.query import Place, lint_query

FROM = "from core.core_v as v"
# rule, offending SQL, accepted SQL
RULES = [
    (
        "date_diff",
        f"select date_diff('day', a, b) as x {FROM}",
        f"select cast(a + interval 30 day as date) as x {FROM}",
    ),
    ("date_diff", f"select datediff('day', a, b) as x {FROM}", f"select extract(year from a) * 12 as x {FROM}"),
    ("this function counts differently", f"select date_sub('day', a, b) as x {FROM}", f"select a < b as x {FROM}"),
    ("this function counts differently", f"select age(a, b) as x {FROM}", f"select b as age {FROM}"),
    ("date − date", f"select paid_date - ordered_date as x {FROM}", f"select paid_count - ordered_count as x {FROM}"),
    (
        "date − date",
        f"select cast(a as date) - date '2026-01-01' as x {FROM}",
        f"select a - cast(b as integer) as x {FROM}",
    ),
    (
        "date − date",
        f"select max(v.date) - min(v.date) as x {FROM}",
        f"select max(v.date) - interval 1 day as x {FROM}",
    ),
    ("date − date", f"select month - cohort_month as x {FROM}", f"select extract(month from a) - 1 as x {FROM}"),
    (
        "date − date",
        f"select paid_at - lag(paid_at) over (order by x) as x {FROM}",
        f"select amount - lag(amount) over (order by x) as x {FROM}",
    ),
    ("median", f"select median(a) as x {FROM}", f"select max(a) as x {FROM}"),
    ("quantile_cont", f"select quantile_cont(a, 0.5) as x {FROM}", f"select avg(a) as x {FROM}"),
    (
        "quantile_cont",
        f"select percentile_cont(0.5) within group (order by a) as x {FROM}",
        f"select min(a) as x {FROM}",
    ),
    ("quantile_disc", f"select quantile_disc(a, 0.5) as x {FROM}", f"select sum(a) as x {FROM}"),
    ("quantile isn't", f"select quantile(a, 0.5) as x {FROM}", f"select a as quantile {FROM}"),
    ("approx_quantile", f"select approx_quantile(a, 0.5) as x {FROM}", f"select count(distinct a) as x {FROM}"),
    ("dayofweek", f"select dayofweek(a) as x {FROM}", f"select extract(day from a) as x {FROM}"),
    ("isodow", f"select isodow(a) as x {FROM}", f"select extract(week from a) as x {FROM}"),
    ("isodow", f"select extract(dow from a) as x {FROM}", f"select extract(year from a) as x {FROM}"),
    ("isodow", f"select date_part('isodow', a) as x {FROM}", f"select date_part('month', a) as x {FROM}"),
    ("days of the week", f"select weekday(a) as x {FROM}", f"select v.weekday as x {FROM}"),
    ("days of the week", f"select dayname(a) as x {FROM}", f"select strftime(a, '%Y-%m') as x {FROM}"),
    (
        "PIVOT",
        "select x from core.core_v pivot (sum(b) for c in (1, 2))",
        f"select sum(case when c = 1 then b end) as x {FROM}",
    ),
    (
        "PIVOT",
        "select x from core.core_v unpivot (b for c in (d, e))",
        f"select d as b, 'd' as c {FROM} union all select e, 'e' {FROM}",
    ),
    (
        "ASOF",
        f"select v.x {FROM} asof join core.core_w as w on v.a >= w.a",
        f"select v.x {FROM} join core.core_w as w on v.a >= w.a",
    ),
    ("positional join", f"select v.x {FROM} positional join core.core_w", f"select v.x {FROM} cross join core.core_w"),
    ("natural join", f"select v.x {FROM} natural join core.core_w", f"select v.x {FROM} join core.core_w using (a)"),
    (
        "select * exclude",
        f"with c as (select a, b {FROM}) select * exclude (a) from c",
        f"with c as (select a {FROM}) select * from c",
    ),
    (
        "select * exclude",
        f"with c as (select a {FROM}) select * replace (1 as a) from c",
        f"with c as (select a {FROM}) select c.* from c",
    ),
    ("select * exclude", f"with c as (select a {FROM}) select * rename (a as b) from c", f"select a as b {FROM}"),
    ("columns(…)", f"select columns('a.*') {FROM}", f"select a {FROM}"),
    ("select * may only read", f"select * {FROM}", f"select count(*) as x {FROM}"),
    ("select * may only read", f"select v.* {FROM}", f"with v as (select a {FROM}) select v.* from v"),
    ("select * may only read", "from core.core_v", "from core.core_v select a"),
    (
        "select * may only read",
        f"with c as (select * {FROM}) select * from c",
        f"with c as (select a {FROM}), d as (select * from c) select * from d",
    ),
    (
        "select * may only read",
        f"with c as (select a {FROM}) select * from c join core.core_w on true",
        f"with c as (select a {FROM}) select c.* from c join core.core_w on true",
    ),
    ("group by all", f"select a, count(*) as x {FROM} group by all", f"select a, count(*) as x {FROM} group by a"),
    ("order by all", f"select a {FROM} order by all", f"select a {FROM} order by a"),
    ("string_split", f"select string_split(a, '/')[2] as x {FROM}", f"select split_part(a, '/', 2) as x {FROM}"),
    ("string_split", f"select (str_split(a, '/'))[2] as x {FROM}", f"select string_split(a, '/') as x {FROM}"),
    (
        "lambda",
        f"select list_transform(a, i -> i + 1) as x {FROM}",
        "select g.i + 1 as x from core.core_v as v, unnest(v.a) as g(i)",
    ),
    (
        "lambda",
        f"select list_filter(a, lambda i: i > 1) as x {FROM}",
        "select g.i as x from core.core_v as v, unnest(v.a) as g(i)",
    ),
    ("comprehension", f"select [i + 1 for i in a] as x {FROM}", f"select [a, b] as x {FROM}"),
    (
        "row_number()",
        f"select a {FROM} qualify rank() over (partition by a order by b) = 1",
        f"select a {FROM} qualify row_number() over (partition by a order by b) = 1",
    ),
    (
        "by name",
        f"select a, b {FROM} union all by name select b, a {FROM}",
        f"select a, b {FROM} union all select a, b {FROM}",
    ),
    ("sample", f"select a {FROM} tablesample 10 percent", f"select a {FROM} limit 10"),
    ("config.clock", f"select current_date as x {FROM}", "select today as x from config.clock"),
    ("config.clock", f"select today() as x {FROM}", "select clock.today as x from config.clock as clock"),
    ("config.clock", f"select now() as x {FROM}", "select now as x from config.clock"),
    ("config.clock", f"select current_timestamp as x {FROM}", f"select created_at as x {FROM}"),
    ("random()", f"select random() as x {FROM}", f"select hash(a) as x {FROM}"),
    ("uuid()", f"select uuid() as x {FROM}", f"select md5(a) as x {FROM}"),
    (
        "not files or functions",
        "select a from read_parquet('x.parquet')",
        "select g.i from generate_series(1, 12) as g(i)",
    ),
    ("not files or functions", "select a from duckdb_settings()", "select u.i from unnest([1, 2]) as u(i)"),
    ("is no CTE in sight", "select a from 'x.parquet'", "with x as (select 1 as a) select a from x"),
    ("is no CTE in sight", "select a from core_v", "with core_v as (select a from core.core_v) select a from core_v"),
    (
        "is no CTE in sight",
        "with a as (select x from b), b as (select 1 as x) select x from a",
        "with b as (select 1 as x), a as (select x from b) select x from a",
    ),
    (
        "is no CTE in sight",
        "select x from (with c as (select 1 as x) select x from c) as s join c using (x)",
        "with c as (select 1 as x) select x from (select x from c) as s join c using (x)",
    ),
    ("without a database", "select a from other.core.core_v", f"select a {FROM}"),
    ("column 2 has no name", f"select a, count(*) {FROM} group by a", f"select a, count(*) as n {FROM} group by a"),
    ("column 1 has no name", f"select max(v.date) {FROM}", f"select v.date {FROM}"),
    ("is no parameter", f"select a {FROM} where a > $from", f"select '$from' as a {FROM} -- $from"),
    ("is no parameter", f"select a {FROM} where a > ?", f"select a {FROM} where a > '?'"),
]


def problems_in(sql: str, *, incremental: bool = False, is_check: bool = False) -> list[str]:
    found = lint_query(parse_one(sql, read="duckdb"), Place("f.sql"), incremental=incremental, is_check=is_check)
    return [str(problem) for problem in found]


@pytest.mark.parametrize(("rule", "offending", "accepted"), RULES, ids=[f"{row[0]}: {row[1]}"[:60] for row in RULES])
def test_a_rule_refuses_one_wording_and_accepts_the_other(rule: str, offending: str, accepted: str) -> None:
    refused = problems_in(offending)
    assert any(rule in problem for problem in refused), refused
    assert all(problem.startswith("f.sql:1: ") for problem in refused)
    assert problems_in(accepted) == []


@pytest.mark.parametrize(
    ("sql", "incremental", "said"),
    [
        ("select a from core.core_v where d >= $date_from and d < $date_to", True, None),
        ("select a from core.core_v where d >= $date_from", True, "must use both $date_from"),
        ("select a from core.core_v", True, "must use both $date_from"),
        ("select a from core.core_v", False, None),
        ("select a from core.core_v where d >= $date_from and d < $date_to", False, "has no $date_from and $date_to"),
    ],
)
def test_the_dates_are_for_incremental_models_and_both_of_them(sql: str, incremental: bool, said: str | None) -> None:
    found = problems_in(sql, incremental=incremental)
    assert len(found) == (1 if said else 0)
    assert (said or "") in "".join(found)


@pytest.mark.parametrize(
    ("sql", "incremental", "count"),
    [
        ("select * from core.core_v where x < 0", False, 0),
        ("select * from core.core_v where x < 0", True, 0),
        ("select * from core.core_v where d >= $date_from and d < $date_to", True, 0),
        ("select * from core.core_v where d >= $date_from", True, 1),
        ("select * from core.core_v where d >= $date_from and d < $date_to", False, 1),
        ("select median(x) as m from core.core_v", False, 1),
    ],
)
def test_a_check_may_select_everything_and_needs_no_dates(sql: str, incremental: bool, count: int) -> None:
    assert len(problems_in(sql, incremental=incremental, is_check=True)) == count


def test_the_line_is_the_files_line(folder: Any) -> None:
    path = folder.write("core.core_x", "select\n    1 as x,\n    median(x) as y\nfrom core.core_x\nwhere now() > x")
    assert [str(problem).split(": ")[0] for problem in lint_models(folder.path)] == [f"{path}:8", f"{path}:10"]


def test_of_a_check_its_name_is_told(folder: Any) -> None:
    sql = "select x\n      from core.core_x\n      where now() > x"
    check = f"key: [x]\nchecks:\n  - name: no_gaps\n    sql: |\n      {sql}"
    path = folder.write("core.core_x", "select 1 as x", check)
    assert [str(problem).split(": ")[0] for problem in lint_models(folder.path)] == [f"{path} (check no_gaps):3"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select 1 as x; select 2 as x", "a model is one SELECT, and nothing else"),
        ("select 1 as x;", "a model's SELECT ends without a semicolon"),
        ("create table t as select 1 as x", "a model is one SELECT, and nothing else"),
        ("delete from core.core_x", "a model is one SELECT, and nothing else"),
        ("values (1)", "a model is one SELECT, and nothing else"),
        ("", "a model is one SELECT, and nothing else"),
        ("select 1 as x\nfrom core.core_x\nwhere (x", ":8: this is no SQL that can be read"),
        ("select 'x as x", "this is no SQL that can be read"),
        ("select 1 as x, 2 as x", "the column x is selected twice"),
        ("select 1 as y", "key: the query yields no column 'x'"),
    ],
)
def test_what_is_no_model_is_told(folder: Any, sql: str, said: str) -> None:
    path = folder.write("core.core_x", sql)
    problems = [str(problem) for problem in lint_models(folder.path)]
    assert problems[0].startswith(str(path))
    assert said in problems[0]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("key: [x, z]", "key: the query yields no column 'z'"),
        ("key: [x]\nincremental: day", "incremental: the query yields no column 'day'"),
        ("key: [x]\ncolumns: {xx: d}", "columns: the query yields no column 'xx'"),
    ],
)
def test_the_header_speaks_of_columns_that_there_are(folder: Any, header: str, said: str) -> None:
    dates = "where x >= $date_from and x < $date_to" if "incremental" in header else ""
    folder.write("core.core_x", f"select x from config.channels {dates}", header)
    assert [problem.what for problem in lint_models(folder.path)] == [said + "."]


class TestDescriptions:
    """What BI shows is described: in columns.yaml, or in the model's header."""

    def test_a_mart_without_them_is_told(self, folder: Any) -> None:
        folder.write("marts.m", "select 1 as x, 2 as y, 3 as z", "key: [x]\ncolumns: {z: d}")
        (folder.path / "columns.yaml").write_text("x: {description: d, unit: RUB, additive: no}")
        said = [str(problem) for problem in lint_models(folder.path)]
        assert len(said) == 2
        assert "description_ru: a mart is described in Russian too" in said[0]
        assert "nobody says what these columns mean: y" in said[1]
        assert len(folder.load()) == 1, "a missing description is no reason not to run"

    def test_other_layers_need_none(self, folder: Any) -> None:
        folder.write("core.core_x", "select 1 as x")
        assert lint_models(folder.path) == []

    def test_the_headers_word_counts_before_the_common_one(self, folder: Any) -> None:
        folder.write("core.core_x", "select 1 as x, 2 as y, 3 as z", "key: [x]\ncolumns: {x: of this model}")
        (folder.path / "columns.yaml").write_text("x: of all\ny: of all")
        models = folder.load()
        described = [models.column_description(models["core.core_x"], name) for name in "xyz"]
        assert described == ["of this model", "of all", None]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("x: {description: d}\nx: {description: e}", "columns.yaml:2: this is not YAML: 'x' stands here twice"),
            ("x: {descripton: d}", "columns.yaml: x.description: Field required"),
            ("x: {description: d, additive: sometimes}", "columns.yaml: x.additive: String should match"),
            ("- x", "columns.yaml: this must be a mapping of column names"),
        ],
    )
    def test_a_columns_file_that_is_wrong_is_told(self, folder: Any, text: str, said: str) -> None:
        folder.write("core.core_x", "select 1 as x")
        (folder.path / "columns.yaml").write_text(text)
        with pytest.raises(Exception, match=said.replace("(", r"\(")):
            folder.load()

    @pytest.mark.parametrize(
        ("written", "read"), [("yes", "yes"), ("no", "no"), ("by_date", "by_date"), ("distinct", "distinct")]
    )
    def test_yes_and_no_stay_words(self, folder: Any, written: str, read: str) -> None:
        folder.write("core.core_x", "select 1 as x")
        (folder.path / "columns.yaml").write_text(f"x: {{description: d, additive: {written}}}")
        assert folder.load()["core.core_x"].notes["x"].additive == read
