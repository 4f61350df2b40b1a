"""Loading a folder: the order of building, who may read whom, circles, names, and versions."""

from pathlib import Path
from typing import Any

import pytest

from connectors.common.errors import Problem
from pipelines.warehouse import Model, Models, lint_models, load_models
from pipelines.warehouse.__main__ import main

INCREMENTAL = "key: [x]\nincremental: date"
IN_RANGE = "where date >= $date_from and date < $date_to"
VIEW = "materialized: view"
KPI_HEADER = """key: [period, dimension, member]
kpi:
  name: {en: Net sales, ru: Чистые продажи}
  area: sales
  formula: {en: a, ru: б}
  unit: money
  is_ratio: false
  direction: up
  baseline: year_ago
  source: CRM
"""
KPI_SQL = """select 'day' as period_grain, '2026-10-01' as period, date '2026-10-01' as period_start,
       date '2026-10-02' as period_end, 'total' as dimension, 'all' as member, 1 as numerator, null as denominator,
       1 as sample_size, cast(null as varchar) as status"""


def relations(models: Models) -> list[str]:
    return [model.relation for model in models]


def test_each_model_comes_after_everything_it_reads(folder: Any) -> None:
    folder.write("core.core_b", "select x from core.core_a")
    folder.write("core.core_a", "select x from core.core_c cross join staging.stg_s")
    folder.write("core.core_c", "select x from staging.stg_s")
    folder.write("staging.stg_s", "select visit_id as x from lake.web__visits", VIEW)
    folder.write("marts.a_mart", "select x from core.core_b")
    order = relations(folder.load())
    assert order == ["staging.stg_s", "core.core_c", "core.core_a", "core.core_b", "marts.a_mart"]


def test_what_only_a_check_reads_comes_before_too(folder: Any) -> None:
    check = "key: [x]\nchecks: [{name: agrees, sql: select * from core.core_z where x < 0}]"
    folder.write("core.core_a", "select 1 as x", check)
    folder.write("core.core_z", "select 1 as x")
    models = folder.load()
    assert relations(models) == ["core.core_z", "core.core_a"]
    assert models["core.core_a"].inputs == frozenset()
    assert models["core.core_a"].reads == {"core.core_z"}


def test_a_check_may_read_its_own_model(folder: Any) -> None:
    folder.write("core.core_a", "select 1 as x", "key: [x]\nchecks: [{name: a, sql: select x from core.core_a}]")
    assert relations(folder.load()) == ["core.core_a"]


def test_a_circle_is_told_with_its_models(folder: Any) -> None:
    folder.write("core.core_a", "select x from core.core_b")
    folder.write("core.core_b", "select x from core.core_c")
    folder.write("core.core_c", "select x from core.core_a")
    with pytest.raises(Problem, match="the models read each other in a circle") as caught:
        folder.load()
    assert "core.core_a → core.core_b → core.core_c → core.core_a" in str(caught.value) * 2


def test_a_model_that_reads_itself_is_a_circle(folder: Any) -> None:
    folder.write("core.core_a", "select x from core.core_a")
    with pytest.raises(Problem, match=r"core\.core_a → core\.core_a"):
        folder.load()


