"""The whole way of a site: a deck is built, and its pages are written beside its files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.deck import build_deck
from generator.building.deck_files import LOCK_NAME
from generator.building.keeper import LostError
from generator.building.session import Session
from generator.keeping.exclusive import exclusive
from generator.model import DeckConfig, Place, Problem, ProblemsError
from generator.progress import SILENT, Progress
from generator.publishing.card_articles import Article, card_article, is_telling
from generator.publishing.change_pages import changes_page, feed_text, pages_of_the_gone
from generator.publishing.chapter_pages import chapter_pages
from generator.publishing.front_pages import (
    Download,
    chapter_titles,
    contents_pages,
    search_page,
    search_script,
    summary_of,
)
from generator.publishing.search_index import search_entry, search_scripts
from generator.publishing.site_files import (
    DOWNLOADS,
    SiteFile,
    Written,
    downloads_in,
    record_of_own,
    refuse_edited,
    write_site,
)
from generator.publishing.site_history import history_in, history_of
from generator.publishing.site_plan import LanguageSite, language_sites
from generator.publishing.site_record import SiteRecord
from generator.publishing.site_shell import (
    FEED,
    FORMULAS,
    INDEX,
    Page,
    Shell,
    entry_page,
    page_file,
    site_css,
    site_formula_css,
)
from generator.reading.config import read_config
from generator.reading.source import display_path
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions
from generator.writing.lock import Lock

if TYPE_CHECKING:
    from generator.building.built import Built

LARGEST: Final = 200_000  # bytes of a page, unless a single card is larger
_FORMULA: Final = re.compile(r'<math\b.*?</math>|class="formula', re.DOTALL)


@dataclass(frozen=True, slots=True)
class PublishedDeck:
    """A deck with its site. `written` is None where the deck has errors, and nothing was written;
    `large` are the pages that are larger than they should be.
    """

    built: Built
    written: Written | None
    large: tuple[str, ...] = ()


def publish_deck(
    deck: str | Path,
    folder: str | Path,
    *,
    only: str | Collection[str] | None = None,
    strict: bool = False,
    options: RunOptions = DEFAULT_OPTIONS,
    progress: Progress = SILENT,
) -> PublishedDeck:
    """Build a deck and, if all of it holds, write its site to `folder`.

    The files of the deck are in `download` there; `only` names the kinds of them, if not all.
    Other arguments are those of `build_deck`. Of an earlier site in the folder what is no longer
    needed is removed; files of anybody else are neither replaced nor removed.

    Raises ProblemsError if there is no deck, if the folder is not that of a site of this deck, or
    if it cannot be written.
    """
    deck, folder = Path(deck), Path(folder)
    config = read_config(deck)
    with exclusive(f"site {folder.absolute()}"), Session(options) as session:
        record = record_of_own(folder, config.name)
        if record.deck and Lock.read(deck / LOCK_NAME).deck != record.deck:
            raise ProblemsError(_another(folder))
        refuse_edited(folder, record)
        before = downloads_in(folder, record)
        for last in (False, True):
            built = build_deck(
                deck,
                folder / DOWNLOADS,
                only=only,
                strict=strict,
                session=session,
                progress=progress,
            )
            if built.failed or built.lock is None:
                return PublishedDeck(built, None)
            try:
                making = _Making(built, built.lock, folder, record, before, progress)
                return PublishedDeck(built, making.write(), tuple(making.large))
            except LostError:  # the cache was emptied meanwhile
                if last:
                    raise
    raise AssertionError


@dataclass(slots=True)
class _Making:
    """The files of a site, made one after the other."""

    built: Built
    lock: Lock
    folder: Path
    record: SiteRecord
    before: Mapping[str, str]  # the downloads that were there, with their digests
    progress: Progress
    large: list[str] = field(default_factory=list)
    media: set[str] = field(default_factory=set)
    formulas: set[str] = field(default_factory=set)

    def write(self) -> Written:
        lock, record = self.lock, self.record
        sites = language_sites(self.built)
        notes = [note for site in sites for note in site.notes]
        history, renamed = history_of(record, lock, notes)
        cards = {note.id: (lock.entries[note.id].guid, note.digest) for note in notes}
        after = SiteRecord(deck=lock.deck, cards=cards, renamed=renamed, history=history)
        self.progress.step("publishing", len(notes))
        return write_site(self.folder, self._files(sites, after), record, after, self.before)

    @property
    def config(self) -> DeckConfig:
        return self.built.config

    def _files(self, sites: Sequence[LanguageSite], after: SiteRecord) -> Iterator[SiteFile]:
        languages = [site.language for site in sites]
        slugs = {site.language: {note.slug for note in site.notes} for site in sites}
        for path in self.built.files:
            yield SiteFile(f"{DOWNLOADS}/{path.name}", None)
        yield _file("site.css", site_css())
        for name in ("site.js", "icon.svg"):
            yield _file(name, page_file(name))
        yield _file(".nojekyll", "")
        yield _file(INDEX, entry_page(self.config, languages))
        for site in sites:
            yield from self._language(site, slugs, after)
        if self.formulas:
            yield _file(FORMULAS, site_formula_css(self.formulas))

    def _language(
        self, site: LanguageSite, slugs: Mapping[str, Collection[str]], after: SiteRecord
    ) -> Iterator[SiteFile]:
        language = site.language
        shell = Shell(self.config, language, tuple(slugs))
        twins = {
            note.slug: tuple(
                each for each, own in slugs.items() if each != language and note.slug in own
            )
            for note in site.notes
        }
        versions: set[str] = set()
        sample = ""
        entries: list[str] = []
        first = 0
        for position, chapter in enumerate(site.chapters):
            articles: list[Article] = []
            for card in chapter.rendered.cards():
                slug = card.note.slug
                changed = self.lock.entries[card.note.id].modified
                facts = site.facts[slug]
                articles.append(card_article(card, facts, changed, shell, twins[slug]))
                if not sample and is_telling(card):
                    shown = card_article(card, facts, changed, shell, twins[slug], root="../")
                    sample = shown.listed
                versions.update(card.verified)
                entries.append(search_entry(card.note, position))
                for media in card.note.media:
                    if media.name not in self.media:
                        self.media.add(media.name)
                        yield SiteFile(f"media/{media.name}", media.data)
                self.progress.advance(slug)
            own = chapter_pages(site, position, articles, first, shell, twins)
            yield from self._pages(own, shell)
            first += len(articles)
        scripts = tuple(search_scripts(entries, chapter_titles(site)))
        for number, script in enumerate(scripts):
            yield _file(f"{language}/{search_script(number)}", script)
        summary = summary_of(site, versions, self.lock)
        history = history_in(after.history, language)
        others = [each for each in slugs if each != language]
        known = slugs[language]
        pages = (
            *contents_pages(site, shell, summary, self._downloads(language), others, sample),
            search_page(site, shell, len(scripts), others),
            changes_page(language, history, known, shell, others),
            *pages_of_the_gone(language, self.lock, after.renamed, known, shell),
        )
        yield from self._pages(pages, shell)
        feed = feed_text(language, history, known, shell, self.lock.deck, summary.changed)
        yield _file(f"{language}/{FEED}", feed)

    def _pages(self, pages: Iterable[Page], shell: Shell) -> Iterator[SiteFile]:
        for page in pages:
            file = _file(page.path, shell.html(page))
            self.formulas.update(_FORMULA.findall(page.main))
            if file.data is not None and len(file.data) > LARGEST:
                self.large.append(page.path)
            yield file

    def _downloads(self, language: str) -> Sequence[Download]:
        """The files of a language, and what is said of all languages."""
        own = f"{self.config.name}-{language}"
        order = (".apkg", "-cheatsheet.pdf", "-cards.pdf")
        wanted = [f"{own}{ending}" for ending in order]
        wanted.append(f"{self.config.name}.provenance.json")
        found = {path.name: path for path in self.built.files}
        return [Download(name, found[name].stat().st_size) for name in wanted if name in found]


def _file(path: str, text: str) -> SiteFile:
    return SiteFile(path, text.encode("utf-8", "replace"))


def _another(folder: Path) -> Problem:
    message = "this folder holds the site of another deck"
    hint = (
        "publish into another folder; if it is the same deck, restore its deck.lock from version "
        "control: without it, its readers lose their history"
    )
    return Problem(Place(display_path(folder)), "other-deck", message, hint)
