"""Refusals that a caller may answer by asking otherwise."""

from connectors.common.errors import BadInput, Problem


class TooLong(Problem):
    """No answer in time, or too large a one, after all tries: whoever asks for less may get it."""


class Incompatible(BadInput):
    """Fields that can't stand in one report: the API names those to `remove`, or to `add`."""

    def __init__(self, what: str, *, where: str, remove: tuple[str, ...] = (), add: tuple[str, ...] = ()) -> None:
        advice = [f"{verb} {', '.join(names)}" for verb, names in (("leave out", remove), ("ask for", add)) if names]
        mend = " or ".join(advice)
        super().__init__(what, where=where, mend=f"{mend[0].upper()}{mend[1:]}." if mend else "")
        self.remove, self.add = remove, add
