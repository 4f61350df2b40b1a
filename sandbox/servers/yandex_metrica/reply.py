"""An answer before it goes out, which a fault may still change."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

CHUNK = 1 << 16
JSON, TSV, HTML = "application/json", "text/tab-separated-values; charset=utf-8", "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """`pause`: seconds before the first byte. `reset`: the connection is reset instead of, or amid, the answer."""

    status: int = 200
    body: bytes = b""
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0
    reset: Literal["before", "amid"] | None = None
    reset_after: int = 0

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """As ASGI wants them; the length is that of the whole body, even where the connection breaks before."""
        named = {"content-length": str(len(self.body)), "content-type": self.media_type, **self.headers}
        return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]

    async def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """The body piece by piece, with a flag on whether more follows."""
        whole = self.body[: self.reset_after] if self.reset else self.body
        for start in range(0, len(whole) or 1, CHUNK):
            yield whole[start : start + CHUNK], start + CHUNK < len(whole)


def json_reply(body: object, status: int = 200) -> Reply:
    """An answer of the API."""
    return Reply(status, json.dumps(body, ensure_ascii=False).encode())
