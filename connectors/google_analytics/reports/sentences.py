"""What people should know of days that were loaded all the same: a sentence each, with its days."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from connectors.google_analytics.catalogue.report import ReportSpec
from connectors.google_analytics.reports.said import Said


def warnings(report: ReportSpec, days: Mapping[date, Said], present: Mapping[str, str], where: str) -> tuple[str, ...]:
    """Of one export. `present`: names of the configuration by which the property calls its fields no more."""
    return tuple(f"{where}: {sentence}" for sentence in _sentences(report, days, present))


def _sentences(report: ReportSpec, days: Mapping[date, Said], present: Mapping[str, str]) -> Iterator[str]:
    for old, new in {**report.renamed, **present}.items():
        yield f"{old} is called {new} now; change the name in settings."
    if found := _which(days, lambda said: said.is_thresholded):
        yield f"rows of few people are withheld by the vendor (thresholding) on {found}."
    if found := _which(days, lambda said: said.has_other_row):
        yield f"rare values are lumped together in the row (other) on {found}."
    if found := _which(days, lambda said: said.sampling is not None):
        share = min(said.sample_share for said in days.values())
        yield f"only a sample of the events was looked at, down to {share:.2%} of them, on {found}."
    for reason, found in _by(days, lambda said: said.truncated).items():
        yield f"the vendor no longer has all data ({reason}) of {found}."
    for name, found in _by(days, lambda said: said.restricted).items():
        yield f"our role may not see {name}, which is left empty, on {found}."


def compact(days: Sequence[date]) -> str:
    """`2026-10-05 to 2026-10-08, 2026-10-12`."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(days):
        if ranges and day - ranges[-1][1] == timedelta(days=1):
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in ranges)


def _which(days: Mapping[date, Said], holds: Callable[[Said], bool]) -> str:
    return compact([day for day, said in days.items() if holds(said)])


def _by(days: Mapping[date, Said], told: Callable[[Said], tuple[str, ...]]) -> dict[str, str]:
    """What is told of some days, with these."""
    found: dict[str, list[date]] = {}
    for day, said in days.items():
        for each in told(said):
            found.setdefault(each, []).append(day)
    return {each: compact(of) for each, of in found.items()}
