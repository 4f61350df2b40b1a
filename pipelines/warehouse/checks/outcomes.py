"""`meta.check_outcomes`: which checks of a model failed when it was last built, told again until it is built anew."""

import duckdb

from pipelines.warehouse.models.model import Model
from pipelines.warehouse.results import CheckResult

_TABLE = """
create table if not exists meta.check_outcomes (
    model varchar, name varchar, offending bigint, sample varchar, said varchar[]
)
"""


class Outcomes:
    """The warnings that stand; what fails and blocks was never built."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        con.execute(_TABLE)
        self._failed: dict[str, dict[str, CheckResult]] = {}
        rows = con.execute("select model, name, offending, sample, said from meta.check_outcomes").fetchall()
        for model, name, offending, sample, said in rows:
            result = CheckResult(name, "warn", False, offending, sample, tuple(said))
            self._failed.setdefault(model, {})[name] = result

    def of(self, model: Model) -> list[CheckResult]:
        """Every check of the model, as the last build found it."""
        failed = self._failed.get(model.relation, {})
        return [failed.get(check.name, CheckResult(check.name, check.severity, True)) for check in model.checks]

    def write(self, model: Model, checks: list[CheckResult]) -> None:
        """Remember them. The caller holds the transaction."""
        failed = {check.name: check for check in checks if not check.passed}
        if failed or model.relation in self._failed:
            self._con.execute("delete from meta.check_outcomes where model = ?", [model.relation])
        for check in failed.values():
            row = [model.relation, check.name, check.offending, check.sample, list(check.said)]
            self._con.execute("insert into meta.check_outcomes values (?, ?, ?, ?, ?)", row)
        self._failed[model.relation] = failed
