"""The pages of a language that lead to its cards: the contents, and the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.publishing.chapter_pages import chapter_title, count_words
from generator.publishing.site_plan import LanguageSite, card_page
from generator.publishing.site_shell import INDEX, SEARCH, Page, Shell
from generator.publishing.site_words import SiteWords, date_in_words, iso_date
from generator.rendering.html_escape import escape

if TYPE_CHECKING:
    from generator.checking.verdict import Status
    from generator.writing.lock import Lock

MOST_CHAPTERS: Final = 400  # that one page of contents lists
_CURRENT: Final = ' aria-current="page"'


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download: its name in the folder `download`, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said of a language as a whole: how many cards it has and how many of each status,
    the `versions` that its programs ran with, the time of the last change.
    """

    cards: int
    counts: Mapping[Status, int]
    versions: tuple[str, ...]
    changed: int

    @property
    def verified(self) -> int:
        return self.counts.get("verified", 0)


def summary_of(site: LanguageSite, versions: set[str], lock: Lock) -> Summary:
    """The summary of a language whose cards were verified with `versions`."""
    notes = site.notes
    counts = Counter(site.facts[note.slug].status for note in notes)
    changed = max(lock.entries[note.id].modified for note in notes)
    ordered = sorted(versions, key=lambda one: (one.startswith("Python "), one.lower()))
    return Summary(len(notes), counts, tuple(ordered), changed)


def contents_pages(
    site: LanguageSite,
    shell: Shell,
    summary: Summary,
    downloads: Sequence[Download],
    languages: Sequence[str],
    sample: str = "",
) -> Iterator[Page]:
    """The page that a language begins with, and more where its chapters are many. A `sample` is the
    HTML of a card.
    """
    chapters = site.chapters
    starts = range(0, len(chapters), MOST_CHAPTERS)
    for number, start in enumerate(starts, 1):
        own = chapters[start : start + MOST_CHAPTERS]
        items = "\n".join(
            f'<li><a href="chapter/{chapter.name}.html">'
            f'<span class="number">{escape(chapter.number)}</span>'
            f'<span class="name"{shell.foreign}>{escape(chapter.title)}</span>'
            f'<span class="count">{count_words(len(chapter.notes), shell)}</span></a></li>'
            for chapter in own
        )
        listed = (
            f'<section class="contents" aria-labelledby="_chapters">\n'
            f'<h2 id="_chapters">{shell.words.chapters}</h2>\n<ol>\n{items}\n</ol>\n'
            f"{_pages(len(starts), number, shell)}</section>"
        )
        parts = [listed]
        if number == 1:
            parts = [
                _opening(site, shell, summary, sample),
                listed,
                _downloads(downloads, shell.words),
            ]
        yield Page(
            path=f"{site.language}/{_contents(number)}",
            title=shell.title if number == 1 else f"{shell.words.chapters} {number}",
            main="\n".join(part for part in parts if part),
            described=_proved(summary, shell.words),
            others={each: f"{each}/{INDEX}" for each in languages} if number == 1 else None,
            kind="start",
        )


def _contents(number: int) -> str:
    return INDEX if number == 1 else f"index-{number}.html"


def _pages(count: int, current: int, shell: Shell) -> str:
    if count < 2:
        return ""
    links = " ".join(
        f'<a href="{_contents(each)}"{_CURRENT if each == current else ""}>{each}</a>'
        for each in range(1, count + 1)
    )
    return f'<nav class="parts" aria-label="{shell.words.chapters}">{links}</nav>\n'


