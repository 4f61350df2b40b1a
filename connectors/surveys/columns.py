"""Which columns of a file a question has: one with its text, or one for each of its options."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.common.errors import Problem
from connectors.profiles.headers import normal
from connectors.surveys.form import Question

# SurveyMonkey, whose two header rows the reader joins; the rows of a grid of Google Forms
OPTION_MARKS = (": ", " [")
_OTHER = re.compile(r"other|друг", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A header, and the option that it is of; none where it is the question itself."""

    header: str
    option: str | None = None


def columns_of(question: Question, header: Sequence[str], file: str, where: str) -> tuple[Column, ...]:
    """In the order of the file; raises Problem where there is none."""
    key, found = normal(question.text), []
    for written in header:
        whole = [Column(written)] if normal(written) == key else []
        found += whole or [Column(written, option) for text, option in splits(written) if normal(text) == key][:1]
    itself = [column for column in found if column.option is None]
    if itself:
        # of a single choice, only what was written beside it; and of headers that come twice, the first
        found = itself[:1] + [column for column in found if column.option and _OTHER.search(column.option)]
    if not found:
        asked = list(dict.fromkeys(text for written in header for text in (written, *(t for t, _ in splits(written)))))
        raise Problem(
            f"there is no question “{question.text}”, which `survey` in {where} names.",
            where=file,
            mend=_near(key, asked),
        )
    return tuple(found)


def column_called(name: str, use: str, header: Sequence[str], file: str, where: str) -> str:
    """The header of a column that holds no question; raises Problem where there is none."""
    found = next((written for written in header if normal(written) == normal(name)), None)
    if found is None:
        raise Problem(
            f"there is no column “{name}”, which `survey.{use}` in {where} names.",
            where=file,
            mend=_near(normal(name), list(header)),
        )
    return found


def splits(header: str) -> Iterator[tuple[str, str]]:
    """Every way in which a header may be a question and its option."""
    for mark in OPTION_MARKS:
        place = header.find(mark)
        while place >= 0:
            option = header[place + len(mark) :]
            yield header[:place], option.removesuffix("]") if mark == " [" else option
            place = header.find(mark, place + 1)


def _near(key: str, headers: list[str]) -> str:
    names = {normal(name): name for name in headers}
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.6)
    return f"The nearest is “{names[near[0]]}”." if near else f"The header has {', '.join(headers)}."
