"""Starts and ends a server that only this computer can reach."""

from __future__ import annotations

import asyncio
import errno
import importlib.util
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from generator.keeping.shelf import digest
from generator.model import Place, Problem, ProblemsError
from generator.serving.peers import STRANGER, is_strangers
from generator.watching.wakes import EXTRA

if TYPE_CHECKING:
    from generator.serving.safety import App

ADDRESS: Final = "127.0.0.1"
_PACKAGES: Final = ("starlette", "uvicorn", "watchfiles")
_GRACE: Final = 1  # seconds for answers that are under way when the server ends
# Below those that systems give to connections.
_FIRST_PORT: Final = 20_000
_PORTS: Final = 10_000
_MOST_AT_ONCE: Final = 200  # requests, with the open streams


def require_server(command: str, extra: str = EXTRA, others: Sequence[str] = ()) -> None:
    """Raises ProblemsError where a package that serves pages, or one of `others` that the command
    needs, is not installed; `extra` is what installs them.
    """
    needed = (*_PACKAGES, *others)
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        packages = "a package" if len(missing) == 1 else "packages"
        verb = "is" if len(missing) == 1 else "are"
        message = f"`{command}` needs {packages} that {verb} not installed here: "
        hint = f"install {'it' if len(missing) == 1 else 'them'}: {extra}"
        problem = Problem(Place(command), "missing-extra", message + ", ".join(missing), hint)
        raise ProblemsError(problem)


def listening(port: int | None, preferred: int = 0) -> socket.socket:
    """A socket that listens at the loopback address: at a port, or without one at the `preferred`
    or, where that is taken, a free one.

    Raises ProblemsError where the port is taken or may not be used.
    """
    if port is not None:
        return _at(port)
    try:
        return _at(preferred)
    except ProblemsError:
        return _at(0)


def usual_port(name: str) -> int:
    """The port at which pages of that name are, where it is free: an open page finds its server
    again when it is started anew.
    """
    return _FIRST_PORT + int(digest(name), 16) % _PORTS


def _at(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # else Windows lets two programs share a port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((ADDRESS, port))
        found.listen(128)
    except OSError as error:
        found.close()
        raise ProblemsError(_unusable(port, error)) from None
    return found


def _unusable(port: int, error: OSError) -> Problem:
    place = Place(f"{ADDRESS}:{port}")
    if error.errno == errno.EADDRINUSE:
        message = f"port {port} is taken: another program listens there, perhaps another preview"
        hint = "end that program, pass another --port, or leave out --port to get a free one"
    elif error.errno == errno.EACCES:
        message = f"port {port} may not be used: {(error.strerror or str(error)).lower()}"
        hint = "pass a --port above 1023, or leave it out to get a free one"
    else:
        message = f"port {port} cannot be used: {(error.strerror or str(error)).lower()}"
        hint = "leave out --port to get a free one"
    return Problem(place, "port-taken", message, hint)


class LocalServer:
    """Serves an application, which is to be `Guarded`, at a listening socket.

    `ending` is called when it is about to end, and has to end all streams: any other answer under
    way keeps the server only for a moment.
    """

    def __init__(self, app: App, listener: socket.socket, ending: Callable[[], object]) -> None:
        import uvicorn
        from uvicorn.protocols.http.h11_impl import H11Protocol

        class Protocol(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                peer, here = (transport.get_extra_info(f"{end}name") for end in ("peer", "sock"))
                if peer and here and is_strangers(peer[1], here[1]):
                    self.app_state = {**self.app_state, STRANGER: True}
                super().connection_made(transport)

        class Server(uvicorn.Server):
            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                ending()
                await super().shutdown(sockets)

        config = uvicorn.Config(
            app,
            access_log=False,
            date_header=False,
            h11_max_incomplete_event_size=16 * 1024,
            http=Protocol,
            lifespan="off",
            limit_concurrency=_MOST_AT_ONCE,
            log_config=None,
            log_level=60,  # what is wrong with a request is in its answer
            loop="asyncio",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
            timeout_keep_alive=30,
            ws="none",
        )
        self._listener = listener
        self._server = Server(config)

    def run(self) -> None:
        """Serve until `stop`. In the main thread, a signal ends it, too, and then does what it does
        elsewhere: Ctrl-C raises KeyboardInterrupt.
        """
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        """End the server; from any thread."""
        self._server.should_exit = True
