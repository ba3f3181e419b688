"""Packages that the real Anki exports are studied as Anki shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions

from generator.building.deck import build_deck
from generator.importing.packages.anki_tables import Note, NoteType
from generator.importing.packages.anki_templates import Template
from generator.importing.packages.package_media import PackageMedia
from generator.model import ProblemsError
from generator.scheduling.card_key import CardKey
from generator.studying.package_source import ForeignLook, PackageSource
from tests.support.decks import write_deck

BASE = "http://127.0.0.1:1/frames/secret/media/card/"
NOTES: tuple[tuple[str, list[str], str], ...] = (
    ("Basic", ["What is <b>bold</b>?", "x_1 * y<br># z"], "Python::Basics"),
    ("Basic (and reversed card)", ["dog", "Hund [sound:a b.mp3]"], "Python::Words"),
    ("Basic (optional reversed card)", ["cow", "Kuh", ""], "Python::Words"),
    ("Basic (type in the answer)", ["2+2?", "4"], "Python::Words"),
    ("Cloze", ["{{c1::Paris::city}} and {{c3::<b>Rome</b>}}<br>after", "Extra"], "Python"),
    ("Basic", ["<img src='a b.png'>", "<script>alert(1)</script>picture"], "Python"),
    (
        "Image Occlusion",
        ["{{c1::image-occlusion:rect:left=.1}}", '<img src="a b.png">', "H", "", ""],
        "Python",
    ),
)


class Exported(NamedTuple):
    """A package in Anki's two formats, and both sides of each card as Anki renders them."""

    legacy: Path
    newest: Path
    sides: dict[CardKey, tuple[str, str]]
    occluded: int


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    folder = tmp_path_factory.mktemp("anki")
    anki = Collection(str(folder / "collection.anki2"))
    (folder / "a b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    anki.media.add_file(str(folder / "a b.png"))
    found: dict[CardKey, tuple[str, str]] = {}
    occluded = 0
    for name, fields, deck in NOTES:
        kind = anki.models.by_name(name)
        assert kind is not None
        note = anki.new_note(kind)
        note.fields = fields
        anki.add_note(note, anki.decks.add_normal_deck_with_name(deck).id)
        if name == "Image Occlusion":
            occluded = note.id
            continue
        for card in note.cards():
            found[CardKey(note.guid, card.ord)] = (
                without_style(card.question()),
                without_style(card.answer()),
            )
    paths = []
    for legacy in (True, False):
        path = folder / f"{'legacy' if legacy else 'newest'}.apkg"
        options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=legacy)
        anki.export_anki_package(out_path=str(path), options=options, limit=None)
        paths.append(path)
    yield Exported(*paths, found, occluded)
    anki.close()


def without_style(html: str) -> str:
    return re.sub(r"^<style>.*?</style>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("form", ["legacy", "newest"])
def test_each_card_is_shown_as_in_anki(exported: Exported, form: str) -> None:
    deck = PackageSource([getattr(exported, form)]).deck
    assert deck.cards.keys() == exported.sides.keys()
    for key, (front, back) in exported.sides.items():
        look = deck.cards[key].look
        assert isinstance(look, ForeignLook)
        sides = look.sides(key.ordinal)
        assert (sides.front, sides.back) == (front, back)
    assert [each.id for each in deck.left_out] == [f"nid:{exported.occluded}"]
    assert deck.title == "Python"
    assert deck.chapters == ("Python", "Basics", "Words")


def test_pages_load_their_own_files_and_hold_the_css_of_the_note_type(exported: Exported) -> None:
    deck = PackageSource([exported.newest]).deck
    card = next(
        card for card in deck.cards.values() if "a b.png" in card.look.fields.get("Front", "")
    )
    page = card.look.page(0, back=True, night=False, phone=False, base=BASE, font="")
    assert f'<base href="{BASE}">' in page
    assert "font-family: arial" in page
    picture = card.look.media("a b.png")
    assert picture is not None
    assert picture.data.startswith(b"\x89PNG")
    assert card.look.media("../collection.anki2") is None


def test_a_card_in_two_packages_is_studied_once_and_said(exported: Exported) -> None:
    deck = PackageSource([exported.legacy, exported.newest]).deck
    assert len(deck.cards) == len(exported.sides)
    assert any("in another package, too" in notice for notice in deck.notices)


def test_a_package_of_ours_keeps_chapters_languages_and_slugs(tmp_path: Path) -> None:
    text = "# Lists\n\n## What holds? {#holds}\n\nA list.\n\n## Fill {#fill .cloze}\n\n{{c1::a}} {{c2::b}}\n"
    folder = write_deck(tmp_path / "deck", {"en/01.md": text})
    built = build_deck(folder, tmp_path / "out", only="apkg")
    assert built.lock is not None
    deck = PackageSource([path for path in built.files if path.suffix == ".apkg"]).deck
    guids = {name: entry.guid for name, entry in built.lock.entries.items()}
    assert [(card.id, card.key, card.question) for card in deck.cards.values()] == [
        ("en/holds", CardKey(guids["en/holds"], 0), "What holds?"),
        ("en/fill", CardKey(guids["en/fill"], 0), "Fill"),
        ("en/fill", CardKey(guids["en/fill"], 1), "Fill"),
    ]
    assert (deck.chapters, deck.languages) == (("Lists",), ("en",))


def test_a_file_that_is_no_package_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.apkg"
    path.write_bytes(b"no package")
    with pytest.raises(ProblemsError, match="not an Anki package"):
        PackageSource([path])


def test_pictures_whose_names_have_signs_of_addresses_are_shown(exported: Exported) -> None:
    kind = NoteType("Basic", False, ("Front",), (Template("{{Front}}", ""),))
    front = '<img src="a#b&#39;c.png"> <img class=x src=\'d?.png\'> <img src="https://x.org/y?z#k">'
    note = Note(1, "guid", 1, (), (front,), {0: ("Deck",)}, 0, False)
    look = ForeignLook(note, kind, PackageMedia(exported.legacy))
    page = look.page(0, back=False, night=False, phone=False, base=BASE, font="")
    assert 'src="a%23b&#x27;c.png"' in page
    assert "src='d%3F.png'" in page
    assert 'src="https://x.org/y?z#k"' in page


def test_a_question_has_no_marks_of_anki_where_something_is_typed_or_played(
    exported: Exported,
) -> None:
    questions = {card.question for card in PackageSource([exported.legacy]).deck.cards.values()}
    assert "2+2?" in questions
    assert "Hund" in questions
