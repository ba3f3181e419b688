"""The decks of a package in Anki: their order, what they say, and what they leave alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import Collection

from generator.model import About, Chapter, DeckConfig, Faces, Place
from generator.rendering.anki_notes import render_note
from generator.writing.lock import Lock
from generator.writing.subdecks import numbered_decks
from tests.support.anki_decks import build, collection, faces, import_package
from tests.support.faced_deck import FacedDeck

CONFIG = DeckConfig("demo", "cards", ("en",), {"en": "Deck"})


def in_file(name: str, slug: str, *subdeck: str, language: str = "en") -> Faces:
    one = faces(slug, subdeck=subdeck, language=language)
    return replace(one, card=replace(one.card, place=Place(f"cards/{language}/{name}", 3)))


def deck(*cards: Faces, config: DeckConfig = CONFIG) -> FacedDeck:
    language = cards[0].card.language
    chapter = Chapter("Chapter", cards[0].card.place.path, language, ())
    return FacedDeck(config, language, ((chapter, cards),))


def names(*cards: Faces, config: DeckConfig = CONFIG) -> list[str]:
    notes = [render_note(one, config) for one in cards]
    found = numbered_decks(notes)
    return [found[note.deck, note.number] for note in notes]


def studied(col: Collection) -> list[str]:
    """The slugs of all new cards, as a reader with Anki's own preset meets them."""
    seen = []
    while (card := col.sched.getCard()) is not None:
        seen.append(card.note()["Slug"])
        col.sched.answerCard(card, 4)
    return seen


def test_new_cards_come_in_the_order_of_the_chapters(tmp_path: Path) -> None:
    cards = (
        in_file("01-zebra.md", "one", "Zebra"),
        in_file("02-yak.md", "two", "Yak", "Wool"),
        in_file("03-milk.md", "three", "Yak", "Milk"),
        in_file("10-ant.md", "four", "Ant"),
        in_file("10-ant.md", "five", "Aardvark"),
    )
    build(tmp_path, deck(*cards))
    with collection(tmp_path) as col:
        import_package(col, tmp_path / "demo-en.apkg")
        col.decks.set_current(col.decks.id_for_name("Deck"))
        assert studied(col) == ["one", "two", "three", "four", "five"]


@pytest.mark.parametrize(
    ("file", "subdeck", "name"),
    [
        ("01-frameworks.md", ("Frameworks",), "Deck::01 Frameworks"),
        ("7_seven.md", ("Seven",), "Deck::7 Seven"),
        ("2 two.md", ("Two",), "Deck::2 Two"),
        ("03. three.md", ("Three",), "Deck::03 Three"),
        ("01-part/02-tensors.md", ("Tensors",), "Deck::01.02 Tensors"),
        ("part/02-tensors.md", ("Tensors",), "Deck::02 Tensors"),
        ("02-tensors.md", ("A", "B"), "Deck::02 A::02 B"),
        ("02-tensors.md", ("2nd part",), "Deck::2nd part"),
        ("3d-plots.md", ("Plots",), "Deck::Plots"),
        ("tensors.md", ("Tensors",), "Deck::Tensors"),
        ("02-tensors.md", (), "Deck"),
    ],
)
def test_a_sub_deck_has_the_number_of_its_file(
    file: str, subdeck: tuple[str, ...], name: str
) -> None:
    assert names(in_file(file, "it", *subdeck)) == [name]
    plain = replace(CONFIG, number_subdecks=False)
    assert names(in_file(file, "it", *subdeck), config=plain) == ["::".join(("Deck", *subdeck))]


def test_chapters_that_share_a_sub_deck_share_its_number() -> None:
    cards = (
        in_file("01-a.md", "a", "Shared", "First"),
        in_file("02-b.md", "b", "Other"),
        in_file("03-c.md", "c", "Shared", "Second"),
        in_file("04-d.md", "d", "Shared", "First"),
    )
    assert names(*cards) == [
        "Deck::01 Shared::01 First",
        "Deck::02 Other",
        "Deck::01 Shared::03 Second",
        "Deck::01 Shared::01 First",
    ]


