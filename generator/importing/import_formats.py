"""The formats that `proofdeck import` reads: one row for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.given import open_regular
from generator.importing.found import FoundDeck, Reader
from generator.importing.text_formats import Notes, Tried, file, is_markdown_of
from generator.model import Place, Problem, ProblemsError
from generator.reading.chapter_names import ENDINGS
from generator.reading.source import display_path

_BEGINNING: Final = 64 * 1024  # bytes of a file that are looked at


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """A format: its name for `--from`, what it is in words, the endings of its files, and `fits`,
    which tells it by the first bytes of a file with one of them.
    """

    name: str
    what: str
    endings: tuple[str, ...]
    read: Reader
    fits: Callable[[bytes], bool] = lambda beginning: True


def _anki_package(path: Path, scratch: Path) -> FoundDeck:
    from generator.importing.packages.anki_notes_in import read_anki_package

    return read_anki_package(path, scratch)


# Where an ending belongs to several formats, the first that fits is taken.
IMPORT_FORMATS: Final = (
    ImportFormat("anki", "a package or collection of Anki", (".apkg", ".colpkg"), _anki_package),
    ImportFormat(
        "table", "a text export of Anki, CSV or TSV", (".txt", ".csv", ".tsv"), file("read_table")
    ),
    ImportFormat("notebook", "a notebook of Jupyter", (".ipynb",), Tried("read_notebook_cards")),
    ImportFormat("mochi", "a package of Mochi", (".mochi",), file("read_mochi")),
    ImportFormat(
        "obsidian",
        "notes of Obsidian or Logseq with cards of their plugins",
        ENDINGS,
        Notes("obsidian"),
        is_markdown_of("obsidian"),
    ),
    ImportFormat(
        "hashcards", "a file of hashcards", ENDINGS, Notes("hashcards"), is_markdown_of("hashcards")
    ),
    ImportFormat(
        "ankdown", "a file of ankdown", ENDINGS, Notes("ankdown"), is_markdown_of("ankdown")
    ),
    ImportFormat("inka", "a file of Inka", ENDINGS, Notes("inka"), is_markdown_of("inka")),
    ImportFormat(
        "mochi-markdown", "a card of Mochi", ENDINGS, Notes("mochi"), is_markdown_of("mochi")
    ),
    ImportFormat(
        "headings",
        "Markdown whose headings are questions (mdanki, md2apkg, markdown-anki-decks, Md2Anki)",
        ENDINGS,
        Notes("headings"),
    ),
    ImportFormat("article", "an article, whose programs are tried", (), Tried("read_article")),
)


def import_format(path: Path, name: str = "") -> ImportFormat:
    """The format of a file. Raises ProblemsError for one that is unreadable or of none."""
    place = Place(display_path(path))
    try:
        with open_regular(path) as file:
            beginning = file.read(_BEGINNING)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"this file cannot be read: {reason}"
        raise ProblemsError(Problem(place, "unreadable", message)) from None
    if name:
        return next(each for each in IMPORT_FORMATS if each.name == name)
    ending = path.suffix.lower()
    for each in IMPORT_FORMATS:
        if ending in each.endings and each.fits(beginning):
            return each
    every = ", ".join(dict.fromkeys(end for each in IMPORT_FORMATS for end in each.endings))
    message = "this file is in no format that Proofdeck imports"
    hint = f"name a file that ends in {every}, or say with --from what it is"
    raise ProblemsError(Problem(place, "no-import-format", message, hint))
