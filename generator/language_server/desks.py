"""The decks and the files that an editor has open, and what is told of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lsprotocol import types

from generator.language_server.code_page import CodePage
from generator.language_server.deck_desk import DeckDesk
from generator.language_server.diagnosing import Diagnosing
from generator.language_server.documents import OpenFile, deck_of, uri_of
from generator.language_server.findings import FileFindings, Findings, absolute
from generator.language_server.known_cards import KnownCards
from generator.language_server.positions import Positions
from generator.language_server.window_progress import WindowProgress
from generator.reading.chapter_names import is_markdown
from generator.reading.config import FILE_NAME
from generator.running.run_options import RunOptions

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer

_MOST: Final = 4  # decks that stay open without an open file


class Desks:
    """Whoever uses it holds `alone`."""

    def __init__(
        self, server: LanguageServer, alone: threading.RLock, options: RunOptions, *, strict: bool
    ) -> None:
        self._server = server
        self._alone = alone
        self._options = options
        self._strict = strict
        self._page = CodePage()
        self._files: dict[str, OpenFile] = {}
        self._desks: dict[Path, DeckDesk] = {}
        self._known: dict[Path, KnownCards] = {}
        self._told: dict[Path, dict[str, list[types.Diagnostic]]] = {}

    @property
    def diagnosing(self) -> Diagnosing:
        """How problems are shown to this editor."""
        encoding = self._server.server_capabilities.position_encoding
        kind = types.PositionEncodingKind(encoding or types.PositionEncodingKind.Utf16)
        wanted = self._server.client_capabilities.text_document
        shown = wanted.publish_diagnostics if wanted else None
        links = bool(shown and shown.code_description_support)
        address: Callable[[str], str | None] = self._page.address if links else lambda code: None
        return Diagnosing(Positions(kind), address)

    def opened(self, path: str) -> OpenFile | None:
        """A file that is open in the editor."""
        return self._files.get(path)

    def findings(self, path: str) -> Findings | None:
        """What is known of the deck that a file is in, None if it is in none."""
        folder = deck_of(path)
        desk = self._desks.get(folder) if folder else None
        return desk.findings if desk else None

    def cards(self, path: str) -> KnownCards:
        """The cards of the deck that a file is in."""
        return self._cards(self.findings(path) or Findings(Path(path).parent))

    def every(self) -> tuple[KnownCards, ...]:
        """The cards of all decks."""
        return tuple(self._cards(desk.findings) for desk in self._desks.values())

    def _cards(self, findings: Findings) -> KnownCards:
        known = self._known.get(findings.folder)
        if known is None or known.findings is not findings:
            known = self._known[findings.folder] = KnownCards(findings)
        return known

    @property
    def takes_trees(self) -> bool:
        """Whether the editor shows outlines as trees."""
        wanted = self._server.client_capabilities.text_document
        symbols = wanted.document_symbol if wanted else None
        return bool(symbols and symbols.hierarchical_document_symbol_support)

    def put(self, file: OpenFile) -> None:
        """The file is open, or its text in the editor has changed."""
        known = file.path in self._files
        self._files[file.path] = file
        if not known:
            self.look(file.path, urgent=True)
        self._tell_file(file.path)

    def drop(self, path: str) -> None:
        """The file is not open any more."""
        if self._files.pop(path, None):
            self._tell_file(path)

    def look(self, path: str, *, urgent: bool = False) -> None:
        """Something has happened to a file: check its deck, before all else if `urgent`."""
        folder = deck_of(path)
        for known, desk in self._desks.items():
            if known == folder or Path(path) == known / FILE_NAME:  # which may just be gone
                desk.look(path if is_markdown(path) else "", urgent=urgent)
        if (
            folder
            and folder not in self._desks
            and any(deck_of(each) == folder for each in self._files)
        ):
            self._open(folder).start()

    def end(self) -> None:
        """End all checks, and what they started."""
        with self._alone:
            desks = list(self._desks.values())
        for desk in desks:
            desk.end()
        self._page.close()

    def _open(self, folder: Path) -> DeckDesk:
        used = {deck_of(path) for path in self._files}
        idle = [each for each in self._desks if each not in used]
        for each in idle[: max(len(idle) + 1 - _MOST, 0)]:
            gone = self._desks.pop(each)
            threading.Thread(target=gone.end, daemon=True).start()
            for path in self._told.pop(each, {}):  # nobody looks at it any more
                self._server.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(uri_of(path), [])
                )
        desk = DeckDesk(
            folder,
            self._options,
            strict=self._strict,
            indicator=WindowProgress(self._server, self._alone),
            opened=lambda: self._opened_in(folder),
            tell=self._tell,
        )
        self._desks[folder] = desk
        return desk

    def _opened_in(self, folder: Path) -> tuple[str, ...]:
        with self._alone:
            return tuple(path for path in self._files if deck_of(path) == folder)

    def _tell(self, findings: Findings) -> None:
        """Publish what a check found, and that the rest is mended."""
        with self._alone:
            if findings.folder not in self._desks:
                return
            told = self._told.get(findings.folder, {})
            for path in {*findings.files, *told, *self._opened_in(findings.folder)}:
                self._publish(findings, path)

    def _tell_file(self, path: str) -> None:
        findings = self.findings(path)
        if findings is not None:
            self._publish(findings, path)

    def _publish(self, findings: Findings, path: str) -> None:
        file = self._files.get(path)
        shown = self._shown(findings, path, file)
        told = self._told.setdefault(findings.folder, {})
        if shown == told.get(path, []):
            return
        told[path] = shown
        uri, version = (file.uri, file.version) if file else (uri_of(path), None)
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, shown, version)
        )

    def _shown(
        self, findings: Findings, path: str, file: OpenFile | None
    ) -> list[types.Diagnostic]:
        if not os.path.lexists(findings.folder / FILE_NAME):
            return []  # it is no deck any more
        known = findings.files.get(path)
        if known is not None and known.found:
            return [each.diagnostic for each in self.diagnosing.shown(known, file)]
        if findings.unread and file and is_markdown(path) and _may_be_chapter(findings, path):
            return self.diagnosing.of_unread(findings)
        return []

    def file_findings(self, path: str) -> FileFindings | None:
        """What is known of a file; None where nothing is."""
        findings = self.findings(path)
        return findings.files.get(path) if findings else None


def _may_be_chapter(findings: Findings, path: str) -> bool:
    chapters = {absolute(chapter.path) for chapter in findings.chapters}
    return not chapters or path in chapters