def test_a_reader_who_has_the_deck_without_numbers_keeps_cards_history_and_places(
    tmp_path: Path,
) -> None:
    cards = (in_file("01-zebra.md", "one", "Zebra"), in_file("02-yak.md", "two", "Yak"))
    with collection(tmp_path) as col:
        lock = build(tmp_path, deck(*cards, config=replace(CONFIG, number_subdecks=False)))
        import_package(col, tmp_path / "demo-en.apkg")
        before = {card: col.get_card(card).did for card in col.find_cards("")}
        build(
            tmp_path, deck(*cards, in_file("01-zebra.md", "new", "Zebra")), lock=lock, now=2 * 10**9
        )
        import_package(col, tmp_path / "demo-en.apkg")
        after = {card: col.get_card(card).did for card in col.find_cards("-Slug:new")}
        assert after == before
        (new,) = col.find_cards("Slug:new")
        assert col.decks.name(col.get_card(new).did) == "Deck::01 Zebra"


def test_the_readers_preset_and_limits_stay_even_where_presets_are_imported(tmp_path: Path) -> None:
    one = deck(in_file("01-zebra.md", "one", "Zebra"))
    with collection(tmp_path) as col:
        build(tmp_path, one)
        import_package(col, tmp_path / "demo-en.apkg", presets=True)
        mine = col.decks.add_config("mine")
        for item in col.decks.all_names_and_ids():
            chosen = col.decks.get(item.id)
            chosen["conf"] = mine["id"]
            col.decks.save(chosen)
        import_package(col, tmp_path / "demo-en.apkg", presets=True)
        used = {col.decks.get(item.id)["conf"] for item in col.decks.all_names_and_ids()}
        assert used == {mine["id"]}
        assert {config["name"] for config in col.decks.all_config()} == {"Default", "mine"}


def test_a_deck_says_what_was_proved_with_what_when_and_where_to_report(tmp_path: Path) -> None:
    about = About("CC_BY", "https://x.org/a>b", "https://x.org/{slug}")
    with collection(tmp_path) as col:
        for language, title in (("en", "Deck"), ("zh", "卡片")):
            config = DeckConfig("demo", "cards", ("en", "zh"), {language: title}, about=about)
            proved = faces("one", verified=("torch 2.13.0", "Python 3.11"), language=language)
            lock = build(
                tmp_path,
                deck(proved, faces("two", language=language), config=config),
                lock=Lock(deck="same"),
                now=1_700_000_000,
            )
            assert lock.deck == "same"
            import_package(col, tmp_path / f"demo-{language}.apkg")
        english, chinese = (col.decks.by_name(name) for name in ("Deck", "卡片"))
    assert english is not None and chinese is not None
    assert english["md"] and chinese["md"]
    text = english["desc"]
    assert text.startswith("**1 of 2 cards are verified**")
    assert "With torch 2.13.0, Python 3.11." in text
    assert "Last change: 2023-11-14." in text
    assert r"Licence: CC\_BY." in text
    assert "<https://x.org/a%3Eb>" in text
    assert "link on the back of every card" in text
    assert chinese["desc"].startswith("**2 张卡片中有 1 张已验证**")
    assert "torch 2.13.0、Python 3.11。" in chinese["desc"] and "。 " not in chinese["desc"]


@pytest.mark.parametrize(
    ("verified", "begins"), [((), "1 card."), (("Python 3.11",), "**Its one card is verified**")]
)
def test_a_deck_of_one_card_speaks_of_one(
    tmp_path: Path, verified: tuple[str, ...], begins: str
) -> None:
    with collection(tmp_path) as col:
        build(tmp_path, deck(faces("one", verified=verified)), lock=Lock(deck="same"))
        import_package(col, tmp_path / "demo-en.apkg")
        found = col.decks.by_name("Deck")
    assert found is not None and found["desc"].startswith(begins)
