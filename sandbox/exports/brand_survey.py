"""What people said of brands, before any system of forms wrote it down in its own way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# the last one has the separator of options in its name
BRANDS = ("Самовар", "Тефаль", "Чай, кофе и Ко")
NOT_A_BRAND = "Посуда, Самовар и печь"


@dataclass(frozen=True)
class Respondent:
    """`at` is on the form's clock (Moscow). `ticked` is None where the question was left blank; so are the scales."""

    number: int
    at: datetime
    email: str
    first: str | None
    recalled: tuple[str, ...]
    ticked: tuple[str, ...] | None
    nps: int | None
    csat: int | None
    city: str
    weight: str

    @property
    def wrote_first(self) -> str:
        """The first brand as people write it, with another one behind it."""
        other = next(brand for brand in BRANDS if brand != self.first)
        return f"Наверное, «{self.first.upper()}»! Или {other}…" if self.first else "не помню"

    @property
    def wrote_recalled(self) -> str:
        """Everything that came to mind, in one line."""
        return " и ".join(brand.lower() for brand in self.recalled) or "никакие"


def respondents(count: int = 9) -> tuple[Respondent, ...]:
    """Always the same ones. Two answer in one second, one after 21:00 UTC, one leaves all but the town blank."""
    first_moment = datetime(2026, 10, 5, 9, 5, 7)
    made = []
    for number in range(1, count + 1):
        silent = number == 4
        known = tuple(brand for place, brand in enumerate(BRANDS) if (number >> place) & 1)
        made.append(
            Respondent(
                number=number,
                at=first_moment + timedelta(hours=2 * (number - (number == 3))),
                email=f"respondent{number}@post.example",
                first=known[0] if known and not silent else None,
                recalled=() if silent else known[:2],
                ticked=None if silent else known,
                nps=None if silent else (number * 3) % 11,
                csat=None if silent or number % 3 == 0 else number % 5 + 1,
                city="Москва" if number % 2 else "Тула",
                weight="0,85" if number % 2 else "1,1",
            )
        )
    return tuple(made)
