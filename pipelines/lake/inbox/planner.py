"""Plans of a run, made and checked once for each header: the files of a folder mostly have the same one."""

from dataclasses import dataclass, field

from connectors.files.tables import TABLES
from pipelines.lake.inbox.scan import HeaderScan
from pipelines.lake.mapping.binding import check_expressions, one_sentence
from pipelines.lake.mapping.engine import mapping_engine
from pipelines.lake.mapping.meaning import Meaning
from pipelines.lake.mapping.plan import TablePlan, plan_tables
from pipelines.lake.mapping.records import Records


@dataclass
class Planner:
    """Remembers plans by folder, version of its mapping, and header."""

    _known: dict[tuple[str, str, tuple[str, ...]], list[TablePlan]] = field(default_factory=dict)

    def plans(self, meaning: Meaning, header: tuple[str, ...], file: str) -> list[TablePlan]:
        """One for each table that the file feeds; raises Problem with the first thing that can't work."""
        key = (meaning.folder, meaning.version, header)
        if key not in self._known:
            self._known[key] = _checked_plans(meaning, header, file)
        return self._known[key]


def _checked_plans(meaning: Meaning, header: tuple[str, ...], file: str) -> list[TablePlan]:
    tables = [TABLES[name] for name in meaning.tables]
    with mapping_engine(meaning.rules) as con, one_sentence(file):
        plans = plan_tables(con, meaning, tables, header, file)
        for plan in plans:
            records = Records(con, plan, meaning.rules, HeaderScan(con, header))
            check_expressions(records.run, plan)
            records.prepare()
    return plans
