"""Connections that a server of a test can reset, as networks do: what ASGI itself has no word for."""

import asyncio
import socket
import struct
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.auto import AutoHTTPProtocol

TRANSPORT = "sandbox.transport"
SECONDS_TO_FLUSH = 0.05


class ResettableProtocol(AutoHTTPProtocol):  # type: ignore[misc,valid-type]
    """Hands each request the connection that it came by."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Remember it where the request's state begins."""
        super().connection_made(transport)
        self.app_state: dict[str, Any] = {**self.app_state, TRANSPORT: transport}


async def reset(scope: Scope) -> None:
    """Reset the request's connection, after what was sent has left."""
    transport = scope["state"][TRANSPORT]
    await asyncio.sleep(SECONDS_TO_FLUSH)
    at_once = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    transport.abort()
    await asyncio.sleep(SECONDS_TO_FLUSH)  # the server hears of it before the answer counts as forgotten
