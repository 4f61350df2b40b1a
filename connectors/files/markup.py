"""What a file is that begins with `<`: told by its first tag, whatever its name says."""

import codecs
import re
from collections.abc import Callable
from pathlib import Path

from connectors.common.errors import BadInput
from connectors.files.central_bank import RatesFile
from connectors.files.commerceml import CommerceMlFile
from connectors.files.header import place
from connectors.files.html_table import HtmlFile
from connectors.files.text_file import OpenFile

TOP = 1 << 16
FORMATS: dict[str, Callable[[Path], OpenFile]] = {"КоммерческаяИнформация": CommerceMlFile, "ValCurs": RatesFile}
_PASSED_OVER = re.compile(r"<\?.*?\?>|<!--.*?-->|<![^>\[]*+(?:\[[^\]]*+\])?+[^>]*+>", re.DOTALL)
_TAG = re.compile(r"<([^\s!?/<>]+)")


def open_markup(path: Path, encoding: str | None, known_headers: frozenset[str]) -> OpenFile:
    """A page with a table, or XML of a known kind; raises BadInput for other XML."""
    with path.open("rb") as file:
        top = _decoded(file.read(TOP))
    found = _TAG.search(_PASSED_OVER.sub("", top))
    root = found[1].rpartition(":")[2] if found else ""
    if root in FORMATS:
        return FORMATS[root](path)
    if root == "Workbook":
        raise BadInput("this is an Excel table of 2003 (XML).", where=place(path), mend="Save it as .xlsx.")
    if top.lstrip("\ufeff \t\r\n").startswith("<?xml") and root.casefold() != "html":
        raise BadInput(
            f"this is XML of an unknown kind ({root[:40] or 'no tag'}).",
            where=place(path),
            mend="Export the table as CSV or XLSX.",
        )
    return HtmlFile(path, encoding, known_headers)


def _decoded(top: bytes) -> str:
    """Well enough to read the first tag."""
    if top.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return top.decode("utf-16", errors="ignore")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(top)
    except UnicodeDecodeError:
        return top.decode("cp1251", errors="ignore")
