"""Names of files and columns, and sentences about them, as they may be shown and stored: without contacts in them."""

import re
from collections.abc import Sequence

from connectors.files.header import header_names
from connectors.files.masking import masked
from pipelines.lake.privacy.contacts import without_contacts

# a patronymic tells a full name from any other words with capitals
_NAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_FULL_NAME = re.compile(
    rf"(?:{_NAME}[ _]+){{0,2}}[А-ЯЁ][а-яё]+(?:[ое]вич|[ое]вна|ьич|ична|инич)а?у?(?:[ _]+{_NAME})?\b"
)
_CUT_ADDRESS = re.compile(r"[^\s@“”\"'(),;:/\\]+@[^\s@“”\"'(),;:/\\]+")  # Excel cuts the names of sheets
_NUMBER_OR_DAY = re.compile(r"[\d\s.,:/%+\-]*\d[\d\s.,:/%+\-]*")


def nameless(text: str) -> str:
    """A file's name, a header or a sentence: `+7 916 123-45-67` → `+9 999 999-99-99`. No key is needed.

    Full names with a patronymic are masked too; other names can't be told from any words.
    """
    shown = _FULL_NAME.sub(lambda name: masked(name[0]), without_contacts(text, masked))
    return _CUT_ADDRESS.sub(lambda address: masked(address[0]), shown)


def nameless_header(header: tuple[str, ...]) -> tuple[str, ...]:
    """All of a file's headers; those that look alike without their contacts are numbered."""
    shown = [nameless(name) for name in header]
    return header_names(shown, "") if shown != list(header) else header


def listed(header: Sequence[str]) -> str:
    """The headers in a sentence. Of a file without a header the first row is somebody's: only its shape is told."""
    if any(_NUMBER_OR_DAY.fullmatch(name) or nameless(name) != name for name in header):
        return f"{', '.join(masked(name) for name in header)}; these look like values, not like names of columns"
    return ", ".join(header)
