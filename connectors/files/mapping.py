"""How rows of a file become records of one interchange table: written by a company, or resolved from a profile."""

from pydantic import BaseModel, ConfigDict


class TableMapping(BaseModel):
    """Rows that fit every rule of `where`, as columns of one interchange table; one row a group, where one is given.

    `where`: rule's name → expression; rows where it isn't true are skipped and counted by the name. `refuse`: reason →
    expression over the mapped rows (aggregates where they are grouped); a record for which it is true is quarantined
    with the reason. `columns`: canonical name → expression. Expressions are DuckDB SQL over the file's text columns.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    where: dict[str, str] = {}
    refuse: dict[str, str] = {}
    columns: dict[str, str] = {}
    group_by: list[str] = []
