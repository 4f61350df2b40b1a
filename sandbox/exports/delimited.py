"""Rows as delimited text: how each vendor quotes and ends its lines."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

Row = Sequence[str]


def delimited(rows: Iterable[Row], delimiter: str = ",", line_end: str = "\r\n", quoted: bool = False) -> str:
    """The rows as one text. `quoted` says that every cell is, and not only those that need it."""
    text = StringIO()
    dialect = csv.unix_dialect if quoted else csv.excel
    csv.writer(text, dialect, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue()
