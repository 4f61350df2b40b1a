"""Before its first use a report is checked against the property, and what was found is remembered."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from analytics_home import DAY, AnalyticsHome, serving

from connectors.common.errors import BadInput
from connectors.google_analytics.api.metadata import Metadata, MetadataField
from connectors.google_analytics.catalogue import STANDARD
from connectors.google_analytics.reports.compatibility import check
from sandbox.servers.google_analytics import Behaviour, misbehaviour


def checks(home: AnalyticsHome) -> int:
    return home.server.requests.count["checkCompatibility"]


def own(**fields: Any) -> dict[str, Any]:
    return {"own_reports": {"mine": {"metrics": ["sessions"], **fields}}}


def test_a_report_is_checked_once_in_thirty_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        for passed, expected in ((0, 1), (0, 1), (29, 1), (1, 2)):
            home.clock.now += timedelta(days=passed)
            home.pull("channel_days")
            assert checks(home) == expected
        assert home.server.requests.count["getMetadata"] == 2
        home.pull("campaign_days")
        assert checks(home) == 3


@pytest.mark.parametrize("text", ["", "{", "[]", '{"checked_at": 5}', '{"fingerprint": "x", "blocked": []}'])
def test_a_memory_that_can_t_be_read_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    with serving(tmp_path, monkeypatch) as home:
        home.pull("channel_days")
        (memory,) = (home.state / "google_analytics").rglob("channel_days.json")
        memory.write_text(text, encoding="utf-8")
        home.pull("channel_days")
        home.pull("channel_days")
        assert checks(home) == 2


def test_a_report_of_other_fields_is_checked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        home.pull("mine", **own(dimensions=["country"]))
        home.pull("mine", **own(dimensions=["deviceCategory"]))
        assert checks(home) == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"dimensions": ["customEvent:level"]}, "the property has no dimension customEvent:level"),
        ({"dimensions": ["sessions"], "metrics": ["keyEvents"]}, "the property has no dimension sessions"),
        ({"metrics": ["customEvent:level"]}, "the property has no metric customEvent:level"),
        ({"filter": {"customUser:plan": "gold"}}, "the property has no dimension customUser:plan"),
    ],
    ids=["dimension", "kind", "metric", "filter"],
)
def test_a_field_that_the_property_lacks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], sentence: str
) -> None:
    with serving(tmp_path, monkeypatch) as home, pytest.raises(BadInput, match=sentence) as refusal:
        home.pull("mine", **own(**fields))
    assert ", mine: " in str(refusal.value)
    assert "Leave " in refusal.value.mend


def test_a_custom_dimension_that_the_property_has_is_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch, custom=("customEvent:level",)) as home:
        rows = home.pull("mine", **own(dimensions=["customEvent:level"], metrics=["eventCount"])).rows
    assert rows.schema.names == ["date", "custom_event_level", "event_count"]


def test_fields_that_don_t_fit_together_are_named_with_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, monkeypatch) as home, pytest.raises(BadInput) as refusal:
        home.pull("mine", **own(dimensions=["itemName"], metrics=["sessions"]))
    assert ", mine: " in str(refusal.value)
    assert "itemName" in str(refusal.value) or "sessions" in str(refusal.value)
    assert not home.server.requests.count["runReport"]


def test_what_runs_otherwise_than_it_was_checked_is_named_and_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, monkeypatch, behaviour=Behaviour(disagrees=frozenset({"landingPage"}))) as home:
        with pytest.raises(BadInput, match=r"landing_page_days: .*landingPage") as refusal:
            home.pull("landing_page_days")
        assert "Leave out landingPage" in str(refusal.value)
        home.server.change(behaviour=Behaviour())
        assert home.pull("landing_page_days").rows.num_rows == 4
        assert checks(home) == 2


def test_any_refused_request_makes_the_next_run_ask_what_the_property_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, monkeypatch) as home:
        home.pull("channel_days")
        text = "Field eventCount is not a valid metric. For a list of valid ones see the documentation."
        home.server.faults.arm("runReport", misbehaviour.refused("INVALID_ARGUMENT", text))
        with pytest.raises(BadInput, match="channel_days: it refused the request: Field eventCount is not a valid"):
            home.pull("channel_days")
        assert checks(home) == 1
        home.pull("channel_days")
        assert checks(home) == 2


def test_an_old_name_of_the_configuration_is_mapped_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        pulled = home.pull("mine", **own(dimensions=["eventName"], metrics=["conversions"]))
        assert [metric.name for metric in home.server.requests.reports[-1].metrics] == ["keyEvents"]
    assert pulled.rows.schema.names == ["date", "event_name", "key_events"]
    (warning,) = pulled.warnings
    assert warning.endswith(", mine: conversions is called keyEvents now; change the name in settings.")


class Renaming:
    """An API whose property has come to call sessions by another name."""

    where = "google_analytics property 1"

    def metadata(self) -> Metadata:
        report = STANDARD["channel_days"]
        fields = {name: MetadataField(name, "dimension") for name in report.dimensions}
        fields |= {name: MetadataField(name, "metric") for name in report.metrics if name != "sessions"}
        fields["visits"] = MetadataField("visits", "metric", deprecated_names=("sessions",), blocked=("revenue",))
        return Metadata(fields, {"sessions": "visits"})

    def incompatible(self, request: Any) -> list[str]:
        return []


def test_a_name_that_the_vendor_changes_keeps_its_column() -> None:
    checked = check(Renaming(), STANDARD["channel_days"])  # type: ignore[arg-type]
    assert checked.renamed == {"sessions": "visits"}
    assert checked.report.metrics[0] == "visits"
    assert checked.blocked == ("visits",)
    assert STANDARD["channel_days"].schema.names[2] == "sessions"


def test_several_days_are_asked_without_asking_again_what_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        home.pull("channel_days", DAY, DAY + timedelta(days=6))
        assert checks(home) == 1
