"""Edits that mend problems, as code actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lsprotocol import types

from generator.language_server.diagnosing import Diagnosing, Shown, edits_of, moved_edit
from generator.language_server.documents import OpenFile
from generator.language_server.findings import FileFindings
from generator.model import TextEdit

FIX_ALL = "source.fixAll.proofdeck"
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)


@dataclass(frozen=True, slots=True)
class QuickFixes:
    """`versioned` is whether the editor takes edits of one version of a file."""

    diagnosing: Diagnosing
    versioned: bool

    def actions(
        self, file: FileFindings, opened: OpenFile, params: types.CodeActionParams
    ) -> list[types.CodeAction]:
        """What can be mended in a range of an open file, and in all of it."""
        only = params.context.only
        shown = list(self.diagnosing.shown(file, opened))
        if only and all(each == FIX_ALL or FIX_ALL.startswith(f"{each}.") for each in only):
            return list(self._all(file, opened, shown, FIX_ALL))
        if only and types.CodeActionKind.QuickFix not in only:
            return []
        first, last = params.range.start.line, params.range.end.line
        here = [
            each
            for each in shown
            if each.diagnostic.range.start.line <= last and first <= each.diagnostic.range.end.line
        ]
        actions = [action for each in here for action in self._own(file, opened, each)]
        if any(each.found.accepted for each in here):
            actions += self._all(file, opened, shown, types.CodeActionKind.QuickFix)
        return actions

    def _own(
        self, file: FileFindings, opened: OpenFile, shown: Shown
    ) -> Iterator[types.CodeAction]:
        if shown.found.accepted is not None:
            title = "Write what came out"
            yield from self._action(title, file, opened, [shown], [shown.found.accepted], True)
        for mend in shown.found.mends:
            yield from self._action(mend.title, file, opened, [shown], mend.edits, mend.sure)

    def _all(
        self, file: FileFindings, opened: OpenFile, shown: Sequence[Shown], kind: str
    ) -> Iterator[types.CodeAction]:
        """All that came out written into a file. A set-up fence may have one claim on each card."""
        claims = [each for each in shown if each.found.accepted is not None]
        edits = list(dict.fromkeys(each.found.accepted for each in claims if each.found.accepted))
        if len(edits) > 1 or (edits and kind == FIX_ALL):
            title = f"Write what came out in all {len(edits):,} places of this file"
            yield from self._action(title, file, opened, claims, edits, False, kind)

    def _action(
        self,
        title: str,
        file: FileFindings,
        opened: OpenFile,
        shown: Sequence[Shown],
        edits: Sequence[TextEdit],
        preferred: bool,
        kind: str = types.CodeActionKind.QuickFix,
    ) -> Iterator[types.CodeAction]:
        """None where a line has changed that an edit is about: it is about the saved file."""
        moved = opened.moved(file.source)
        now = [moved_edit(edit, moved) for edit in edits]
        made = [edit for edit in now if edit is not None]
        if len(made) < len(edits):
            return
        yield types.CodeAction(
            title,
            kind=kind,
            diagnostics=[each.diagnostic for each in shown],
            is_preferred=preferred or None,
            edit=self._workspace_edit(opened, made),
        )

    def _workspace_edit(self, opened: OpenFile, edits: Sequence[TextEdit]) -> types.WorkspaceEdit:
        made = edits_of(self.diagnosing.positions, opened.lines, edits)
        if not self.versioned:
            return types.WorkspaceEdit(changes={opened.uri: made})
        document = types.OptionalVersionedTextDocumentIdentifier(opened.uri, opened.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [*made])])
