"""Cells that answer about one brand: a number of a scale, or yes and no, as forms write them."""

import re
from collections.abc import Mapping

from connectors.profiles.headers import normal
from connectors.surveys.brands import folded
from connectors.surveys.form import SCALES

# `9`, `9.0`, `10 - Extremely likely`, `5 (отлично)`, `4 балла`; never `1-2` and never `7 из 10`
_NUMBER = re.compile(
    r"\s*(\d{1,2})(?:[.,]0+)?\s*(?:[-–—:(]\s*[^\s\d].*|(?:балл|зв[её]зд|point|star)\w*)?\s*", re.IGNORECASE | re.DOTALL
)
_YES = frozenset({"да", "yes", "true", "истина", "1", "x", "х", "+", "✓", "✔"})
_NO = frozenset({"нет", "no", "false", "ложь", "0", "-", "–", "—"})


class Scale:
    """The scale of `nps` (0–10) or `csat` (1–5, or yes and no)."""

    def __init__(self, question: str, answers: Mapping[str, str]) -> None:
        self._least, self._most = SCALES[question]
        self._words = question == "csat"
        self._answers = {normal(label): value for label, value in answers.items()}

    def answer(self, cell: str) -> str | None:
        """The answer as the table of surveys has it; None where it is none of this scale."""
        given = self._answers.get(normal(cell), cell)
        if self._words and folded(given) in ("да", "yes", "нет", "no"):
            return "yes" if folded(given) in _YES else "no"
        number = _NUMBER.fullmatch(given)
        return str(int(number[1])) if number and self._least <= int(number[1]) <= self._most else None

    @property
    def refusal(self) -> str:
        """Why a cell is no answer."""
        words = ", yes or no" if self._words else ""
        return f"not an answer from {self._least} to {self._most}{words}"


class YesOrNo:
    """`Да`, a tick, or the option's own text in its own column; `answers` say what other texts mean."""

    refusal = "neither yes nor no: say under `answers` of the question what it means"

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = {normal(label): value for label, value in answers.items()}

    def answer(self, cell: str, option: str | None = None) -> str | None:
        """Yes or no; None where it is neither."""
        text = folded(cell)
        given = folded(self._answers.get(normal(cell), text))
        if given in _NO:
            return "no"
        # SurveyMonkey may write the number of the option in place of its text
        numbered = option is not None and given.isdecimal()
        return "yes" if given in _YES or numbered or (option is not None and given == folded(option)) else None
