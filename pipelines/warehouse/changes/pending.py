"""`meta.pending_ranges`: what changed that a model hasn't taken in yet, for people who ask why a run does what it does.

A run notes at its beginning what came into the lake, and a model what its build changed; each reader takes that in at
its turn, in this run or, where it was left out, stopped or refused, in the next one.
"""

import duckdb
import pyarrow as pa

from pipelines.warehouse.changes.links import links_of
from pipelines.warehouse.models.model import Models

_READERS = pa.schema([(name, pa.string()) for name in ("model", "relation", "by_column", "own_column")])
# a row a model × changed table × range of days: `values` of a key, where the days are none; neither: something changed
_PENDING = """
create or replace view meta.pending_ranges as
select
    readers.model,
    readers.relation as because_of,
    changes.by_column,
    changes.date_from,
    changes.date_to,
    count(distinct changes."value") as "values"
from meta.readers as readers
inner join meta.model_state as states on readers.model = states.model
inner join meta.changes as changes
    on readers.relation = changes.relation and changes.seq > states.consumed_seq
where changes.by_column is not distinct from readers.by_column or changes.by_column = '*'
group by readers.model, readers.relation, changes.by_column, changes.date_from, changes.date_to
order by readers.model, readers.relation, changes.by_column, changes.date_from
"""


def show_pending(con: duckdb.DuckDBPyConnection, models: Models) -> None:
    """Make the view anew, over the readers that there are now. The caller holds the transaction."""
    rows = [
        {"model": model.relation, "relation": link.relation, "by_column": link.column, "own_column": link.own}
        for model in models
        if not model.is_view
        for link in links_of(model, models)
    ]
    con.register("new_rows", pa.Table.from_pylist(rows, schema=_READERS))
    con.execute("create or replace table meta.readers as select * from new_rows")
    con.unregister("new_rows")
    con.execute(_PENDING)
