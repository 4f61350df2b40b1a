"""What a failed check says, row by row: a sentence with the row's own names in it, which nobody can turn into markup.

The sentence stands in a terminal and on pages that read Markdown; names come from files, and may be anything.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

MOST = 5
LONGEST = 300
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")  # control, format (text turned right to left), and line breaks


def placeholders(template: str) -> tuple[str, ...]:
    """The columns that a sentence speaks of. Other braces are text."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(template)))


def sentence_of(template: str, row: Mapping[str, object]) -> str:
    """The sentence for one row."""
    return _PLACEHOLDER.sub(lambda place: harmless(str(row[place[1]])), " ".join(template.split()))


def sentences_of(template: str, names: Sequence[str], rows: Iterable[Sequence[object]], offending: int) -> list[str]:
    """One sentence per distinct row, in the order of the rows, the first five of them, and how many more there are.

    `offending` counts all rows, of which `rows` may be only the first.
    """
    rows = list(rows)
    said = list(dict.fromkeys(sentence_of(template, dict(zip(names, row, strict=True))) for row in rows))
    more = len(said) - MOST + offending - len(rows)
    return [*said[:MOST], f"and {more} more."] if more > 0 else said[:MOST]


def harmless(value: str) -> str:
    """A value on one line, without what a terminal obeys or Markdown makes a link, a picture or a tag of."""
    visible = "".join(" " if unicodedata.category(each) in _INVISIBLE else each for each in value)
    spaced = re.sub(r"\s+", " ", visible)
    short = spaced if len(spaced) <= LONGEST else spaced[: LONGEST - 1] + "…"
    return _TAG.sub("< ", short).replace("](", "] (")
