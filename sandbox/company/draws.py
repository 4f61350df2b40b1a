"""Chance without state: every attribute of everything is a hash of the seed and of what the thing is.

Only integers are used, so that a day comes out the same in any order, in any process and on any processor.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ODDS = 1 << 32
_LOW = np.uint64(ODDS - 1)
_HALF = np.uint64(32)


def mix(words: Words) -> Words:
    """The finaliser of splitmix64, in place: a bijection, so that unlike words stay unlike."""
    words ^= words >> np.uint64(30)
    words *= np.uint64(0xBF58476D1CE4E5B9)
    words ^= words >> np.uint64(27)
    words *= np.uint64(0x94D049BB133111EB)
    words ^= words >> np.uint64(31)
    return words


def odds(share: float) -> int:
    """A share as a threshold of 32 bits; 1.0 always happens."""
    return round(share * ODDS)


class Choice:
    """Weighted alternatives, or a table of them with a row for each case."""

    def __init__(self, *rows: Sequence[float]) -> None:
        self.width = len(rows[0])
        limits = [[sum(row[: n + 1]) * ODDS / sum(row) for n in range(self.width)] for row in rows]
        flat = [(number << 32) + round(limit) for number, row in enumerate(limits) for limit in row]
        self.limits = np.array(flat, dtype=np.uint64)


class Curve:
    """A distribution by its quantiles, equally spaced, straight between them; or a table with a row for each case."""

    def __init__(self, *rows: Sequence[int]) -> None:
        self.knots = np.array(rows, dtype=np.int64)
        self.pieces = self.knots.shape[1] - 1


class Dice:
    """Rolls for a seed. `attribute` names the roll: unlike names are independent."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._salts: dict[str, np.uint64] = {}

    def roll(self, attribute: str, keys: Words) -> Words:
        """64 random bits for each key."""
        return mix(keys + self._salt(attribute))

    def happens(self, attribute: str, keys: Words, share: float | Words) -> Flags:
        """True with the probability `share` (an array holds thresholds made by `odds`)."""
        threshold = np.uint64(odds(share)) if isinstance(share, float) else share
        return (self.roll(attribute, keys) >> _HALF) < threshold

    def below(self, attribute: str, keys: Words, limit: int | Ints) -> Ints:
        """A whole number from 0 to `limit` - 1."""
        high = self.roll(attribute, keys) >> _HALF
        return ((high * np.asarray(limit).astype(np.uint64)) >> _HALF).astype(np.int64)

    def between(self, attribute: str, keys: Words, first: int, last: int) -> Ints:
        """A whole number from `first` to `last`, both included."""
        return self.below(attribute, keys, last - first + 1) + first

    def pick(self, attribute: str, keys: Words, choice: Choice, rows: int | Ints = 0) -> Ints:
        """The number of the alternative, of the table's row where there are several."""
        row = np.asarray(rows, dtype=np.uint64)
        aimed = (self.roll(attribute, keys) >> _HALF) + (row << _HALF)
        found = np.searchsorted(choice.limits, aimed, side="right").astype(np.int64)
        return found - row.astype(np.int64) * choice.width

    def draw(self, attribute: str, keys: Words, curve: Curve, rows: int | Ints = 0) -> Ints:
        """A value of the curve, of the table's row where there are several."""
        place = (self.roll(attribute, keys) >> _HALF) * np.uint64(curve.pieces)
        piece = (place >> _HALF).astype(np.int64)
        part = ((place & _LOW) >> np.uint64(16)).astype(np.int64)
        row = np.asarray(rows, dtype=np.int64)
        low, high = curve.knots[row, piece], curve.knots[row, piece + 1]
        value: Ints = low + (((high - low) * part) >> 16)
        return value

    def _salt(self, attribute: str) -> np.uint64:
        if attribute not in self._salts:
            digest = blake2b(f"{self.seed}/{attribute}".encode(), digest_size=8).digest()
            self._salts[attribute] = np.uint64(int.from_bytes(digest, "big"))
        return self._salts[attribute]
