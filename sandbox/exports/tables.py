"""How exports are written down: CSV with every cell quoted or none, HTML that is named .xls."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from io import StringIO

Row = Sequence[str]


def moment(when: datetime | None, never: str = "") -> str:
    """`05.10.2026 14:30:00`."""
    return f"{when:%d.%m.%Y %H:%M:%S}" if when else never


def minimal_csv(header: Row, rows: Iterable[Row], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Quotes only where they are needed."""
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def trailing_csv(header: Row, rows: Iterable[Row], encoding: str) -> bytes:
    """As Bitrix24 does: every cell in quotes, and a semicolon behind each, also behind the last."""
    lines = ("".join('"' + cell.replace('"', '""') + '";' for cell in row) for row in (header, *rows))
    return "".join(f"{line}\n" for line in lines).encode(encoding)


def html_table(header: Row, rows: Iterable[Row], charset: str = "UTF-8") -> bytes:
    """As Bitrix24's "Excel" is: a web page with one table, and no page around it."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    page = (
        f'<meta http-equiv="Content-type" content="text/html;charset={charset}" />\n'
        f'\t<table border="1">\n\t<thead>\n\t\t<tr>{head}</tr>\n\t</thead>\n\t<tbody>{body}</tbody>\n\t</table>'
    )
    return page.encode(charset)
