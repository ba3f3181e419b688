"""What the commands share that show a page in the browser until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

if TYPE_CHECKING:
    from generator.serving.safety import App

F = TypeVar("F", bound=Callable[..., Any])


class Page(Protocol):
    """What answers a page, until it is closed."""

    def guarded(self, port: int) -> App: ...
    def close(self) -> None: ...


def page_options(function: F) -> F:
    """--port, --open: where the page is, and whether it is opened."""
    port = click.option(
        "--port",
        type=click.IntRange(0, 65535),
        help="Port of the page, 0 for a free one. By default the same each time for a deck.",
    )
    in_browser = click.option(
        "--open", "in_browser", is_flag=True, help="Open the page in your browser."
    )
    return port(in_browser(function))


def serve_page(page: Page, listener: socket.socket, said: str, *, in_browser: bool) -> None:
    """Serve a page until a signal ends that. What is `said` first goes on with its address."""
    from generator.cli.terminal import one_line, say
    from generator.launching import browse
    from generator.serving.local_server import ADDRESS, LocalServer

    port = listener.getsockname()[1]
    server = LocalServer(page.guarded(port), listener, page.close)
    address = f"http://{ADDRESS}:{port}/"
    say(f"{one_line(said)} at {address} until Ctrl-C")
    if in_browser and not browse(address):
        say("no browser with a window was found here: open that address yourself", stderr=True)
    server.run()
