"""Every metric is additive, nearly so, distinct or a ratio, and is had accordingly or not at all."""

import pytest

from connectors.common.errors import BadInput
from connectors.google_analytics.catalogue.metrics import METRICS, OF_A_PROPERTY, metric
from connectors.google_analytics.catalogue.own import own_report
from connectors.google_analytics.settings import OwnReport

RATIOS = sorted(name for name, each in METRICS.items() if each.additivity == "ratio")
DISTINCT = sorted(name for name, each in METRICS.items() if each.additivity == "distinct")


@pytest.mark.parametrize(
    ("name", "additivity"),
    [
        ("screenPageViews", "additive"),
        ("keyEvents", "additive"),
        ("keyEvents:purchase", "additive"),
        ("customEvent:level", "additive"),
        ("advertiserAdCost", "additive"),
        ("sessions", "nearly"),
        ("engagedSessions", "nearly"),
        ("newUsers", "nearly"),
        ("totalUsers", "distinct"),
        ("activeUsers", "distinct"),
        ("totalPurchasers", "distinct"),
        ("bounceRate", "ratio"),
        ("sessionKeyEventRate:sign_up", "ratio"),
        ("averageCustomEvent:level", "ratio"),
    ],
)
def test_whether_a_metric_adds_up(name: str, additivity: str) -> None:
    found = metric(name)
    assert found is not None
    assert (found.name, found.additivity) == (name, additivity)


@pytest.mark.parametrize("name", ["sessionz", "sessions:mine", "dataDrivenMagic"])
def test_of_an_unknown_metric_nobody_says_that_it_adds_up(name: str) -> None:
    assert metric(name) is None


def test_every_ratio_names_its_parts_and_nothing_else_has_parts() -> None:
    for each in (*METRICS.values(), *OF_A_PROPERTY.values()):
        assert bool(each.parts) == (each.additivity == "ratio"), each.name


@pytest.mark.parametrize("grain", ["day", "periods"])
@pytest.mark.parametrize("name", RATIOS)
def test_a_ratio_is_refused_with_the_names_of_its_parts(name: str, grain: str) -> None:
    given = OwnReport.model_validate({"metrics": [name], "grain": grain})
    with pytest.raises(BadInput) as refusal:
        own_report("mine", given, where="here")
    assert f"{name} is a ratio" in str(refusal.value)
    for part in METRICS[name].parts:
        assert part in str(refusal.value)


@pytest.mark.parametrize("name", DISTINCT)
def test_people_are_refused_by_days_and_had_by_periods(name: str) -> None:
    with pytest.raises(BadInput, match="grain: periods"):
        own_report("mine", OwnReport.model_validate({"metrics": [name]}), where="here")
    by_periods = own_report("mine", OwnReport.model_validate({"metrics": [name], "grain": "periods"}), where="here")
    assert by_periods.schema.names[:4] == ["date", "period_grain", "period", "period_start"]
