"""Which visits the vendor takes for robots: by what a visit shows. It misses some, and wrongs a few people."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sandbox.servers.yandex_metrica.hashing import hashed, words

_SEEN, _WRONGED = 80, 1  # per cent of crude visits, and per mille of others, that the vendor's other signs tell apart


def looks_like_a_robot(visits: pa.Table) -> pa.Array:
    """The flag behind `ym:s:isRobot`: a function of the visit alone, whenever it is asked for."""
    signs = hashed(words(visits.column("visit_id").combine_chunks()), "robot")
    seen = signs % np.uint64(100) < np.uint64(_SEEN)
    wronged = signs % np.uint64(1000) < np.uint64(_WRONGED)
    return pa.array((_crude(visits) & seen) | wronged)


def _crude(visits: pa.Table) -> npt.NDArray[np.bool_]:
    """One page in no time without cookies or a window, no script, or a window as large as the screen."""
    glance = (numbers(visits, "page_views") <= 1) & (numbers(visits, "visit_duration") <= 3)
    blind = (numbers(visits, "javascript_enabled") == 0) | (numbers(visits, "window_client_width") == 0)
    full = (numbers(visits, "window_client_height") == numbers(visits, "screen_height")) & (
        numbers(visits, "screen_height") > 0
    )
    careless = numbers(visits, "cookie_enabled") == 0
    crude: npt.NDArray[np.bool_] = (glance & (careless | full | blind)) | (blind & careless)
    return crude


def numbers(visits: pa.Table, column: str) -> npt.NDArray[np.int64]:
    """A column of numbers or flags, as whole numbers."""
    values = visits.column(column).combine_chunks()
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.uint8())
    found: npt.NDArray[np.int64] = values.to_numpy(zero_copy_only=False).astype(np.int64)
    return found