@pytest.mark.parametrize(
    ("reader", "relation", "allowed"),
    [
        ("staging.stg_x", "lake.web__visits", True),
        ("staging.stg_x", "lake.files__orders", True),
        ("staging.stg_x", "lake.loads", True),
        ("staging.stg_x", "lake.arrivals", True),
        ("staging.stg_x", "config.channels", True),
        ("staging.stg_x", "staging.stg_other", False),
        ("staging.stg_x", "core.core_other", False),
        ("core.core_x", "staging.stg_other", True),
        ("core.core_x", "core.core_other", True),
        ("core.core_x", "lake.loads", True),
        ("core.core_x", "lake.web__visits", False),
        ("core.core_x", "marts.other", False),
        ("marts.x", "core.core_other", True),
        ("marts.x", "marts.other", True),
        ("marts.x", "staging.stg_other", True),
        ("marts.x", "lake.loads", False),
        ("marts.x", "lake.arrivals", False),
        ("marts.x", "kpi.kpi_other", False),
        ("marts.x", "kpi.components", False),
        ("marts.x", "config.kpis", False),
        ("marts.x", "config.scorecards", True),
        ("marts.kpi_values", "kpi.components", True),
        ("marts.kpi_catalogue", "config.kpis", True),
        ("kpi.kpi_x", "core.core_other", True),
        ("kpi.kpi_x", "marts.other", True),
        ("kpi.kpi_x", "staging.stg_other", False),
        ("kpi.kpi_x", "kpi.kpi_other", False),
        ("kpi.kpi_x", "marts.kpi_values", False),
    ],
)
def test_no_layer_reads_a_later_one(folder: Any, reader: str, relation: str, allowed: bool) -> None:
    folder.write("staging.stg_other", "select 1 as x")
    folder.write("core.core_other", "select 1 as x")
    folder.write("marts.other", "select 1 as x")
    folder.write("marts.kpi_values", "select 1 as x")
    folder.write("kpi.kpi_other", KPI_SQL, KPI_HEADER)
    is_kpi = reader.startswith("kpi.")
    sql = f"{KPI_SQL} from {relation}" if is_kpi else f"select 1 as x from {relation}"
    path = folder.write(reader, sql, KPI_HEADER if is_kpi else "key: [x]")
    said = [str(problem) for problem in lint_models(folder.path) if "may not read" in problem.what]
    layer = reader.partition(".")[0]
    assert [
        line.startswith(f"{path}:") and f"{reader} may not read {relation}: {layer} reads " in line for line in said
    ] == ([] if allowed else [True])


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        ("core.core_none", "there is no relation core.core_none"),
        ("core.CORE_X", ""),
        ("lake.files__ordres", "there is no relation lake.files__ordres"),
        ("lake.orders", "there is no relation lake.orders"),
        ("config.chanels", "there is no relation config.chanels"),
        ("meta.loads", "there is no relation meta.loads"),
        ("information_schema.tables", "there is no relation information_schema.tables"),
    ],
)
def test_a_relation_that_does_not_exist_is_told_with_its_line(folder: Any, relation: str, said: str) -> None:
    folder.write("core.core_x", "select 1 as x")
    path = folder.write("core.core_y", f"select 1 as x\nfrom {relation}")
    problems = [str(problem) for problem in lint_models(folder.path)]
    assert [line[: len(f"{path}:7: {said}")] for line in problems] == ([f"{path}:7: {said}"] if said else [])


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("core/visits.sql", "a model of core is called core_…, and this one visits"),
        ("staging/web.sql", "a model of staging is called stg_…"),
        ("kpi/net_sales.sql", "a model of kpi is called kpi_…"),
        ("core/core_Visits.sql", "'core_Visits' is no name for a model"),
        ('marts/x"; drop table y; --.sql', "is no name for a model"),
        ("marts/с_кириллицей.sql", "is no name for a model"),
        ("views/x.sql", "a model lies in staging, core, marts or kpi"),
        ("marts/old/x.sql", "a model lies in staging, core, marts or kpi"),
        ("x.sql", "a model lies in staging, core, marts or kpi"),
        ("kpi/components.sql", "a model of kpi is called kpi_…"),
    ],
)
def test_a_file_with_another_name_or_place_is_told(folder: Any, place: str, said: str) -> None:
    path = folder.path / place
    path.parent.mkdir(parents=True)
    path.write_text("/* ---\ndescription: d\ngrain: g\nkey: [x]\n--- */\nselect 1 as x")
    with pytest.raises(Problem) as caught:
        folder.load()
    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="there is no folder of SQL models here"):
        load_models(tmp_path / "none")


def test_a_file_in_another_encoding_is_told(folder: Any) -> None:
    path = folder.write("core.core_x", "select 1 as x")
    path.write_bytes("/* ---\ndescription: Визиты\n--- */".encode("cp1251"))
    with pytest.raises(Problem, match="the file isn't UTF-8"):
        folder.load()


def test_the_first_problem_says_how_many_more_there_are(folder: Any) -> None:
    folder.write("core.core_x", "select median(x) as x from core.core_none")
    with pytest.raises(Problem, match=r"median.*\(1 more: "):
        folder.load()


