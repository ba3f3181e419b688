"""The whole way of paper: a deck is checked, and the cards that are asked for are printed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.deck import check_deck
from generator.building.keeper import LostError
from generator.building.on_paper import unprinted_characters
from generator.building.selection import Asked, Selection
from generator.building.session import Session
from generator.counted import counted
from generator.keeping.shelf import Shelf, digest
from generator.model import Card, Problem, has_errors, in_order
from generator.printing.booklet_folds import folded_sheets
from generator.printing.booklet_pages import volumes
from generator.printing.booklet_sheets import ADVICE as FOLDED
from generator.printing.booklet_sheets import booklet_sheets
from generator.printing.card_grids import E_READER, UnprintableError
from generator.printing.card_sheets import grid_for
from generator.printing.cheat_sheet import cheat_sheet
from generator.printing.chosen_cards import cards_known, changed_since, only
from generator.printing.exam_papers import exam_papers
from generator.printing.exam_questions import questions_of
from generator.printing.guide_page import guide_page
from generator.printing.print_plan import PrintPlan, Wanted, planned
from generator.printing.printouts import PrintedDeck, PrintedFile, Printout
from generator.printing.products import PRODUCTS
from generator.printing.studied_cards import histories, studied
from generator.printing.two_languages import behind, two_languages
from generator.progress import SILENT, Progress
from generator.reading.config import read_config
from generator.rendering.directions import language_direction
from generator.rendering.rendered import RenderedDeck
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions
from generator.writing.long_cards import long_cards
from generator.writing.output import staging
from generator.writing.pdf import pdf_of
from generator.writing.pdf_limits import USUAL, Limits
from generator.writing.print_advice import sheets_of

if TYPE_CHECKING:
    from generator.building.built import Built
    from generator.writing.lock import Lock

_PAPER: Final = ("cards",)  # the target whose warnings are those of paper


def print_deck(
    deck: str | Path,
    folder: str | Path,
    wanted: Wanted,
    *,
    chapters: Sequence[Path] = (),
    strict: bool = False,
    options: RunOptions = DEFAULT_OPTIONS,
    progress: Progress = SILENT,
) -> PrintedDeck:
    """Check a deck, or only its `chapters`, and if all of it holds, write PDFs to `folder`.

    Raises ProblemsError if there is no deck, or where cards that are due or failed cannot be read,
    NoSuchNameError and NoSuchRevisionError for what the
    deck or its repository does not have, and UnprintableError, before anything runs, for what does
    not fit on the paper.
    """
    deck, folder = Path(deck), Path(folder)
    config = read_config(deck)
    plan = planned(config, wanted)
    names = wanted.choice.names(deck, chapters)
    chosen = any(PRODUCTS[name].exam or PRODUCTS[name].key for name in wanted.what)
    known = cards_known(deck, chapters) if chosen else {}
    state = wanted.choice.state(deck)
    exported = histories(wanted.choice.packages)
    with Session(options) as session:
        for last in (False, True):
            built = check_deck(
                deck, only=(), chapters=chapters, strict=strict, session=session, progress=progress
            )
            if built.failed or built.lock is None:
                return PrintedDeck(built, built.problems)
            if state is not None:
                changed = changed_since(state, built)
                names = changed if names is None else names & changed
            if wanted.choice.studied:
                meant = studied(built.lock, wanted.choice.studied, exported)
                names = meant if names is None else names & meant
            keeper = session.keeper(deck)
            shelf = keeper.shelf if keeper is not None else None
            try:
                return _Printing(built, wanted, plan, names, known, shelf, built.lock).write(
                    folder, strict=strict, progress=progress
                )
            except LostError:  # the cache was emptied meanwhile
                if last:
                    raise
    raise AssertionError


@dataclass(frozen=True, slots=True)
class _Printing:
    """The files of a deck that holds, made one after the other."""

    built: Built
    wanted: Wanted
    plan: PrintPlan
    names: Collection[str] | None
    known: Mapping[str, Card]
    shelf: Shelf | None
    lock: Lock
    limits: Limits = USUAL

    def write(self, folder: Path, *, strict: bool, progress: Progress) -> PrintedDeck:
        decks = [each for each in self._decks() if each[1].chapters]
        problems = in_order((*self.built.problems, *self._problems(decks, strict=strict)))
        if has_errors(problems):
            return PrintedDeck(self.built, problems)
        whats = tuple(dict.fromkeys(self.wanted.what))
        jobs = [(*each, name) for each in decks for name in whats]
        progress.step("printing", len(jobs))
        files = []
        with staging(folder) as stage:
            for languages, deck, alone, name in jobs:
                printouts, left_out = self._printouts(deck, name)
                for each in printouts:
                    for file, data in self._made(each, languages, name):
                        (stage.folder / file.path).write_bytes(data)
                        path = folder / file.path
                        files.append(replace(file, path=path, alone=alone, left_out=left_out))
                progress.advance(files[-1].path.name)
            stage.publish()
        return PrintedDeck(self.built, problems, tuple(files))

    def _decks(self) -> Iterator[tuple[Sequence[str], RenderedDeck, int]]:
        """Each deck with its languages, and how many of its cards are in one of them alone."""
        for languages in self.plan.languages:
            deck = self.built.rendered(languages[0])
            if self.names is not None:
                deck = only(deck, self.names)
            every = _count(deck)
            if len(languages) > 1:
                deck = two_languages(deck, self.built.rendered(languages[1]))
            yield languages, deck, every - _count(deck)

    def _printouts(
        self, deck: RenderedDeck, name: str
    ) -> tuple[Sequence[Printout], Mapping[str, str]]:
        """The files of a product, and the cards that are not in them."""
        told = self.plan.told[name]
        if PRODUCTS[name].key:
            sheet = cheat_sheet(deck, self.known, told, self, self._kept(name, (deck.language,)))
            return (Printout("", sheet.deck, sheet.told),), sheet.left_out
        if PRODUCTS[name].booklet:
            return tuple(volumes(deck, told)), {}
        if not PRODUCTS[name].exam:
            return (Printout("", deck, {}),), {}
        exam = self.plan.settings.exam
        kinds = {name: card.kind for name, card in self.known.items()}
        questions, unasked = questions_of(self.built, deck, kinds, exam)
        if not questions:
            slug, why = next(iter(unasked.items()))
            raise UnprintableError(
                f"none of {counted(len(unasked), 'card')} can be asked on paper; `{slug}`: {why}"
            )
        return tuple(exam_papers(name, deck, questions, exam)), unasked

    def _made(
        self, printout: Printout, languages: Sequence[str], name: str
    ) -> Iterator[tuple[PrintedFile, bytes]]:
        """Its file, by its name alone, and what is in it; of a booklet one to fold, too."""
        product, settings = PRODUCTS[name], self.plan.settings
        stem = "-".join((self.built.config.name, *languages)) + self.wanted.choice.ending
        screen = self.plan.paper == E_READER
        stem += f"-{product.file or name}{printout.ending}{f'-{E_READER}' * screen}"
        data = self._pdf(printout, languages, name)
        cards, pages = _count(printout.deck), sheets_of(data, one_sided=True)
        one_sided = product.wishes(settings).duplex == "Simplex"
        sheets = 0 if product.booklet else sheets_of(data, one_sided=one_sided)
        shown = pages if product.booklet or product.key else 0
        advice = product.advice(settings)
        yield PrintedFile(Path(f"{stem}.pdf"), cards, sheets, advice, pages=shown), data
        if product.booklet and not screen:
            sheets, data = self._folded(data, pages, printout.deck.language)
            yield PrintedFile(Path(f"{stem}-sheets.pdf"), cards, sheets, FOLDED), data

    def _pdf(self, printout: Printout, languages: Sequence[str], name: str) -> bytes:
        product, settings, deck = PRODUCTS[name], self.plan.settings, printout.deck
        told = {**self.plan.told[name], **printout.told}
        if len(languages) > 1:
            told = {**told, **behind(languages[1])}
        kept = f"{self._kept(name, languages)}{printout.ending}"
        ahead = []
        if settings.guide and product.cut:
            grid = grid_for(self.plan.paper, settings)
            ahead.append(guide_page(deck, grid, settings, self, f"{kept} guide"))
        wishes = product.wishes(settings)
        return pdf_of(deck, product.template, told, wishes, self, ahead=ahead, product=kept)

    def _kept(self, name: str, languages: Sequence[str]) -> str:
        """Where results are kept. Those of another paper or choice are beside them; those of the
        same cards, edited, replace them.
        """
        asked = repr((self.plan.told[name], self.plan.settings.exam, languages))
        return f" {name} {digest(asked, self.wanted.choice.ending)}"

    def _folded(self, booklet: bytes, pages: int, language: str) -> tuple[int, bytes]:
        """A booklet on sheets, and how many they are."""
        rtl = language_direction(language) == "rtl"
        sheets = folded_sheets(pages, self.plan.settings.signature, rtl=rtl)
        return len(sheets), booklet_sheets(booklet, sheets)

    def _problems(
        self, decks: Sequence[tuple[Sequence[str], RenderedDeck, int]], *, strict: bool
    ) -> Iterator[Problem]:
        """What of the cards that are printed is not printed as it is written."""
        names = {
            f"{language}/{card.note.slug}"
            for languages, deck, _ in decks
            for card in deck.cards
            for language in languages
        }
        shown = []
        for chapter in self.built.chapters:
            own = {each.slug for each in chapter.notes if each.id in names}
            yield from (
                each for each in chapter.problems if each.code == "math" and each.card in own
            )
            rare = tuple(each for each in chapter.rare if each.card in own or not each.card)
            shown += [replace(chapter, rare=rare)] if own else []
        asked = Asked(_PAPER, Selection(), strict=strict)
        yield from unprinted_characters(self.built.config, shown, asked)
        if "cards" in self.plan.told:
            for _, deck, _ in decks:
                yield from long_cards(deck, self.plan.told["cards"])


def _count(deck: RenderedDeck) -> int:
    return sum(chapter.count for chapter in deck.chapters)
