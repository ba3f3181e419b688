"""The server: what editors ask, and who answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from generator import __version__
from generator.language_server.connection import Connection
from generator.language_server.desks import Desks
from generator.language_server.documents import OpenFile, path_of
from generator.language_server.questions import TRIGGERS, Questions
from generator.language_server.quick_fixes import KINDS, QuickFixes
from generator.running.run_options import RunOptions

# Files that are chapters, settings or, often, what programs and cards read.
_WATCHED: Final = (
    "**/*.md",
    "**/deck.toml",
    "**/deck.lock",
    "**/*.{png,svg,jpg,jpeg,gif,webp,txt,csv,json,py}",
)


def serve(options: RunOptions, *, strict: bool) -> None:
    """Serve the editor at standard input and output until it closes them or asks to exit, which
    raises SystemExit. No process is left.
    """
    connection, alone = Connection(), threading.RLock()
    # Whole texts: the library cuts lines at characters that do not end a line in the protocol, so
    # pieces would go to wrong places.
    server = LanguageServer(
        "proofdeck", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
    )
    desks = Desks(server, alone, options, strict=strict)
    Answers(server, desks).register()
    try:
        connection.serve(server.protocol, alone)
    except BrokenPipeError:
        pass
    finally:
        desks.end()


class Answers:
    """Each method answers one message."""

    def __init__(self, server: LanguageServer, desks: Desks) -> None:
        self._server = server
        self._desks = desks

    def register(self) -> None:
        """Tell the server who answers what."""
        questions = Questions(self._desks)
        answers: Mapping[str, Callable[..., Any]] = {
            types.INITIALIZED: self.initialized,
            types.TEXT_DOCUMENT_DID_OPEN: self.did_open,
            types.TEXT_DOCUMENT_DID_CHANGE: self.did_change,
            types.TEXT_DOCUMENT_DID_SAVE: self.did_save,
            types.TEXT_DOCUMENT_DID_CLOSE: self.did_close,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: self.did_change_files,
            types.TEXT_DOCUMENT_CODE_ACTION: self.code_actions,
            types.TEXT_DOCUMENT_HOVER: questions.hover,
            types.TEXT_DOCUMENT_COMPLETION: questions.complete,
            types.TEXT_DOCUMENT_DEFINITION: questions.define,
            types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: questions.outline,
            types.WORKSPACE_SYMBOL: questions.find,
        }
        options: Mapping[str, Any] = {
            types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(list(KINDS)),
            types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions(list(TRIGGERS)),
        }
        for name, answer in answers.items():
            # The library writes on what it is given, which a method does not allow.
            self._server.feature(name, options.get(name))(partial(answer))

    def initialized(self, params: types.InitializedParams) -> None:
        """Ask to be told of files that change outside of the editor."""
        workspace = self._server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching is None or not watching.dynamic_registration:
            return
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wanted = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        self._server.protocol.send_request(
            types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([wanted])
        )

    def did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Check the deck of a file."""
        document = params.text_document
        self._put(document.uri, document.version, document.text)

    def did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Move what is marked with the text."""
        document = params.text_document
        for change in params.content_changes[-1:]:
            self._put(document.uri, document.version, change.text)

    def did_save(self, params: types.DidSaveTextDocumentParams) -> None:
        """Check the deck again."""
        if path := path_of(params.text_document.uri):
            self._desks.look(path, urgent=True)

    def did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """What was not saved is gone."""
        self._desks.drop(path_of(params.text_document.uri))

    def did_change_files(self, params: types.DidChangeWatchedFilesParams) -> None:
        """Somebody else has written files."""
        for path in {path_of(change.uri) for change in params.changes} - {""}:
            self._desks.look(path)

    def code_actions(self, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        """What can be mended in a range."""
        path = path_of(params.text_document.uri)
        file, opened = self._desks.file_findings(path), self._desks.opened(path)
        if file is None or opened is None:
            return None
        workspace = self._server.client_capabilities.workspace
        edits = workspace.workspace_edit if workspace else None
        versioned = bool(edits and edits.document_changes)
        return QuickFixes(self._desks.diagnosing, versioned).actions(file, opened, params)

    def _put(self, uri: str, version: int, text: str) -> None:
        if path := path_of(uri):
            self._desks.put(OpenFile(uri, path, version, text))
