"""What comes of a comparison with totals: the sums, those that miss, and the sentences about them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pipelines.lake import Manifest
from pipelines.lake.inbox.summary import counted
from pipelines.lake.manifest import as_of
from pipelines.reconciliation.sides import TOGETHER
from pipelines.reconciliation.words import by_days, number

SLACK = 1  # 2 sessions instead of 1 are never worth a word, however large their share


@dataclass(frozen=True)
class Sum:
    """One measure of a day: the sum over the rows, the total, and by which share of it the sum may miss."""

    day: date
    measure: str
    rows: float
    total: float
    tolerance: float

    @property
    def difference(self) -> float:
        """How much more the rows have."""
        return self.rows - self.total

    @property
    def share(self) -> float:
        """The difference as a share of the total; of the sum where the total is 0."""
        return abs(self.difference) / (abs(self.total) or abs(self.rows) or 1)

    @property
    def agrees(self) -> bool:
        """Within the tolerance, or too small to matter."""
        # a share that is the tolerance itself mustn't fail by the last bit
        return abs(self.difference) <= SLACK or self.share <= self.tolerance + 1e-9


@dataclass(frozen=True)
class AddedUp:
    """`troubles` and `left_out` are sentences; `differing` are the sums beyond the tolerance, the largest first."""

    sums: tuple[Sum, ...]
    differing: tuple[Sum, ...]
    troubles: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """No sum misses its total."""
        return not self.differing

    @property
    def days(self) -> int:
        """On how many days anything was compared."""
        return len({each.day for each in self.sums})


def added_up(
    stream: str,
    totals: str,
    sums: Sequence[Sum],
    loads: Mapping[date, Manifest],
    totals_loads: Mapping[date, Manifest],
    left_out: Mapping[str, Collection[date]],
) -> AddedUp:
    """Put into words; the loads tell of what may be behind a difference."""
    differing = [each for each in sums if not each.agrees]
    troubles = [_difference(stream, totals, alike) for alike in _alike(differing)]
    days = {each.day for each in differing}
    reasons = {
        "The vendor withholds rows of few people": _thresholded(loads, days) | _thresholded(totals_loads, days),
        "The vendor looked at a sample": _sampled(loads, days) | _sampled(totals_loads, days),
        "Both were not loaded together, and what came in between is in one of them; load them again": {
            day for day in days if _apart(loads[day], totals_loads[day])
        },
    }
    troubles += [f"{reason}: {by_days(told)}." for reason, told in reasons.items() if told]
    # refused rows carry no day that could be trusted: they lie with the first one of their export
    refused = sum(load.quarantined for load in loads.values())
    if differing and refused:
        troubles.append(f"{counted(refused, 'row')} of {stream} could not be read.")
    untold = tuple(f"{reason}: {by_days(told)}" for reason, told in left_out.items())
    return AddedUp(tuple(sums), tuple(sorted(differing, key=_rank)), tuple(troubles), untold)


def _alike(sums: Sequence[Sum]) -> Iterable[list[Sum]]:
    """The sums of measures that differ on the same days: where rows are missing, all measures miss them."""
    days: dict[str, set[date]] = {}
    for each in sums:
        days.setdefault(each.measure, set()).add(each.day)
    groups: dict[frozenset[date], list[Sum]] = {}
    for each in sums:
        groups.setdefault(frozenset(days[each.measure]), []).append(each)
    return groups.values()


def _difference(stream: str, totals: str, sums: Sequence[Sum]) -> str:
    """One sentence for all of them, with the worst."""
    worst, measures = min(sums, key=_rank), ", ".join(dict.fromkeys(each.measure for each in sums))
    return (
        f"{measures} of {stream} don't add up to {totals} on {by_days({each.day for each in sums})}; most of all "
        f"{worst.measure} on {worst.day}: {number(worst.rows)} in the rows, {number(worst.total)} in all, "
        f"{worst.share:.1%} apart where {worst.tolerance:.1%} may be."
    )


def _rank(one: Sum) -> float:
    """The largest share first; shares that are shown alike stay in their order."""
    return -round(one.share, 3)


def _thresholded(loads: Mapping[date, Manifest], days: Iterable[date]) -> set[date]:
    return {day for day in days if (told := loads[day].quality) and told.is_thresholded}


def _sampled(loads: Mapping[date, Manifest], days: Iterable[date]) -> set[date]:
    shares = {day: told.sample_share for day in days if (told := loads[day].quality)}
    return {day for day, share in shares.items() if share is not None and share < 1}


def _apart(load: Manifest, other: Manifest) -> bool:
    moments = [datetime.fromisoformat(as_of(each)) for each in (load, other)]
    return abs(moments[0] - moments[1]) > TOGETHER
