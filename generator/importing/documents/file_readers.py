"""Readers of tables, notebooks, articles and packages of Mochi."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from generator.auditing.pages.json_lines import read_json
from generator.importing.decoding import read_text
from generator.importing.documents.article_cards import article_cards
from generator.importing.documents.delimited_cards import delimited_cards
from generator.importing.documents.delimited_rows import PLAIN_SIGNS, SIGNS
from generator.importing.documents.notebook_cards import begins_card, cells_of, notebook_cards
from generator.importing.documents.trial import tried
from generator.importing.found import FoundDeck
from generator.importing.gathering import Gathering
from generator.importing.notes.note_media import NoteMedia, vault_of
from generator.importing.notes.note_readers import own_card
from generator.importing.notes.note_text import read_note
from generator.importing.notes.own_markup import own_markup
from generator.importing.packages.mochi_decks import PackedMedia, mochi_cards, mochi_data
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.running.run_options import RunOptions

_SHOWN: Final = re.compile(
    r"\b(?:src|data)=(?:\"([^\"]+)\"|'([^']+)'|([^\s\"'>]+))|\[sound:([^\]]+)\]", re.IGNORECASE
)


_TITLE: Final = re.compile(r"# +(?P<title>.*?)[ #]*$")


def read_table(path: Path, scratch: Path) -> FoundDeck:
    """Read a text export of Anki or a table. Raises ProblemsError."""
    signs = SIGNS if path.suffix.lower() != ".txt" else PLAIN_SIGNS
    gathering = delimited_cards(read_text(path), signs)
    media = NoteMedia(path.resolve().parent)
    files, missing = {}, {}
    for card in gathering.cards:
        for found in _SHOWN.finditer(f"{card.front}\n{card.back}"):
            name = next(filter(None, found.groups()))
            if re.match(r"[a-z][a-z0-9+.-]+:", name, re.IGNORECASE):
                continue
            for place in (name, f"collection.media/{name}"):
                file = media.find(place, path)
                if file is not None:
                    files[name] = file
                    break
            else:
                missing[name] = "it is not beside this file, which has no media of its own"
    cards = tuple(
        own_card(card, lambda written: media.path(written, path), gathering)
        if card.form == "markdown"
        else card
        for card in gathering.cards
    )
    read = gathering.deck(cards, path.stem, {**media.files, **files})
    return replace(read, unreadable=missing)


def read_notebook_cards(path: Path, options: RunOptions | None) -> FoundDeck:
    """Read the cards of a notebook; its programs are tried. Raises ProblemsError."""
    source = read_text(path)
    trial = tried(path, None)
    data = read_json(source.text)
    if any(map(begins_card, cells_of(data, trial))):
        trial = tried(path, options)
    media = NoteMedia(vault_of(path))

    def own(text: str, gathering: Gathering) -> str:
        return own_markup(text, lambda written: media.path(written, path), gathering)

    gathering = notebook_cards(cells_of(data, trial), trial, source, own)
    return gathering.deck(gathering.cards, path.stem, media.files)


def read_article(path: Path, options: RunOptions | None) -> FoundDeck:
    """Make cards of what the programs of an article do. Raises ProblemsError."""
    source = read_text(path)
    if options is None:
        message = "cards of an article are made of what its programs do, and none is to be run"
        hint = "take `--no-run` away"
        raise ProblemsError(Problem(Place(source.path), "no-import-format", message, hint))
    gathering = article_cards(tried(path, options), source)
    lines = (line.text for line in read_note(source).lines if not line.quiet)
    title = next((found["title"] for line in lines if (found := _TITLE.match(line))), "")
    return gathering.deck(gathering.cards, title or path.stem, {})


def read_mochi(path: Path, scratch: Path) -> FoundDeck:
    """Read a package of Mochi. Raises ProblemsError."""
    shown = display_path(path)
    try:
        with zipfile.ZipFile(path) as archive:
            gathering = mochi_cards(mochi_data(archive, shown), shown)
            media = PackedMedia(archive, scratch)
            cards = tuple(own_card(card, media.path, gathering) for card in gathering.cards)
    except (OSError, zipfile.BadZipFile) as error:
        message = f"this file cannot be read: {error}"
        problem = Problem(Place(shown), "unreadable", message, "export it again from Mochi")
        raise ProblemsError(problem) from None
    return gathering.deck(cards, path.stem, media.files)
