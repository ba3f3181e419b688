"""An editor without a window: the client of pygls, which speaks to `proofdeck lsp` as others do."""

from __future__ import annotations

import asyncio
import os
import queue
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.support.cli import ROOT
from tests.support.ended import heed_signals

GENEROUS = 120.0  # seconds until it is certain that nothing comes
CAPABILITIES = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
            dynamic_registration=True
        ),
    ),
    text_document=types.TextDocumentClientCapabilities(
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(
            related_information=True, code_description_support=True
        ),
        document_symbol=types.DocumentSymbolClientCapabilities(
            hierarchical_document_symbol_support=True
        ),
    ),
    window=types.WindowClientCapabilities(work_done_progress=True),
)
Diagnostics = list[types.Diagnostic]


class Editor:
    """Its buffers are `texts` by path; `published` has the diagnostics that it shows."""

    def __init__(self, cwd: Path, arguments: tuple[str, ...], encodings: list[Any] | None) -> None:
        self.cwd = cwd
        self.texts: dict[Path, str] = {}
        self.published: dict[Path, Diagnostics] = {}
        self.progress: list[Any] = []
        self._versions: dict[Path, int] = {}
        self._news: queue.SimpleQueue[Path] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.client = LanguageClient("test", "1")
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda params: self._take(params)
        )
        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
        self.client.feature(types.WINDOW_WORK_DONE_PROGRESS_CREATE)(lambda params: None)
        self.client.feature(types.PROGRESS)(lambda params: self.progress.append(params.value))
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        environment["PROOFDECK_CACHE"] = str(cwd / "cache")
        environment["TMPDIR"] = str(cwd / "tmp")
        (cwd / "tmp").mkdir(exist_ok=True)
        command = (sys.executable, "-m", "generator", "lsp", *arguments)
        self.do(self._start(command, environment))
        general = types.GeneralClientCapabilities(position_encodings=encodings)
        capabilities = types.ClientCapabilities(
            CAPABILITIES.workspace, CAPABILITIES.text_document, None, CAPABILITIES.window, general
        )
        self.server = self.ask(
            "initialize_async",
            types.InitializeParams(capabilities, process_id=os.getpid(), root_uri=cwd.as_uri()),
        )
        self.client.initialized(types.InitializedParams())

    async def _start(self, command: tuple[str, ...], environment: Mapping[str, str]) -> None:
        await self.client.start_io(*command, cwd=self.cwd, env=environment, preexec_fn=heed_signals)
        assert self.client._server is not None
        self.process = self.client._server

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(GENEROUS)

    def ask(self, name: str, params: Any) -> Any:
        return self.do(getattr(self.client, name)(params))

    def _take(self, params: types.PublishDiagnosticsParams) -> None:
        path = Path(params.uri.removeprefix("file://"))
        self.published[path] = list(params.diagnostics)
        self._news.put(path)

    def until(self, path: Path, holds: Callable[[Diagnostics], bool]) -> Diagnostics:
        """The diagnostics of a file once something holds of them."""
        while not (path in self.published and holds(self.published[path])):
            try:
                self._news.get(timeout=GENEROUS)
            except queue.Empty:
                raise AssertionError(f"{path} has {self.published.get(path)}") from None
        return self.published[path]

    def until_code(self, path: Path, *codes: str) -> Diagnostics:
        """The diagnostics of a file once they have just these codes."""
        return self.until(path, lambda shown: [each.code for each in shown] == [*codes])

    def open(self, path: Path, language: str = "markdown") -> None:
        text = path.read_bytes().decode()
        self.texts[path], self._versions[path] = text, 1
        item = types.TextDocumentItem(path.as_uri(), language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, path: Path, text: str) -> None:
        """Change the whole text of a buffer."""
        self.texts[path] = text
        self._versions[path] += 1
        identifier = types.VersionedTextDocumentIdentifier(
            uri=path.as_uri(), version=self._versions[path]
        )
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                identifier, [types.TextDocumentContentChangeWholeDocument(text)]
            )
        )

    def save(self, path: Path, text: str | None = None) -> None:
        if text is not None:
            self.type(path, text)
        path.write_bytes(self.texts[path].encode())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.identifier(path)))

    def close(self, path: Path) -> None:
        del self.texts[path]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.identifier(path)))

    def identifier(self, path: Path) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(path.as_uri())

    def fixes(self, path: Path, at: types.Range, only: list[Any] | None = None) -> list[Any]:
        context = types.CodeActionContext([], only)
        params = types.CodeActionParams(self.identifier(path), at, context)
        return self.ask("text_document_code_action_async", params) or []

    def apply(self, action: types.CodeAction) -> None:
        """Make the edits of an action, as they are of the version that the buffer has."""
        assert action.edit is not None and action.edit.document_changes is not None
        for change in action.edit.document_changes:
            assert isinstance(change, types.TextDocumentEdit)
            path = Path(change.text_document.uri.removeprefix("file://"))
            assert change.text_document.version == self._versions[path]
            text = self.texts[path]
            for edit in sorted(change.edits, key=lambda each: position_key(each.range.start))[::-1]:
                start, end = (offset(text, at) for at in (edit.range.start, edit.range.end))
                text = text[:start] + edit.new_text + text[end:]
            self.type(path, text)

    def quit(self) -> int:
        self.ask("shutdown_async", None)
        self.client.exit(None)
        return self.wait()

    def wait(self) -> int:
        return int(self.do(self._wait()))

    async def _wait(self) -> int:
        return await asyncio.wait_for(self.process.wait(), GENEROUS)

    def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        self.do(self.client.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(GENEROUS)
        self._loop.close()


def position_key(at: types.Position) -> tuple[int, int]:
    return at.line, at.character


def offset(text: str, at: types.Position) -> int:
    """The index of a position, whose columns count the units of UTF-16."""
    start = 0
    for _ in range(at.line):
        ends = [found for end in ("\n", "\r") if (found := text.find(end, start)) >= 0]
        start = min(ends) + 1
        if text[start - 1 : start + 1] == "\r\n":
            start += 1
    return start + len(text[start:].encode("utf-16-le")[: 2 * at.character].decode("utf-16-le"))


def covered(text: str, at: types.Range) -> str:
    """The text of a range."""
    return text[offset(text, at.start) : offset(text, at.end)]


@contextmanager
def editing(cwd: Path, *arguments: str, encodings: list[Any] | None = None) -> Iterator[Editor]:
    editor = Editor(cwd, arguments, encodings)
    try:
        yield editor
    finally:
        editor.end()
