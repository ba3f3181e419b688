"""The pages of a chapter: one with all of its cards, or several where they are many, and one of
each card.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from generator.publishing.card_articles import Article
from generator.publishing.site_plan import LanguageSite, SiteChapter, card_page, page_name
from generator.publishing.site_shell import INDEX, Page, Shell
from generator.rendering.html_escape import escape

LARGEST: Final = 160_000  # bytes of the cards of a page, which as a whole is to stay below 200 KB
_CURRENT: Final = ' aria-current="page"'


def chapter_page(language: str, name: str, part: int = 1) -> str:
    """The path of a chapter's page, of which the first has no number."""
    return f"{language}/chapter/{name}{f'-part-{part}' if part > 1 else ''}.html"


def chapter_pages(
    site: LanguageSite,
    position: int,
    articles: Sequence[Article],
    first: int,
    shell: Shell,
    twins: Mapping[str, Sequence[str]],
) -> Iterator[Page]:
    """All pages of the chapter at a `position` of its language, whose cards are `articles`; `first`
    is the place of its first card among all, counting from 0, and `twins` are by slug the languages
    that have a card.
    """
    chapter = site.chapters[position]
    parts = tuple(_parts(articles))
    at = first
    for number, part in enumerate(parts, 1):
        path = chapter_page(site.language, chapter.name, number)
        yield _listed(site, position, part, number, len(parts), shell)
        for article in part:
            yield _alone(
                site, at, article, shell, _trail(chapter, shell, path, article.slug), twins
            )
            at += 1


def _alone(
    site: LanguageSite,
    at: int,
    article: Article,
    shell: Shell,
    trail: str,
    twins: Mapping[str, Sequence[str]],
) -> Page:
    """The page of the card at a place among all."""
    notes = site.notes

    def neighbour(place: int) -> tuple[str, str] | None:
        if not 0 <= place < len(notes):
            return None
        note = notes[place]
        return f"{page_name(note.slug)}.html", note.title or note.slug

    said = shell.words.card_of.format(number=f"{at + 1:,}", count=f"{len(notes):,}")
    onward = _onward(neighbour(at - 1), neighbour(at + 1), shell, said)
    return Page(
        path=card_page(site.language, article.slug),
        title=article.title,
        main=f"{trail}\n{article.alone}\n{onward}",
        described=article.title,
        others={
            language: card_page(language, article.slug) for language in twins.get(article.slug, ())
        },
        kind="one",
    )


def _parts(articles: Iterable[Article]) -> Iterator[tuple[Article, ...]]:
    part: list[Article] = []
    size = 0
    for article in articles:
        length = len(article.listed.encode("utf-8", "replace"))
        if part and size + length > LARGEST:
            yield tuple(part)
            part, size = [], 0
        part.append(article)
        size += length
    yield tuple(part)


def _listed(
    site: LanguageSite,
    position: int,
    articles: Sequence[Article],
    part: int,
    parts: int,
    shell: Shell,
) -> Page:
    chapter, words = site.chapters[position], shell.words
    title = chapter_title(chapter)
    if parts > 1:
        title += f" · {words.part.format(number=part)}"
    before = chapter_neighbour(site, position, -1) if part == 1 else _part(chapter, part - 1, shell)
    after = (
        chapter_neighbour(site, position, 1) if part == parts else _part(chapter, part + 1, shell)
    )
    pages = ""
    if parts > 1:
        links = " ".join(
            f'<a href="{chapter_page("", chapter.name, each).rpartition("/")[2]}"'
            f"{_CURRENT if each == part else ''}>{each}</a>"
            for each in range(1, parts + 1)
        )
        pages = f'<nav class="parts" aria-label="{escape(chapter.title)}">{links}</nav>'
    cards = "\n".join(article.listed for article in articles)
    main = "\n".join(
        each
        for each in (
            f'<nav class="trail" aria-label="{words.home}"><a href="../{INDEX}">{words.home}</a>'
            "</nav>",
            f"<h1{shell.foreign}>{escape(title)}</h1>",
            pages,
            cards,
            _onward(before, after, shell, ""),
        )
        if each
    )
    return Page(
        path=chapter_page(site.language, chapter.name, part),
        title=title,
        main=main,
        described=f"{title}: {count_words(len(chapter.notes), shell)}",
        kind="many",
    )


def chapter_title(chapter: SiteChapter) -> str:
    """The title of a chapter, with its number in front."""
    number = "" if chapter.title[:1].isdigit() else chapter.number
    return f"{number} {chapter.title}" if number else chapter.title


def chapter_neighbour(site: LanguageSite, position: int, step: int) -> tuple[str, str] | None:
    """The page and the title of the chapter before or after one."""
    at = position + step
    if not 0 <= at < len(site.chapters):
        return None
    chapter = site.chapters[at]
    return f"{chapter.name}.html", chapter_title(chapter)


def _part(chapter: SiteChapter, part: int, shell: Shell) -> tuple[str, str]:
    page = chapter_page("", chapter.name, part).rpartition("/")[2]
    return page, f"{chapter_title(chapter)} · {shell.words.part.format(number=part)}"


def count_words(count: int, shell: Shell) -> str:
    """How many cards, in words."""
    return shell.words.one_card if count == 1 else shell.words.cards.format(count=f"{count:,}")


def _trail(chapter: SiteChapter, shell: Shell, page: str, slug: str) -> str:
    file = page.rpartition("/")[2]
    return (
        f'<nav class="trail" aria-label="{shell.words.home}"><a href="../{INDEX}">'
        f'{shell.words.home}</a> <span aria-hidden="true">›</span> '
        f'<a href="../chapter/{file}#{slug}"{shell.foreign}>{escape(chapter_title(chapter))}</a>'
        "</nav>"
    )


def _onward(
    before: tuple[str, str] | None, after: tuple[str, str] | None, shell: Shell, said: str
) -> str:
    """The links to what comes before and after in study order."""

    def link(way: str, to: tuple[str, str] | None, name: str) -> str:
        if to is None:
            return f'<span class="{way}"></span>'
        return (
            f'<a class="{way}" rel="{way}" href="{to[0]}"><small>{name}</small>'
            f"<span{shell.foreign}>{escape(to[1])}</span></a>"
        )

    words = shell.words
    place = f'<p class="place">{said}</p>' if said else ""
    return (
        f'<nav class="onward" aria-label="{words.earlier}, {words.later}">'
        f"{link('prev', before, words.earlier)}{place}{link('next', after, words.later)}</nav>"
    )
