"""By which model the days of a stream were attributed, as their loads tell, and since when it is another one.

On 2026-06-25 Yandex.Metrica replaced most models by their nearest analogue (first by cross_device_first, lastsign by
cross_device_last_significant, the Direct ones by automatic): the same request means something else since then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipelines.lake.manifest import Manifest

REMAPPED_ON = date(2026, 6, 25)
UNCHANGED = {"last", "cross_device_first", "cross_device_last_significant", "automatic"}
ASKED, ANSWERED, MEANS, PULLED_AT = "attribution_asked", "attribution_answered", "attribution_means", "pulled_at"


@dataclass(frozen=True)
class Model:
    """What was asked for, what the source called its answer, and what that meant at the time; in lower case."""

    asked: str
    answered: str
    means: str
    since_remap: bool

    @property
    def named(self) -> str:
        """`lastsign, which means cross_device_last_significant`."""
        answered = f", answered as {self.answered}" if self.answered != self.asked else ""
        means = f", which means {self.means}" if self.means != self.answered else ""
        era = f", pulled since {REMAPPED_ON}" if self.since_remap else ""
        return f"{self.asked}{answered}{means}{era}"


def model_of(load: Manifest) -> Model | None:
    """None for loads that tell of no model."""
    told = [str(load.details.get(name) or "").lower() for name in (ASKED, ANSWERED, MEANS)]
    if not any(told):
        return None
    asked = told[0] or told[1] or told[2]
    answered = told[1] or asked
    means = told[2] or answered
    is_changed = not {asked, means} <= UNCHANGED
    return Model(asked, answered, means, is_changed and pulled_on(load) >= REMAPPED_ON)


def pulled_on(load: Manifest) -> date:
    """The day on which the source gave the data."""
    return date.fromisoformat(str(load.details.get(PULLED_AT) or load.loaded_at)[:10])


def break_of(loads: Iterable[Manifest]) -> str | None:
    """A sentence where the days of one stream weren't all attributed alike."""
    days = sorted(((load.partition, model) for load in loads if (model := model_of(load))), key=lambda each: each[0])
    turns = [(day, before, now) for (_, before), (day, now) in pairwise(days) if before != now]
    if not turns:
        return None
    day, before, now = turns[0]
    more = "" if len(turns) == 1 else f", and it turns {len(turns) - 1} more times"
    return (
        f"the days since {day} were attributed by {now.named}; those before by {before.named}{more}. "
        "What the source says of where visits came from isn't comparable between them; Tablo's own attribution uses "
        f"last, which has not changed. To make it one: tablo run --from {days[0][0]} --to {days[-1][0]} --refresh all"
    )
