"""The lines of a note in blocks: what no blank line parts, and the notes of Obsidian_to_Anki."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.importing.notes.anki_blocks import BLOCK_END, BLOCK_START
from generator.importing.notes.card_marks import HEADING, SETTING
from generator.importing.notes.note_text import Line
from generator.importing.notes.obsidian_markup import Ids


@dataclass
class Block:
    """Lines without a blank one between them, or a note of Obsidian_to_Anki."""

    lines: list[Line]
    whole: bool = False
    known: bool = False  # it had an id of another tool


def blocks_of(lines: Sequence[Line], ids: Ids) -> Iterator[Block]:
    """The blocks of a note in their order. A heading begins one."""
    block: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        starts = not line.quiet and line.text.strip() == BLOCK_START
        titled = not line.quiet and (HEADING.match(line.text) or SETTING.match(line.text))
        if block and (line.blank or starts or titled):
            yield _block(block, ids)
            block = []
        end = _end_of_block(lines, at) if starts else at + 1
        if starts:
            yield Block(list(lines[at:end]), whole=True)
        elif not line.blank:
            block.append(line)
        at = end
    if block:
        yield _block(block, ids)


def _block(lines: Sequence[Line], ids: Ids) -> Block:
    kept, known = ids.without(lines)
    return Block(kept, known=known)


def _end_of_block(lines: Sequence[Line], at: int) -> int:
    """The index behind the `END` of a `START`; the next one where it has none."""
    for end in range(at + 1, len(lines)):
        text = "" if lines[end].quiet else lines[end].text.strip()
        if text == BLOCK_END:
            return end + 1
        if text == BLOCK_START:
            break
    return at + 1
