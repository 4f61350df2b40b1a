"""How an operation can go wrong: instead of being done, or after it was."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.servers.yandex_metrica.log import Status
from sandbox.servers.yandex_metrica.refusals import Refusal
from sandbox.servers.yandex_metrica.reply import HTML, Reply

if TYPE_CHECKING:
    from sandbox.servers.yandex_metrica.queue import LogQueue

SIGN_IN = "<!doctype html><html><body>Sign in to go on</body></html>"


@dataclass(frozen=True)
class Fault:
    """`instead`: answered without doing anything. `before`: done to the request that is asked about, then it is
    answered as usual. `after`: what becomes of the answer of an operation that was done."""

    name: str
    instead: Reply | None = None
    before: Callable[["LogQueue", int], None] | None = None
    after: Callable[[Reply], Reply] | None = None


def refused(status: int, error_type: str = "backend_error", message: str = "It did not work out") -> Fault:
    """Any refusal, in the documented form."""
    return Fault(f"{status} {error_type}", instead=Refusal(status, error_type, message).reply())


def page(status: int = 200) -> Fault:
    """A page of HTML, as portals and proxies put in the way."""
    return Fault(f"a page with {status}", instead=Reply(status, SIGN_IN.encode(), HTML))


def empty(status: int = 200) -> Fault:
    """No body."""
    return Fault(f"nothing with {status}", instead=Reply(status))


def accepted() -> Fault:
    """202 without a body, though nothing of the kind is in flight; armed many `times`, a storm of them."""
    return Fault("202 for nothing", instead=Reply(202))


def shape(body: object) -> Fault:
    """JSON of another shape."""
    return Fault("another shape", instead=Reply(200, json.dumps(body).encode()))


def not_json() -> Fault:
    """JSON that breaks off, complete as an answer."""
    return Fault("half of JSON", after=lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2]))


def unreachable() -> Fault:
    """The connection is reset before anything is done."""
    return Fault("reset before", instead=Reply(reset="before"))


def lost() -> Fault:
    """Done, and the connection reset in place of the answer."""
    return Fault("answer lost", after=lambda reply: replace(reply, reset="before"))


def reset_amid(share: float = 0.5) -> Fault:
    """The connection is reset after a share of the body."""
    return Fault(
        "reset amid",
        after=lambda reply: replace(reply, reset="amid", reset_after=int(len(reply.body) * share)),
    )


def cut_short(missing: int = 1) -> Fault:
    """So many bytes fewer, and no sign of it: the length fits what is sent, and the connection closes well."""
    return Fault("cut short", after=lambda reply: _with_body(reply, lambda text: text[: max(0, len(text) - missing)]))


def cut_after_line(lines: int = 1) -> Fault:
    """The first lines alone, cut where a line ends."""
    return Fault("cut after a line", after=lambda reply: _with_body(reply, lambda text: _first_lines(text, lines)))


def broken_gzip(share: float = 0.5) -> Fault:
    """Called gzip, whatever was asked for; from a share of the body on, it isn't."""

    def break_it(reply: Reply) -> Reply:
        packed = gzip.compress(_text(reply), compresslevel=1)
        kept = max(12, int(len(packed) * share))
        body = packed[:kept] + bytes(reversed(packed[kept:]))
        return replace(reply, body=body, headers={**reply.headers, "content-encoding": "gzip"})

    return Fault("broken gzip", after=break_it)


def slow(seconds: float) -> Fault:
    """As usual, after a while."""
    return Fault("slow", after=lambda reply: replace(reply, pause=seconds))


def vanishes() -> Fault:
    """From this call on the request is not known any more: 404, and not in the list."""
    return Fault("vanishes", before=lambda queue, request_id: queue.forget(request_id))


def becomes(status: Status) -> Fault:
    """From this call on the request is in another status, as if somebody, or the server, had ended it."""

    def end(queue: "LogQueue", request_id: int) -> None:
        found = queue.find(request_id)
        if found is not None:
            queue.end(found, status)

    return Fault(f"becomes {status}", before=end)


def _text(reply: Reply) -> bytes:
    return gzip.decompress(reply.body) if reply.headers.get("content-encoding") == "gzip" else reply.body


def _with_body(reply: Reply, change: Callable[[bytes], bytes]) -> Reply:
    """Changed as text, and packed again where it was."""
    body = change(_text(reply))
    packed = reply.headers.get("content-encoding") == "gzip"
    return replace(reply, body=gzip.compress(body, compresslevel=1) if packed else body)


def _first_lines(text: bytes, lines: int) -> bytes:
    return b"".join(text.splitlines(keepends=True)[:lines])
