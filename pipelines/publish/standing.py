"""How a line stands, in words and a tone: what a reader takes from the row before any number."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from pipelines.publish.card import CardLine
from pipelines.publish.language import Text
from pipelines.publish.words import CONFIDENCE, STATUSES, reason_words

Tone = Literal["good", "fair", "poor", "none"]

MAXIMUM = Text(ru="Максимум", en="At the maximum")
MET = Text(ru="План выполнен", en="Target met")
BELOW_TARGET = Text(ru="Ниже плана", en="Below target")
BELOW_THRESHOLD = Text(ru="Ниже порога", en="Below threshold")
AHEAD = Text(ru="Идёт с опережением", en="Ahead of schedule")
STALE = STATUSES["stale"]
BEHIND = Text(ru="Отстаёт от графика", en="Behind schedule")
ON_PACE = Decimal(100)


@dataclass(frozen=True)
class Standing:
    """`note` says more: why there is no payout, whose payout it is, or what speaks against the data.

    `stale` says that a source of it lacks days, where `words` don't.
    """

    words: Text
    tone: Tone
    note: Text | None = None
    stale: Text | None = None


def standing(line: CardLine) -> Standing:
    """An open month's line that grows through the month stands by its pace, every other one by its levels."""
    told = _standing(line)
    if told.words == STALE or not (line.is_stale or told.note == STALE):
        return told
    return replace(told, note=None if told.note == STALE else told.note, stale=STALE)


def _standing(line: CardLine) -> Standing:
    note = reason_words(line.reason)
    if line.fact is None or line.target is None or line.payout is None or line.status == "no_plan":
        return Standing(STATUSES.get(line.status, Text(ru=line.status, en=line.status)), "none", note)
    note = note or CONFIDENCE.get(line.confidence or "")
    if line.pace is not None:
        return Standing(AHEAD, "good", note) if line.pace >= ON_PACE else Standing(BEHIND, "fair", note)
    words, tone = _against_levels(line, line.fact)
    if line.status != "ok":
        note = note or STATUSES.get(line.status)
    return Standing(words, tone, note)


def _against_levels(line: CardLine, fact: Decimal) -> tuple[Text, Tone]:
    if line.stretch is not None and _reached(line, fact, line.stretch):
        return MAXIMUM, "good"
    if line.target is not None and _reached(line, fact, line.target):
        return MET, "good"
    if line.threshold is not None and _reached(line, fact, line.threshold):
        return BELOW_TARGET, "fair"
    return BELOW_THRESHOLD, "poor"


def _reached(line: CardLine, fact: Decimal, level: Decimal) -> bool:
    return fact <= level if line.direction == "down" else fact >= level
