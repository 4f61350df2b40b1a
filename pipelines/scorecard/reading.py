"""Reading the warehouse: a table that isn't there is a sentence, a DOUBLE becomes the decimal it prints as."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb

from connectors.common.errors import Problem


def rows_of(
    connection: duckdb.DuckDBPyConnection, relation: str, query: str, parameters: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    """All rows of a query over the relation named."""
    try:
        return connection.execute(query, list(parameters)).fetchall()
    except duckdb.CatalogException:
        raise Problem(
            f"{relation} has not been built yet.", where="scorecard", mend="Run `tablo run`, which builds it first."
        ) from None


def exact(value: Decimal | float | int | None) -> Decimal | None:
    """A number of the warehouse as Decimal. A NaN or an infinity is no number."""
    if value is None:
        return None
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number if number.is_finite() else None
