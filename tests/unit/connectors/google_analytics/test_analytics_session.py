"""How often a request is tried, and that a place is held for the time of a request only."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from analytics_stub import Clock, Rest, Stub, over_grpc, over_rest, refusal
from filelock import FileLock

from connectors.common.errors import AccessRefused, BadInput, Problem, QuotaSpent, SourceDown, Unreachable
from connectors.google_analytics.api.data_api import DataApi
from connectors.google_analytics.api.problems import Incompatible, TooLong
from connectors.google_analytics.settings import GoogleAnalyticsSettings

QUESTION = {"metrics": [{"name": "sessions"}]}
SETTINGS = GoogleAnalyticsSettings.checked({"property_id": 7, "time_zone": "Europe/Moscow"})
Code = grpc.StatusCode
Open = Callable[[str], DataApi]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    apis: list[DataApi] = []
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)

    def open_at(url: str) -> DataApi:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        apis.append(DataApi(SETTINGS, tmp_path / "state" / "ga", patience=clock.patience()))
        return apis[-1]

    yield open_at
    for api in apis:
        api.close()


GRPC: dict[str, tuple[Any, str, int, type[Problem] | None]] = {
    "one failure": (Code.UNAVAILABLE, "Try again", 1, None),
    "two failures": (Code.INTERNAL, "Internal error", 2, None),
    "three failures": (Code.UNAVAILABLE, "Try again", 3, SourceDown),
    "one answer too late": (Code.DEADLINE_EXCEEDED, "Deadline", 1, None),
    "two answers too late": (Code.DEADLINE_EXCEEDED, "Deadline", 2, TooLong),
    "no free place for a while": (Code.RESOURCE_EXHAUSTED, "Exhausted concurrent requests quota.", 7, None),
    "no free place at all": (Code.RESOURCE_EXHAUSTED, "Exhausted concurrent requests quota.", 8, QuotaSpent),
    "no right": (Code.PERMISSION_DENIED, "no", 1, AccessRefused),
    "no credentials": (Code.UNAUTHENTICATED, "no", 1, AccessRefused),
    "fields apart": (Code.INVALID_ARGUMENT, "Please remove date to make the request compatible", 1, Incompatible),
    "a wrong request": (Code.INVALID_ARGUMENT, "no", 1, BadInput),
    "too large an answer": (Code.RESOURCE_EXHAUSTED, "Received message larger than max (5 vs. 4)", 1, TooLong),
}


@pytest.mark.parametrize(("code", "text", "times", "ends_in"), GRPC.values(), ids=GRPC)
def test_what_may_heal_is_tried_again_and_the_rest_fails_at_once(
    code: Any, text: str, times: int, ends_in: type[Problem] | None, clock: Clock, opened: Open
) -> None:
    stub = Stub(failures=[(code, text)] * times)
    with over_grpc(stub) as url:
        api = opened(url)
        if ends_in is None:
            api.run_report(QUESTION)
            assert api.requests == len(stub.asked) == times + 1
            assert len(clock.naps) == times
        else:
            with pytest.raises(ends_in):
                api.run_report(QUESTION)
            assert api.requests == len(stub.asked) == times
            assert len(clock.naps) == times - 1


REST: dict[str, tuple[tuple[int, str, dict[str, str]], int, type[Problem]]] = {
    "its own failure": (refusal(500, "Internal error"), 3, SourceDown),
    "a proxy's page": ((502, "<html>", {}), 3, SourceDown),
    "a page in place of an answer": ((200, "<html>", {}), 3, SourceDown),
    "a refusal in another's words": ((403, '{"error": "nope"}', {}), 3, SourceDown),
    "a page of brackets": ((500, "[" * 5000, {}), 3, SourceDown),
    "a redirect to nowhere": ((302, "", {}), 3, SourceDown),
    "numbers that are none": ((200, '{"rowCount": "many"}', {}), 3, SourceDown),
    "letters that are none": ((200, '{"rows": [{"dimensionValues": [{"value": "\udcff"}]}]}', {}), 3, SourceDown),
    "a refusal of odd details": ((503, '{"error": {"details": null}}', {}), 3, SourceDown),
    "an answer too late": (refusal(504, "late"), 2, TooLong),
    "a proxy that waited too long": ((408, "", {}), 2, TooLong),
    "no free place": (refusal(429, "Exhausted concurrent requests quota."), 8, QuotaSpent),
    "the day's quota": (refusal(429, "Exhausted property tokens per day."), 1, QuotaSpent),
    "no right": (refusal(403, "no"), 1, AccessRefused),
    "no credentials": (refusal(401, "no"), 1, AccessRefused),
    "fields apart": (refusal(400, "Please add sessionCampaignName to make it compatible"), 1, Incompatible),
    "nothing there": ((404, "<html>", {}), 1, BadInput),
    "a redirect": ((307, "", {"Location": "http://127.0.0.1:1/"}), 1, BadInput),
}


@pytest.mark.parametrize(("reply", "times", "ends_in"), REST.values(), ids=REST)
def test_over_rest_the_same_is_done(
    reply: tuple[int, str, dict[str, str]], times: int, ends_in: type[Problem], opened: Open
) -> None:
    rest = Rest([reply])
    with over_rest(rest) as url, pytest.raises(ends_in) as caught:
        opened(url).run_report(QUESTION)
    assert len(rest.asked) == times
    assert str(caught.value).startswith("google_analytics property 7: ")
    assert "http" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["grpc", "http"])
def test_where_nobody_listens_it_is_called_unreachable(scheme: str, opened: Open) -> None:
    with over_grpc(Stub()) as url:
        port = url.rpartition(":")[2]
    api = opened(f"{scheme}://127.0.0.1:{port}")
    with pytest.raises(Unreachable, match="it can't be reached"):
        api.run_report(QUESTION)
    assert api.requests == 3


def test_a_server_that_is_silent_is_not_waited_for_longer_than_the_deadline(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = threading.Event()

    class Silent(Stub):
        def answer(self, method: str, request: Any) -> Any:
            silent.wait(10)
            return super().answer(method, request)

    with over_grpc(Silent()) as url:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        patience = clock.patience(deadline=0.2, long_tries=1)
        with DataApi(SETTINGS, tmp_path / "ga", patience=patience) as api, pytest.raises(TooLong):
            api.run_report(QUESTION)
        silent.set()


def test_an_answer_of_more_than_four_megabytes_is_taken(opened: Open) -> None:
    rows = [{"dimension_values": [{"value": "x" * 1000}]}] * 5000
    with over_grpc(Stub(report={"rows": rows, "row_count": 5000})) as url:
        assert len(opened(url).run_report(QUESTION).rows) == 5000


def test_five_requests_of_a_home_are_on_their_way_at_a_time(tmp_path: Path, opened: Open) -> None:
    """Five other processes hold all places: ours leaves once one of them gives its place back."""
    folder = tmp_path / "state" / "limits" / "google_analytics-property-7"
    folder.mkdir(parents=True)
    held = [FileLock(folder / f"slot-{number}.lock", thread_local=False).acquire() for number in range(1, 6)]
    stub = Stub()
    with over_grpc(stub) as url:
        api = opened(url)
        asking = threading.Thread(target=api.run_report, args=(QUESTION,))
        asking.start()
        asking.join(0.2)
        assert stub.asked == []
        for lock in held:
            lock.lock.release()
        asking.join(20)
    assert stub.methods == ["RunReport"]


def test_no_place_is_held_while_a_pause_lasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "state" / "limits" / "google_analytics-property-7"
    free: list[int] = []

    def look(seconds: float) -> None:
        for number in range(1, 6):
            with FileLock(folder / f"slot-{number}.lock", blocking=False):
                free.append(number)

    with over_grpc(Stub(failures=[(Code.UNAVAILABLE, "Try again")])) as url:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", url)
        with DataApi(SETTINGS, tmp_path / "state" / "ga", patience=Clock().patience(sleep=look)) as api:
            api.run_report(QUESTION)
    assert free == [1, 2, 3, 4, 5]
