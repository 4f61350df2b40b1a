"""Fields that a counter lacks are found, left out, and told of."""

from datetime import timedelta
from pathlib import Path

import pytest
from metrica.counter import DAY, Counter, small_log
from metrica.home import LOG, Home

from connectors.common.errors import BadInput
from connectors.yandex_metrica.api.errors import UnknownField
from connectors.yandex_metrica.logs import field_memory


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path / "state" / "metrica", Counter(), monkeypatch)


def test_a_field_that_the_counter_lacks_is_null_and_told_of_and_asked_about_once_a_day(home: Home) -> None:
    home.counter.unknown = {"ym:s:startURL", "ym:s:isRobotPro"}
    ((rows, _, facts),) = home.pull()
    assert rows.schema.equals(LOG.schema)
    assert rows.column("start_url").null_count == rows.column("is_robot_pro").null_count == 10
    assert facts.details["fields_refused"] == ["ym:s:startURL", "ym:s:isRobotPro"]
    assert facts.warnings == ("The counter refuses ym:s:startURL: is left out, and NULL.",)  # Pro's is no news
    evaluated = home.counter.count("evaluate")
    home.pull(DAY + timedelta(days=1), DAY + timedelta(days=1))
    assert home.counter.count("evaluate") == evaluated + 1  # for room only


def test_a_field_that_is_accepted_and_refused_later_is_left_out(home: Home) -> None:
    home.pull()
    home.counter.unknown = {"ym:s:startURL"}
    next_day = DAY + timedelta(days=1)
    ((_, _, facts),) = home.pull(next_day, next_day)
    assert facts.details["fields_refused"] == ["ym:s:startURL"]


@pytest.mark.parametrize("names_it", [True, False], ids=["named", "not named"])
@pytest.mark.parametrize(
    ("unknown", "refused"),
    [
        ({"ym:s:pageViews"}, ["ym:s:pageViews"]),
        ({"ym:s:goalsID", "ym:s:isRobotPro"}, ["ym:s:goalsID", "ym:s:isRobotPro"]),
        (
            {"ym:s:pageViews", "ym:s:startURL", "ym:s:lastTrafficSource", "ym:s:goalsID", "ym:s:goalsDateTime"},
            ["ym:s:pageViews", "ym:s:startURL", "ym:s:lastTrafficSource", "ym:s:goalsID", "ym:s:goalsDateTime"],
        ),
    ],
    ids=["one", "two", "most"],
)
def test_unknown_fields_are_found_whether_the_refusal_names_them_or_not(
    home: Home, unknown: set[str], refused: list[str], names_it: bool
) -> None:
    home.counter.unknown, home.counter.names_the_unknown = unknown, names_it
    ((rows, _, facts),) = home.pull()
    assert facts.details["fields_refused"] == refused
    assert rows.num_rows == 10
    assert home.counter.count("create") == 1


def test_a_field_goes_by_its_other_name_where_the_first_is_refused(home: Home) -> None:
    log = small_log("visitID counterID date dateTime startURL", also={"startURL": ("ym:s:referer", "ym:s:endURL")})
    home.counter.unknown = {"ym:s:startURL", "ym:s:referer"}
    ((rows, _, facts),) = home.pull(log=log)
    assert home.counter.requests[1000].fields == [
        "ym:s:visitID", "ym:s:counterID", "ym:s:date", "ym:s:dateTime", "ym:s:endURL",
    ]  # fmt: skip
    assert rows.schema.names[-1] == "start_url"
    assert facts.details["fields_refused"] == []


def test_a_required_field_that_is_refused_is_the_end(home: Home) -> None:
    home.counter.unknown = {"ym:s:dateTime"}
    home.fails(BadInput, "the counter refuses the field ym:s:dateTime, without which its visits can't be loaded")
    assert home.counter.count("create") == 0


def test_a_refusal_that_is_not_about_fields_is_told_as_it_is(home: Home) -> None:
    home.counter.troubles["evaluate"] = [
        BadInput("it refused the request (400, invalid_parameter): Wrong dates.", where="the counter") for _ in range(2)
    ]
    home.fails(BadInput, "Wrong dates")
    assert home.counter.count("evaluate") == 2  # all fields, then the required ones alone


def test_a_field_that_only_creating_refuses_is_left_out_by_the_next_run(home: Home) -> None:
    home.counter.troubles["create"] = [UnknownField("it refused (400).", field="ym:s:startURL", where="the counter")]
    home.fails(UnknownField, "it refused")
    ((_, _, facts),) = home.pull()
    assert facts.details["fields_refused"] == ["ym:s:startURL"]
    assert facts.details["adopted"] == []


def test_a_refusal_is_forgotten_after_a_day(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.counter.unknown = {"ym:s:startURL"}
    home.pull()
    home.counter.unknown = set()
    monkeypatch.setattr(field_memory, "REMEMBERED_FOR", timedelta(0))
    ((rows, _, facts),) = home.pull()
    assert facts.details["fields_refused"] == []
    assert rows.column("start_url").null_count == 0
