"""The parameters of an incremental model, replaced by date literals."""

from functools import lru_cache
from itertools import pairwise

from sqlglot.dialects import DuckDB
from sqlglot.tokens import TokenType

from pipelines.warehouse.names import literal
from pipelines.warehouse.ranges import DateRange, earlier

PARAMETERS = ("date_from", "date_to", "reach_from")
_DUCKDB = DuckDB()


def uses_dates(sql: str) -> bool:
    """Whether the query depends on the range."""
    return bool(_places(sql))


def with_dates(sql: str, piece: DateRange, reach: int = 0) -> str:
    """The query for one range: `$date_from` is its first day, `$date_to` the day after its last one, and `$reach_from`
    so many days before the first one.
    """
    looks_back_to = literal(earlier(piece.start, reach))
    return _replaced(
        sql, {"date_from": literal(piece.start), "date_to": literal(piece.end), "reach_from": looks_back_to}
    )


def without_rows(sql: str) -> str:
    """The query for no day at all: its columns, and no rows."""
    nothing = "DATE '0001-01-01'"
    return _replaced(sql, dict.fromkeys(PARAMETERS, nothing))


def _replaced(sql: str, values: dict[str, str]) -> str:
    parts, end = [], 0
    for start, stop, name in _places(sql):
        parts += [sql[end:start], values[name]]
        end = stop
    return "".join(parts) + sql[end:]


@lru_cache(maxsize=2048)
def _places(sql: str) -> tuple[tuple[int, int, str], ...]:
    """Where the parameters stand. Found among tokens, so that a text or a comment that shows one stays as it is."""
    tokens = _DUCKDB.tokenize(sql)
    return tuple(
        (dollar.start, name.end + 1, name.text)
        for dollar, name in pairwise(tokens)
        if dollar.token_type == TokenType.PARAMETER and name.text in PARAMETERS
    )
