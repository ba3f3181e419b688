"""Files of other tools → a deck that checks, in a folder of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.building.deck import check_deck
from generator.building.deck_files import LOCK_NAME
from generator.building.session import Session
from generator.importing.deck_layout import DeckLayout, lay_out
from generator.importing.documents.trial import FOREIGN
from generator.importing.drafts import Draft, draft_of
from generator.importing.found import FoundDeck, LeftOut
from generator.importing.html.html_cards import HtmlCards
from generator.importing.html.html_trees import BadHtmlError, require_parser
from generator.importing.html.visible_text import visible_text
from generator.importing.import_jobs import jobs_of
from generator.importing.media_book import MediaBook, MediaError
from generator.importing.round_trip import compare_with_originals
from generator.importing.stated_answers import state_outputs
from generator.importing.trying_out import set_aside, try_out
from generator.kinds.basic import BASIC
from generator.kinds.table import KINDS
from generator.model import Place, Problem, ProblemsError
from generator.progress import SILENT, Progress
from generator.reading.slugs import SlugMaker
from generator.reading.source import display_path
from generator.running.machine.scratch import Scratch, scratch_folder
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions
from generator.running.sandbox.trust import require_sandbox
from generator.writing.lock import Entry, Lock, new_deck_id

_PREFIX: Final = ".proofdeck-import-"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: the cards with what is known of each (those with `out` are in
    `left-out.md`), what no card was made of, by what was lost the number of cards that lost it, and
    how many files of media were copied, and how many no card shows. `ran` says whether programs
    were tried, `unprinted` why the PDFs cannot be made, where they were tried and cannot.
    """

    folder: Path
    drafts: tuple[Draft, ...]
    left_out: tuple[LeftOut, ...]
    losses: Mapping[str, int]
    media: int
    unused: int
    guids: int
    ran: bool
    verified: frozenset[str]
    unprinted: tuple[Problem, ...] = ()


def import_files(
    files: Sequence[Path],
    folder: Path,
    *,
    name: str = "",
    language: str = "en",
    options: RunOptions = DEFAULT_OPTIONS,
    run: bool = True,
    keep_guids: bool = False,
    paper: bool = False,
    progress: Progress = SILENT,
) -> Imported:
    """Write a deck of the cards in some files to a new or empty folder, whole or not at all.

    `name` is the format of all files where it is not to be told. With `run`, their programs are
    tried, in the sandbox that somebody else's programs need; else none is run. With `keep_guids`
    notes keep the GUIDs that they have in Anki, where their note type must then be changed before
    the deck is imported: Anki merges the old note types into ours otherwise. With `paper` the PDFs
    are tried as well. Raises ProblemsError.
    """
    _require_free(folder)
    with scratch_folder() as scratch, _fresh(folder) as fresh:
        book = MediaBook(fresh)
        making = _Making(book, language)
        jobs, making.passed_over = jobs_of(files, name, options if run else None)
        for number, job in enumerate(jobs):
            own = scratch / str(number)
            own.mkdir()
            making.add(job.read(own), job.path)
        if not making.cards:
            raise ProblemsError(_nothing(files[0], making.left_out))
        layout = lay_out(making.cards, folder, title=making.title, language=language, media={})
        tried = run and any(draft.programs for draft in layout.drafts)
        if tried:
            place = display_path(files[0])
            require_sandbox(
                options.python, options.sandbox, place, foreign=FOREIGN, trust=options.trust
            )
        else:
            set_aside(layout.drafts)
        with Session(options) as session:
            built = try_out(layout, fresh, session, progress)
            if built is None:
                raise ProblemsError(_refused(layout.drafts[0]))
            if state_outputs(layout.drafts, built):
                built = try_out(layout, fresh, session, progress) or built
            unprinted: tuple[Problem, ...] = ()
            if paper:
                try:
                    built = try_out(layout, fresh, session, progress, only=None) or built
                except ProblemsError as error:  # the cards are right all the same
                    unprinted = error.problems
            compare_with_originals(layout.drafts, built)
            guids = _write_lock(fresh, layout, session, keep_guids)
        fresh.replace(folder)
    return Imported(
        folder,
        tuple(layout.drafts),
        tuple(making.left_out),
        MappingProxyType(making.lost(layout)),
        len(book),
        making.unused(book),
        guids,
        tried,
        frozenset(v.plan.card.slug for v in built.verdicts if v.status == "verified"),
        unprinted=unprinted,
    )


