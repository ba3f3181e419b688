"""Notes of Obsidian with cards in the forms of its plugins, which authors mix: Spaced Repetition,
Obsidian_to_Anki and Flashcards; Logseq's, too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from generator.importing.found import Found
from generator.importing.gathering import PARAGRAPHS, Gathering
from generator.importing.notes.anki_blocks import block_card, inline_cards
from generator.importing.notes.card_marks import (
    ASKED,
    BULLET,
    CARD,
    HEADING,
    SETTING,
    dedented,
    is_deeper,
    is_mark,
    is_tagged,
    pair_of,
    question_and_answer,
    role_of,
    side_of,
    untitled,
)
from generator.importing.notes.cloze_styles import as_clozes, has_clozes
from generator.importing.notes.note_blocks import Block, blocks_of
from generator.importing.notes.note_front import deck_of, front_tags, is_about_cards
from generator.importing.notes.note_text import Line, Note
from generator.importing.notes.obsidian_markup import (
    Ids,
    as_tag,
    decks_of,
    only_tags,
    plain_markdown,
    tags_at_end,
)
from generator.model import Place

_STYLES: Final = ("numbered", "double", "marked")
_FURTHER: Final = ("further deck of a card", "further decks of cards")


def obsidian_cards(note: Note) -> Gathering:
    """The cards of a note. What is in none is counted."""
    return _Reader(note).read()


class _Reader:
    def __init__(self, note: Note) -> None:
        self._note = note
        self._found = Gathering(left_out=list(note.left_out))
        self._ids = Ids(self._found)
        self._deck = deck_of(note)
        self._own_deck: tuple[str, ...] | None = None  # of the card that is read
        self._next = 0
        self._tags = list(front_tags(note))
        self._about = is_about_cards(note)
        self._tags = [tag for tag in self._tags if not tag.startswith("flashcard")]

    def read(self) -> Gathering:
        blocks = list(blocks_of(self._note.lines, self._ids))
        at = 0
        while at < len(blocks):
            at = self._read(blocks, at)
        return self._found

    def _read(self, blocks: Sequence[Block], at: int) -> int:
        """Read the block at an index; the index of the next."""
        block = blocks[at]
        if block.whole:
            card = block_card(self._note, block.lines, self._found)
            if card is not None:
                self._add(card)
            return at + 1
        if not block.lines:
            if block.known and at and (before := blocks[at - 1]).lines:
                before.known = True
            return at + 1
        block.lines = self._settings(block.lines)
        if not block.lines:
            return at + 1
        first = block.lines[0]
        if not first.quiet and first.text.strip() == "DELETE":
            self._found.leave("note to be deleted", "notes to be deleted")
            return at + 1
        self._lines(block, blocks, at)
        return self._next

    def _settings(self, lines: list[Line]) -> list[Line]:
        """The lines below those that name the deck or the tags of the cards."""
        while lines and not lines[0].quiet and (found := SETTING.match(lines[0].text)):
            lines = lines[1:]
            value = found["value"] or ""
            if not value and lines:
                value, lines = lines[0].text.strip(), lines[1:]
            if found["key"] == "TARGET DECK":
                self._deck = tuple(part.strip() for part in value.split("::") if part.strip())
            else:
                self._tags += [as_tag(tag) for tag in value.split()]
        return lines

    # --- the forms of a card ----------------------------------------------------------

    def _lines(self, block: Block, blocks: Sequence[Block], at: int) -> None:
        self._next = at + 1
        lines = block.lines
        roles = [role_of(line) for line in lines]
        start = n = 0  # where the card that may be there begins, and how far it is read
        while n < len(lines):
            match roles[n]:
                case "tags" if n == start:
                    self._name_deck(lines[n])
                    start = n = n + 1
                case "pair" | "inline":
                    self._text(lines[start:n])
                    (self._paired if roles[n] == "pair" else self._inline)(lines[n])
                    start = n = n + 1
                case "card":
                    end = next((i for i in range(n + 1, len(lines)) if roles[i] == "card"), None)
                    start = n = self._tagged(lines[:end], start, n, blocks, at)
                case "side":
                    self._sided(lines[start:], n - start)
                    start = n = len(lines)
                case _:
                    n += 1
        if start < len(lines):
            self._plain(lines[start:], block, blocks, at)

    def _plain(self, lines: list[Line], block: Block, blocks: Sequence[Block], at: int) -> None:
        if not lines[0].quiet and ASKED.match(lines[0].text):
            self._asked(lines)
        elif self._hides(lines):
            self._cloze(lines)
        elif block.known:
            self._known(lines, blocks, at)
        else:
            self._text(lines)

    def _name_deck(self, line: Line) -> None:
        """A line of tags is about all cards below it."""
        text, paths = decks_of(line.text)
        self._found.leave(*_FURTHER, max(len(paths) - 1, 0))
        self._deck = paths[0] if paths else self._deck
        self._tags += [as_tag(tag) for tag in only_tags(text) or ()]

    def _without_decks(self, lines: Sequence[Line]) -> list[Line]:
        """The lines of a card without the tags by which it is in a deck of its own."""
        kept: list[Line] = []
        for line in lines:
            text, paths = (line.text, []) if line.quiet else decks_of(line.text)
            self._found.leave(*_FURTHER, max(len(paths) - 1, 0))
            self._own_deck = paths[0] if paths else self._own_deck
            kept.append(Line(line.number, text.strip(), line.quiet) if paths else line)
        return kept

    def _tagged(
        self, lines: list[Line], start: int, at: int, blocks: Sequence[Block], index: int
    ) -> int:
        """`question #card`, and the answer below it; Logseq's is nested under it. The index of the
        line behind.
        """
        line = lines[at]
        found = CARD.search(line.text)
        assert found is not None
        before, after = line.text[: found.start()].rstrip(), line.text[found.end() :]
        tags = [as_tag(tag) for tag in only_tags(after) or ()]
        rest = "" if only_tags(after) is not None else after
        before, more = tags_at_end(before)
        tags += [as_tag(tag) for tag in more]
        asked = [Line(line.number, f"{before}{rest}".rstrip())] if (before or rest).strip() else []
        above = at
        if not asked and at > start:
            asked, above = [lines[at - 1]], at - 1
        self._text(lines[start:above])
        end = len(lines)
        below = lines[at + 1 :]
        bullet = BULLET.match(line.text)
        if bullet and asked:
            asked = [Line(line.number, asked[0].text[bullet.end() :])]
            depth = len(bullet["indent"].expandtabs(4))
            end = next((n for n in range(at + 1, end) if not is_deeper(lines[n], depth)), end)
            below = dedented(lines[at + 1 : end])
        if not below and lines[-1] is blocks[index].lines[-1] and end == len(lines):
            while self._next < len(blocks) and self._goes_on(blocks[self._next]):
                below += ([Line(0, "")] if below else []) + blocks[self._next].lines
                self._next += 1
        kind = "reversed" if (found["sort"] or "").startswith("reverse") else ""
        place = self._note.place(line)
        if found["sort"] == "spaced" and not below:
            self._found.broken(place, "`#card-spaced`", "it has no answer", "write one below it")
        else:
            self._sides(place, asked, below, kind, tuple(tags))
        return end

    def _goes_on(self, block: Block) -> bool:
        """Whether a block may be more of an answer above it."""
        first = block.lines[0] if block.lines else None
        if first is None or block.whole or (not first.quiet and HEADING.match(first.text)):
            return False
        return not any(is_tagged(each) or side_of(each) is not None for each in block.lines)

    def _sided(self, lines: list[Line], at: int) -> None:
        """The two sides around a line `?` or `??`."""
        kind = side_of(lines[at])
        self._sides(self._note.place(lines[at]), lines[:at], lines[at + 1 :], kind or "", ())

    def _inline(self, line: Line) -> None:
        (line,) = self._without_decks([line])
        cards, rest = inline_cards(self._note, line, self._found)
        for card in cards:
            self._add(card)
        if rest.strip(" \t-*%"):
            self._text([Line(line.number, rest)])

    def _paired(self, line: Line) -> None:
        found, start = pair_of(line), BULLET.match(line.text)
        assert found is not None
        front, back, kind = found
        place = self._note.place(line, start.end() + 1 if start else 1)
        back, tags = tags_at_end(back)
        sides = [Line(line.number, front)], [Line(line.number, back)]
        self._sides(place, *sides, kind, tuple(map(as_tag, tags)))

    def _asked(self, lines: list[Line]) -> None:
        """`Q:` and `A:`."""
        place = self._note.place(lines[0])
        found = question_and_answer(lines)
        if found is None:
            mend = "write the answer there, without an empty line between"
            self._found.broken(place, "`Q:`", "it has no `A:` below it", mend)
        else:
            self._sides(place, *found, "", ())

    def _hides(self, lines: list[Line]) -> bool:
        text = "\n".join(line.text for line in lines)
        if has_clozes(text, "numbered"):
            return True
        return self._about and has_clozes(text, *_STYLES)

    def _cloze(self, lines: list[Line]) -> None:
        if not lines[0].quiet and HEADING.match(lines[0].text):
            lines = lines[1:]
        if not self._hides(lines):
            self._text(lines)
            return
        lines = self._without_decks(lines)
        text, tags = tags_at_end(lines[-1].text) if not lines[-1].quiet else (lines[-1].text, ())
        lines = [*lines[:-1], Line(lines[-1].number, text, lines[-1].quiet)]
        front = as_clozes(plain_markdown(lines, self._found), *_STYLES)
        place = self._note.place(lines[0])
        self._add(Found(place, front, kind="cloze", tags=tuple(map(as_tag, tags))))

    def _known(self, lines: list[Line], blocks: Sequence[Block], at: int) -> None:
        """A paragraph that another tool has made a card of: its heading is the question."""
        title = lines[0] if not lines[0].quiet and HEADING.match(lines[0].text) else None
        below = lines[1:] if title else lines
        if title is None and at and len(blocks[at - 1].lines) == 1:
            above = blocks[at - 1].lines[0]
            title = above if not above.quiet and HEADING.match(above.text) else None
        if title is None or not below:
            self._text(lines)
            return
        self._sides(self._note.place(title), [title], below, "", ())

    # --- what comes of them -----------------------------------------------------------

    def _sides(
        self, place: Place, front: list[Line], back: list[Line], kind: str, tags: tuple[str, ...]
    ) -> None:
        front, back = self._without_decks(front), self._without_decks(back)
        if len(front) > 1 and not front[0].quiet and HEADING.match(front[0].text):
            front = [*front[:1], Line(front[0].number, ""), *front[1:]]
        asked = plain_markdown([untitled(line) for line in front], self._found)
        told = plain_markdown(back, self._found)
        if not asked or not told:
            side, where = ("question", "above") if not asked else ("answer", "below")
            mend = f"write it right {where} this line, without an empty line between"
            self._found.broken(place, "a card", f"it has no {side}", mend)
            return
        self._add(Found(place, asked, told, kind=kind, tags=tags))

    def _add(self, card: Found) -> None:
        deck = card.deck or (self._deck if self._own_deck is None else self._own_deck)
        tags = tuple(dict.fromkeys([*self._tags, *card.tags]))
        self._own_deck = None
        self._found.cards.append(dataclasses.replace(card, tags=tags, deck=deck))

    def _text(self, lines: Sequence[Line]) -> None:
        """Count a paragraph that is in no card; headings and rules are none."""
        if any(not is_mark(line) for line in lines):
            self._found.leave(*PARAGRAPHS)
