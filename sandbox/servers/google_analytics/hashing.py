"""Chance that is always the same: a share of sessions by a hash of their number and of what is being decided."""

import zlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
_SCALE = np.uint64(1_000_000)


def words(values: pa.ChunkedArray | pa.Array) -> Words:
    """Whole numbers as they lie in memory."""
    found: Words = values.to_numpy(zero_copy_only=False) if isinstance(values, pa.Array) else values.to_numpy()
    return found.astype(np.uint64)


def mixed(numbers: Words, purpose: str) -> Words:
    """A hash of each number for one purpose."""
    with np.errstate(over="ignore"):
        value = numbers ^ np.uint64(zlib.crc32(purpose.encode()) * 0x9E3779B97F4A7C15 & (1 << 64) - 1)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return value ^ (value >> np.uint64(31))


def happens(numbers: Words, purpose: str, share: float) -> Flags:
    """True for so large a share of the numbers; those of a smaller share are among those of a larger one."""
    lucky: Flags = mixed(numbers, purpose) % _SCALE < np.uint64(round(share * 1_000_000))
    return lucky
