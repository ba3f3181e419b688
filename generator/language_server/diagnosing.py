"""Problems as diagnostics, where their lines stand in the editor now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lsprotocol import types

from generator.language_server.documents import OpenFile, uri_of
from generator.language_server.fence_lines import lines_in_fences
from generator.language_server.findings import FileFindings, Findings, Found, absolute
from generator.language_server.moved_lines import MovedLines
from generator.language_server.positions import Positions
from generator.model import Place, TextEdit
from generator.reading.config import FILE_NAME

_SEVERITY = {"error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning}


@dataclass(frozen=True, slots=True)
class Shown:
    """A problem that still stands in the editor, and its diagnostic."""

    found: Found
    diagnostic: types.Diagnostic


@dataclass(frozen=True, slots=True)
class Diagnosing:
    """`address` gives the address of what is said of a code."""

    positions: Positions
    address: Callable[[str], str | None]

    def shown(self, file: FileFindings, opened: OpenFile | None) -> Iterator[Shown]:
        """The problems of a file that stand in the editor.

        What was found is about the file as it was saved. In a buffer that has changed since, a
        problem moves with its line and is dropped once that line changes. What a program did is
        dropped as soon as code of its card changes: nobody knows yet whether it does so still.
        """
        lines = opened.lines if opened else file.source.lines if file.source else ()
        moved = opened.moved(file.source) if opened else MovedLines.of(lines, lines)
        unsure = cards_in_doubt(file, lines, moved)
        for found in file.found:
            card = file.card_at(found.problem.place.line)
            if found.of_run and (-1 in unsure or card in unsure):
                continue
            start = moved_place(found.problem.place, moved)
            if start is not None:
                end = moved_place(found.end, moved) if found.end else None
                yield Shown(found, self._diagnostic(found, lines, start, end))

    def of_unread(self, findings: Findings) -> list[types.Diagnostic]:
        """What an open chapter of a deck shows that could not be checked."""
        first, *others = findings.unread
        place = first.place
        name = str(findings.folder / FILE_NAME)
        path = absolute(place.path)
        at = place if path != str(findings.folder) else Place(name)
        more = f" (and {len(others)} more)" if others else ""
        message = f"this deck was not checked: {first.message}{more}"
        line = f"{FILE_NAME} " if path == name else ""
        return [
            types.Diagnostic(
                types.Range(types.Position(0, 0), types.Position(0, 0)),
                _words(f"{line}{message}", first.hint),
                severity=_SEVERITY[first.severity],
                source="proofdeck",
                code=first.code,
                code_description=self._description(first.code),
                related_information=[self._related(at, "here")],
            )
        ]

    def _diagnostic(
        self, found: Found, lines: Sequence[str], start: Place, end: Place | None
    ) -> types.Diagnostic:
        problem = found.problem
        if end is None:
            line = lines[start.line - 1] if start.line <= len(lines) else ""
            end = Place(start.path, start.line, max(len(line), start.column) + 1)
        related = [self._related(place, "the other place") for place in found.others]
        return types.Diagnostic(
            self.positions.range(lines, start, end),
            _words(problem.message, problem.hint),
            severity=_SEVERITY[problem.severity],
            source="proofdeck",
            code=problem.code,
            code_description=self._description(problem.code),
            related_information=related or None,
        )

    def _description(self, code: str) -> types.CodeDescription | None:
        address = self.address(code)
        return types.CodeDescription(address) if address else None

    def _related(self, place: Place, message: str) -> types.DiagnosticRelatedInformation:
        # Only the start of the line is sure: the other file may not have been read.
        start = types.Position(max(place.line - 1, 0), 0)
        location = types.Location(uri_of(absolute(place.path)), types.Range(start, start))
        return types.DiagnosticRelatedInformation(location, message)


def moved_place(place: Place, moved: MovedLines) -> Place | None:
    """A place of the saved file in the editor, None where its line has changed."""
    line = moved.line(place.line)
    return None if line is None else Place(place.path, line, place.column)


def moved_edit(edit: TextEdit, moved: MovedLines) -> TextEdit | None:
    """An edit of the saved file in the editor, None where a line that it touches has changed."""
    lines = range(edit.start.line, edit.end.line + 1)
    now = [moved.line(line) for line in lines]
    if None in now or now[0] is None or now != list(range(now[0], now[0] + len(now))):
        return None
    start, end = moved_place(edit.start, moved), moved_place(edit.end, moved)
    return TextEdit(start, end, edit.text) if start and end else None


def edits_of(
    positions: Positions, lines: Sequence[str], edits: Iterable[TextEdit]
) -> list[types.TextEdit]:
    """Edits of a text in the form of the protocol."""
    return [
        types.TextEdit(positions.range(lines, each.start, each.end), each.text) for each in edits
    ]


def in_doubt(file: FileFindings, lines: Sequence[str], moved: MovedLines, line: int) -> bool:
    """Whether code of the card at a saved line has changed since the check."""
    unsure = cards_in_doubt(file, lines, moved)
    return -1 in unsure or file.card_at(line) in unsure


def cards_in_doubt(file: FileFindings, lines: Sequence[str], moved: MovedLines) -> frozenset[int]:
    """The cards whose code has changed since the check; -1, the set-up, stands for all."""
    if moved.unchanged or file.source is None:
        return frozenset()
    before, after = lines_in_fences(file.source.lines), lines_in_fences(lines)
    gone = {file.card_at(line) for line in moved.changed_before() if line in before}
    new = {file.card_at(above) for line, above in moved.changed_after() if line in after}
    return frozenset(gone | new)


def _words(message: str, hint: str) -> str:
    return f"{message}\nhint: {hint}" if hint else message
