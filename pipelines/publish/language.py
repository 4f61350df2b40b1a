"""The two languages of the page: every text exists in both, and the reader chooses."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["ru", "en"]
LANGUAGES: tuple[Language, ...] = ("ru", "en")


@dataclass(frozen=True)
class Text:
    """The same words twice."""

    ru: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.ru if language == "ru" else self.en

    @property
    def by_language(self) -> tuple[tuple[Language, str], ...]:
        """Both, each with its language's code."""
        return tuple((language, self[language]) for language in LANGUAGES)
