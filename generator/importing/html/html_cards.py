"""A card in HTML, as Anki keeps it → the same card in Markdown."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from generator.importing.escaping import escape_text, fenced, inline_code
from generator.importing.found import Found
from generator.importing.html.clozes_in import Clozes, put_clozes, take_clozes
from generator.importing.html.formulas_in import Formula, take_formulas
from generator.importing.html.html_blocks import HtmlReader
from generator.importing.html.html_trees import html_tree
from generator.importing.html.visible_text import visible_text
from generator.importing.media_book import MediaBook, MediaError
from generator.model import shortened

_FORMULA: Final = re.compile("[\U00100000-\U0010fffd]")
_NEAR: Final = re.compile("[\\w$\\\\\U00100000-\U0010fffd]")  # beside which `$` is no mark
_WEB: Final = re.compile(r"(?:[a-z][a-z+.-]*:)?//", re.IGNORECASE)
_MOST_TYPED: Final = 80


class HtmlCards:
    """Makes Markdown of the cards of one file, whose media are copied as they are needed."""

    def __init__(
        self, book: MediaBook, media: Mapping[str, Path], unreadable: Mapping[str, str]
    ) -> None:
        self._book = book
        self._media = media
        self._unreadable = unreadable

    def markdown(self, card: Found) -> Found:
        """The card in Markdown, with why it has to be looked at. Raises BadHtmlError."""
        losses, by_hand = list(card.losses), list(card.by_hand)
        cloze = card.kind.startswith("cloze")
        front = self._side(card.front, cloze, losses, by_hand)
        back = self._side(card.back, False, losses, by_hand)
        kind = card.kind
        if kind == "typed":
            text = visible_text(card.back)
            if text and len(text) <= _MOST_TYPED and "▣" not in text and "⟦" not in text:
                back = inline_code(text)
            else:
                kind = ""
                by_hand.append("what is to be typed is no short line, so nothing is typed")
        return dataclasses.replace(
            card,
            front=front,
            back=back,
            kind=kind,
            form="markdown",
            original=card.original or (card.front, card.back),
            losses=tuple(dict.fromkeys(losses)),
            by_hand=tuple(dict.fromkeys(by_hand)),
        )

    def _copied(self, name: str) -> str:
        if name.startswith("data:"):
            return self._book.embedded(name)
        if _WEB.match(name):
            raise MediaError("it is a file of the web, and a deck shows its own")
        return self._book.copy(name, self._media, self._unreadable)

    def _side(self, source: str, cloze: bool, losses: list[str], by_hand: list[str]) -> str:
        source, formulas = take_formulas(source)
        clozes = Clozes()
        if cloze:
            source, clozes = take_clozes(source)

        def picture(name: str, alt: str, width: int) -> str:
            try:
                path = self._copied(name)
            except MediaError as error:
                by_hand.append(f"`{shortened(name, 60)}` is not shown: {error}")
                return escape_text(f"[{shortened(name, 60)}]")
            size = f"{{width={width}}}" if width else ""
            words = " ".join(escape_text(alt.replace("]", ")").replace("[", "(")).split())
            return f"![{words}]({path}){size}"

        reader = HtmlReader(picture)
        text = reader.markdown(html_tree(source))
        losses += reader.losses
        by_hand += reader.by_hand
        if any(formula.whole for formula in formulas.values()):
            by_hand.append("LaTeX in it is no formula, and is shown as it is written")
        return _with_formulas(put_clozes(text, clozes), formulas)


def _with_formulas(text: str, formulas: Mapping[str, Formula]) -> str:
    """Text with the formulas written out; those that stand alone on a line as blocks."""

    def formula(found: re.Match[str]) -> str:
        one = formulas.get(found[0])
        if one is None:
            return ""
        if one.whole:
            return inline_code(one.tex)
        before = text[max(found.start() - 1, 0) : found.start()]
        after = text[found.end() : found.end() + 1]
        if one.display:
            written = rf"\[{one.tex}\]" if "$" in one.tex else f"$${one.tex}$$"
            return " " * bool(before.strip()) + written + " " * bool(after.strip())
        if "$" in one.tex or _NEAR.search(before + after):
            return rf"\({one.tex}\)"
        return f"${one.tex}$"

    lines: list[str] = []
    for line in text.split("\n"):
        one = formulas.get(line.strip()) if len(line.strip()) == 1 else None
        if one is not None and one.whole:
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + each for each in fenced(one.tex, "latex").split("\n")]
        else:
            lines.append(line)
    text = "\n".join(lines)
    return _FORMULA.sub(formula, text) if formulas else text
