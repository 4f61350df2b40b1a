"""What a run says at its end about its sources: restatements, notes, and troubles apart from what is put off."""

from datetime import date
from pathlib import Path

import pytest
from fake_vendor import YESTERDAY, Home, home_of

from connectors.common.errors import QuotaSpent, SourceDown
from pipelines.cli.summary import notes_of, restated_in, troubles_of
from pipelines.cli.watching import Watched
from pipelines.lake.inbox.summary import InboxSummary

VISITS = "lake/yandex_metrica__visits"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(tmp_path)


@pytest.fixture(params=[False, True], ids=["no inbox", "an inbox"])
def watched(request: pytest.FixtureRequest, home: Home) -> Watched:
    summary = InboxSummary([], home.workspace.environment.now) if request.param else None
    return Watched(lambda what, done, of: None, summary)


def test_a_run_without_anything_to_say_says_nothing(home: Home, watched: Watched) -> None:
    result = home.run().result
    assert (restated_in(result), notes_of(result), troubles_of(result, watched)) == ([], [], [])


def test_what_was_restated_is_a_line_a_stream(home: Home, watched: Watched) -> None:
    home.run()
    home.source.visits[YESTERDAY] = 1312
    result = home.run().result
    assert restated_in(result) == ["yandex_metrica/visits: 1 day restated, +1\u202f212 visits."]
    assert troubles_of(result, watched) == []


def test_what_a_load_says_of_itself_is_a_note_and_no_trouble(home: Home, watched: Watched) -> None:
    home.source.warnings = ("the field ym:s:x was refused.", "a log of another program was used.")
    result = home.run().result
    assert notes_of(result) == [
        f"{VISITS}: the field ym:s:x was refused.",
        f"{VISITS}: a log of another program was used.",
    ]
    assert troubles_of(result, watched) == []


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (SourceDown("it answers 503.", where="Metrica"), "Metrica: it answers 503."),
        (
            QuotaSpent("5000 requests were made today.", where="Metrica"),
            "put off: 9 days of 40 wait for a later run. Metrica: 5000 requests were made today.",
        ),
    ],
)
def test_a_spent_quota_is_told_apart_from_a_source_that_is_down(
    home: Home, watched: Watched, trouble: SourceDown | QuotaSpent, said: str
) -> None:
    home.source.troubles[date(2026, 10, 10)] = trouble
    assert troubles_of(home.run().result, watched) == [f"{VISITS}: {said}"]
