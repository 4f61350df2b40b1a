"""Names and sentences that stand where a number or a day should: a broken export shifts its cells.

The archive keeps what could not be understood, because a mended mapping may understand it: `не закрыта`, `16 Jan 2026`.
What is most likely somebody's name or words is masked in it, as it is in the quarantine.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from connectors.files.masking import masked

WORDY = r"\p{L}{2,}"
A_SENTENCE = 4
_WORD = re.compile(r"[^\W\d_]{2,}")
# in dates and amounts
_USUAL = re.compile(
    r"янв\w*|фев\w*|мар\w*|апр\w*|ма[йя]|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*|пн|вт|ср|чт|пт|сб|вс"
    r"|(понедельн|вторн|сред|четверг|пятниц|суббот|воскресен)\w*|год\w?|час\w*|мин\w*|руб\w*|коп\w*|тыс\w*|млн|млрд|шт|мск"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|(mon|tue|wed|thu|fri|sat|sun)\w*"
    r"|am|pm|at|utc|gmt|msk|st|nd|rd|th|rub|rur|usd|eur|kzt|byn|true|false|yes|no|да|нет|истина|ложь|nan|null|none|inf\w*",
    re.IGNORECASE,
)


def without_misplaced(column: pa.Array, known: str) -> pa.Array:
    """A column of numbers, days or truths, with cells masked that are none. What the mapping's text names is known."""
    wordy = pc.fill_null(pc.match_substring_regex(column, WORDY), False)
    if not pc.any(wordy).as_py():
        return column
    counted = pc.value_counts(pc.filter(column, wordy))
    unwanted = {
        cell: masked(cell)
        for cell, count in zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
        if cell.strip() not in known and is_misplaced(cell, count)
    }
    if not unwanted:
        return column
    return pa.array([unwanted.get(cell, cell) for cell in column.to_pylist()], pa.string())


def is_misplaced(cell: str, count: int) -> bool:
    """Several words with capitals, or a sentence; one word with a capital only where nobody else has it."""
    words = [word for word in _WORD.findall(cell) if not _USUAL.fullmatch(word)]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= A_SENTENCE or capitals >= 2 or (capitals == 1 and count == 1)
