"""Who answered: the identifier that the system gives, or one made of the moment of the answer.

Google Forms numbers nobody. Of two answers of one second the first in the file is `#1`, the second `#2`: an export that
is repeated after more people have answered gives everybody the same identifier again.
"""

from collections.abc import Sequence

from connectors.common.errors import BadInput
from connectors.profiles.headers import normal
from connectors.surveys.moments import without_offset

# only as the first column: further on, such a header is a question
IDENTIFIERS = ("Respondent ID", "ID", "ID ответа", "Номер ответа", "Идентификатор ответа", "Answer ID", "Response ID")
MOMENTS = (
    "Отметка времени", "Timestamp", "End Date", "Date Modified", "Время создания", "Дата создания", "Created",
    "Created At", "Submitted At", "Время отправки", "Дата ответа", "Start Date", "Date Created",
)  # fmt: skip
MOST_UNNUMBERED = 1_000_000


class Unnumbered:
    """Makes identifiers; remembers how often each moment was seen, for so many respondents as a form can hold."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._seen: dict[str, int] = {}
        self._count = 0

    def name(self, moment: str) -> str:
        """Of the next respondent who answered then."""
        self._count += 1
        if self._count > MOST_UNNUMBERED:
            raise BadInput(
                f"it has more than {MOST_UNNUMBERED:,} respondents without identifiers.".replace(",", " "),
                where=self._file,
                mend="Export it in parts, a folder each.",
            )
        local = without_offset(moment)
        self._seen[local] = self._seen.get(local, 0) + 1
        return f"{local}#{self._seen[local]}"


def identifier_column(header: Sequence[str]) -> str | None:
    """The first column, where it is called as identifiers are."""
    known = {normal(name) for name in IDENTIFIERS}
    return header[0] if header and normal(header[0]) in known else None


def moment_column(header: Sequence[str]) -> str | None:
    """The column that tells when somebody finished answering."""
    by_normal = {normal(name): name for name in reversed(header)}
    return next((by_normal[normal(name)] for name in MOMENTS if normal(name) in by_normal), None)
