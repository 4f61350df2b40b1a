"""Yandex Direct's fields of a visit that came by a click on an advertisement there."""

from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.servers.yandex_metrica.hashing import below

_FIRST_ORDER, _FIRST_GROUP, _FIRST_BANNER = 41_000_000, 5_300_000_000, 9_100_000_000


def direct_columns(name: str, is_direct: pa.Array, campaign: pa.Array, content: pa.Array) -> pa.Array | None:
    """A field by its name without the model; None where it is not one of Direct's, or never filled by the company."""
    match name:
        case "DirectClickOrder":
            return pc.if_else(is_direct, _number(campaign, _FIRST_ORDER), pa.scalar(0, pa.int64()))
        case "DirectBannerGroup":
            return pc.if_else(is_direct, _number(campaign, _FIRST_GROUP - 1_100_000_000), pa.scalar(0, pa.int64()))
        case "DirectClickBanner":
            return pc.if_else(is_direct, _number(content, _FIRST_BANNER).cast(pa.string()), "")
        case "DirectClickOrderName" | "ClickBannerGroupName":
            return pc.if_else(is_direct, pc.fill_null(campaign, ""), "")
        case "DirectClickBannerName":
            return pc.if_else(is_direct, pc.fill_null(content, ""), "")
        case "DirectPlatformType":
            return pc.if_else(is_direct, _platform(campaign), "")
        case "DirectConditionType":
            return pc.if_else(is_direct, "phrase", "")
        case "CurrencyID":
            return pc.if_else(is_direct, "RUB", "")
    return None


def _number(texts: pa.Array, first: int) -> pa.Array:
    """A number for each text, the same one everywhere."""
    pool = pc.fill_null(texts, "").dictionary_encode()
    names = pool.dictionary.to_pylist()
    seeds = np.array(
        [int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) for name in names], dtype=np.uint64
    )
    numbers = pa.array(below(seeds, "direct", 900_000) + first)
    return numbers.take(pool.indices)


def _platform(campaign: pa.Array) -> pa.Array:
    return pc.if_else(pc.fill_null(pc.match_substring(campaign, "РСЯ"), False), "context", "search")
