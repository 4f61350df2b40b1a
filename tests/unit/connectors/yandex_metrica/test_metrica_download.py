import gzip
from collections.abc import Iterator

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from connectors.common.errors import SourceDown
from connectors.common.http import Retry
from connectors.yandex_metrica.logs import download
from connectors.yandex_metrica.logs.download import PartDownload
from sandbox.servers.serving import in_thread

TEXT = b"ym:s:visitID\tym:s:date\n" + b"".join(b"%d\t2026-01-05\n" % number for number in range(20_000))
RETRY = Retry(attempts=3, first_pause=0.001, longest_pause=0.002)


class Broken(Response):
    """Announces all bytes, sends some, and hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body[: len(self.body) // 2], "more_body": True})
        raise ConnectionError


def served(name: str) -> Response:
    return {
        "whole": Response(TEXT),
        "cut": Response(TEXT[: len(TEXT) // 3]),
        "cut at a line": Response(TEXT[: TEXT.index(b"\n", 50_000) + 1]),
        "cut at the end": Response(TEXT[:-1]),
        "too long": Response(TEXT + b"1\t2026-01-05\n"),
        "broken off": Broken(TEXT),
        "page": Response("<html>Please wait</html>"),
        "error": Response('{"errors":[]}'),
        "empty": Response(b""),
        "other": Response(TEXT.replace(b"2026-01-05", b"2026-01-06")),
        "packed": Response(gzip.compress(TEXT), headers={"Content-Encoding": "gzip"}),
        "packed and cut": Response(gzip.compress(TEXT)[:20_000], headers={"Content-Encoding": "gzip"}),
        "falsely packed": Response(TEXT, headers={"Content-Encoding": "gzip"}),
        "packed in secret": Response(gzip.compress(TEXT)),
    }[name]


@pytest.fixture(scope="module")
def running() -> Iterator["Server"]:
    server = Server()
    with in_thread(Starlette(routes=[Route("/part", server.answer)])) as server.url:
        yield server


@pytest.fixture
def part(running: "Server", monkeypatch: pytest.MonkeyPatch) -> "Server":
    monkeypatch.setattr(download, "CHUNK", 10_000)
    running.asked_for_gzip.clear()
    return running


class Server:
    url = ""

    def __init__(self) -> None:
        self.script: list[str] = []
        self.asked_for_gzip: list[bool] = []

    def answer(self, request: Request) -> Response:
        self.asked_for_gzip.append(request.headers["accept-encoding"] == "gzip")
        return served(self.script.pop(0) if len(self.script) > 1 else self.script[0])

    def download(self, *script: str, size: int | None = len(TEXT), gzip: bool = False) -> PartDownload:
        self.script = list(script)
        return PartDownload(self._open, size=size, where="part 0", retry=RETRY, gzip=gzip)

    def _open(self, gzip: bool) -> requests.Response:
        headers = {"Accept-Encoding": "gzip" if gzip else "identity"}
        return requests.get(f"{self.url}/part", headers=headers, stream=True, timeout=10)


@pytest.mark.parametrize(
    "script",
    [
        ["whole"],
        ["packed"],
        ["cut", "whole"],
        ["cut at a line", "cut", "whole"],
        ["broken off", "whole"],
        ["broken off", "cut at the end", "whole"],
        ["page", "whole"],
        ["too long", "whole"],
        ["error", "empty", "whole"],
        ["packed and cut", "whole"],
        ["falsely packed", "whole"],
        ["packed in secret", "packed"],
    ],
    ids=" then ".join,
)
def test_a_part_comes_whole_and_no_byte_twice(part: Server, script: list[str]) -> None:
    made = part.download(*script, gzip=True)
    assert b"".join(made.chunks()) == TEXT
    assert made.bytes_read == len(TEXT)
    assert len(part.asked_for_gzip) == len(script)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("cut", f"the part is cut short: {len(TEXT) // 3} bytes came of {len(TEXT)}."),
        ("cut at a line", "the part is cut short"),
        ("cut at the end", f"{len(TEXT) - 1} bytes came of {len(TEXT)}."),
        ("empty", f"0 bytes came of {len(TEXT)}."),
        ("broken off", "the answer broke off."),
        ("too long", f"more than the {len(TEXT)} announced bytes came."),
        ("page", "it answered with something that is not a log."),
        ("error", "it answered with something that is not a log."),
        ("packed in secret", "it answered with something that is not a log."),
        ("falsely packed", "the answer broke off."),
    ],
)
def test_a_part_that_stays_broken_is_given_up_after_all_tries(part: Server, script: str, says: str) -> None:
    with pytest.raises(SourceDown) as gave_up:
        list(part.download(script).chunks())
    assert says in str(gave_up.value)
    assert str(gave_up.value).startswith("part 0: ")
    assert len(part.asked_for_gzip) == 3


def test_a_part_that_changed_meanwhile_is_not_glued_together(part: Server) -> None:
    with pytest.raises(SourceDown, match="the part changed between two downloads"):
        list(part.download("cut", "other").chunks())


def test_the_second_try_does_without_compression(part: Server) -> None:
    list(part.download("page", "page", "whole", gzip=True).chunks())
    assert part.asked_for_gzip == [True, False, False]


def test_a_part_of_unknown_size_ends_where_the_answer_ends(part: Server) -> None:
    assert b"".join(part.download("whole", size=None).chunks()) == TEXT


def test_an_empty_part_is_no_fault(part: Server) -> None:
    assert list(part.download("empty", size=0).chunks()) == []