class TestIncrementalModels:
    """They read only what tells which of its days changed."""

    @pytest.mark.parametrize(
        ("relation", "said"),
        [
            ("lake.web__visits", ""),
            ("lake.files__orders", ""),
            ("config.channels", ""),
            ("config.clock", "the clock moves with every run"),
            ("config.pulled_streams", "its last day moves with every run"),
            ("config.kpi_sources", "it changes with what the KPI models read, and isn't dated"),
            ("lake.loads", "it changes with every load of every stream"),
            ("lake.arrivals", "it changes with every load of every stream"),
        ],
    )
    def test_of_the_lake_and_the_configuration(self, folder: Any, relation: str, said: str) -> None:
        folder.write("staging.stg_x", f"select x, date from {relation} {IN_RANGE}", INCREMENTAL)
        self._expect(folder, said and f"staging.stg_x is incremental and can't read {relation}: {said}")

    def test_the_arrivals_of_a_delivery_may_be_read_beside_the_delivery(self, folder: Any) -> None:
        sql = f"select x, date from lake.files__orders join lake.loads using (arrival) {IN_RANGE}"
        folder.write("staging.stg_x", sql, INCREMENTAL)
        self._expect(folder, "")

    @pytest.mark.parametrize(
        ("header", "sql", "said"),
        [
            (INCREMENTAL, f"select x, date from staging.stg_s {IN_RANGE}", ""),
            (VIEW, "select x, date from staging.stg_s", ""),
            ("key: [x]", "select x, date from staging.stg_s", "it is rebuilt whole, so nobody knows which of its days"),
            (VIEW, "select x, date from config.clock", "it is a view of config.clock, and the clock moves"),
            (VIEW, "select x, date from core.core_whole", "it is a view of core.core_whole, and it is rebuilt whole"),
        ],
        ids=["incremental", "view", "whole", "view of the clock", "view of a whole one"],
    )
    def test_of_other_models(self, folder: Any, header: str, sql: str, said: str) -> None:
        folder.write("staging.stg_s", f"select x, date from lake.web__visits {IN_RANGE}", INCREMENTAL)
        folder.write("core.core_whole", "select x, date from staging.stg_s")
        folder.write("core.core_below", sql, header)
        folder.write("core.core_x", f"select x, date from core.core_below {IN_RANGE}", INCREMENTAL)
        self._expect(folder, said)

    def _expect(self, folder: Any, said: str) -> None:
        problems = [str(problem) for problem in lint_models(folder.path)]
        assert len(problems) == (1 if said else 0), problems
        assert said in "".join(problems)


class TestVersions:
    """A version changes with what the rows are made from, and with nothing else."""

    @pytest.mark.parametrize(
        ("sql", "header", "same"),
        [
            ("select x from core.core_a", "key: [x]", True),
            ("select  x  -- why\nfrom core.core_a", "key: [x]", True),
            ("select x from core.core_a", "key: [x]\nowner: me\ncolumns: {x: d}", True),
            ("select x from core.core_a", "key: [x]\nchecks: [{name: a, sql: select 1 as y where false}]", True),
            ("select x from core.core_a", "key: [x]\nmaterialized: view", False),
            ("select x + 1 as x from core.core_a", "key: [x]", False),
            ("select 'X' as x from core.core_a", "key: [x]", False),
        ],
    )
    def test_of_the_model_itself(self, folder: Any, sql: str, header: str, same: bool) -> None:
        folder.write("core.core_a", "select 1 as x")
        folder.write("core.core_b", "select x from core.core_a")
        before = folder.load()["core.core_b"].version
        folder.write("core.core_b", sql, header)
        assert (folder.load()["core.core_b"].version == before) == same

    def test_of_what_is_upstream_but_not_of_what_is_beside(self, folder: Any) -> None:
        for name, source in (("a", ""), ("b", " from core.core_a"), ("c", " from core.core_b"), ("d", "")):
            folder.write(f"core.core_{name}", f"select 1 as x{source}")
        before = {model.relation: model.version for model in folder.load()}
        folder.write("core.core_a", "select 2 as x")
        after = {model.relation: model.version for model in folder.load()}
        assert {name for name in before if before[name] != after[name]} == {"core.core_a", "core.core_b", "core.core_c"}

    def test_a_version_is_a_sha256_and_the_same_in_each_process(self, folder: Any) -> None:
        folder.write("core.core_a", "select 1 as x")
        assert (
            folder.load()["core.core_a"].version == "0daaffcef14e4412f679231eb42d02d0d5b5d79908bf0e678ab28707853cafac"
        )


