"""A line of HTML as Anki keeps it → Markdown, or nothing where something of it would be lost."""

from __future__ import annotations

from pathlib import Path

from generator.importing.found import Found
from generator.importing.html.html_cards import HtmlCards
from generator.importing.html.html_trees import BadHtmlError
from generator.importing.media_book import MediaBook
from generator.model import Place


def markdown_from_anki(html: str, cloze: bool) -> str | None:
    """Markdown that shows the same; None for what Markdown has no words for. `cloze` says that
    Anki hides what is marked in it.
    """
    if "<img" in html:
        return None
    card = Found(Place(""), html, form="html", kind="cloze" if cloze else "")
    try:
        made = HtmlCards(MediaBook(Path()), {}, {}).markdown(card)
    except BadHtmlError:
        return None
    return None if made.losses or made.by_hand else made.front
