"""A form is wide, a column a question; the table of surveys is long, a row an answer. This makes the one of the other.

Only what is asked for passes: names, e-mails and addresses of respondents, and texts of open answers, stay behind.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from connectors.common.errors import Problem
from connectors.common.stream import Rejected, Rows
from connectors.files.batches import CHARACTERS_PER_BATCH, ROWS_PER_BATCH, RowBuffer
from connectors.files.header import LINE
from connectors.files.masking import masked
from connectors.files.text_file import TextFile
from connectors.surveys.asked import Asked, Cells, Said, bound
from connectors.surveys.columns import column_called
from connectors.surveys.form import Form
from connectors.surveys.moments import moment_text
from connectors.surveys.respondents import Unnumbered, identifier_column, moment_column

COLUMNS = ("wave", "respondent", "answered_at", "weight", "segment", "brand", "question", "answer")
NOBODY = "it has neither an identifier nor a time of answer: nobody can tell whose answers these are"
NO_WAVE = "it has no wave"
Answer = tuple[str, str, str]


def long_answers(text: TextFile, form: Form, file: str, where: str) -> TextFile:
    """The answers of a form, one a row, in `COLUMNS`; of several brands, yes or no for each.

    `_row` counts answers, `_line` is the respondent's. `file` and `where` (the YAML that describes the form) are for
    sentences. Raises Problem where the file lacks a column of the form.
    """
    return TextFile(COLUMNS, _Unfolding(text.header, form, file, where).pieces(text.pieces))


class _Unfolding:
    def __init__(self, header: Sequence[str], form: Form, file: str, where: str) -> None:
        def called(use: str) -> str | None:
            name = getattr(form, use)
            return column_called(name, use, header, file, where) if name else None

        self._file, self._wave = file, form.wave
        self._asked = [bound(question, header, file, where) for question in form.questions]
        self._own = {use: called(use) for use in ("wave_column", "weight", "segment")}
        self._identifier = called("respondent") or identifier_column(header)
        self._moment = called("answered_at") or moment_column(header)
        if not self._identifier and not self._moment:
            raise Problem(
                "no column tells respondents apart, and none tells when they answered.",
                where=file,
                mend=f"Name one in {where}: `respondent` or `answered_at` under `survey`.",
            )
        needed = (
            *self._own.values(),
            self._identifier,
            self._moment,
            *(h for each in self._asked for h in each.headers),
        )
        self._needed = [name for name in dict.fromkeys(needed) if name]
        self._unnumbered = Unnumbered(file)

    def pieces(self, wide: Iterable[Rows | Rejected]) -> Iterator[Rows | Rejected]:
        """What the file has, unfolded batch by batch; rows that could not be read stay what they are."""
        buffer, row, characters = RowBuffer(COLUMNS), 0, 0
        for piece in wide:
            if isinstance(piece, Rejected):
                yield piece
                continue
            for line, cells in self._respondents(piece.batch):
                about, answers = self._unfolded(line, cells)
                width = sum(len(cell or "") for cell in about)
                for answer in answers:
                    row += 1
                    if isinstance(answer, Rejected):
                        yield answer
                        continue
                    buffer.add(row, line, (*about, *answer))
                    characters += width
                    if len(buffer) >= ROWS_PER_BATCH or characters > CHARACTERS_PER_BATCH:
                        characters = 0
                        yield buffer.flush()
        if len(buffer):
            yield buffer.flush()

    def _respondents(self, batch: pa.RecordBatch) -> Iterator[tuple[int, Cells]]:
        columns = [batch.column(name).to_pylist() for name in self._needed]
        for line, *cells in zip(batch.column(LINE).to_pylist(), *columns, strict=True):
            yield line, dict(zip(self._needed, cells, strict=True))

    def _unfolded(self, line: int, cells: Cells) -> tuple[tuple[str | None, ...], list[Answer | Rejected]]:
        """What stands beside every answer of a respondent, and the answers: brand, question, answer."""
        moment = moment_text(_cell(cells, self._moment) or "") or None
        respondent = _cell(cells, self._identifier) or (self._unnumbered.name(moment) if moment else None)
        wave = self._wave or _cell(cells, self._own["wave_column"])
        about = (wave, respondent, moment, _cell(cells, self._own["weight"]), _cell(cells, self._own["segment"]))
        answers = [self._answer(line, asked, said) for asked in self._asked for said in asked.said(cells)]
        if answers and not (respondent and wave):
            return about, [Rejected(self._file, line, None, NO_WAVE if respondent else NOBODY, "")]
        return about, answers

    def _answer(self, line: int, asked: Asked, said: Said) -> Answer | Rejected:
        if said.refusal:
            return Rejected(self._file, line, said.column, said.refusal, masked(said.answer))
        return said.brand, asked.question.question, said.answer


def _cell(cells: Mapping[str, str | None], name: str | None) -> str | None:
    return ((cells[name] or "").strip() or None) if name else None
