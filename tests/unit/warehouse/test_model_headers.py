"""The front matter of models: what it may say, and the sentence for what it may not."""

from pathlib import Path

import pytest

from connectors.common.errors import Problem
from pipelines.warehouse.models.header import Header, read_header, split

WHERE = "sql/core/core_x.sql"
LEAST = "description: d\ngrain: g\nkey: [x]"
KPI = """
kpi:
  name: {en: Net sales, ru: Чистые продажи}
  area: sales
  formula: {en: sum, ru: сумма}
  unit: money
  is_ratio: false
  direction: up
  baseline: year_ago
  source: CRM
  article: A
  interval: none
"""


def read(header: str) -> Header:
    return read_header(split(f"/* ---\n{header}\n--- */\nselect 1 as x\n", WHERE), WHERE)


def test_a_whole_header_is_read() -> None:
    header = read(
        """description: Visits.
description_ru: Визиты.
grain: one row per visit
key: [visit_id]
incremental: date
reach_days: 30
owner: marketing-data
checks:
  - name: visits_are_conserved
    severity: warn
    sql: |
      select x from core.core_x
      where x < 0
columns:
  x: a plain description
  y: {description: with all, unit: RUB, additive: yes}"""
        + KPI
    )
    assert (header.key, header.incremental, header.reach_days) == (("visit_id",), "date", (30,))
    assert header.checks[0].severity == "warn"
    assert header.columns["x"].description == "a plain description"
    assert header.columns["y"].additive == "yes"
    assert header.kpi is not None
    assert (header.kpi.name.ru, header.kpi.interval) == ("Чистые продажи", "none")


def test_what_is_not_said_has_a_default() -> None:
    header = read(LEAST)
    assert (header.materialized, header.incremental, header.reach_days, header.owner) == (
        "table",
        None,
        (),
        "marketing-data",
    )


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (f"{LEAST}\nincremantal: date", ":5: incremantal: there is no such key; known are description,"),
        (
            f"{LEAST}\nchecks:\n  - name: a\n    severty: warn\n    sql: s",
            ":7: checks.0.severty: there is no such key; ",
        ),
        (
            f"{LEAST}{KPI.replace('direction', 'directoin')}",
            ":11: kpi.directoin: there is no such key; known are name,",
        ),
        (
            f"{LEAST}{KPI.replace('direction: up', 'direction: sideways')}",
            "kpi.direction: Input should be 'up' or 'down'",
        ),
        (f"{LEAST}{KPI.replace(', ru: Чистые продажи', '')}", "kpi.name.ru: this key is required"),
        ("description: d\nkey: [x]", ":2: grain: this key is required"),
        ("description: d\ngrain: g", "a table needs a key"),
        (f"{LEAST}\nreach_days: 3", "reach_days means nothing for a table that is rebuilt whole"),
        (f"{LEAST}\nreach_back_days: 1", "reach_back_days means nothing for a table that is rebuilt whole"),
        (f"{LEAST}\nincremental: date\nmaterialized: view", "a view stores no rows, so it can't be incremental"),
        (f"{LEAST}\nincremental: date\nreach_days: -1", "reach_days: a reach is made of numbers of days and of attrib"),
        (f"{LEAST}\nincremental: date\nreach_days: [2, a_week]", "reach_days: a reach is made of numbers of days and"),
        (f"{LEAST}\nincremental: date\nincremental_key: x", "rows are replaced by days or by keys"),
        (f"{LEAST}\nturns: [x]", "turns means nothing without incremental_key"),
        (f"{LEAST}\nincremental: date; drop table x", "incremental: String should match pattern"),
        (f"{LEAST}\nkey: [y]", ":5: this is not YAML: 'key' stands here twice"),
        (f"{LEAST}\nchecks: [", "this is not YAML"),
        (f"{LEAST}\nchecks: [{{name: key_is_unique, sql: s}}]", "each check needs a name of its own"),
        (f"{LEAST}\nchecks: [{{name: a, sql: s}}, {{name: a, sql: s}}]", "each check needs a name of its own"),
        ("just a text", "Input should be a valid dictionary"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_key(header: str, said: str) -> None:
    with pytest.raises(Problem) as caught:
        read(header)
    assert str(caught.value).startswith(WHERE)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["select 1 as x", "-- a comment\nselect 1", "/* description: d */ select 1", ""])
def test_a_file_without_a_header_says_so(text: str) -> None:
    with pytest.raises(Problem, match="doesn't begin with a header"):
        split(text, WHERE)


def test_lines_are_counted_in_files_of_any_editor() -> None:
    found = split("\ufeff/* ---\r\nkey: [x]\r\n--- */\r\nselect 1 as x\r\n", WHERE)
    assert (found.header, found.header_line, found.sql, found.sql_line) == ("key: [x]", 2, "select 1 as x\n", 4)


def test_the_sql_begins_where_the_header_ends(tmp_path: Path) -> None:
    found = split("/* ---\na: 1\nb: 2\n--- */\n\nselect 1", WHERE)
    assert (found.sql_line, found.sql) == (5, "\nselect 1")
