"""A column of Russian mobile phones that nothing calls so: told by its cells, where they can be nothing else."""

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.lake.privacy.contact_patterns import MOBILE

NEARLY_ALL = 0.9
FIRST = 200
FEWEST_DIFFERENT = 3
LIKE_A_COUNTER = 7  # digits from the left that numbers in a sequence share, and phones of customers don't


def are_mobiles(column: pa.Array) -> bool:
    """Whether nearly all filled cells are mobile phones: ten or eleven digits, of more than one operator's block."""
    filled = pc.drop_null(column)
    if _fit(filled.slice(0, FIRST)) is None:  # most columns are none, and cost no more than this
        return False
    fitting = _fit(filled)
    if fitting is None:
        return False
    ten_digits = pc.replace_substring_regex(fitting, r"^\s*[78]?(9\d{9}).*$", r"\1")
    blocks = pc.unique(pc.utf8_slice_codeunits(ten_digits, 0, LIKE_A_COUNTER))
    return len(blocks) >= FEWEST_DIFFERENT


def _fit(filled: pa.Array) -> pa.Array | None:
    """The cells that look like a mobile phone; nothing where others do not."""
    fitting = pc.filter(filled, pc.match_substring_regex(filled, MOBILE))
    return fitting if len(fitting) and len(fitting) >= NEARLY_ALL * len(filled) else None
