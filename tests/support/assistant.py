"""A client of `proofdeck mcp`, that of the SDK, which starts the real command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from mcp.shared.dispatcher import ProgressFnT
from mcp_types import CallToolResult, TextContent

from tests.support.cli import ROOT

_PASSED = ("PROOFDECK_CAUGHT", "PROOFDECK_FONTS")


class Assistant:
    """Calls tools of a server and waits for their answers."""

    def __init__(self, client: Client, portal: BlockingPortal) -> None:
        self.client = client
        self.portal = portal

    def start(
        self, tool: str, hear: ProgressFnT | None = None, /, **arguments: Any
    ) -> Future[CallToolResult]:
        """Call a tool; the answer comes later. To cancel the future is to cancel the call."""

        async def call() -> CallToolResult:
            return await self.client.call_tool(tool, arguments, progress_callback=hear)

        return self.portal.start_task_soon(call)

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The answer of a tool that succeeds."""
        result = self.start(tool, **arguments).result()
        assert not result.is_error, told(result)
        assert isinstance(result.structured_content, dict)
        return result.structured_content

    def refused(self, tool: str, **arguments: Any) -> str:
        """Why a tool does not do what it is asked for."""
        result = self.start(tool, **arguments).result()
        assert result.is_error, told(result)
        return told(result)

    def ask(self, method: str, *arguments: Any) -> Any:
        """What another method of the client returns."""
        return self.portal.call(getattr(self.client, method), *arguments)


def told(result: CallToolResult) -> str:
    """The text of an answer."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "generator", "mcp", *map(str, arguments)]


def variables(cwd: Path) -> Mapping[str, str]:
    kept = {name: os.environ[name] for name in _PASSED if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PROOFDECK_CACHE": str(cwd / "cache")}


@contextmanager
def assistant(cwd: Path, *arguments: str | Path) -> Iterator[Assistant]:
    """An assistant whose server runs in a folder. What it may run, it may run in any sandbox."""
    python, *rest = command(*arguments, "--trust")
    server = StdioServerParameters(command=python, args=rest, env=dict(variables(cwd)), cwd=cwd)
    client = Client(stdio_client(server))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
        yield Assistant(client, portal)
