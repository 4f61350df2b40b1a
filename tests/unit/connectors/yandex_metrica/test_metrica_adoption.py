"""A log request from being asked for to being cleaned, and what a run takes over from one that didn't finish."""

from datetime import timedelta
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest
from metrica import counter as counter_module
from metrica.counter import DAY, Counter
from metrica.home import ALL_NAMES, LOG, Home, Stopped, ids

from connectors.common.errors import AccessRefused, BadInput, Problem, QuotaSpent, SourceDown
from connectors.common.limits import DayIsSpent
from connectors.yandex_metrica.logs import store as store_module
from connectors.yandex_metrica.logs.spooled_part import PartWriter


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path / "state" / "metrica", Counter(), monkeypatch)


def test_a_log_is_asked_for_once_pulled_part_by_part_and_cleaned(home: Home) -> None:
    ((rows, rejected, facts),) = home.pull()
    assert ids(rows) == [1000 + n for n in range(10)]
    assert rejected == []
    assert home.counter.count("create") == 1
    assert home.counter.count("download") == 2
    assert home.counter.held() == []
    assert home.spooled() == []
    assert list((home.state / "locks").glob("*")) == []
    assert facts.details["request_ids"] == ["1000"]
    assert facts.details["adopted"] == []
    assert facts.details["parts"] == 2
    assert facts.details["bytes"] == facts.details["downloaded_bytes"] == sum(map(len, home.counter.texts.values()))
    assert facts.details["attribution_means"] == "last"
    assert facts.warnings == ()


def test_leaving_by_an_error_keeps_the_spool_and_the_next_export_needs_no_server(home: Home) -> None:
    home.stops_before_the_end()
    assert len(home.spooled()) == 2
    assert home.counter.held() == []  # the server's room was given back all the same
    asked = len(home.counter.asked)
    ((rows, _, facts),) = home.pull()
    assert home.counter.asked[asked:] == []
    assert ids(rows) == [1000 + n for n in range(10)]
    assert (facts.details["adopted"], facts.details["downloaded_bytes"]) == (["1000"], 0)
    assert home.spooled() == []


def test_leaving_before_the_facts_came_keeps_everything_too(home: Home) -> None:
    for export in home.client().exports(LOG, DAY, DAY):
        with export:
            next(iter(export.pieces()))
    assert len(home.spooled()) == 2