class TestKpis:
    """A KPI model is a file that needs no registration."""

    def test_their_union_is_a_model_that_nobody_writes(self, folder: Any) -> None:
        folder.write("kpi.kpi_net_sales", KPI_SQL, KPI_HEADER)
        folder.write("kpi.kpi_romi", KPI_SQL, KPI_HEADER)
        folder.write("marts.kpi_values", "select kpi_code from kpi.components", "key: [kpi_code]")
        models = folder.load()
        assert relations(models)[2:] == ["kpi.components", "marts.kpi_values"]
        components: Model = models["kpi.components"]
        assert components.is_view
        assert components.inputs == {"kpi.kpi_net_sales", "kpi.kpi_romi", "config.kpis"}
        assert components.columns[0] == "kpi_code"
        assert components.columns[-4:] == ("unit", "is_ratio", "baseline", "interval")

    def test_without_kpis_it_is_empty_and_there_only_for_who_reads_it(self, folder: Any) -> None:
        folder.write("core.core_a", "select 1 as x")
        assert relations(folder.load()) == ["core.core_a"]
        folder.write("marts.kpi_values", "select kpi_code from kpi.components", "key: [kpi_code]")
        assert "kpi.components" in folder.load()

    @pytest.mark.parametrize(
        ("relation", "sql", "header", "said"),
        [
            ("kpi.kpi_x", KPI_SQL, "key: [period]", "kpi: this block is required"),
            (
                "core.core_x",
                "select 1 as period, 2 as dimension, 3 as member",
                KPI_HEADER,
                "only a model in kpi/ may have",
            ),
            (
                "kpi.kpi_x",
                KPI_SQL.replace("as member", "as membre"),
                KPI_HEADER,
                "this one lacks member and has membre besides",
            ),
            ("kpi.kpi_x", KPI_SQL + ", 1 as value", KPI_HEADER, "this one has value besides"),
        ],
    )
    def test_one_that_is_none_is_told(self, folder: Any, relation: str, sql: str, header: str, said: str) -> None:
        folder.write(relation, sql, header)
        assert any(said in str(problem) for problem in lint_models(folder.path))


def test_what_an_asset_waits_for_is_neither_configuration_nor_bookkeeping(folder: Any) -> None:
    sql = "select x from lake.files__orders join lake.loads using (arrival) cross join config.channels"
    folder.write("staging.stg_x", sql)
    models = folder.load()
    assert models.asset_inputs(models["staging.stg_x"]) == {"lake.files__orders"}


def test_a_selection_may_leave_the_schema_out(folder: Any) -> None:
    folder.write("core.core_a", "select 1 as x")
    models = folder.load()
    assert models.named(["core_a"]) == models.named(["core.core_a"]) == {"core.core_a"}
    with pytest.raises(Problem, match="there is no model 'core_b'"):
        models.named(["core_b"])


def test_upstream_is_everything_at_any_distance(folder: Any) -> None:
    folder.write("staging.stg_x", "select x from lake.web__visits cross join config.channels")
    folder.write("core.core_x", "select x from staging.stg_x")
    folder.write("marts.x", "select x from core.core_x")
    expected = {"core.core_x", "staging.stg_x", "lake.web__visits", "config.channels"}
    assert folder.load().upstream("marts.x") == expected


def test_the_checks_of_a_model_are_known_before_it_is_built(folder: Any) -> None:
    checks = "checks: [{name: no_gaps, severity: warn, sql: select x from core.core_a where x < 0}]"
    folder.write("core.core_a", "select 1 as x", f"key: [x]\n{checks}")
    assert [(check.name, check.severity) for check in folder.load()["core.core_a"].checks] == [
        ("key_is_not_null", "error"),
        ("key_is_unique", "error"),
        ("no_gaps", "warn"),
    ]


def test_the_command_prints_every_problem_and_fails(folder: Any, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write("core.core_a", "select 1 as x")
    assert main([str(folder.path)]) == 0
    folder.write("core.core_b", "select median(x) as x, random() as y from core.core_a")
    assert main([str(folder.path)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main([str(folder.path / "none")]) == 1
    assert "there is no folder of SQL models here" in capsys.readouterr().out


def test_the_models_of_the_project_keep_every_rule() -> None:
    sql = Path(__file__).parents[3] / "sql"
    if not any(sql.rglob("*.sql")):
        pytest.skip("sql/ has no models yet")
    assert [str(problem) for problem in lint_models(sql)] == []
    assert len(load_models(sql)) > 0
