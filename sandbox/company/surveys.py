"""Brand surveys: two waves a year of the same panel questions about our brand and three rivals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sandbox.company.catalogue import OWN_BRAND
from sandbox.company.draws import Choice, Dice, Flags, Words

RIVALS = ("Чайный дом", "Кухня плюс", "Уют и пар")
BRANDS = (OWN_BRAND, *RIVALS)
SEGMENTS = (("Москва", "0.85"), ("Города-миллионники", "1.1"), ("Остальная Россия", "1.05"))
RESPONDENTS = 600
_WAVE_MONTHS = (3, 9)
_FIELD_DAYS, _READY_ON = 14, 22
_SEGMENT = Choice((35, 30, 35))
_TOP = Choice((16, 22, 14, 9, 39))  # the last one: nothing comes to mind
_UNAIDED, _AIDED, _BOUGHT = (0.2, 0.28, 0.18, 0.12), (0.46, 0.5, 0.4, 0.34), (0.34, 0.3, 0.26, 0.2)
_NPS = Choice((1, 1, 2, 2, 3, 6, 8, 14, 22, 21, 20), (2, 2, 3, 4, 5, 9, 11, 18, 20, 14, 12))
_CSAT = Choice((3, 6, 16, 42, 33), (6, 10, 22, 38, 24))
_GROWTH = 0.012  # of our awareness, from wave to wave


@dataclass(frozen=True)
class Answer:
    """One answer; `question` as in the contract, `answer` is yes, no, 0–10 (nps) or 1–5 (csat)."""

    wave: str
    respondent: str
    day: date
    brand: str
    question: str
    answer: str
    weight: str
    segment: str


def waves(today: date, count: int = 2) -> list[date]:
    """The first field days of the last waves that were ready before today, oldest first."""
    starts = [date(year, month, 1) for year in range(today.year - count, today.year + 1) for month in _WAVE_MONTHS]
    return [start for start in starts if start.replace(day=_READY_ON) < today][-count:]


def answers(dice: Dice, start: date) -> Iterator[Answer]:
    """All answers of a wave, respondent by respondent."""
    wave_no = start.year * 2 + (start.month == _WAVE_MONTHS[1])
    keys = np.arange(RESPONDENTS, dtype=np.uint64) + np.uint64(wave_no << 20)
    segment = dice.pick("survey segment", keys, _SEGMENT)
    day = dice.below("survey day", keys, _FIELD_DAYS)
    top = dice.pick("top of mind", keys, _TOP)
    growth = _GROWTH * (wave_no - 4052)  # since autumn 2026
    said = [_about(dice, keys, number, top == number, growth) for number in range(len(BRANDS))]
    for row in range(RESPONDENTS):
        name, weight = SEGMENTS[segment[row]]
        for brand, columns in zip(BRANDS, said, strict=True):
            for question, column in columns.items():
                if column[row]:
                    yield Answer(
                        wave=f"{start:%Y-%m}",
                        respondent=f"R{start:%y%m}-{row + 1:04d}",
                        day=start + timedelta(days=int(day[row])),
                        brand=brand,
                        question=question,
                        answer=column[row],
                        weight=weight,
                        segment=name,
                    )


def _about(dice: Dice, keys: Words, brand: int, top: Flags, growth: float) -> dict[str, list[str]]:
    """Answers to each question about a brand; '' where it was not asked."""
    more = min(max(growth, -0.1), 0.2) if brand == 0 else 0.0
    unaided = top | dice.happens(f"unaided {brand}", keys, _UNAIDED[brand] + more)
    aided = unaided | dice.happens(f"aided {brand}", keys, _AIDED[brand] + more)
    bought = aided & dice.happens(f"bought {brand}", keys, _BOUGHT[brand])
    rival = int(brand > 0)
    nps = dice.pick(f"nps {brand}", keys, _NPS, rival)
    csat = dice.pick(f"csat {brand}", keys, _CSAT, rival) + 1
    return {
        "top_of_mind": _yes_or_no(top),
        "unaided": _yes_or_no(unaided),
        "aided": _yes_or_no(aided),
        "nps": [str(value) if asked else "" for value, asked in zip(nps, bought, strict=True)],
        "csat": [str(value) if asked else "" for value, asked in zip(csat, bought, strict=True)],
    }


def _yes_or_no(values: Flags) -> list[str]:
    return ["yes" if value else "no" for value in values]