class _Making:
    """The drafts of the files so far."""

    def __init__(self, book: MediaBook, language: str) -> None:
        self.cards: list[tuple[Draft, str]] = []
        self.left_out: list[LeftOut] = []
        self.title = ""
        self.passed_over: Counter[tuple[str, str]] = Counter()
        self._book = book
        self._language = language
        self._slugs = SlugMaker(())
        self._used: set[str] = set()
        self._losses: list[str] = []
        self._media: set[Path] = set()  # two notes may show one file
        self._unused = 0

    def add(self, deck: FoundDeck, file: Path) -> None:
        self.title = self.title or deck.title
        self.left_out += deck.left_out
        self.passed_over.update(deck.passed_over)
        self._losses += deck.losses
        self._media.update(deck.media.values())
        self._unused += deck.unused
        cards = HtmlCards(self._book, deck.media, deck.unreadable)
        if any(card.form == "html" or card.original for card in deck.cards):
            require_parser(display_path(file))
        for path in [each for each in deck.media if each.startswith("media/")]:
            self._copy(path, deck.media[path], file)
        for card in deck.cards:
            try:
                made = cards.markdown(card) if card.form == "html" else card
                words = visible_text(card.front) if card.form == "html" else card.front
                words = _telling(words)
            except BadHtmlError as error:
                self.left_out.append(LeftOut(card.place, card.name, str(error)))
                continue
            if not made.front.strip():
                lost = ", ".join(each for each in made.losses if each not in card.losses)
                why = f"its front shows only what is not carried over: {lost}" if lost else ""
                self.left_out.append(LeftOut(card.place, card.name, why or "its front is empty"))
                continue
            draft = draft_of(made, self._slugs, self._used, words, self._language)
            self.cards.append((draft, deck.setup))

    def _copy(self, path: str, source: Path, file: Path) -> None:
        try:
            self._book.copy_as(path, source)
        except MediaError as error:
            self._losses.append(f"the file `{path}` ({error})")

    def lost(self, layout: DeckLayout) -> dict[str, int]:
        counted = (
            f"1 {one}" if number == 1 else f"{number:,} {many}"
            for (one, many), number in self.passed_over.items()
            if number
        )
        found = dict.fromkeys([*self._losses, *counted], 0)
        for draft in layout.drafts:
            for loss in dict.fromkeys(draft.losses):
                found[loss] = found.get(loss, 0) + 1
        return found

    def unused(self, book: MediaBook) -> int:
        return self._unused + max(len(self._media) - len(book), 0)


def _telling(text: str) -> str:
    """The words of a front that its slug may have: no formulas, no marks and hints of clozes."""
    plain = re.sub(
        r"⟦[^⟧]*⟧|\$[^$\n]*\$|\{\{c[\d,]+::|::[^{}]*\}\}|\}\}|!\[[^\]]*\]\([^)]*\)", " ", text
    )
    return " ".join((plain if any(map(str.isalnum, plain)) else text).split())[:300]


def _require_free(folder: Path) -> None:
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise ProblemsError(_unwritable(folder, error)) from None
    if taken:
        message = "something already exists here, and is left as it is"
        hint = "name a folder that does not exist yet"
        raise ProblemsError(Problem(Place(display_path(folder)), "exists", message, hint))


@contextmanager
def _fresh(folder: Path) -> Iterator[Path]:
    """A folder beside the one to be written, of the same name: tracebacks show it."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Scratch(folder.parent.resolve(), _PREFIX)  # whose leftovers the next one removes
        try:
            fresh = made.path / folder.resolve().name
            fresh.mkdir()
            yield fresh
        finally:
            made.close()
    except OSError as error:
        raise ProblemsError(_unwritable(folder, error)) from None


def _unwritable(folder: Path, error: OSError) -> Problem:
    message = f"this cannot be written: {(error.strerror or str(error)).lower()}"
    hint = "choose another folder with -o, or make the one above it writable"
    return Problem(Place(display_path(folder)), "unwritable", message, hint)


def _nothing(file: Path, left_out: Sequence[LeftOut]) -> Problem:
    message = "no card was found in this file"
    if left_out:
        message = f"no card could be made of this file: {left_out[0].reason}"
    hint = "look into it with the tool that wrote it, or say with --from what it is"
    return Problem(Place(display_path(file)), "nothing-to-import", message, hint)


def _refused(draft: Draft) -> Problem:
    message = f"no card of this file can be imported; the first: {draft.out}"
    return Problem(draft.found.place, "nothing-to-import", message)


def _write_lock(fresh: Path, layout: DeckLayout, session: Session, keep: bool) -> int:
    """Write the lock, with the GUIDs that the notes had; returns how many."""
    entries: dict[str, Entry] = {}
    given: set[str] = set()
    for draft in layout.drafts:
        guid = draft.found.guid
        if keep and guid and guid not in given and not draft.out:
            given.add(guid)
            kind = KINDS[draft.kind or BASIC.name].note
            entries[f"{layout.language}/{draft.slug}"] = Entry(guid, kind, "", 0)
    path = fresh / LOCK_NAME
    seed = Lock(MappingProxyType(entries), deck=new_deck_id())
    path.write_text(seed.text(), "utf-8", newline="\n")
    built = check_deck(fresh, only=(), session=session)
    if built.lock is None:
        raise ProblemsError(*built.problems)
    path.write_text(built.lock.text(), "utf-8", newline="\n")
    return len(entries)


def by_hand(imported: Imported) -> Sequence[tuple[Draft, Sequence[str]]]:
    """The cards that need a look, each with the reasons."""
    return [
        (draft, [*([draft.out] if draft.out else []), *dict.fromkeys(draft.by_hand)])
        for draft in imported.drafts
        if draft.out or draft.by_hand
    ]
