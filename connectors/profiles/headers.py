"""Headers as people compare them: without regard to case, ё, punctuation and spaces."""

import re
from functools import lru_cache

# signs that tell columns apart stay: № and the marks of money and shares
_BETWEEN = re.compile(r"[^\w№#%₽$€]+|_+")


@lru_cache(maxsize=50_000)
def normal(header: str) -> str:
    """`Бюджет ` → `бюджет`, `UTM Source` and `utm_source` → `utm source`."""
    return _BETWEEN.sub(" ", header.casefold().replace("ё", "е")).strip()
