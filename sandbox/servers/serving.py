"""Serving an app over loopback: by a process of its own, or by a thread of a test."""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from sandbox.servers.resets import ResettableProtocol

HOST = "127.0.0.1"


def bound(port: int) -> socket.socket:
    """A socket on loopback; port 0 takes a free one. Raises `OSError` where the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if port:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


def address(listener: socket.socket) -> str:
    """`http://127.0.0.1:40123`."""
    return f"http://{HOST}:{listener.getsockname()[1]}"


class Server(uvicorn.Server):
    """Tells when it answers, and not before."""

    def __init__(self, app: ASGIApp, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=ResettableProtocol,
                log_level="warning",
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=2,
            )
        )
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then tell."""
        await super().startup(sockets=sockets)
        self._on_ready()


@contextmanager
def in_thread(app: ASGIApp) -> Iterator[str]:
    """Serve on a free port while the block lasts; yields the address."""
    ready = threading.Event()
    listener = bound(0)
    server = Server(app, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        if not ready.wait(20):
            raise TimeoutError("the local server did not come up")
        yield address(listener)
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def exit_with_parent() -> None:
    """End this process when its standard input closes: the parent holds the other end, and is gone if it does."""

    def watch() -> None:
        while sys.stdin.buffer.read(1024):
            time.sleep(0.1)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
