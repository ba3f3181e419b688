"""What has changed: a page, a feed, and pages in place of cards that are no longer there."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from generator.publishing.site_plan import card_page
from generator.publishing.site_record import Published
from generator.publishing.site_shell import CHANGES, FEED, INDEX, Page, Shell, site_url
from generator.publishing.site_words import SiteWords, date_in_words, iso_date, iso_time
from generator.reading.slugs import SLUG
from generator.rendering.html_escape import escape
from generator.rendering.html_words import locale

if TYPE_CHECKING:
    from generator.writing.lock import Lock

_MOST_ENTRIES: Final = 20  # of a feed
_MOST_LISTED: Final = 1_000  # cards on the page
_SPACE: Final = uuid.UUID("0d3e7f0e-5f0b-5b7c-9f0a-6a6a3f1f7c55")  # of the names in feeds
_NOT_XML: Final = re.compile("[\ufffe\uffff]")


def changes_page(
    language: str,
    history: Sequence[Published],
    slugs: Collection[str],
    shell: Shell,
    languages: Sequence[str],
) -> Page:
    """The page of all that has changed. `slugs` are those of the cards that have a page."""
    words = shell.words
    parts = [f"<h1>{words.changes}</h1>"]
    listed, day = 0, ""
    for each in history:
        listed += len(each.cards)
        if listed > _MOST_LISTED and len(parts) > 1:
            break
        head, before, day = "", day, iso_date(each.when)
        if day != before:
            said = date_in_words(words, each.when)
            head = f'<h2><time datetime="{day}">{said}</time></h2>\n'
        parts.append(
            f'<section id="_{each.when}">\n{head}'
            f"{_list(each, language, slugs, shell, '')}\n</section>"
        )
    if len(parts) == 1:
        parts.append(f"<p>{words.changes_none}</p>")
    parts.append(f'<p class="feed"><a href="{FEED}">{words.feed}</a></p>')
    return Page(
        path=f"{language}/{CHANGES}",
        title=words.changes,
        main="\n".join(parts),
        others={each: f"{each}/{CHANGES}" for each in languages},
        kind="changes",
    )


def _list(each: Published, language: str, slugs: Collection[str], shell: Shell, root: str) -> str:
    words = shell.words
    items = []
    for what, name, title in each.cards:
        slug = name.partition("/")[2]
        shown = f"<span{shell.foreign}>{escape(title)}</span>"
        if slug in slugs:
            address = f"{root}{card_page(language, slug).partition('/')[2]}"
            shown = f'<a href="{address}"{shell.foreign}>{escape(title)}</a>'
        items.append(f'<li>{shown} <span class="what">{_what(what, words)}</span></li>')
    more = each.more.get(language, 0)
    if more:
        items.append(f"<li>{words.changes_more.format(count=f'{more:,}')}</li>")
    return "<ul>\n" + "\n".join(items) + "\n</ul>"


def _what(what: str, words: SiteWords) -> str:
    known = {
        "new": words.what_new,
        "back": words.what_back,
        "renamed": words.what_renamed,
        "changed": words.what_changed,
        "updated": words.what_updated,
        "retired": words.what_retired,
        "gone": words.what_gone,
    }
    return known.get(what, words.what_changed)


def feed_text(
    language: str,
    history: Sequence[Published],
    slugs: Collection[str],
    shell: Shell,
    deck: str,
    changed: int,
) -> str:
    """The feed, in Atom. `deck` is the id of the deck, `changed` when it last did. Where the site's
    address is not known, addresses are from where the feed is.
    """
    url = site_url(shell.config)
    root = f"{url}{language}/" if url else ""
    title, words = _xml(shell.title), shell.words
    own = f'<link rel="self" href="{_xml(root + FEED)}"/>\n' if url else ""
    entries = []
    for each in history[:_MOST_ENTRIES]:
        count = len(each.cards) + each.more.get(language, 0)
        cards = words.one_card if count == 1 else words.cards.format(count=f"{count:,}")
        listed = _list(each, language, slugs, shell, root)
        entries.append(
            f"<entry>\n<title>{date_in_words(words, each.when)}{words.comma}{cards}</title>\n"
            f"<id>{_name(deck, language, str(each.when))}</id>\n"
            f"<updated>{iso_time(each.when)}</updated>\n"
            f'<link rel="alternate" href="{_xml(root)}{CHANGES}#_{each.when}"/>\n'
            f'<content type="html">{_xml(listed)}</content>\n</entry>\n'
        )
    latest = max(changed, history[0].when if history else 0)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(locale(language))}">\n'
        f"<title>{title}</title>\n<id>{_name(deck, language)}</id>\n"
        f"<updated>{iso_time(latest)}</updated>\n<author><name>{title}</name></author>\n"
        f'{own}<link rel="alternate" href="{_xml(root)}{INDEX}"/>\n{"".join(entries)}</feed>\n'
    )


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", escape(text))


def _name(*parts: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_SPACE, chr(10).join(parts))}"


def pages_of_the_gone(
    language: str, lock: Lock, renamed: Mapping[str, str], slugs: Collection[str], shell: Shell
) -> Iterator[Page]:
    """A page for each card that readers may still have a link to: it says that the card was taken
    out, or leads to where it is now.
    """
    names = {name for name in lock.entries if name.startswith(f"{language}/")}
    names |= {name for name in renamed if name.startswith(f"{language}/")}
    for name in sorted(names):
        slug = name.partition("/")[2]
        if slug in slugs or not SLUG.fullmatch(slug):
            continue
        to = renamed.get(name, "").partition("/")[2]
        path = card_page(language, slug)
        words = shell.words
        if to in slugs:
            new = card_page(language, to).rpartition("/")[2]
            title = lock.entries[f"{language}/{to}"].title or to
            link = f'<a href="{new}"{shell.foreign}>{escape(title)}</a>'
            main = f"<h1>{words.gone_moved}</h1>\n<p>{link}</p>"
            yield Page(path, title, main, kind="gone", forward=new)
            continue
        entry = lock.entries.get(name)
        title = (entry.title if entry is not None else "") or slug
        said = words.gone_gone
        if entry is not None and entry.retired is not None:
            said = words.gone_retired.format(date=date_in_words(words, entry.retired))
        main = (
            f"<h1{shell.foreign}>{escape(title)}</h1>\n<p>{said}</p>\n"
            f'<p><a href="../{INDEX}">{words.gone_back}</a></p>'
        )
        yield Page(path, title, main, kind="gone")
