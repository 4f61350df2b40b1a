"""Errors are sentences: what happened, where, and how to mend it."""


class Problem(Exception):
    """Something the user can mend. `str(problem)` is the one line that the user reads."""

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        super().__init__(what, where, mend)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.mend}" if self.mend else ""
        return f"{place}{self.what}{remedy}"


class SourceDown(Problem):
    """The source can't be reached or answers with its own failure: what was loaded before stays, a later run heals."""


class Unreachable(SourceDown):
    """Nobody answers at the source's address: whoever else asks it now will wait in vain too."""


class DaysUnreadable(SourceDown):
    """What the source gives for these days can't be read whole: it may give others."""


class AccessRefused(Problem):
    """The source refuses our credentials or rights: trying again won't help, the user must mend them."""


class QuotaSpent(Problem):
    """The source's quota is used up: the work is put off to a later run, nothing failed."""


class BadInput(Problem):
    """A file or an answer can't be read at all: it is refused whole, and nothing of it is loaded."""
