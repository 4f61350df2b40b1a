"""The DuckDB that maps files. It lives in memory, reaches nothing, and can't be told otherwise.

No temporary directory: a spill would put contacts on the disk. What doesn't fit is refused by a sentence.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.lake.mapping import casts
from pipelines.lake.mapping.rules import TextRules

MEMORY_LIMIT = "512MB"
THREADS = "2"


@contextmanager
def mapping_engine(rules: TextRules) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with the functions that mappings may use: `number(text)`, `day(text)`, `moment(text)`.

    A blank text is NULL to them. One that can't be understood raises, which the statements turn into a refused row.
    """
    con = duckdb.connect(
        ":memory:",
        config={
            "enable_external_access": "false",
            "python_enable_replacements": "false",
            "temp_directory": "",
            "memory_limit": MEMORY_LIMIT,
            "threads": THREADS,
        },
    )
    try:
        con.execute("set global timezone = 'UTC'")  # a cursor takes the machine's otherwise
        # it computes what repeats in two expressions once, outside of the TRY around each: one bad row fails the file
        con.execute("set disabled_optimizers = 'common_subexpressions'")
        for macro in _macros(rules):
            con.execute(macro)
        con.execute("set lock_configuration = true")
        yield con
    finally:
        con.close()


def _macros(rules: TextRules) -> Iterator[str]:
    raw = "cast(x as varchar)"
    text = casts.trimmed(raw)
    for name, cast, kind in (
        ("number", casts.number, "decimal(18,4)"),
        ("day", casts.day, "date"),
        ("moment", casts.moment, "timestamptz"),
    ):
        # `error()` is volatile and barred from TRY; a cast that can't succeed raises as well
        raising = f"cast('not understood: ' || {text} as {kind})"
        careful = f"case when {text} is not null then coalesce({cast(text, rules)}, {raising}) end"
        # most cells have no blanks around them, and are understood as they stand
        yield f"create macro {name}(x) as coalesce({cast(raw, rules)}, {careful})"
