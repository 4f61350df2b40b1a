"""How moments, days and money are written in files."""

import numpy as np

from sandbox.company.calendar import DAY, day_of
from sandbox.company.draws import Ints


def iso_day(day: int) -> str:
    """`2026-10-05`."""
    return day_of(day).isoformat()


def iso_moments(moments: Ints) -> list[str]:
    """`2026-10-05T14:30:00` on Moscow's clock, '' for 0."""
    return [text if moment else "" for text, moment in zip(_iso(moments), moments.tolist(), strict=True)]


def russian_moments(moments: Ints, never: str = "") -> list[str]:
    """`05.10.2026 14:30:00` on Moscow's clock, `never` for 0."""
    return [
        f"{text[8:10]}.{text[5:7]}.{text[:4]} {text[11:]}" if moment else never
        for text, moment in zip(_iso(moments), moments.tolist(), strict=True)
    ]


def months_of(moments: Ints) -> list[str]:
    """`2026-10`: the month, on Moscow's clock."""
    return [text[:7] for text in _iso(moments // DAY * DAY)]


def hundredths(amount: int, mark: str = ".", group: str = "") -> str:
    """Kopecks as roubles: `12345.60`, or `12 345,60`."""
    whole = f"{amount // 100:,}".replace(",", group)
    return f"{whole}{mark}{amount % 100:02d}"


def _iso(moments: Ints) -> list[str]:
    texts: list[str] = np.datetime_as_string(moments.astype("datetime64[s]")).tolist()
    return texts
