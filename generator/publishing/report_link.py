"""Where the reader of a card on a site finds its source, and reports a mistake."""

from __future__ import annotations

import re
from html import unescape
from os.path import relpath
from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from generator.publishing.site_plan import card_page
from generator.publishing.site_words import SiteWords

if TYPE_CHECKING:
    from generator.model import DeckConfig
    from generator.rendering.rendered import RenderedCard

_LINK: Final = re.compile(r'<a href="([^"]*)"')
_GITLAB: Final = "/-/issues/new"


def source_address(card: RenderedCard, config: DeckConfig) -> str:
    """The address of the card's source; "" where deck.toml does not say where that is."""
    note = card.note
    if not config.site.source:
        return ""
    return config.site.source.format(
        path=quote(_path(card, config)),
        line=note.place.line,
        slug=quote(note.slug),
        language=quote(note.language),
        deck=quote(config.name),
    )


def report_address(card: RenderedCard, config: DeckConfig, words: SiteWords) -> str:
    """The address at which the reader says what is wrong, with the card and its versions filled in;
    that which cards have in Anki where deck.toml names no other, and "" where it names none.
    """
    if not config.site.issues:
        found = _LINK.search(card.note.fields["Source"])
        return unescape(found[1]) if found else ""
    note, url = card.note, config.site.url
    title = words.issue_title.format(slug=note.slug)
    lines = [words.issue_text, "", "", ""]
    if url:
        page = f"{url.rstrip('/')}/{card_page(note.language, note.slug)}"
        lines.append(f"{words.issue_page}: {page}")
    lines.append(f"{words.source}: {_path(card, config)}:{note.place.line}")
    if card.verified:
        lines.append(f"{words.issue_with}: {words.comma.join(card.verified)}")
    return issue_address(config.site.issues, title, "\n".join(lines))


def issue_address(issues: str, title: str, text: str) -> str:
    """The address of a new issue with this title and text: by mail, at GitLab, or as GitHub, Gitea
    and Forgejo have it.
    """
    before, mark, fragment = issues.partition("#")
    if before.startswith("mailto:"):
        names = ("subject", "body")
        text = text.replace("\n", "\r\n")
    elif before.partition("?")[0].rstrip("/").endswith(_GITLAB):
        names = ("issue[title]", "issue[description]")
    else:
        names = ("title", "body")
    join = "&" if "?" in before else "?"
    asked = "&".join(
        f"{quote(name)}={quote(value, safe='')}"
        for name, value in zip(names, (title, text), strict=True)
    )
    return f"{before}{join}{asked}{mark}{fragment}"


def _path(card: RenderedCard, config: DeckConfig) -> str:
    return PurePath(relpath(card.note.place.path, config.folder)).as_posix()
