"""A company's own reports: from the lines of its file to a specification, or to a sentence about what can't be."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from connectors.common.errors import BadInput
from connectors.google_analytics.catalogue import dimensions as known
from connectors.google_analytics.catalogue import metrics
from connectors.google_analytics.catalogue.dimensions import Scope, column_of, scopes_of
from connectors.google_analytics.catalogue.metrics import Metric, metric
from connectors.google_analytics.catalogue.report import MOST_DIMENSIONS, MOST_METRICS, ReportSpec
from connectors.google_analytics.catalogue.standard import ATTRIBUTION_SETTLES_AFTER

if TYPE_CHECKING:
    from connectors.google_analytics.settings import OwnReport

SETTLES_AFTER = 3


def own_report(name: str, given: "OwnReport", *, where: str) -> ReportSpec:
    """Its version is made of its fields. Raises `BadInput` with the first thing that is wrong."""
    old = {**metrics.DEPRECATED, **known.DEPRECATED}
    dimensions = tuple(old.get(each, each) for each in given.dimensions)
    wanted = tuple(old.get(each, each) for each in given.metrics)
    conditions = {
        old.get(each, each): (values,) if isinstance(values, str) else tuple(values)
        for each, values in given.filter.items()
    }
    periods = given.grain == "periods"
    used = (*dimensions, *conditions)
    complaints = (
        *_too_many(dimensions, wanted, periods),
        *_of_time(used),
        *_unsuitable([metric(each) or each for each in wanted], used, periods),
        *_mixed(used, given.scope),
        *_twice((*dimensions, *wanted), periods),
        *(
            f"the filter of {each} has no values: write at least one"
            for each, values in conditions.items()
            if not values
        ),
    )
    if complaints:
        raise BadInput(f"settings.own_reports.{name}: {complaints[0]}.", where=where, mend="Mend it and run again.")
    found: list[Scope] = [*scopes_of(used), "none"]
    scope: Scope = found[0] if given.scope is None else given.scope
    usual = ATTRIBUTION_SETTLES_AFTER if scope == "event" else SETTLES_AFTER
    spec = ReportSpec(
        name,
        scope,
        dimensions,
        wanted,
        grain=given.grain,
        filter=conditions,
        settles_after=given.settles_after or usual,
        renamed={each: old[each] for each in (*given.dimensions, *given.metrics, *given.filter) if each in old},
    )
    return replace(spec, version=spec.fingerprint[:8])


def _too_many(dimensions: Collection[str], wanted: Collection[str], periods: bool) -> Iterator[str]:
    most = MOST_DIMENSIONS - 1 if periods else MOST_DIMENSIONS  # the API adds the period as one more
    if len(dimensions) > most:
        besides = " besides the period" if periods else ""
        yield f"{len(dimensions)} dimensions, and a report takes {most}{besides}: make two reports of it"
    if len(wanted) > MOST_METRICS:
        yield f"{len(wanted)} metrics, and a report takes {MOST_METRICS}: make two reports of it"


def _of_time(used: Collection[str]) -> Iterator[str]:
    for each in used:
        if each in known.TIMES or known.NUMBERED_TIME.fullmatch(each):
            yield f"{each} can't be a dimension, because each row has its day already: leave it out"
        if known.COHORTS.fullmatch(each):
            yield f"{each} can't be a dimension, because cohorts aren't reports of days: leave it out"


def _unsuitable(wanted: Collection[Metric | str], used: Collection[str], periods: bool) -> Iterator[str]:
    for each in wanted:
        if isinstance(each, str):
            yield f"whether {each} adds up is not known, so it can't be kept by days: leave it out"
        elif each.additivity == "ratio":
            yield f"{each.name} is a ratio, which days don't add up to: ask for its parts, {' and '.join(each.parts)}"
        elif each.additivity == "distinct" and not periods:
            yield f"{each.name} counts people, who can't be added up over days: set grain: periods"
        elif each.needs and not any(fnmatchcase(name, need) for name in used for need in each.needs):
            yield f"{each.name} is told by campaigns only: add sessionCampaignName"


def _mixed(used: Collection[str], scope: Scope | None) -> Iterator[str]:
    found = scopes_of(used)
    if len(found) > 1:
        told = ", ".join(f"{names[0]} is of the {of}" for of, names in found.items())
        yield f"one report has one scope, and here {told}: make a report of each"
    elif scope is not None and found and scope not in found:
        of, names = next(iter(found.items()))
        yield f"its scope is {scope}, and {names[0]} is of the {of}: set scope: {of}"


def _twice(names: Collection[str], periods: bool) -> Iterator[str]:
    taken = {"date", "account", "currency", *(("period_grain", "period", "period_start") if periods else ())}
    for name in names:
        if (column := column_of(name)) in taken:
            yield f"the column {column} would be there twice: leave {name} out"
        taken.add(column)
