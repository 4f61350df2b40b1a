"""Plans of a run, made and checked once for each header: the files of a folder mostly have the same one."""

from dataclasses import dataclass, field

from connectors.files.tables import TABLES
from pipelines.lake.binding import check_expressions, one_sentence
from pipelines.lake.engine import mapping_engine
from pipelines.lake.folder import Folder
from pipelines.lake.plan import TablePlan, plan_tables
from pipelines.lake.records import Records
from pipelines.lake.scan import HeaderScan


@dataclass
class Planner:
    """Remembers plans by folder, version of its mapping, and header."""

    _known: dict[tuple[str, str, tuple[str, ...]], list[TablePlan]] = field(default_factory=dict)

    def plans(self, folder: Folder, header: tuple[str, ...], file: str) -> list[TablePlan]:
        """One for each table that the folder feeds; raises Problem with the first thing that can't work."""
        key = (folder.name, folder.version, header)
        if key not in self._known:
            self._known[key] = _checked_plans(folder, header, file)
        return self._known[key]


def _checked_plans(folder: Folder, header: tuple[str, ...], file: str) -> list[TablePlan]:
    tables = [TABLES[name] for name in folder.tables]
    with mapping_engine(folder.rules) as con, one_sentence(file):
        plans = plan_tables(con, folder, tables, header, file)
        for plan in plans:
            records = Records(con, plan, folder.rules, HeaderScan(con, header))
            check_expressions(records.run, plan)
            records.prepare()
    return plans
