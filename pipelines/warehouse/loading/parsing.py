"""A model's file read into its parts. Parsing is most of the cost of loading, so each text is parsed once a process."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlglot import exp
from sqlglot.dialects import DuckDB
from sqlglot.errors import ParseError, TokenError

from connectors.common.errors import Problem
from pipelines.warehouse.changes.version import own_digest
from pipelines.warehouse.checks.saying import placeholders
from pipelines.warehouse.lint.query import Place, lint_query, sums_of
from pipelines.warehouse.lint.unsummable import Added
from pipelines.warehouse.models.header import Check, Header, SourceText, read_header, split
from pipelines.warehouse.models.lineage import Query, output_columns, references

_DUCKDB = DuckDB()


@dataclass(frozen=True)
class Reading:
    """One relation that a model reads, and where in the file."""

    relation: str
    where: str


@dataclass(frozen=True)
class Parsed:
    """A file's parts; `problems` are the broken rules that show in the file alone, `sums` what it adds up anywhere."""

    header: Header
    sql: str
    query: Query
    digest: str
    columns: tuple[str, ...]
    readings: tuple[Reading, ...]
    check_readings: tuple[Reading, ...]
    sums: tuple[Added, ...]
    problems: tuple[Problem, ...]


@lru_cache(maxsize=2048)
def parse(path: Path, text: str) -> Parsed:
    """The parts of a file. Raises Problem when there is no header, or no SELECT under it."""
    source = split(text, str(path))
    header = read_header(source, str(path))
    place = Place(str(path), source.sql_line)
    query, digest = _parse_sql(source, header, place)
    problems = lint_query(query, place, incremental=header.incremental is not None)
    check_readings: list[Reading] = []
    sums = list(sums_of(query, place))
    for check in header.checks:
        check_place = Place(f"{path} (check {check.name})")
        checked, _ = _statement(check.sql, check_place)
        problems += lint_query(checked, check_place, incremental=header.incremental is not None, is_check=True)
        check_readings += _readings(checked, check_place)
        sums += sums_of(checked, check_place)
        problems += _unsaid(check, output_columns(checked), check_place)
    columns = output_columns(query)
    return Parsed(
        header=header,
        sql=source.sql,
        query=query,
        digest=digest,
        columns=columns,
        readings=tuple(_readings(query, place)),
        check_readings=tuple(check_readings),
        sums=tuple(sums),
        problems=(*problems, *_header_and_columns(header, columns, str(path))),
    )


def _parse_sql(source: SourceText, header: Header, place: Place) -> tuple[Query, str]:
    query, tokens = _statement(source.sql, place)
    return query, own_digest(source.sql, tokens, header)


def _statement(sql: str, place: Place) -> tuple[Query, list[object]]:
    try:
        tokens = _DUCKDB.tokenize(sql)
        statements = [statement for statement in _DUCKDB.parser().parse(tokens, sql) if statement is not None]
    except ParseError as error:
        first = error.errors[0]
        line = place.first_line + int(first.get("line") or 1) - 1
        what = f"this is no SQL that can be read, near {first.get('highlight')!r}: {first.get('description')}"
        raise Problem(f"{what.rstrip('.')}.", where=f"{place.path}:{line}") from None
    except TokenError as error:
        raise Problem(f"this is no SQL that can be read: {error}.", where=f"{place.path}:{place.first_line}") from None
    if len(statements) != 1 or not isinstance(statements[0], (exp.Select, exp.SetOperation, exp.Subquery)):
        raise Problem("a model is one SELECT, and nothing else.", where=f"{place.path}:{place.first_line}")
    if tokens[-1].text == ";":
        raise Problem("a model's SELECT ends without a semicolon.", where=f"{place.path}:{place.first_line}")
    return statements[0], tokens


def _readings(query: Query, place: Place) -> list[Reading]:
    return [Reading(found.relation, place.of(found.node)) for found in references(query) if found.schema]


def _unsaid(check: Check, columns: tuple[str, ...], place: Place) -> list[Problem]:
    """What a check's sentence speaks of must be a column that its query names."""
    return [
        Problem(f"say: the check's query names no column {name!r}.", where=place.path, mend="Mend the sentence.")
        for name in placeholders(check.say or "")
        if name not in columns
    ]


def _header_and_columns(header: Header, columns: tuple[str, ...], path: str) -> list[Problem]:
    """The columns that the header speaks of must exist, and each name just once."""
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    problems = [Problem(f"the column {name} is selected twice.", where=path) for name in twice]
    if "*" in columns:
        return problems  # which columns there are can't be told: the star is a problem of its own
    spoken_of = {"key": header.key, "incremental": (header.incremental,) if header.incremental else ()}
    spoken_of["incremental_key"] = (header.incremental_key,) if header.incremental_key else ()
    spoken_of["turns"] = header.turns
    spoken_of["columns"] = tuple(header.columns)
    return problems + [
        Problem(f"{part}: the query yields no column {name!r}.", where=path, mend="Mend the header or the query.")
        for part, names in spoken_of.items()
        for name in names
        if name not in columns
    ]