def _opening(site: LanguageSite, shell: Shell, summary: Summary, sample: str) -> str:
    words = shell.words
    first = card_page(site.language, site.notes[0].slug).partition("/")[2]
    date = (
        f'<time datetime="{iso_date(summary.changed)}">'
        f"{date_in_words(words, summary.changed)}</time>"
    )
    facts = [words.last_change.format(date=date)]
    if summary.versions:
        versions = words.comma.join(map(escape, summary.versions))
        facts.insert(0, words.with_versions.format(versions=versions))
    others = _others(summary, words)
    if others:
        facts.insert(0, others)
    badge = '<span class="badge" aria-hidden="true">✓</span>' if summary.verified else ""
    proved = "verified" if summary.verified else "no-code"
    return (
        '<section class="opening">\n<div class="about">\n'
        f"<h1{shell.foreign}>{escape(shell.title)}</h1>\n"
        f'<p class="proof {proved}">{badge}{_proved(summary, words)}</p>\n'
        f'<p class="versions">{words.space.join(facts)}</p>\n'
        f'<p><a class="button" href="{first}">{words.start}</a></p>\n</div>\n{sample}\n</section>'
    )


def _proved(summary: Summary, words: SiteWords) -> str:
    """How many of the cards are verified, and what that means."""
    cards, verified = f"{summary.cards:,}", f"{summary.verified:,}"
    if not summary.verified:
        return words.one_card if summary.cards == 1 else words.none_verified.format(cards=cards)
    if summary.cards == 1:
        said = words.one_verified
    elif summary.verified == summary.cards:
        said = words.all_verified.format(cards=cards)
    else:
        said = words.some_verified.format(cards=cards, verified=verified)
    return f"{said}{words.space}{words.means}"


def _others(summary: Summary, words: SiteWords) -> str:
    """How many cards are not verified, and what they are; "" where none is, or all are."""
    said: Mapping[Status, str] = {
        "not-run": words.not_run,
        "not-read": words.not_read,
        "no-code": words.no_code,
    }
    counts = [
        words.other.format(count=f"{summary.counts[status]:,}", status=name)
        for status, name in said.items()
        if status in summary.counts
    ]
    if not counts or not summary.verified:
        return ""
    return words.others.format(counts=words.comma.join(counts))


def _downloads(downloads: Sequence[Download], words: SiteWords) -> str:
    if not downloads:
        return ""
    items = "\n".join(
        f'<li><a href="../download/{escape(each.name)}" download>'
        f'<span class="name">{_what(each.name, words)}</span>'
        f'<span class="count">{_ending(each.name)} · {_size(each.size)}</span></a></li>'
        for each in downloads
    )
    return (
        '<section class="downloads" aria-labelledby="_downloads">\n'
        f'<h2 id="_downloads">{words.download}</h2>\n<ul>\n{items}\n</ul>\n</section>'
    )


def _what(name: str, words: SiteWords) -> str:
    kinds = {
        ".apkg": words.apkg,
        "-cheatsheet.pdf": words.cheatsheet,
        "-cards.pdf": words.cut_cards,
        ".provenance.json": words.provenance,
    }
    return next((said for ending, said in kinds.items() if name.endswith(ending)), escape(name))


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2]
    return f".{ending}" if ending == "apkg" else ending.upper()


def _size(size: int) -> str:
    if size < 1_000_000:
        return f"{max(round(size / 1000), 1)} kB"
    return f"{size / 1_000_000:.1f} MB"


def search_page(site: LanguageSite, shell: Shell, parts: int, languages: Sequence[str]) -> Page:
    """The page that shows what was found."""
    words = shell.words
    main = (
        f"<h1>{words.search}</h1>\n"
        f'<div id="_found" data-none="{escape(words.search_none)}" '
        f'data-one="{escape(words.search_one)}" data-many="{escape(words.search_many)}">\n'
        f'<p role="status"></p>\n<ol{shell.foreign}></ol>\n</div>\n'
        f'<noscript><p>{words.search_script} <a href="{INDEX}">{words.chapters}</a></p></noscript>'
    )
    return Page(
        path=f"{site.language}/{SEARCH}",
        title=words.search,
        main=main,
        others={each: f"{each}/{SEARCH}" for each in languages},
        kind="results",
        scripts=[f"{site.language}/{search_script(number)}" for number in range(parts)],
    )


def search_script(number: int) -> str:
    """The name of a script of the search."""
    return f"search-{number}.js"


def chapter_titles(site: LanguageSite) -> tuple[str, ...]:
    """The titles of the chapters, as the search shows them."""
    return tuple(map(chapter_title, site.chapters))