def test_what_was_asked_a_day_ago_is_given_back_and_asked_for_anew(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.counter.statuses = [["created"] * 99]
    home.fails(SourceDown, "is not ready after 0 minutes", longest_wait=0)
    assert home.counter.held() == [1000]
    monkeypatch.setattr(store_module, "ADOPTED_WITHIN", timedelta(0))
    ((_, _, facts),) = home.pull()
    assert home.counter.requests[1000].status == "canceled"
    assert (facts.details["request_ids"], facts.details["adopted"]) == (["1001"], [])
    assert home.counter.held() == []


def test_a_log_that_takes_longer_than_patience_stays_in_flight_and_is_waited_for_by_the_next_run(home: Home) -> None:
    home.counter.statuses = [["created", "awaiting_retry", "created"]]
    home.fails(SourceDown, "It stays in flight", longest_wait=0)
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert facts.details["adopted"] == ["1000"]
    assert home.counter.count("create") == 1


def test_a_request_that_outlasts_the_patience_of_two_runs_is_canceled_and_asked_for_anew(home: Home) -> None:
    home.counter.statuses = [["created"] * 9999, []]
    home.fails(SourceDown, "It stays in flight", longest_wait=0)
    ((_, _, facts),) = home.pull(longest_wait=0.05)
    assert facts.details["request_ids"] == ["1001"]
    assert home.counter.requests[1000].status == "canceled"
    assert home.counter.held() == []


@pytest.mark.parametrize(
    "ended", ["processing_failed", "canceled", "cleaned_by_user", "cleaned_automatically_as_too_old"]
)
def test_a_request_that_comes_to_nothing_is_asked_for_once_more(home: Home, ended: str) -> None:
    home.counter.statuses = [[ended], []]
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert facts.warnings == (f"The log request 1000 ended as {ended}. It was asked for once more.",)
    home.counter.statuses = [[ended], [ended]]
    home.fails(SourceDown, f"ended as {ended}. Nothing of it is loaded; a later run asks again.", first=DAY)
    assert home.counter.held() == []


def test_a_request_that_vanished_is_asked_for_once_more(home: Home) -> None:
    home.counter.statuses = [["created"] * 99]
    home.fails(SourceDown, "not ready", longest_wait=0)
    home.counter.requests.clear()
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert "has vanished from the server" in facts.warnings[0]


def test_a_status_that_nobody_knows_is_a_sentence(home: Home) -> None:
    home.counter.statuses = [["postponed"]]
    home.fails(SourceDown, "has the status 'postponed', which is not known")


@pytest.mark.parametrize("broken", [["before"], ["after"], ["before", "after"]], ids=" then ".join)
def test_a_post_without_an_answer_makes_one_request_and_not_two(home: Home, broken: list[str]) -> None:
    home.counter.broken_posts = list(broken)
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert len(home.counter.requests) == 1
    assert home.counter.requests[1000].status == "cleaned_by_user"
    assert facts.warnings == ()


def test_an_answer_that_stays_lost_is_found_by_the_next_run(home: Home) -> None:
    home.counter.broken_posts = ["after"]
    home.counter.http.retry = type(home.counter.http.retry)(attempts=1)
    home.fails(SourceDown, "no answer in time")
    ((_, _, facts),) = home.pull()
    assert facts.details["adopted"] == ["1000"]
    assert len(home.counter.requests) == 1
    assert home.counter.held() == []


def test_a_log_that_stays_broken_for_two_runs_is_asked_for_anew(home: Home) -> None:
    prepared = home.counter._prepared
    home.counter._prepared = lambda log: [  # type: ignore[method-assign]
        part.model_copy(update={"size": 9999}) for part in prepared(log)
    ]
    home.fails(SourceDown, "the part is cut short")
    assert home.counter.held() == [1000]
    home.counter._prepared = prepared  # type: ignore[method-assign]
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert facts.details["request_ids"] == ["1001"]
    (warning,) = facts.warnings
    assert warning.startswith("The part is cut short: ")
    assert home.counter.held() == []


def test_a_request_that_only_looks_like_an_intent_of_long_ago_is_left_alone(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.counter.broken_posts = ["before"]
    home.counter.http.retry = type(home.counter.http.retry)(attempts=1)
    home.fails(SourceDown, "can't be reached")
    theirs = home.counter.add(DAY, DAY, ALL_NAMES, status="processed")
    monkeypatch.setattr(store_module, "ADOPTED_WITHIN", timedelta(0))
    ((_, _, facts),) = home.pull()
    assert facts.details["request_ids"] == ["1001"]
    assert home.counter.held() == [theirs.request_id]


def test_a_log_that_somebody_asked_for_is_used_and_left_to_them(home: Home) -> None:
    home.counter.statuses = [["created"]]
    theirs = home.counter.add(DAY, DAY, ALL_NAMES)
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert home.counter.requests[theirs.request_id].status == "processed"
    assert facts.warnings == (
        f"The log request {theirs.request_id} was in flight already; it is used and not cleaned.",
    )


def test_a_finished_log_of_somebody_else_is_no_log_of_ours(home: Home) -> None:
    theirs = home.counter.add(DAY, DAY, ALL_NAMES, status="processed")
    ((_, _, facts),) = home.pull()
    assert facts.details["request_ids"] == ["1001"]
    assert home.counter.requests[theirs.request_id].status == "processed"


def test_a_request_that_a_living_run_works_on_is_left_alone(home: Home) -> None:
    home.counter.statuses = [["created"]]
    first = home.client().exports(LOG, DAY, DAY)
    export = next(iter(first))
    with export:
        pieces = export.pieces()
        next(pieces)
        ((rows, _, facts),) = home.pull()
        assert rows.num_rows == 10
        assert (facts.details["request_ids"], facts.details["adopted"]) == (["1001"], [])
        list(pieces)
    assert list(first) == []
    assert home.spooled() == []


def test_a_clean_that_fails_is_a_warning_and_made_good_by_a_later_run(home: Home) -> None:
    home.counter.troubles["clean"] = [SourceDown("it failed by itself (503).", where="the counter") for _ in range(2)]
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert facts.warnings == (
        "the counter: it failed by itself (503). "
        "The log request 1000 was not cleaned and takes up quota; a later run tries again.",
    )
    assert home.counter.held() == [1000]
    ((_, _, facts),) = home.pull(DAY + timedelta(days=1), DAY + timedelta(days=1))
    assert facts.warnings == ()
    assert home.counter.held() == []


def test_a_clean_whose_answer_was_lost_is_not_a_failure(home: Home) -> None:
    clean = home.counter.clean

    def lost(request_id: int, attempts: int | None = None) -> None:
        clean(request_id)
        raise BadInput("it refused the request (400): not processed", where="the counter")

    home.counter.clean = lost  # type: ignore[method-assign]
    ((_, _, facts),) = home.pull()
    assert facts.warnings == ()


def test_sizes_that_the_api_counts_otherwise_can_be_ignored(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = home.counter._prepared
    packed = lambda log: [part.model_copy(update={"size": 1}) for part in prepared(log)]  # noqa: E731
    monkeypatch.setattr(home.counter, "_prepared", packed)
    home.fails(SourceDown, "set check_part_sizes to false")
    home.counter.settings = home.counter.settings.model_copy(update={"check_part_sizes": False})
    ((rows, _, _),) = home.pull()
    assert ids(rows) == home.counter.visits(DAY, [])
    assert home.counter.held() == []


def test_numbers_that_came_empty_in_many_rows_are_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = counter_module.value
    monkeypatch.setattr(
        counter_module,
        "value",
        lambda name, visit, day: "" if name == "ym:s:pageViews" and visit % 5 == 0 else filled(name, visit, day),
    )
    ((rows, rejected, facts),) = home.pull()
    assert (rows.num_rows, len(rejected), rows.column("page_views").null_count) == (10, 0, 2)
    assert facts.warnings == ("The log holds nothing in places where it usually does, of 10 rows: page_views in 2.",)


def test_a_log_whose_header_makes_no_sense_is_cleaned_and_forgotten(home: Home) -> None:
    prepared = home.counter._prepared

    def renamed(log: Any) -> Any:
        parts = prepared(log)
        for part in parts:
            text = home.counter.texts[log.request_id, part.part_number]
            home.counter.texts[log.request_id, part.part_number] = text.replace(b"pageViews", b"pageVisit")
        return parts

    home.counter._prepared = renamed  # type: ignore[method-assign]
    home.fails(BadInput, "the header misses ym:s:pageViews")
    assert home.counter.held() == []
    assert home.spooled() == []
    home.counter._prepared = prepared  # type: ignore[method-assign]
    ((_, _, facts),) = home.pull()
    assert facts.details["adopted"] == []


def test_a_refused_request_leaves_nothing_to_be_taken_over(home: Home) -> None:
    home.counter.troubles["create"] = [AccessRefused("no (403).", where="the counter")]
    home.fails(AccessRefused, "no")
    ((_, _, facts),) = home.pull()
    assert facts.details["adopted"] == []
    assert len(home.counter.requests) == 1


def test_parts_that_were_cut_another_way_meanwhile_are_downloaded_anew(home: Home) -> None:
    download = home.counter.download
    home.counter.download = lambda request_id, part, gzip: (  # type: ignore[method-assign]
        download(request_id, part, gzip=gzip) if part == 0 else _stop()
    )
    with pytest.raises(Stopped):
        home.pull()
    assert home.spooled() == ["part-0.arrow"]
    home.counter.download = download  # type: ignore[method-assign]
    home.counter.rows_a_part = 4
    home.counter._move(home.counter.requests[1000], "processed")
    ((rows, _, facts),) = home.pull()
    assert ids(rows) == [1000 + n for n in range(10)]
    assert facts.details["parts"] == 3
    assert facts.details["downloaded_bytes"] == facts.details["bytes"]


def test_only_missing_parts_are_downloaded(home: Home) -> None:
    download = home.counter.download
    home.counter.download = lambda request_id, part, gzip: (  # type: ignore[method-assign]
        download(request_id, part, gzip=gzip) if part == 0 else _stop()
    )
    with pytest.raises(Stopped):
        home.pull()
    home.counter.download = download  # type: ignore[method-assign]
    ((rows, _, facts),) = home.pull()
    assert ids(rows) == [1000 + n for n in range(10)]
    assert [asked for asked in home.counter.asked if asked.startswith("download")] == [
        "download 1000/0", "download 1000/1",
    ]  # fmt: skip
    assert facts.details["downloaded_bytes"] == len(home.counter.texts[1000, 1])


def _stop() -> Any:
    raise Stopped


def test_a_part_that_came_under_two_numbers_is_refused_and_asked_for_once_more(home: Home) -> None:
    prepared = home.counter._prepared

    def doubled(log: Any) -> Any:
        first, *_ = prepared(log)
        home.counter.texts[log.request_id, 1] = home.counter.texts[log.request_id, 0]
        return [first, first.model_copy(update={"part_number": 1})]

    home.counter._prepared = doubled  # type: ignore[method-assign]
    home.fails(SourceDown, "two parts of the log request 1001 hold the same rows")
    assert home.counter.held() == []
    assert home.spooled() == []


def test_a_part_that_is_listed_twice_is_refused(home: Home) -> None:
    prepared = home.counter._prepared
    home.counter._prepared = lambda log: prepared(log) + prepared(log)  # type: ignore[method-assign]
    home.fails(SourceDown, "lists a part twice")
    assert home.counter.held() == []


def test_a_visit_that_comes_twice_is_loaded_once_and_told_of(home: Home) -> None:
    home.counter.visits = lambda day, fields: [1, 2, 3, 2, 2]
    ((rows, rejected, facts),) = home.pull()
    assert ids(rows) == [1, 2, 3]
    assert [(row.reason, row.text) for row in rejected] == [
        ("the same row came before in this log", f"visit_id 2, date {DAY}")
    ] * 2
    assert facts.details["rows_repeated"] == 2
    assert facts.warnings == ("2 rows came a second time in the same log, and were refused.",)


def test_the_same_visit_on_two_days_is_two_rows(home: Home) -> None:
    home.counter.visits = lambda day, fields: [1, 2]
    ((rows, _, _),) = home.pull(DAY, DAY + timedelta(days=1))
    assert ids(rows) == [1, 1, 2, 2]


def test_days_without_rows_are_loaded_as_such(home: Home) -> None:
    home.counter.visits = lambda day, fields: []
    ((rows, rejected, facts),) = home.pull()
    assert (rows.num_rows, rejected, facts.rows_read) == (0, [], 0)


def test_a_damaged_ledger_begins_anew_and_says_so_and_nothing_is_lost(home: Home) -> None:
    home.stops_before_the_end()
    (home.state / "ledger.sqlite").write_bytes(b"not a database" * 500)
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert facts.warnings[0].startswith("The ledger of log requests was damaged and begins anew")
    assert home.spooled() == []


def test_a_spool_file_that_became_unreadable_is_downloaded_again(home: Home) -> None:
    home.stops_before_the_end()
    part = next((home.state / "spool").rglob("part-0.arrow"))
    part.write_bytes(part.read_bytes()[:200])
    ((rows, _, _),) = home.pull()
    assert ids(rows) == [1000 + n for n in range(10)]
    assert home.counter.held() == []


def test_an_own_request_that_could_not_be_canceled_is_found_again_and_is_not_somebody_elses(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.counter.statuses = [["created"] * 4]
    home.fails(SourceDown, "It stays in flight", longest_wait=0)
    monkeypatch.setattr(store_module, "ADOPTED_WITHIN", timedelta(0))
    home.counter.troubles["cancel"] = [SourceDown("it failed by itself (503).", where="the counter")]
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert facts.details["request_ids"] == ["1000"]
    (warning,) = facts.warnings
    assert warning.endswith("The log request 1000 was not cleaned and takes up quota; a later run tries again.")
    assert len(home.counter.requests) == 1
    assert home.counter.held() == []


def test_a_full_disk_is_a_sentence_and_the_next_run_goes_on(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(writer: PartWriter, piece: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(PartWriter, "add", full)
        home.fails(Problem, "our own disk can't be used: No space left on device. Make room")
    ((rows, _, facts),) = home.pull()
    assert rows.num_rows == 10
    assert facts.details["adopted"] == ["1000"]


def test_a_quota_of_seconds_is_waited_out_and_one_of_the_day_is_not(home: Home) -> None:
    soon = QuotaSpent("too many requests (quota_parallel_requests).", where="the counter", mend="Wait a little.")
    home.counter.troubles["create"] = [soon]
    ((rows, _, _),) = home.pull()
    assert rows.num_rows == 10
    home.counter.troubles["create"] = [DayIsSpent("the daily quota is used up.", quota="user", where="the counter")]
    home.fails(QuotaSpent, "the daily quota is used up", first=DAY)
    assert home.counter.count("create") == 3
