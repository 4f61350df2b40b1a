"""What an attribution model has meant: since June 2026 the old ones answer as their nearest analogue.

The API accepts the old names as before, so a partition must say by itself which numbers it holds
(docs, logs/param: history pulled before and after is not comparable).
"""

from collections.abc import Mapping
from datetime import date

from connectors.yandex_metrica.settings import ATTRIBUTION_ENDED_ON, ENDED

ENDED_ON = date.fromisoformat(ATTRIBUTION_ENDED_ON)
ANALOGUES: Mapping[str, str | None] = {str(model): analogue for model, analogue in ENDED.items()}


def meaning(model: str, answered_on: date) -> str:
    """The model whose numbers a log of that day holds, in lower case; `unknown` where the docs don't tell."""
    name = model.upper()
    if answered_on < ENDED_ON or name not in ANALOGUES:
        return name.lower()
    return (ANALOGUES[name] or "unknown").lower()


def same_model(listed: str | None, asked: str) -> bool:
    """A request may be listed under the model asked for or under its analogue; an old answer names none."""
    if listed is None or listed.upper() == asked.upper():
        return True
    return asked.upper() in ANALOGUES and ANALOGUES[asked.upper()] in (None, listed.upper())
