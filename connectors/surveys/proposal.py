"""A form that nobody has described: the lines that would, with its own questions in them."""

import json
import re
from collections.abc import Sequence

from connectors.common.errors import BadInput
from connectors.profiles.headers import normal
from connectors.surveys.columns import splits
from connectors.surveys.respondents import IDENTIFIERS, MOMENTS

MOST_PROPOSED = 8
PLACEHOLDER = "…"
# of the respondent, and not what was asked
_ABOUT_PEOPLE = (
    *IDENTIFIERS, *MOMENTS, "Collector ID", "IP Address", "Email Address", "First Name", "Last Name", "Custom Data 1",
    "Адрес электронной почты", "Email", "Имя пользователя", "Username", "Score", "Баллы", "Общий балл",
)  # fmt: skip
# the first that fits; `unaided` has `aided` in it
_SIGNS = (
    ("nps", r"рекоменд|recommend"),
    ("csat", r"удовлетвор|довол[еь]н|satisf"),
    ("top_of_mind", r"\bперв(?:ая|ой|ую|ое)\b|top of mind|\bfirst\b"),
    (
        "unaided",
        r"назовите|без подсказки|вспом[ин]|помните|приход\w+ (?:на ум|в голову)"
        r"|unaided|spontan|can you name|come to mind",
    ),
    ("aided", r"слыша|знаете|знаком|известн|\bheard\b|\bknow\b|aware|familiar|aided"),
)


def proposed_survey(header: Sequence[str]) -> str:
    """One line of YAML: the questions that can be guessed by their words; without such, the first ones of the form."""
    people = {normal(name) for name in _ABOUT_PEOPLE}
    questions: dict[str, list[str]] = {}
    for written in header:
        text, option = _parted(written, header)
        if normal(text) and normal(text) not in people:
            questions.setdefault(text, []).extend([option] if option else [])
    guessed = {text: kind for text in questions if (kind := _kind(text))}
    chosen = list(guessed or questions)[:MOST_PROPOSED]
    lines = [_line(text, guessed.get(text), questions[text]) for text in chosen]
    return f'survey: {{wave: "{PLACEHOLDER}", questions: [{", ".join(lines)}]}}'


def undescribed(title: str, header: Sequence[str], file: str, where: str) -> BadInput:
    """The refusal of a form without `survey`; `where` is the YAML that lacks it."""
    return BadInput(
        f"this is a form ({title}), and nothing says what its questions ask.",
        where=file,
        mend=f"Write in {where}, under “connector: files” and with your brands: {proposed_survey(header)}",
    )


def _parted(written: str, header: Sequence[str]) -> tuple[str, str | None]:
    """A question and its option, where other columns have the same question."""
    for text, option in splits(written):
        if sum(other.startswith(text) for other in header) > 1:
            return text, option
    return written, None


def _kind(text: str) -> str | None:
    return next((kind for kind, sign in _SIGNS if re.search(sign, normal(text))), None)


def _line(text: str, kind: str | None, options: Sequence[str]) -> str:
    about = f'brand: "{PLACEHOLDER}"'
    if kind not in ("nps", "csat"):
        about = f"brands: [{', '.join(_quoted(option) for option in options[:MOST_PROPOSED]) or _quoted(PLACEHOLDER)}]"
    return f"{{text: {_quoted(text)}, question: {kind or _quoted(PLACEHOLDER)}, {about}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
