"""What runs meet in the wild: changed keys, wrong clocks, full disks, lost ledgers, servers that begin anew."""

from contextlib import suppress
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests
from metrica.counter import COUNTER_ID, DAY, Counter, Plain
from metrica.home import ALL_NAMES, LOG, Home, Stopped, divided, ids

from connectors.common.errors import BadInput, Problem, QuotaSpent, SourceDown
from connectors.yandex_metrica.api.answers import AllRequests, Evaluation, LogRequest
from connectors.yandex_metrica.client import MetricaClient
from connectors.yandex_metrica.logs import chunks as chunks_module
from connectors.yandex_metrica.logs import download as download_module
from connectors.yandex_metrica.logs import store as store_module
from connectors.yandex_metrica.logs.field_memory import FieldMemory
from connectors.yandex_metrica.logs.joining import KeyJoin
from connectors.yandex_metrica.logs.ledger import Ledger, utc_now
from connectors.yandex_metrica.logs.ledger_file import LedgerFile
from connectors.yandex_metrica.logs.locks import Locks
from connectors.yandex_metrica.logs.order import LogOrder
from connectors.yandex_metrica.logs.spool import Spool
from connectors.yandex_metrica.logs.spooled_part import PartWriter
from connectors.yandex_metrica.logs.store import LogStore
from connectors.yandex_metrica.parsing.parse import LogParser
from connectors.yandex_metrica.settings import MetricaSettings

ORDER = LogOrder(COUNTER_ID, "visits", DAY, DAY, tuple(ALL_NAMES), "LAST")
NO_ROOM = OSError(ENOSPC, "No space left on device")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path / "state" / "metrica", Counter(), monkeypatch)


class OtherKey(Plain):
    """Privacy after the key was changed."""

    def address(self, address: str) -> str:
        return address[::-1]


# what is taken over


def test_what_was_hidden_with_another_key_is_not_taken_over(home: Home) -> None:
    home.stops_before_the_end()
    client = MetricaClient(home.counter.settings, OtherKey(), home.state, polling=home.client()._polling)
    for export in client.exports(LOG, DAY, DAY):
        with export:
            rows, _, facts = divided(list(export.pieces()), LOG)
    assert ids(rows) == [1000 + n for n in range(10)]
    assert facts.details["downloaded_bytes"] == facts.details["bytes"]
    assert home.counter.count("create") == 2
    assert home.spooled() == []


