"""What the documentation of the log's text leaves open, for a test to choose: every way has been seen by somebody."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Dialect:
    """How logs are written.

    `columns`: sorted without regard to case, or as asked for. `text_arrays`: `[\\'a\\']` or `['a']`. `placeholder`:
    whether `ym:s:<attribution>X` heads its column so, or with the model. `scaled_money`: goalsPrice × 1000, tax and
    product prices × 1 000 000. `crlf`: how lines end.
    """

    columns: Literal["sorted", "asked"] = "sorted"
    text_arrays: Literal["escaped", "plain"] = "escaped"
    placeholder: Literal["kept", "resolved"] = "kept"
    scaled_money: bool = True
    crlf: bool = False
