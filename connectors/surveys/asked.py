"""A question bound to the columns of a file: what a respondent said of each brand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from connectors.common.errors import Problem
from connectors.profiles.headers import normal
from connectors.surveys.brands import Mentions, Options
from connectors.surveys.columns import Column, columns_of
from connectors.surveys.form import Question
from connectors.surveys.scales import Scale, YesOrNo

Cells = Mapping[str, str | None]


@dataclass(frozen=True)
class Said:
    """One answer; or, with a `refusal`, a cell of this column that is none."""

    brand: str
    answer: str
    column: str = ""
    refusal: str | None = None


class Asked(Protocol):
    """A question of one file. `headers` are the columns that it reads."""

    question: Question
    headers: tuple[str, ...]

    def said(self, cells: Cells) -> Iterator[Said]:
        """The answers of one respondent; nothing where all was left blank."""


class AmongOptions:
    """Options that were ticked, in one cell or each in a column of its own: yes or no for each brand."""

    def __init__(self, question: Question, columns: Sequence[Column]) -> None:
        self.question = question
        self.headers = tuple(column.header for column in columns)
        self._columns = columns
        self._options = Options(question.brands, question.other_options, question.separator)
        self._own = YesOrNo(question.answers)

    def said(self, cells: Cells) -> Iterator[Said]:
        """Of everybody who ticked anything."""
        filled = [(column, text) for column in self._columns if (text := cells[column.header])]
        if not filled and not self.question.blank_is_no:
            return
        named: set[str] = set()
        refused: dict[str, Said] = {}
        for column, text in filled:
            brand = self._options.brand(column.option) if column.option else None
            if brand is None:
                named |= self._options.ticked(text) | self._options.ticked(column.option or "")
                continue
            answer = self._own.answer(text, column.option)
            if answer == "yes":
                named.add(brand)
            elif answer is None:
                refused[brand] = Said(brand, text, column.header, self._own.refusal)
        for brand in self.question.brands:
            yield refused.get(brand) or Said(brand, "yes" if brand in named else "no")


class InOpenText:
    """What people wrote, its lines each in a column or all in one: yes or no for each brand; of the first, one yes."""

    def __init__(self, question: Question, columns: Sequence[Column]) -> None:
        self.question = question
        self.headers = tuple(column.header for column in columns)
        self._mentions = Mentions(question.brands)

    def said(self, cells: Cells) -> Iterator[Said]:
        """Of everybody who wrote anything."""
        texts = [text for header in self.headers if (text := cells[header])]
        if not texts and not self.question.blank_is_no:
            return
        named = [brand for text in texts for brand in self._mentions.named(text)]
        counted = named[:1] if self.question.question == "top_of_mind" else named
        for brand in self.question.brands:
            yield Said(brand, "yes" if brand in counted else "no")


class OfEachBrand:
    """A cell for each brand: a number of a scale, or yes and no."""

    def __init__(self, question: Question, columns: Mapping[str, str]) -> None:
        self.question = question
        self.headers = tuple(columns.values())
        self._columns = columns
        scale = question.kind == "scale"
        self._reading = Scale(question.question, question.answers) if scale else YesOrNo(question.answers)

    def said(self, cells: Cells) -> Iterator[Said]:
        """Of every brand whose cell is filled."""
        for brand, header in self._columns.items():
            text = cells[header]
            if text:
                answer = self._reading.answer(text)
                yield Said(brand, answer or text, header, None if answer else self._reading.refusal)
            elif self.question.blank_is_no:
                yield Said(brand, "no")


def bound(question: Question, header: Sequence[str], file: str, where: str) -> Asked:
    """Raises Problem where the file has no column for it, or it can't be told which column is which brand's."""
    columns = columns_of(question, header, file, where)
    if question.kind == "options":
        return AmongOptions(question, columns)
    if question.kind == "open":
        return InOpenText(question, columns)
    return OfEachBrand(question, _column_of_each(question, columns, file, where))


def _column_of_each(question: Question, columns: Sequence[Column], file: str, where: str) -> dict[str, str]:
    itself = [column for column in columns if column.option is None] or list(columns)
    if len(question.brands) == 1 and len(itself) == 1:
        return {next(iter(question.brands)): itself[0].header}
    rows = {normal(column.option): column.header for column in columns if column.option}
    found = {}
    for brand, more in question.brands.items():
        row = next((rows[key] for name in (brand, *more) if (key := normal(name)) in rows), None)
        if row is None:
            raise Problem(
                f"“{question.text}” has no column for {brand}; it has {', '.join(each.header for each in columns)}.",
                where=file,
                mend=f"Name each brand in {where} as the form does, or give its column as the question's `text`.",
            )
        found[brand] = row
    return found