def test_what_another_version_parsed_is_not_taken_over(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.stops_before_the_end()
    monkeypatch.setattr("connectors.yandex_metrica.logs.making.parser_version", lambda: "another")
    ((rows, _, facts),) = home.pull()
    assert ids(rows) == [1000 + n for n in range(10)]
    assert facts.details["downloaded_bytes"] == facts.details["bytes"]


def test_a_request_of_other_days_under_our_number_is_neither_loaded_nor_cleaned(home: Home) -> None:
    """A server that begins anew counts from the start: a test server, or one behind another address."""
    home.counter.statuses = [["created"] * 99]
    home.fails(SourceDown, "not ready", longest_wait=0)
    home.counter.requests.clear()
    theirs = home.counter.add(DAY + timedelta(days=7), DAY + timedelta(days=7), ALL_NAMES)
    home.counter._move(theirs, "processed")
    ((rows, rejected, facts),) = home.pull()
    assert (ids(rows), rejected) == ([1000 + n for n in range(10)], [])
    assert facts.details["request_ids"] == ["1001"]
    assert home.counter.held() == [theirs.request_id]


def test_a_log_that_stood_prepared_before_is_never_taken_for_one_in_flight(home: Home) -> None:
    """It may be weeks old, and its days have changed since."""
    flying = home.counter.add(DAY, DAY, ALL_NAMES)
    old = home.counter.add(DAY, DAY, ALL_NAMES)
    home.counter._move(old, "processed")
    ((_, _, facts),) = home.pull()
    assert facts.details["request_ids"] == [str(flying.request_id)]
    assert set(home.counter.held()) == {flying.request_id, old.request_id}


def test_a_log_that_stood_prepared_before_is_not_used_even_where_nothing_else_is_listed(home: Home) -> None:
    old = home.counter.add(DAY, DAY, ALL_NAMES)
    home.counter._move(old, "processed")
    home.counter.create = lambda *given, **more: None  # type: ignore[method-assign]
    home.fails(SourceDown, "is being prepared already, but isn't listed")
    assert home.counter.count("download") == 0
    assert home.counter.held() == [old.request_id]


def test_killed_while_a_request_passes_from_one_run_to_the_next_it_stays_ours(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.counter.statuses = [["created"] * 6]
    home.fails(SourceDown, "It stays in flight", longest_wait=0)
    monkeypatch.setattr(store_module, "ADOPTED_WITHIN", timedelta(0))
    home.counter.troubles["cancel"] = [SourceDown("it failed by itself (503).", where="the counter")]
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "asked", _stop)
        with pytest.raises(Stopped):
            home.pull()
    monkeypatch.undo()
    Home(home.state, home.counter, monkeypatch).pull()
    assert home.counter.held() == []


# kills anywhere

STEPS: dict[type, str] = {
    Ledger: "intend intend_again asked listed part_spooled parts_forgotten spooled released loaded given_up entry",
    Counter: "create status clean cancel all_requests evaluate download",
    Locks: "take let_go",
    LogStore: "put_away",
    PartWriter: "finish",
    Spool: "remove",
}


class Interruptions:
    """Before or after any step, by chance."""

    def __init__(self, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chance, self.random = 0.0, Random(seed)
        for owner, names in STEPS.items():
            for name in names.split():
                monkeypatch.setattr(owner, name, self._interrupted(getattr(owner, name)))

    def _interrupted(self, step: Any) -> Any:
        def interrupted(*given: Any, **more: Any) -> Any:
            drawn = self.random.random()
            if drawn < self.chance:
                raise Stopped
            result = step(*given, **more)
            if drawn > 1 - self.chance:
                raise Stopped
            return result

        return interrupted


@pytest.mark.parametrize("seed", range(6))
def test_wherever_runs_are_interrupted_rows_are_there_once_and_nothing_is_left(
    home: Home, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, counter = Random(seed), home.counter
    monkeypatch.setattr(chunks_module, "LONGEST_FIELDS", chosen.choice([3000, 70]))
    counter.rows_a_part = chosen.choice([4, 7, 20])
    counter.statuses = [["created"] * chosen.randrange(4) for _ in range(99)]
    counter.broken_posts = [chosen.choice(["", "", "after", "before"]) for _ in range(10)]
    most_days = chosen.choice([2, 1000])
    counter.days_that_fit = lambda fields: most_days
    theirs = counter.add(DAY, DAY, ALL_NAMES, status="processed")
    interruptions = Interruptions(seed, monkeypatch)
    all_ids = [day * 1000 + n for day in (1, 2, 3, 4) for n in range(10)]
    interruptions.chance = 0.02
    for _ in range(20):
        with suppress(Stopped, SourceDown):
            loaded = home.pull(DAY, DAY + timedelta(days=3), longest_wait=chosen.choice([0, 30]))
            assert loaded_ids(loaded) == all_ids
    interruptions.chance, counter.broken_posts = 0.0, []
    assert loaded_ids(home.pull(DAY, DAY + timedelta(days=3))) == all_ids
    assert counter.held() == [theirs.request_id]
    assert home.spooled() == []
    assert list((home.state / "locks").iterdir()) == []


def loaded_ids(loaded: list[tuple[Any, Any, Any]]) -> list[int]:
    return sorted(one for rows, _, _ in loaded for one in ids(rows))


# clocks


def test_what_was_asked_by_a_clock_that_went_ahead_is_not_young(tmp_path: Path) -> None:
    store = LogStore.at(tmp_path)
    later = Ledger(LedgerFile(tmp_path / "ledger.sqlite"), now=lambda: utc_now() + timedelta(days=200))
    assert store.young(store.intend(ORDER, []))
    assert not store.young(later.intend(ORDER, [], lambda key: None))


def test_what_was_learned_by_a_clock_that_went_ahead_is_forgotten(tmp_path: Path) -> None:
    file = LedgerFile(tmp_path / "ledger.sqlite")
    ahead = FieldMemory(file, now=lambda: utc_now() + timedelta(days=200))
    ahead.refuse(COUNTER_ID, "visits", "ym:s:browser")
    ahead.accept(COUNTER_ID, "visits", ["ym:s:date"])
    assert FieldMemory(file).refused(COUNTER_ID, "visits") == set()
    assert not FieldMemory(file).accepts(COUNTER_ID, "visits", ["ym:s:date"])


# what stays behind


def test_the_spool_of_a_counter_that_nobody_asks_about_any_more_is_emptied(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.stops_before_the_end()
    home.counter.settings = MetricaSettings(counter_id=COUNTER_ID + 1)
    LogStore.at(home.state).sweep()
    assert len(home.spooled()) == 2
    monkeypatch.setattr(store_module, "ADOPTED_WITHIN", timedelta(0))
    LogStore.at(home.state).sweep()
    assert home.spooled() == []


def test_lock_files_of_killed_runs_do_not_pile_up(home: Home) -> None:
    (home.state / "locks").mkdir(parents=True)
    (home.state / "locks" / "0123456789abcdef.lock").touch()
    home.pull()
    assert list((home.state / "locks").iterdir()) == []


def test_a_request_in_a_state_that_nobody_knows_is_not_forgotten(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.counter.statuses = [["postponed"]]
    home.fails(SourceDown, "has the status 'postponed', which is not known")
    with monkeypatch.context() as patch:
        patch.setattr(store_module, "ADOPTED_WITHIN", timedelta(0))
        ((_, _, facts),) = home.pull()
    assert "The log request 1000 was not cleaned and takes up quota" in facts.warnings[0]
    home.counter._move(home.counter.requests[1000], "processed")
    home.pull(DAY + timedelta(days=1), DAY + timedelta(days=1))
    assert home.counter.held() == []


def test_a_writer_on_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def close(self) -> None:
            raise NO_ROOM

    writer = Spool(tmp_path).writer("key", 0, LOG.schema)
    monkeypatch.setattr(writer, "_writer", Full())
    with pytest.raises(OSError, match="No space"), writer:
        raise NO_ROOM
    assert list((tmp_path / "key").iterdir()) == []


def test_a_ledger_that_fails_at_last_leaves_no_lock_behind(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*given: object) -> None:
        raise Problem("the ledger of log requests can't be used: disk I/O error.")

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "loaded", failing)
        home.fails(Problem, "disk I/O error")
    exports = home.client().exports(LOG, DAY, DAY)  # in the same process: only a lock could hinder it
    with next(exports) as export:
        _, _, facts = divided(list(export.pieces()), LOG)
    assert facts.details["adopted"] == ["1000"]


# a download ends before anything else is asked


class Watched(Counter):
    """Notes whether a download is still open when something else is asked."""

    open = 0
    most_open = 0

    def download(self, request_id: int, part: int, *, gzip: bool) -> requests.Response:
        response = super().download(request_id, part, gzip=gzip)
        close = response.close

        def closed() -> None:
            self.open -= 1
            response.close = close  # type: ignore[method-assign]
            close()

        self.open += 1
        response.close = closed  # type: ignore[method-assign]
        return response

    def _note(self, what: str, detail: str = "") -> None:
        self.most_open = max(self.most_open, self.open)
        super()._note(what, detail)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Of a log that is far longer than what is read ahead."""
    monkeypatch.setattr(download_module, "CHUNK", 64)
    monkeypatch.setitem(LogParser.__init__.__kwdefaults__, "block_size", 64)
    return Watched(visits=lambda day, fields: range(1, 101), rows_a_part=1000)


def test_a_download_is_closed_before_anything_else_is_asked(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open one holds one of three slots: three runs that ask while they hold theirs would wait for each other."""
    counter, home = watched, Home(tmp_path / "state" / "metrica", watched, monkeypatch)
    prepared = counter._prepared

    def renamed(log: Any) -> Any:
        parts = prepared(log)
        counter.texts[log.request_id, 0] = counter.texts[log.request_id, 0].replace(b"pageViews", b"pageVisit")
        return parts

    counter._prepared = renamed  # type: ignore[method-assign]
    home.fails(BadInput, "the header misses ym:s:pageViews")
    assert (counter.open, counter.most_open) == (0, 0)


def test_a_download_is_closed_where_our_own_disk_fails(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "state" / "metrica", watched, monkeypatch)
    monkeypatch.setattr(PartWriter, "add", _full)
    with pytest.raises(Problem) as kept:  # a run keeps the problem, with all that hangs on it
        home.pull()
    assert "No space left on device" in str(kept.value)
    assert watched.open == 0


# our own disk


@pytest.mark.parametrize("place", ["", "locks", "spool"])
def test_a_state_folder_that_cannot_be_used_is_a_sentence(home: Home, place: str) -> None:
    (home.state / place).parent.mkdir(parents=True, exist_ok=True)
    (home.state / place).write_text("a file where a folder should be")
    home.fails(Problem, "Make room on the disk of TABLO_HOME, see that it can be written, and run again")


def test_a_disk_that_is_full_when_logs_are_joined_is_a_sentence(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks_module, "LONGEST_FIELDS", 70)
    with monkeypatch.context() as patch:
        patch.setattr(KeyJoin, "divide", _full)
        home.fails(Problem, "No space left on device. Make room on the disk of TABLO_HOME")
    ((rows, _, facts),) = home.pull()
    assert (rows.num_rows, facts.details["downloaded_bytes"]) == (10, 0)


def test_a_ledger_that_lost_a_row_meanwhile_is_a_sentence(tmp_path: Path) -> None:
    ledger = Ledger(LedgerFile(tmp_path / "ledger.sqlite"))
    with pytest.raises(Problem, match="the ledger of log requests doesn't know a request of ours any more"):
        ledger.entry("gone")


def test_a_part_whose_refused_rows_rotted_is_a_sentence(home: Home) -> None:
    home.counter.visits = lambda day, fields: [1, 2, -3]
    home.stops_before_the_end()
    (rejects,) = (home.state / "spool").rglob("*.jsonl")
    rejects.write_text("{")
    home.fails(SourceDown, "this part can't be read from our own disk any more")
    ((rows, rejected, _),) = home.pull()
    assert (ids(rows), len(rejected)) == ([1, 2], 1)


# quota


@pytest.mark.parametrize(
    ("status", "free"),
    [("processed", "0.1"), ("cleaned_by_user", "10.0"), ("cleaned_automatically_as_too_old", "10.0")],
)
def test_only_logs_that_stand_prepared_take_up_room(home: Home, status: str, free: str) -> None:
    home.counter.days_that_fit = lambda fields: 0
    theirs = home.counter.add(DAY, DAY, ALL_NAMES, status=status)
    home.counter.requests[theirs.request_id] = theirs.model_copy(update={"size": 9_900_000_000})
    home.fails(QuotaSpent, f"of 10 GB {free} are free")


def test_a_server_that_contradicts_itself_is_not_asked_day_by_day(home: Home) -> None:
    home.counter.visits = lambda day, fields: []

    def contradicting(first: Any, last: Any, fields: Any, source: Any) -> Evaluation:
        home.counter.asked.append("evaluate")
        return Evaluation(possible=(last - first).days < 3, max_possible_day_quantity=1000)

    home.counter.evaluate = contradicting  # type: ignore[method-assign]
    with next(home.client().exports(LOG, DAY - timedelta(days=300), DAY)) as export:
        assert (export.last_day - export.first_day).days < 3
    assert home.counter.count("evaluate") < 15


def test_a_list_of_requests_is_read_whatever_is_null_in_it() -> None:
    """One request of somebody else that can't be read would keep all of ours from being made."""
    request = {
        "request_id": 1, "counter_id": 2, "source": None, "date1": "2026-11-01", "date2": "2026-11-01",
        "fields": None, "status": "created", "size": None, "parts": None, "attribution": None,
    }  # fmt: skip
    (log,) = AllRequests.model_validate({"requests": [request]}).requests
    assert (log.parts, log.fields, log.is_of("visits")) == ([], [], False)
    assert AllRequests.model_validate({"requests": None}).requests == []


def test_a_visit_without_a_number_is_refused_and_the_others_load(home: Home) -> None:
    prepared = home.counter._prepared

    def blank(log: LogRequest) -> Any:
        parts = prepared(log)
        text = home.counter.texts[log.request_id, 0].replace(b"\t1003\n", b"\t\n")
        home.counter.texts[log.request_id, 0] = text
        return [parts[0].model_copy(update={"size": len(text)}), *parts[1:]]

    home.counter._prepared = blank  # type: ignore[method-assign]
    ((rows, rejected, _),) = home.pull()
    assert (rows.num_rows, [one.column for one in rejected]) == (9, ["visit_id"])


def test_nothing_of_a_person_lies_in_the_state_folder(home: Home) -> None:
    """Here `Plain` hides nothing, so only what never comes from the rows may lie in the ledger and in its locks."""
    home.stops_before_the_end()
    for path in home.state.rglob("*"):
        if path.is_file() and "spool" not in path.parts:
            assert b"shop.example" not in path.read_bytes()
            assert b"y0_demo" not in path.read_bytes()


def _full(*given: object, **more: object) -> None:
    raise NO_ROOM


def _stop(*given: object, **more: object) -> None:
    raise Stopped


def test_a_lock_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="Make room on the disk"):
        Locks(tmp_path / "file").take("key")
