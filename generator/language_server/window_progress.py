"""The progress that the editor's window shows."""

from __future__ import annotations

import uuid
from concurrent.futures import Future
from threading import RLock
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer


class WindowProgress:
    """An `Indicator`. Nothing is shown before the editor has agreed to it. `alone` keeps messages
    of several threads apart.
    """

    def __init__(self, server: LanguageServer, alone: RLock) -> None:
        self._server = server
        self._alone = alone
        self._token = ""
        self._agreed = False
        self._report = types.WorkDoneProgressReport()

    def begin(self, title: str) -> None:
        """Ask the editor to show a title."""
        with self._alone:
            window = self._server.client_capabilities.window
            if window is None or not window.work_done_progress:
                return
            token = self._token = str(uuid.uuid4())
            self._report = types.WorkDoneProgressReport()
            asked = self._server.protocol.send_request(
                types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.WorkDoneProgressCreateParams(token)
            )
            asked.add_done_callback(lambda answer: self._created(token, title, answer))

    def report(self, message: str, percentage: int) -> None:
        """Show how far it is."""
        with self._alone:
            self._report = types.WorkDoneProgressReport(message=message, percentage=percentage)
            if self._agreed:
                self._send(self._report)

    def end(self) -> None:
        """Show nothing any more."""
        with self._alone:
            if self._agreed:
                self._send(types.WorkDoneProgressEnd())
            self._token, self._agreed = "", False

    def _created(self, token: str, title: str, answer: Future[Any]) -> None:
        with self._alone:
            if token == self._token and not answer.cancelled() and answer.exception() is None:
                self._agreed = True
                self._send(types.WorkDoneProgressBegin(title, percentage=0))
                self._send(self._report)  # which was not waited for

    def _send(self, value: Any) -> None:
        self._server.protocol.notify(types.PROGRESS, types.ProgressParams(self._token, value))
