"""What an editor asks about a place of a file, in the words of the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lsprotocol import types

from generator.language_server.completing import Completing, Sort, Word, words_of_toml
from generator.language_server.cursor import ChapterText
from generator.language_server.desks import Desks
from generator.language_server.diagnosing import moved_place
from generator.language_server.documents import OpenFile, path_of, uri_of
from generator.language_server.findings import absolute
from generator.language_server.hovering import RunHover, hover_of_toml, hover_of_word
from generator.language_server.known_cards import KnownCard
from generator.language_server.wayfinding import Part, cards_like, outline, places_meant
from generator.model import Place
from generator.reading.config import FILE_NAME

TRIGGERS: Final = ("{", ".", "#", '"', "=", "[", "`")
Asked = types.HoverParams | types.CompletionParams | types.DefinitionParams
_SORTS: Final[dict[Sort, types.CompletionItemKind]] = {
    "kind": types.CompletionItemKind.Class,
    "option": types.CompletionItemKind.Property,
    "slug": types.CompletionItemKind.Reference,
    "tag": types.CompletionItemKind.Keyword,
    "language": types.CompletionItemKind.Module,
    "key": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.Value,
}


class Questions:
    """Each method answers one question."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    def hover(self, params: types.HoverParams) -> types.Hover | None:
        """What is known of a word, or of what a line printed."""
        file, at = self._at(params)
        if file is None:
            return None
        if Path(file.path).name == FILE_NAME:
            said = [hover_of_toml(file.lines, at.line, at.column - 1)]
        else:
            said = list(self._said(file, at))
        text = "\n\n---\n\n".join(filter(None, said))
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    def _said(self, file: OpenFile, at: Place) -> Iterator[str]:
        text, cards = ChapterText(file.lines), self._desks.cards(file.path)
        line = file.lines[at.line - 1] if at.line <= len(file.lines) else ""
        yield hover_of_word(line, text.token(at.line, at.column - 1), cards, file.path)
        ran = cards.findings.ran.get(file.path)
        known = cards.findings.files.get(file.path)
        if known is None:
            return
        if ran is not None:
            yield RunHover(ran, known, file.lines).text(at.line)
        for shown in self._desks.diagnosing.shown(known, file):
            rows = shown.diagnostic.range
            if rows.start.line <= at.line - 1 <= rows.end.line and shown.found.problem.detail:
                yield f"```text\n{shown.found.problem.detail}\n```"

    def complete(self, params: types.CompletionParams) -> types.CompletionList | None:
        """The words that can stand at a place."""
        file, at = self._at(params)
        if file is None:
            return None
        if Path(file.path).name == FILE_NAME:
            words = list(words_of_toml(file.lines, at.line, at.column - 1))
        else:
            cards = self._desks.cards(file.path)
            tags = sorted({tag for each in cards.findings.tags.values() for tag in each})
            completing = Completing(ChapterText(file.lines), file.path, cards, tags)
            words = list(completing.words(at.line, at.column - 1))
        items = [self._item(file, at.line, word) for word in dict.fromkeys(words)]
        return types.CompletionList(is_incomplete=False, items=items)

    def _item(self, file: OpenFile, line: int, word: Word) -> types.CompletionItem:
        start, end = (Place(file.path, line, each + 1) for each in (word.start, word.end))
        meaning = types.MarkupContent(types.MarkupKind.Markdown, word.meaning)
        return types.CompletionItem(
            word.text,
            kind=_SORTS[word.sort],
            detail=word.detail or None,
            documentation=meaning if word.meaning else None,
            filter_text=word.text,
            text_edit=types.TextEdit(
                self._desks.diagnosing.positions.range(file.lines, start, end), word.text
            ),
        )

    def define(self, params: types.DefinitionParams) -> list[types.Location] | None:
        """Where a card is that is meant, or its twins are."""
        file, at = self._at(params)
        if file is None:
            return None
        text, cards = ChapterText(file.lines), self._desks.cards(file.path)
        places = places_meant(text, file.path, at.line, at.column - 1, cards)
        return [self._location(place) for place in places]

    def outline(
        self, params: types.DocumentSymbolParams
    ) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
        """The cards of a file."""
        file = self._desks.opened(path_of(params.text_document.uri))
        if file is None or Path(file.path).name == FILE_NAME:
            return None
        parts = outline(ChapterText(file.lines))
        if self._desks.takes_trees:
            return [self._symbol(file, part) for part in parts]
        flat = (each for part in parts for each in (part, *part.below))
        return [self._flat(file, part) for part in flat]

    def _symbol(self, file: OpenFile, part: Part) -> types.DocumentSymbol:
        first, own = self._ranges(file, part)
        heading = part.heading
        marks = [f"#{heading.slug}"] if heading.slug else []
        return types.DocumentSymbol(
            heading.title or heading.slug or "(no question)",
            _kind(part),
            own,
            first,
            detail=" ".join([*marks, *(f".{kind}" for kind in heading.kinds)]) or None,
            children=[self._symbol(file, each) for each in part.below] or None,
        )

    def _flat(self, file: OpenFile, part: Part) -> types.SymbolInformation:
        _, own = self._ranges(file, part)
        name = part.heading.title or part.heading.slug or "(no question)"
        return types.SymbolInformation(types.Location(file.uri, own), name, _kind(part))

    def _ranges(self, file: OpenFile, part: Part) -> tuple[types.Range, types.Range]:
        """Those of a heading and of all that belongs to it."""
        positions, lines, number = self._desks.diagnosing.positions, file.lines, part.heading.line
        start = Place(file.path, number)
        behind = Place(file.path, number, len(lines[number - 1]) + 1)
        last = Place(file.path, part.last, len(lines[part.last - 1]) + 1)
        return positions.range(lines, start, behind), positions.range(lines, start, last)

    def find(self, params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
        """The cards of all open decks whose slug or question is like a query."""
        return [self._card(card) for card in cards_like(params.query, self._desks.every())]

    def _card(self, card: KnownCard) -> types.SymbolInformation:
        where = f"{card.title} ({card.language}, {card.chapter})"
        return types.SymbolInformation(
            self._location(card.place), card.slug, types.SymbolKind.String, container_name=where
        )

    def _location(self, place: Place) -> types.Location:
        """A place of a saved file, or where it stands now in a file that is open."""
        path = absolute(place.path)
        file, known = self._desks.opened(path), self._desks.file_findings(path)
        uri = file.uri if file else uri_of(path)
        if file and known and known.source:
            place = moved_place(place, file.moved(known.source)) or place
        start = types.Position(max(place.line - 1, 0), 0)
        return types.Location(uri, types.Range(start, start))

    def _at(self, params: Asked) -> tuple[OpenFile | None, Place]:
        """An open file of a deck, and a place in it."""
        path = path_of(params.text_document.uri)
        file = self._desks.opened(path)
        if file is None or self._desks.findings(path) is None:
            return None, Place(path)
        positions = self._desks.diagnosing.positions
        return file, positions.place(path, file.lines, params.position)


def _kind(part: Part) -> types.SymbolKind:
    return types.SymbolKind.Namespace if part.heading.level == 1 else types.SymbolKind.String
