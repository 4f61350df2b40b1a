"""What is known of requests survives, and what is wrong with it is a sentence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from metrica.counter import DAY, Counter
from metrica.home import Home

from connectors.common.errors import Problem
from connectors.yandex_metrica.api.answers import LogRequest, Part
from connectors.yandex_metrica.logs.attribution import meaning, same_model
from connectors.yandex_metrica.logs.ledger import Ledger
from connectors.yandex_metrica.logs.ledger_file import LedgerFile
from connectors.yandex_metrica.logs.order import LogOrder
from connectors.yandex_metrica.logs.spooled_part import SpooledPart


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path / "state" / "metrica", Counter(), monkeypatch)


def test_every_failure_of_the_ledger_is_a_sentence(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.state.mkdir(parents=True)
    (home.state / "ledger.sqlite").mkdir()
    with pytest.raises(Problem, match="the ledger of log requests can't be used: unable to open database file"):
        home.pull()


ORDER = LogOrder(101, "visits", DAY, DAY + timedelta(days=1), ("ym:s:visitID", "ym:s:date"), "LAST")
LISTED = LogRequest(
    request_id=7, status="processed", date1=DAY, date2=DAY + timedelta(days=1), attribution="LAST", size=30,
    fields=["ym:s:date", "ym:s:visitID"], parts=[Part(part_number=0, size=10), Part(part_number=1, size=20)],
)  # fmt: skip


def test_an_entry_is_read_as_it_was_written(tmp_path: Path) -> None:
    ledger = Ledger(LedgerFile(tmp_path / "ledger.sqlite"))
    entry = ledger.intend(ORDER, [3, 1], lambda key: None)
    assert (entry.order, entry.seen, entry.state, entry.held) == (ORDER, {1, 3}, "intent", True)
    entry = ledger.listed(ledger.asked(entry, LISTED, foreign=False), LISTED)
    assert (entry.request_id, entry.foreign, entry.attribution) == (7, False, "LAST")
    assert entry.listed == ((0, 10), (1, 20))
    ledger.part_spooled(entry, SpooledPart(1, 20, 5, 1, "ab", tmp_path / "part-1.arrow"))
    assert ledger.spooled_numbers(entry) == {1}
    assert ledger.open_entries(101) == [entry]
    assert ledger.open_entries(102) == []
    entry = ledger.loaded(ledger.spooled(entry))
    assert ledger.open_entries(101) == [entry]  # its log isn't cleaned yet
    ledger.released(entry)
    assert ledger.open_entries(101) == []
    assert ledger.live_keys(datetime(2026, 1, 1, tzinfo=UTC)) == set()


def test_a_log_of_somebody_else_is_never_held(tmp_path: Path) -> None:
    ledger = Ledger(LedgerFile(tmp_path / "ledger.sqlite"))
    assert not ledger.asked(ledger.intend(ORDER, [], lambda key: None), LISTED, foreign=True).held


def test_finished_requests_are_forgotten_after_a_season(tmp_path: Path) -> None:
    file = LedgerFile(tmp_path / "ledger.sqlite")
    ledger = Ledger(file, now=lambda: datetime(2026, 7, 1, tzinfo=UTC))
    done = ledger.released(ledger.loaded(ledger.intend(ORDER, [], lambda key: None)))
    open_ = ledger.intend(ORDER, [], lambda key: None)
    later = Ledger(file, now=lambda: datetime(2026, 11, 1, tzinfo=UTC))
    later.intend(ORDER, [], lambda key: None)
    assert later.entry(open_.key) == open_
    with pytest.raises(Problem, match="doesn't know a request of ours"):
        later.entry(done.key)


def test_many_processes_write_at_once(tmp_path: Path) -> None:
    """Threads with connections of their own are the same to SQLite."""
    ledger = Ledger(LedgerFile(tmp_path / "ledger.sqlite"))
    with ThreadPoolExecutor(8) as pool:
        entries = list(pool.map(lambda n: ledger.intend(ORDER, [n], lambda key: None), range(40)))
    assert len({entry.key for entry in entries}) == len(ledger.open_entries(101)) == 40


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", None), (b"not a database" * 500, "damaged"), (None, None)],
    ids=["empty", "junk", "none"],
)
def test_a_ledger_opens_whatever_lies_there(tmp_path: Path, content: bytes | None, says: str | None) -> None:
    path = tmp_path / "ledger.sqlite"
    if content is not None:
        path.write_bytes(content)
    file = LedgerFile(path)
    assert (says in (file.warning or "")) if says else file.warning is None
    assert Ledger(file).open_entries(101) == []


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"fields": ["ym:s:visitID", "ym:s:date"]}, True),
        ({"source": "visits"}, True),
        ({"source": ["hits"]}, False),
        ({"attribution": None}, True),
        ({"attribution": "last"}, True),
        ({"attribution": "LASTSIGN"}, False),
        ({"date2": DAY}, False),
        ({"fields": ["ym:s:visitID"]}, False),
    ],
)
def test_a_listed_request_is_recognised(change: dict[str, object], same: bool) -> None:
    assert ORDER.is_that_of(LISTED.model_copy(update=change)) is same


@pytest.mark.parametrize(
    ("model", "day", "means"),
    [
        ("LAST", date(2026, 11, 1), "last"),
        ("LASTSIGN", date(2026, 6, 24), "lastsign"),
        ("LASTSIGN", date(2026, 6, 25), "cross_device_last_significant"),
        ("FIRST", date(2026, 6, 25), "cross_device_first"),
        ("LAST_YANDEX_DIRECT_CLICK", date(2026, 6, 25), "automatic"),
        ("CROSS_DEVICE_LAST_YANDEX_DIRECT_CLICK", date(2026, 6, 25), "automatic"),
        ("CROSS_DEVICE_LAST", date(2026, 6, 25), "unknown"),
        ("AUTOMATIC", date(2026, 6, 25), "automatic"),
    ],
)
def test_what_a_model_means_depends_on_the_day_of_the_answer(model: str, day: date, means: str) -> None:
    assert meaning(model, day) == means


@pytest.mark.parametrize(
    ("asked", "listed", "same"),
    [
        ("LASTSIGN", "CROSS_DEVICE_LAST_SIGNIFICANT", True),
        ("FIRST", "cross_device_first", True),
        ("CROSS_DEVICE_LAST", "LAST", True),
        ("LAST", "AUTOMATIC", False),
    ],
)
def test_a_request_may_be_listed_under_the_analogue_of_its_model(asked: str, listed: str, same: bool) -> None:
    assert same_model(listed, asked) is same
