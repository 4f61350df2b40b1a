"""No model adds up a column that is no sum: a rate, a balance, people who are counted once."""

from typing import Any

import pytest

from pipelines.warehouse import lint_models

NOTES = """
visitors: {description: Distinct browsers, additive: distinct}
rate: {description: Conversions / visits, additive: no}
visits: {description: Visits, additive: yes}
balance: {description: Followers on the day, additive: by_account}
"""
REFUSED = {
    "people": ("select sum(visitors) as x from core.core_days", "visitors"),
    "people by day": ("select d, sum(days.visitors) as x from core.core_days as days group by d", "visitors"),
    "people so far": ("select sum(visitors) over (order by d) as x from core.core_days", "visitors"),
    "some of the people": ("select sum(visitors) filter (where d > 1) as x from core.core_days", "visitors"),
    "a rate": ("select sum(rate) as x from core.core_days", "rate"),
    "inside an expression": ("select 100 * coalesce(sum(coalesce(rate, 0)), 0) as x from core.core_days", "rate"),
    "by cases": ("select sum(case when d > 1 then visitors else 0 end) as x from core.core_days", "visitors"),
    "under another name": (
        "with a as (select cast(visitors as bigint) as people from core.core_days) select sum(people) as x from a",
        "visitors",
    ),
    "through a star": (
        "with b as (select visitors from core.core_days), a as (select * from b) select sum(visitors) as x from a",
        "visitors",
    ),
    "through the other branch of a union": (
        "with a as (select 0 as n union all select visitors from core.core_days) select sum(n) as x from a",
        "visitors",
    ),
    "counted in the query itself": (
        "with a as (select d, count(distinct d) as visitors from core.core_days group by d) "
        "select sum(visitors) as x from a",
        "visitors",
    ),
    "of one of two relations": (
        "select sum(l.visitors) as x from core.core_days as l join core.core_days as r on l.d = r.d",
        "visitors",
    ),
    "what the model's own header says": ("select sum(d) as x from core.core_days", "d"),
}
ACCEPTED = {
    "what adds up": "select sum(visits) as x from core.core_days",
    "what adds up over something": "select sum(balance) as x from core.core_days",
    "people counted anew": "select count(distinct visitors) as x from core.core_days",
    "the most of a number": "select max(visitors) as x from core.core_days",
    "days on which there were people": "select sum(case when visitors > 0 then 1 else 0 end) as x from core.core_days",
    "a rate times what it is of": "select sum(rate * visits) as x from core.core_days",
    "a number of another model with the name": "select sum(rate) as x from core.core_steps",
}


@pytest.fixture
def models(folder: Any) -> Any:
    (folder.path / "core").mkdir(parents=True, exist_ok=True)
    (folder.path / "columns.yaml").write_text(NOTES)
    columns = "1 as x, 2 as d, 3 as visitors, 4 as rate, 5 as visits, 6 as balance"
    folder.write(
        "core.core_days", f"select {columns}", "key: [x]\ncolumns: {d: {description: Share of it, additive: no}}"
    )
    folder.write(
        "core.core_steps", "select 1 as x, 2 as rate", "key: [x]\ncolumns: {rate: {description: Steps, additive: yes}}"
    )
    return folder


def said(models: Any) -> list[str]:
    return [str(problem) for problem in lint_models(models.path)]


@pytest.mark.parametrize(("sql", "column"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sum_is_not_added_up(models: Any, sql: str, column: str) -> None:
    models.write("core.core_x", sql, "key: [x]")
    (sentence,) = said(models)
    assert f"adds up {column}, which" in sentence


@pytest.mark.parametrize("sql", ACCEPTED.values(), ids=ACCEPTED)
def test_everything_else_may_be(models: Any, sql: str) -> None:
    models.write("core.core_x", sql, "key: [x]")
    assert said(models) == []


def test_people_are_read_where_they_were_counted(models: Any) -> None:
    models.write("core.core_x", REFUSED["people"][0], "key: [x]")
    (problem,) = lint_models(models.path)
    assert problem.what == (
        "SUM(visitors) adds up visitors, which are people, each counted once: who stands in two rows would count "
        "twice. Count them anew with count(distinct …), or read marts.web_users, which has every period."
    )
    assert problem.where.endswith("core_x.sql:6")


def test_of_a_rate_its_parts_are_named(models: Any) -> None:
    models.write("core.core_x", REFUSED["a rate"][0], "key: [x]")
    (problem,) = lint_models(models.path)
    assert problem.what == (
        "SUM(rate) adds up rate, which is no sum (conversions / visits). Add up what it is made of, and compute it "
        "anew."
    )


def test_checks_add_up_no_people_either(models: Any) -> None:
    check = "checks: [{name: c, sql: select sum(visitors) as n from core.core_days}]"
    models.write("core.core_x", "select 1 as x", f"key: [x]\n{check}")
    (problem,) = lint_models(models.path)
    assert problem.where.endswith("core_x.sql (check c):1")


def test_such_a_model_is_not_loaded(models: Any) -> None:
    models.write("core.core_x", REFUSED["people"][0], "key: [x]")
    with pytest.raises(Exception, match="which are people"):
        models.load()
