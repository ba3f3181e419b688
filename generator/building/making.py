"""Markdown files → chapters that are checked and rendered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generator.building.built_chapter import BuiltChapter, CardFacts, Made, Needs
from generator.building.card_facts import card_faces, card_facts, note_facts
from generator.building.selection import Selection
from generator.building.session import Session
from generator.building.verdicts import judge_cards
from generator.checking.verdict import Verdict
from generator.keeping.pickled import to_bytes
from generator.keeping.shelf import digest, file_digest
from generator.last_net import net
from generator.model import (
    Chapter,
    Deck,
    DeckConfig,
    Faces,
    Place,
    Problem,
    ProblemsError,
    in_order,
)
from generator.progress import Progress
from generator.reading.chapter_files import ChapterFile, SlugUse
from generator.reading.images import image_files, image_problems
from generator.reading.source import display_path
from generator.reading.whole_deck import read_files
from generator.rendering.rendered import (
    RenderedCard,
    RenderedChapter,
    RenderedDeck,
    render_chapter,
)
from generator.rendering.typst_text import clean
from generator.writing.chapter_sheets import sheet_pages
from generator.writing.long_cards import long_cards
from generator.writing.small_pictures import small_pictures
from generator.writing.unprinted import rare_characters
from generator.writing.wide_formulas import wide_formulas


def make_chapters(
    files: Sequence[ChapterFile],
    config: DeckConfig,
    session: Session,
    progress: Progress,
    selection: Selection,
    *,
    sides: bool = False,
    texts: Mapping[Path, str] = MappingProxyType({}),
) -> tuple[Made, ...]:
    """Read files, run their programs, judge and render their cards; one chapter for each file,
    in their order, even if it has errors, with the selected cards. Raises ProblemsError if there
    is no interpreter, and NoSuchPartError, before anything runs, for a card that is in no file.
    With `sides` the cards are rendered in Markdown, too. `texts` stand for what is in files.
    """
    whole, slugs, problems = read_files(files, allow_html=config.allow_html, texts=texts)
    selection.require_cards(use.slug for use in slugs)
    chapters = tuple(map(selection.chapter, whole))
    deck = Deck(config, chapters)
    judged, more = judge_cards(deck, session, progress)
    about = selection.problems(problems, whole)
    found = _by_file((*about, *image_problems(deck), *more))
    used = _by_file(slugs)
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in judged:
        verdicts.setdefault(verdict.plan.card.place.path, []).append(verdict)
    read = {one.path: (one, part) for one, part in zip(whole, chapters, strict=True)}
    _keep_all(found, files)
    made = []
    for file in files:
        path = display_path(file.path)
        none = Chapter("", path, file.language, ())
        as_read, chapter = read.get(path, (none, none))
        judged_here = tuple(verdicts.get(path, ()))
        problems_here = found.get(path, [])
        with net(problems_here.append, Place(path), "making this chapter"):
            own = _Making(as_read, chapter, config, session, judged_here, sides=sides)
            made.append(own.make(problems_here, used.get(path, [])))
            continue
        failed = BuiltChapter(path, file.language, chapter.title, problems=in_order(problems_here))
        made.append(Made(failed, (), as_read, judged_here))
    return tuple(made)


def _by_file(items: Iterable[Any]) -> dict[str, list[Any]]:
    """Problems or slugs by the file they are in."""
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(item.place.path, []).append(item)
    return found


def _keep_all(found: dict[str, list[Problem]], files: Sequence[ChapterFile]) -> None:
    """Give what is wrong with no chapter, but with the deck or its runner, to the first one."""
    paths = [display_path(file.path) for file in files]
    for path in [each for each in found if each not in paths]:
        found.setdefault(paths[0], []).extend(found.pop(path))


class _Making:
    def __init__(
        self,
        whole: Chapter,
        chapter: Chapter,
        config: DeckConfig,
        session: Session,
        verdicts: Sequence[Verdict],
        *,
        sides: bool,
    ) -> None:
        self._whole = whole
        self._chapter = chapter
        self._config = config
        self._session = session
        self._verdicts = verdicts
        self._sides = sides

    def make(self, problems: Iterable[Problem], slugs: Iterable[SlugUse]) -> Made:
        found = list(problems)
        rendered, more = render_chapter(
            self._chapter, self._faces(found), self._config, sides=self._sides
        )
        language = self._chapter.language
        alone = RenderedDeck(self._config, language, (rendered,))
        found += (*more, *wide_formulas(alone))
        failed = {problem.card for problem in found if problem.severity == "error"}
        found += (problem for problem in long_cards(alone) if problem.card not in failed)
        found += (problem for problem in small_pictures(alone) if problem.card not in failed)
        if not failed:
            found += sheet_pages(self._in_parts(alone, rendered))
        cards = tuple(rendered.cards())
        facts = tuple(card_facts(verdict, found) for verdict in self._verdicts)
        chapter = BuiltChapter(
            path=self._chapter.path,
            language=self._chapter.language,
            title=rendered.title,
            parts=self._parts(rendered),
            cards=facts,
            slugs=tuple(slugs),
            unslugged=self._whole.unslugged,
            problems=in_order(found),
            notes=tuple(note_facts(card.note) for card in cards),
            content=_content(rendered.title, cards, facts),
            rare=rare_characters(alone),
        )
        return Made(chapter, cards, self._whole, tuple(self._verdicts), self._needs())

    def _parts(self, rendered: RenderedChapter) -> tuple[tuple[str, int], ...]:
        """The titles of the chapter's parts, and how many cards each has."""
        titles = {card.slug: clean(card.chapter) for card in self._chapter.cards}
        shown = (titles[card.note.slug] for card in rendered.cards())
        return tuple((title, len(list(group))) for title, group in groupby(shown))

    def _in_parts(self, deck: RenderedDeck, rendered: RenderedChapter) -> RenderedDeck:
        """The deck with each part of its file as a chapter, as it is printed."""
        cards, start, parts = tuple(rendered.cards()), 0, []
        for title, count in self._parts(rendered):
            own = cards[start : start + count]
            parts.append(RenderedChapter(title, partial(tuple, own), count))
            start += count
        return replace(deck, chapters=tuple(parts))

    def _faces(self, problems: list[Problem]) -> tuple[Faces, ...]:
        faces = []
        for verdict in self._verdicts:
            card = verdict.plan.card
            try:
                with net(problems.append, card.place, "rendering this card", card.slug):
                    faces.append(card_faces(verdict, self._config))
            except ProblemsError as error:
                problems += error.problems
        return tuple(faces)

    def _needs(self) -> Needs:
        folder = Path(self._config.folder)
        paths = {path for card in self._chapter.cards for path in image_files(folder, card)}
        for verdict in self._verdicts:
            if verdict.run is not None:
                paths.update(verdict.run.reads)
        fences = [fence for card in self._chapter.cards for fence in (*card.setup, *card.fences)]
        wanted = sorted({each for fence in fences for each in fence.requires})
        return Needs(
            tuple((path, file_digest(path)) for path in sorted(paths)),
            tuple((each, self._session.unmet(each)) for each in wanted),
        )


def _content(title: str, cards: Sequence[RenderedCard], facts: Sequence[CardFacts]) -> str:
    """Without places: a card that only moved in its file is the same card."""
    parts: list[str | bytes] = [title]
    for card in cards:
        note = card.note
        media = [each.name for each in note.media]
        parts += [
            card.tokens,
            note.digest,
            note.deck,
            note.number,
            *note.fields.values(),
            *card.verified,
        ]
        parts += [str(media), str(note.tags)]
    parts += [to_bytes(dict(each.provenance)) for each in facts]
    return digest(*parts)
