"""Answers on their way out: whole, late, or broken off."""

import asyncio
from collections.abc import Callable

from starlette.types import Scope, Send

from sandbox.servers.resets import reset
from sandbox.servers.yandex_metrica.reply import Reply


def _nothing() -> None:
    """Nobody waits for a place."""


async def send_reply(reply: Reply, scope: Scope, send: Send, give_back: Callable[[], None] = _nothing) -> None:
    """Send it. The place among parallel requests is given back before the last bytes: who has them may go on asking."""
    if reply.pause:
        await asyncio.sleep(reply.pause)
    if reply.reset == "before":
        give_back()
        await reset(scope)
        return
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.raw_headers()})
    async for chunk, more in reply.chunks():
        if not more:
            give_back()
        await send({"type": "http.response.body", "body": chunk, "more_body": more or reply.reset is not None})
    if reply.reset is not None:
        await reset(scope)
