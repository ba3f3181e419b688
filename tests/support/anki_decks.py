"""Decks made of nodes, and a real Anki collection to import them into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from generator.model import (
    Blank,
    Card,
    Chapter,
    DeckConfig,
    Faces,
    Listing,
    Media,
    Node,
    Place,
    Shown,
)
from generator.rendering.anki_notes import AnkiNote
from generator.writing.apkg import ApkgWriter
from generator.writing.lock import Lock
from tests.support.faced_deck import FacedDeck, render_deck

_ALWAYS = 1  # IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS
PLACE = Place("cards/en/01-tensors.md", 7)
CONFIG = DeckConfig("demo", "cards", ("en", "zh"), {"en": "PyTorch & JAX", "zh": "PyTorch 与 JAX"})


def text(content: str) -> Node:
    return Node("text", PLACE, text=content)


def code(content: str) -> Node:
    return Node("code", PLACE, text=content)


def math(tex: str) -> Node:
    return Node("math", PLACE, text=tex)


def cloze(number: int, *children: Node, hint: str = "") -> Node:
    return Node("cloze", PLACE, children, attrs={"number": str(number), "hint": hint})


def paragraph(*children: Node) -> Node:
    return Node("paragraph", PLACE, children)


def program(source: str | None, *shown: Shown, blanks: tuple[Blank, ...] = ()) -> Node:
    return Node("program", PLACE, listing=Listing(source, shown, blanks))


def faces(
    slug: str,
    back: str | Sequence[Node] = "An answer.",
    *,
    kind: str = "basic",
    front: Sequence[Node] = (),
    question: str = "",
    language: str = "en",
    subdeck: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    verified: tuple[str, ...] = (),
    media: dict[str, Media] | None = None,
) -> Faces:
    """A card that asks for its slug, if nothing else."""
    answer = (paragraph(text(back)),) if isinstance(back, str) else tuple(back)
    card = Card(slug, language, kind, PLACE, (), (), (), "Tensors", subdeck, tags)
    asked = (text(question or f"What is {slug}?"),)
    return Faces(card, asked, tuple(front), answer, verified, media or {})


def deck(*cards: Faces, config: DeckConfig = CONFIG) -> FacedDeck:
    """The cards, all of one language, as a deck of one chapter."""
    language = cards[0].card.language
    chapter = Chapter("Tensors", PLACE.path, language, tuple(one.card for one in cards))
    return FacedDeck(config, language, ((chapter, cards),))


def render_notes(one: FacedDeck) -> tuple[AnkiNote, ...]:
    """The notes of a deck in study order."""
    return render_deck(one).notes


def build(
    folder: Path, *decks: FacedDeck, lock: Lock | None = None, now: int = 1_700_000_000
) -> Lock:
    """Write a package per deck, as a build does, and return its lock."""
    rendered = [render_deck(one) for one in decks]
    notes = [note for one in rendered for note in one.notes]
    new = (lock or Lock()).updated(notes, deck=decks[0].config.name, now=now)
    for one in rendered:
        ApkgWriter(new).write(one, folder)
    return new


@contextmanager
def collection(folder: Path) -> Iterator[Collection]:
    """An empty collection of the real Anki."""
    opened = Collection(str(folder / "collection.anki2"))
    try:
        yield opened
    finally:
        opened.close()


def import_package(
    col: Collection, path: Path, *, merge: bool = False, presets: bool = False, always: bool = False
) -> None:
    """As the import window does, with its boxes as they are when Anki is new; `merge` ticks that
    for merging note types, `presets` that for presets of decks, `always` chooses to update notes
    that are newer here.
    """
    options = ImportAnkiPackageOptions(
        merge_notetypes=merge, with_deck_configs=presets, update_notes=_ALWAYS if always else 0
    )
    col.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))
    col.models._clear_cache()  # which Anki's window does, too


def study(col: Collection) -> dict[str, tuple[int, ...]]:
    """Answer every new card, and say what Anki then knows of each."""
    for card_id in col.find_cards("is:new"):
        card = col.get_card(card_id)
        card.start_timer()
        col.sched.answerCard(card, 4)
    return history(col)


def history(col: Collection) -> dict[str, tuple[int, ...]]:
    """What Anki knows of each card that was answered, by slug and number."""
    known = {}
    for card_id in col.find_cards("-is:new"):
        card = col.get_card(card_id)
        name = f"{card.note()['Slug']}/{card.ord}"
        known[name] = (card.id, card.ivl, card.due, card.factor, card.reps, card.did)
    return known


def texts(html: str, wanted: Callable[[str, str], bool]) -> list[str]:
    """What a reader sees in each outermost element whose (tag, class) is `wanted`."""
    reader = _Reader(wanted)
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    _VOID = frozenset({"hr", "br", "img", "input"})

    def __init__(self, wanted: Callable[[str, str], bool]) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._wanted = wanted
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._VOID:
            return
        if self._depth:
            self._depth += 1
        elif self._wanted(tag, dict(attrs).get("class") or ""):
            self._depth = 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(self._depth - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.found[-1] += data
