"""Files of hashcards: `Q:` and `A:`, and `C:` with what is hidden in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from generator.importing.found import Found
from generator.importing.gathering import PARAGRAPHS, Gathering
from generator.importing.notes.cloze_styles import as_clozes, has_clozes
from generator.importing.notes.note_front import deck_of, front_tags
from generator.importing.notes.note_text import Line, Note
from generator.importing.notes.obsidian_markup import plain_markdown

_MARK: Final = re.compile(r"(?P<mark>[QAC]):[ \t]*(?P<text>.*)")
_RULE: Final = re.compile(r"-{3,}[ \t]*$")


def question_cards(note: Note) -> Gathering:
    """The cards of a file. A question without an answer, and the like, is left out."""
    return _Reader(note).read()


class _Reader:
    def __init__(self, note: Note) -> None:
        self._note = note
        self._gathering = Gathering(left_out=list(note.left_out))
        name = note.front.get("name")
        self._deck = (name,) if isinstance(name, str) and name.strip() else deck_of(note)
        self._tags = tuple(front_tags(note))

    def read(self) -> Gathering:
        # The parts of a card so far, each with its mark; none outside of cards.
        parts: list[tuple[str, list[Line]]] = []
        outside: list[Line] = []
        for line in self._note.lines:
            found = None if line.quiet else _MARK.match(line.text)
            if found is not None:
                first = Line(line.number, found["text"])
                if not (parts and parts[-1][0] == "Q" and found["mark"] == "A"):
                    self._finish(parts)
                    parts = []
                parts.append((found["mark"], [first]))
            elif parts and not line.quiet and _RULE.match(line.text):
                self._finish(parts)
                parts = []
            elif parts:
                parts[-1][1].append(line)
            else:
                outside.append(line)
        self._finish(parts)
        blocks = "\n".join(line.text.strip() for line in outside if line.text[:1] != "#")
        texts = [each for each in re.split(r"\n{2,}", blocks.strip("\n")) if each.strip("-\n")]
        self._gathering.leave(*PARAGRAPHS, len(texts))
        return self._gathering

    def _finish(self, parts: Sequence[tuple[str, list[Line]]]) -> None:
        if not parts:
            return
        mark, first = parts[0]
        place = self._note.place(first[0])
        texts = [plain_markdown(lines, self._gathering) for _, lines in parts]
        why = mend = ""
        match mark, len(parts):
            case "C", _ if not has_clozes(texts[0], "bracketed"):
                why, mend = "it hides nothing", "put what is hidden into brackets, [like this]"
            case "C", _:
                front = as_clozes(texts[0], "bracketed")
                self._add(Found(place, front.replace("\\[", "[").replace("\\]", "]"), kind="cloze"))
            case "A", _:
                why, mend = "there is no `Q:` above it", "write the question there"
            case "Q", 1:
                why, mend = "it has no `A:` below it", "write the answer there"
            case _ if not all(texts):
                side = "question" if not texts[0] else "answer"
                why, mend = f"its {side} is empty", "write it behind the colon"
            case _:
                self._add(Found(place, texts[0], texts[1]))
        if why:
            self._gathering.broken(place, f"`{mark}:`", why, mend)

    def _add(self, card: Found) -> None:
        self._gathering.cards.append(
            Found(card.place, card.front, card.back, kind=card.kind, deck=self._deck,
                  tags=self._tags)
        )  # fmt: skip
