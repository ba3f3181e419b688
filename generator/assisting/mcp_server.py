"""The server of the Model Context Protocol: what a client asks, handed to the tools."""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import anyio
import anyio.abc
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from generator import __version__
from generator.assisting.answer_bounds import whole_characters
from generator.assisting.bench import Bench
from generator.assisting.deck_resources import listed, text_at
from generator.assisting.jobs import Lane, beside
from generator.assisting.refused import RefusedError, in_lines
from generator.assisting.stdio_lines import StdinLines, StdoutLines, taken_streams
from generator.assisting.tools import Answer, Tool, needs_write, tools
from generator.building.selection import NoSuchPartError
from generator.last_net import caught
from generator.model import ProblemsError, shortened
from generator.nearest import did_you_mean
from generator.surveying.filters import NoSuchNameError

T = TypeVar("T")
_Context = ServerRequestContext[Any]
_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")
_MARKDOWN: Final = "text/markdown"
_INSTRUCTIONS: Final = (
    "Proofdeck turns Markdown into flashcards whose every program has been run and verified. "
    "When you write cards: learn the format with card_kinds and card_options, look for slugs "
    "that are taken with list_cards, find out what programs print with run_program rather than "
    "guess, and check every text with check_text until it has no errors."
)
_EXPECTED: Final = (RefusedError, NoSuchPartError, NoSuchNameError)


class DeckServer:
    """Answers one client about the deck on the bench; with `write` it may change the deck."""

    def __init__(self, bench: Bench, *, write: bool) -> None:
        self._bench = bench
        self._tools = tools(write=write)
        self._lane = Lane(lambda: bench.session.drop(bench.folder))

    async def serve(self, given: int, taken: int) -> None:
        """Serve until the client is gone; `given` and `taken` are its descriptors."""
        server: Server[Any] = Server(
            "proofdeck",
            version=__version__,
            title="Proofdeck",
            instructions=_INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_read_resource=self._read_resource,
        )
        out = StdoutLines(taken)
        try:
            lines = cast("anyio.AsyncFile[str]", StdinLines(given))
            async with stdio_server(lines, cast("anyio.AsyncFile[str]", out)) as (read, write):
                await server.run(read, write, server.create_initialization_options())
        finally:
            out.close()

    # --- tools ------------------------------------------------------------------------

    async def _list_tools(
        self, context: _Context, params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in self._tools.values()])

    async def _call_tool(
        self, context: _Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        try:
            found = await self._answer(params.name, params.arguments or {}, context)
        except Exception as error:
            return types.CallToolResult(content=[_text(_in_words(error))], is_error=True)
        answer = whole_characters(found)
        told = json.dumps(answer, ensure_ascii=False)
        return types.CallToolResult(content=[_text(told)], structured_content=answer)

    async def _answer(self, name: str, arguments: dict[str, Any], context: _Context) -> Answer:
        tool = self._tools.get(name)
        if tool is None:
            raise RefusedError(_no_tool(name, list(self._tools)))
        # Models say null of what they leave out.
        given = {key: value for key, value in arguments.items() if value is not None}
        asked = tool.arguments.model_validate(given)
        if tool.runs:

            async def tell(done: float, words: str) -> None:
                await context.session.report_progress(done, message=words)

            try:
                return await self._lane.run(
                    lambda watched: tool.work(self._bench, watched, asked), tool.limit(asked), tell
                )
            finally:
                self._bench.learned()
        return await beside(lambda watched: tool.work(self._bench, watched, asked))

    # --- resources --------------------------------------------------------------------

    async def _list_resources(
        self, context: _Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        cursor = (params.cursor if params else None) or ""
        found, following = await _or_error(lambda: listed(self._bench, cursor))
        return types.ListResourcesResult(
            resources=[
                types.Resource(
                    uri=each.address,
                    name=whole_characters(each.name),
                    description=each.description,
                    mime_type=_MARKDOWN,
                )
                for each in found
            ],
            next_cursor=following or None,
        )

    async def _read_resource(
        self, context: _Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        address = str(params.uri)
        text = await _or_error(lambda: text_at(self._bench, address))
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=address, mime_type=_MARKDOWN, text=text)]
        )


def serve_stdio(bench: Bench, *, write: bool) -> None:
    """Serve the client at standard input and output until it is gone. Raises KeyboardInterrupt for
    a signal; no program is left in either case.
    """
    for name in ("mcp", "asyncio"):  # what went wrong is said to the client
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    numbers: list[int] = []
    with taken_streams() as (given, taken), bench.session:
        server = DeckServer(bench, write=write)
        anyio.run(_until_signal, server, given, taken, numbers)
    if numbers:
        raise KeyboardInterrupt(numbers[0])


async def _until_signal(server: DeckServer, given: int, taken: int, numbers: list[int]) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(_await_signal, group.cancel_scope, numbers)
        await server.serve(given, taken)
        group.cancel_scope.cancel()


async def _await_signal(scope: anyio.CancelScope, numbers: list[int]) -> None:
    if sys.platform == "win32":  # has no receiver; Ctrl-C raises KeyboardInterrupt there
        return
    found = (getattr(signal, name, None) for name in _SIGNALS)
    wanted = [each for each in found if each and signal.getsignal(each) != signal.SIG_IGN]
    with anyio.open_signal_receiver(*wanted) as signals:
        async for number in signals:
            numbers.append(int(number))
            scope.cancel()


def _described(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.arguments.model_json_schema(),
        output_schema=tool.answer(),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=not tool.writes,
            destructive_hint=tool.writes,
            idempotent_hint=not tool.writes,
            open_world_hint=False,
        ),
    )


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)


async def _or_error(work: Callable[[], T]) -> T:
    """What the work gives. Raises MCPError where it fails: there are no other errors of
    resources.
    """
    try:
        return await beside(lambda watched: work())
    except Exception as error:
        raise MCPError(code=types.INVALID_PARAMS, message=_in_words(error)) from None


def _in_words(error: Exception) -> str:
    said: str = whole_characters(_told(error))
    return said


def _told(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "\n".join(map(_wrong_argument, error.errors(include_url=False)[:10]))
    if isinstance(error, ProblemsError):
        return in_lines(error.problems)
    if isinstance(error, _EXPECTED):
        return str(error)
    return f"Proofdeck itself failed: {caught(error)}; please report it"


def _wrong_argument(found: Any) -> str:
    name = ".".join(map(str, found["loc"])) or "the arguments"
    return f"`{shortened(name, 80)}`: {found['msg']}"


def _no_tool(name: str, known: list[str]) -> str:
    if needs_write(name):
        return f"`{name}` is not offered: whoever started `proofdeck mcp` did not pass --write"
    return f"there is no tool `{shortened(name, 80)}`: {did_you_mean(name, known)}"
