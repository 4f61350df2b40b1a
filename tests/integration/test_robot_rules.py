"""How well the validity rules tell robots from people, measured against the demo company's labels.

`pytest -s` prints the tables. Precision: of the visits that a rule calls invalid, the share of robots. Recall: of all
robots' visits, the share that the rule finds.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import pytest
from reckoning.demo import Demo

# people who look like robots: one address for a whole office, hourly price checks, no cookies, gone at once, one
# tablet for all visitors of a shop
LOOK_ALIKES = ("office", "price_watcher", "private", "impatient", "kiosk")


@dataclass(frozen=True)
class Judged:
    """A visit with the rules' verdict and the truth about it."""

    family: str
    is_robot: bool
    is_valid: bool
    reasons: tuple[str, ...]


@pytest.fixture(scope="module")
def judged(demo: Demo) -> list[Judged]:
    labels = {(row["date"], str(row["visit_id"])): row for row in demo.truth("visit_labels")}
    visits = demo.warehouse("select date, visit_id, is_valid, reasons from core.core_visits")
    return [
        Judged(label["family"], label["is_robot"], visit["is_valid"], tuple(filter(None, visit["reasons"].split(","))))
        for visit in visits
        for label in [labels[visit["date"], visit["visit_id"].rsplit(":", 1)[1]]]
    ]


def precision_and_recall(judged: list[Judged], found: list[Judged]) -> tuple[float, float]:
    robots = sum(visit.is_robot for visit in found)
    return robots / len(found), robots / sum(visit.is_robot for visit in judged)


def by_reason(judged: list[Judged]) -> dict[str, list[Judged]]:
    """Invalid visits under each of their reason codes."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for visit in judged:
        for reason in visit.reasons if not visit.is_valid else ():
            found[reason].append(visit)
    return dict(found)


def by_family(judged: list[Judged]) -> dict[str, float]:
    """The share of valid visits of each family."""
    visits = Counter(visit.family for visit in judged)
    valid = Counter(visit.family for visit in judged if visit.is_valid)
    return {family: valid[family] / count for family, count in visits.items()}


def test_the_rules_together_are_precise_and_find_most_robots(judged: list[Judged]) -> None:
    precision, recall = precision_and_recall(judged, [visit for visit in judged if not visit.is_valid])
    print(f"\n{'all rules':<24} precision {precision:7.2%}   recall {recall:7.2%}")
    assert precision >= 0.9
    assert recall >= 0.7


def test_each_rule_finds_robots_and_hardly_anyone_else(judged: list[Judged]) -> None:
    measured = {reason: precision_and_recall(judged, found) for reason, found in by_reason(judged).items()}
    print()
    for reason, (precision, recall) in sorted(measured.items(), key=lambda one: -one[1][1]):
        print(f"{reason:<24} precision {precision:7.2%}   recall {recall:7.2%}")
    assert len(measured) >= 5
    assert {reason: precision for reason, (precision, _) in measured.items() if precision < 0.9} == {}


def test_people_who_look_like_robots_stay(judged: list[Judged]) -> None:
    valid = by_family([visit for visit in judged if not visit.is_robot])
    print()
    for family, share in sorted(valid.items()):
        print(f"{family:<24} valid {share:7.2%}")
    assert set(LOOK_ALIKES) <= valid.keys()
    assert {family: share for family, share in valid.items() if share < 0.8} == {}


def test_most_families_of_robots_are_found(judged: list[Judged]) -> None:
    valid = by_family([visit for visit in judged if visit.is_robot])
    print()
    for family, share in sorted(valid.items()):
        print(f"{family:<24} found {1 - share:7.2%}")
    assert len(valid) >= 8
    assert sum(share <= 0.3 for share in valid.values()) > len(valid) / 2


def test_an_invalid_visit_has_a_reason(judged: list[Judged]) -> None:
    assert [visit for visit in judged if not visit.is_valid and not visit.reasons] == []
