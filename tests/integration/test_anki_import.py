"""Packages go through the importer of the real Anki."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki.collection import Collection

from generator.building.deck import build_deck
from generator.model import Blank, DeckConfig, Faces, Listing, Media, Node, Shown
from generator.rendering.media import content_named
from generator.writing.lock import Lock
from generator.writing.notetypes import note_types
from tests.support.anki_decks import (
    CONFIG,
    PLACE,
    build,
    cloze,
    code,
    collection,
    deck,
    faces,
    import_package,
    math,
    paragraph,
    program,
    text,
    texts,
)
from tests.support.decks import write_deck

PICTURE = content_named(b"\x89PNG not really, but Anki does not look", ".png")
PLOT = content_named(b"<svg xmlns='http://www.w3.org/2000/svg'/>", ".svg")


def imported(tmp_path: Path, col: Collection, *cards: Faces, config: DeckConfig = CONFIG) -> Lock:
    one = deck(*cards, config=config)
    lock = build(tmp_path, one)
    import_package(col, tmp_path / f"{one.config.name}-{one.language}.apkg")
    return lock


def test_every_kind_of_card_arrives_once_with_its_deck_tags_and_files(tmp_path: Path) -> None:
    image = Node("image", PLACE, text="drawing", attrs={"src": "a b.png"})
    cards = (
        faces("plain", subdeck=("Basics", "Deep"), tags=("torch", "两 张", "a::b")),
        faces("both-ways", kind="reversed"),
        faces(
            "gaps",
            kind="cloze",
            front=[paragraph(cloze(1, text("one")), text(" and "), cloze(3, text("three")))],
        ),
        faces(
            "pictures",
            [paragraph(image), program("plot()", Shown("image", "<Figure>", media=PLOT))],
            media={"a b.png": PICTURE},
        ),
    )
    with collection(tmp_path) as col:
        imported(tmp_path, col, *cards)
        assert col.note_count() == 4
        assert {slug: len(col.find_cards(f"Slug:{slug}")) for slug in
                ("plain", "both-ways", "gaps", "pictures")} == {
            "plain": 1, "both-ways": 2, "gaps": 2, "pictures": 1,
        }  # fmt: skip
        names = {item.name for item in col.decks.all_names_and_ids()}
        assert {"PyTorch & JAX", "PyTorch & JAX::01 Basics::01 Deep"} <= names
        plain = col.get_note(col.find_notes("Slug:plain")[0])
        assert plain.tags == ["a::b", "torch", "两_张"]
        assert col.decks.name(plain.cards()[0].did) == "PyTorch & JAX::01 Basics::01 Deep"
        for media in (PICTURE, PLOT):
            assert (Path(col.media.dir()) / media.name).read_bytes() == media.data
        shown = col.get_note(col.find_notes("Slug:pictures")[0]).cards()[0].answer()
        assert f'<img src="{PICTURE.name}" alt="drawing">' in shown
        assert f'<img src="{PLOT.name}" alt="&lt;Figure&gt;">' in shown
        assert not col.media.check().missing


def test_ankis_own_checks_find_nothing_to_mend(tmp_path: Path) -> None:
    cards = (
        faces("plain"),
        faces("both-ways", kind="reversed", subdeck=("Sub",)),
        faces("gaps", kind="cloze", front=[paragraph(cloze(2, text("x")))]),
    )
    with collection(tmp_path) as col:
        imported(tmp_path, col, *cards)
        before = col.db.list("select id from cards order by id")
        message, clean = col.fix_integrity()
        assert clean
        assert "fixed" not in message.lower()
        assert not col.get_empty_cards().notes
        assert col.db.list("select id from cards order by id") == before


def test_note_types_say_which_fields_make_a_card_as_anki_itself_would(tmp_path: Path) -> None:
    with collection(tmp_path) as col:
        gaps = faces("gaps", kind="cloze", front=[paragraph(cloze(1, text("x")))])
        imported(tmp_path, col, faces("plain"), gaps)
        for ours in note_types():
            theirs = col.models.get(ours.id)
            assert theirs is not None
            assert [[i, how, list(fields)] for i, how, fields in ours.required] == theirs["req"]
            theirs["css"] += " "
            col.models.update_dict(theirs)  # Anki works it out anew
            assert col.models.get(ours.id)["req"] == theirs["req"]
            assert [(item["id"], item["name"]) for item in theirs["flds"]] == [
                (id_, field.name) for id_, field in ours.fields
            ]
            assert [item["name"] for item in theirs["flds"] if not item["excludeFromSearch"]] == [
                "Chapter", "Search", "Notes",
            ]  # fmt: skip
            assert [item["id"] for item in theirs["tmpls"]] == [one.id for one in ours.templates]


def test_a_card_shows_question_answer_and_footer_but_never_its_id(tmp_path: Path) -> None:
    one = faces("hidden-id", "Because.", question="Why?", verified=("torch 2.13.0", "Python 3.11"))
    with collection(tmp_path) as col:
        imported(tmp_path, col, one)
        card = col.get_card(col.find_cards("Slug:hidden-id")[0])
        question, answer = card.question(), card.answer()
    assert "Why?" in question and "Because." not in question
    assert "Why?" in answer and "Because." in answer
    assert "<footer>verified · torch 2.13.0 · Python 3.11</footer>" in answer
    assert "footer>" not in question
    assert "hidden-id" not in question + answer
    assert 'lang="en"' in question


def test_the_reverse_card_asks_the_answer(tmp_path: Path) -> None:
    with collection(tmp_path) as col:
        imported(tmp_path, col, faces("pair", "Tensor.", question="Array?", kind="reversed"))
        there, back = col.get_note(col.find_notes("Slug:pair")[0]).cards()
        assert "Tensor." in back.question() and "Array?" not in back.question()
        assert "Array?" in back.answer()
        assert "Tensor." not in there.question()


def test_new_cards_come_up_in_the_order_of_the_source(tmp_path: Path) -> None:
    slugs = ["zebra", "apple", "mango", "both", "kiwi", "banana"]
    cards = [faces(slug, kind="reversed" if slug == "both" else "basic") for slug in slugs]
    with collection(tmp_path) as col:
        imported(tmp_path, col, *cards)
        col.decks.set_current(col.decks.id_for_name("PyTorch & JAX"))
        seen = []
        while (card := col.sched.getCard()) is not None:
            slug = card.note()["Slug"]
            if slug not in seen:
                seen.append(slug)
            col.sched.answerCard(card, 4)  # easy: it does not come back today
        assert seen == slugs


def test_both_languages_live_side_by_side(tmp_path: Path) -> None:
    english = deck(faces("shape", "A size."), faces("dtype", "A type."))
    chinese = deck(faces("shape", "大小。", language="zh"), faces("dtype", "类型。", language="zh"))
    build(tmp_path, english, chinese)
    with collection(tmp_path) as col:
        for language in ("en", "zh", "en"):
            import_package(col, tmp_path / f"demo-{language}.apkg")
        assert col.note_count() == 4
        assert len(set(col.db.list("select guid from notes"))) == 4
        zh = col.get_card(col.find_cards("Slug:shape Language:zh-CN")[0])
        assert "大小。" in zh.answer() and 'lang="zh-CN"' in zh.answer()
        assert col.decks.name(zh.did) == "PyTorch 与 JAX"


@pytest.mark.parametrize(
    ("number", "hidden", "shown"),
    [
        (1, ["x[::2]"], r"\frac{a}{{b}}"),
        (2, [r"\frac{a}{{b}}"], "x[::2]"),
        (3, ["{'a': {'b': 1}}"], "x[::2]"),
        (4, ["conv(\n    x,\n)"], "x[::2]"),
        (5, ["std::vector<int>{{1}}"], "x[::2]"),
    ],
)
def test_colons_and_braces_in_a_cloze_neither_end_it_nor_become_a_hint(
    tmp_path: Path, number: int, hidden: list[str], shown: str
) -> None:
    source = "d = {'a': {'b': 1}}\ny = conv(\n    x,\n)"
    start, call = source.index("{'a"), source.index("conv(")
    blanks = (Blank(start, source.index("}}") + 2, 3), Blank(call, len(source), 4))
    front = [
        paragraph(
            text("even ones {{c9::no::cloze}} "),
            cloze(1, code("x[::2]"), hint="a::slice}}"),
            cloze(2, math(r"\frac{a}{{b}}")),
            text("}} :: "),
            cloze(5, code("std::vector<int>{{1}}")),
        ),
        program(source, blanks=blanks),
    ]
    with collection(tmp_path) as col:
        imported(tmp_path, col, faces("tricky", kind="cloze", front=front))
        note = col.get_note(col.find_notes("Slug:tricky")[0])
        cards = {card.ord + 1: card for card in note.cards()}
        assert sorted(cards) == [1, 2, 3, 4, 5]
        question, answer = cards[number].question(), cards[number].answer()
    (asked,) = texts(question, lambda tag, _: tag == "article")
    told = "".join(texts(answer, lambda tag, _: tag == "article"))
    assert all(piece in told and piece not in asked for piece in hidden)
    assert shown in asked and shown in told
    assert "{{c9::no::cloze}}" in asked
    assert ("[a::slice}}]" if number == 1 else "[...]") in asked
    (gap,) = texts(answer, lambda _, style: style == "cloze")
    assert gap.startswith(hidden[0]) or gap == rf"\({hidden[0]}\)"


def test_text_that_looks_like_ankis_markup_stays_text(tmp_path: Path) -> None:
    odd = r"[sound:a.mp3] [latex]x[/latex] [$]y[/$] [$$]z[/$$] [anki:play:q:0] [[type:Front]] \(m\)"
    front = [paragraph(text(odd), code(odd))]
    cards = (
        faces("odd", [*front, program(odd, Shown("stdout", odd))]),
        faces("odd-gap", kind="cloze", front=[*front, paragraph(cloze(1, text(odd)))]),
    )
    with collection(tmp_path) as col:
        imported(tmp_path, col, *cards)
        for card_id in col.find_cards(""):
            card = col.get_card(card_id)
            html = card.answer()
            assert not card.answer_av_tags()
            found = texts(html, lambda tag, _: tag in {"p", "code", "pre"})
            assert all(one in {odd, odd + odd} or "odd" not in one for one in found)
            assert odd + odd in found
            assert "[[type:" not in html and r"\(" not in html
    assert card.note()["Slug"] == "odd-gap"


def test_output_that_varies_and_code_that_did_not_run_say_so(tmp_path: Path) -> None:
    skipped = Node("program", PLACE, listing=Listing("cuda()", mark="not run", reason="no <GPU>"))
    varying = Listing("time()", (Shown("value", "12.5"),), mark="varies")
    cards = faces("marks", [skipped, Node("program", PLACE, listing=varying)])
    with collection(tmp_path) as col:
        imported(tmp_path, col, cards)
        answer = col.get_card(col.find_cards("Slug:marks")[0]).answer()
    marks = texts(answer, lambda _, style: style.startswith("mark "))
    assert marks == ["not run: no <GPU>", "varies from run to run"]


def test_files_of_one_name_and_different_content_both_arrive(tmp_path: Path) -> None:
    one, two = content_named(b"one", ".png"), content_named(b"two", ".png")
    image = Node("image", PLACE, text="", attrs={"src": "plot.png"})
    cards = [
        faces(
            slug, [paragraph(image)], media={"plot.png": media, "unused.png": Media("u.png", b"u")}
        )
        for slug, media in (("first", one), ("second", two))
    ]
    with collection(tmp_path) as col:
        imported(tmp_path, col, *cards)
        stored = {path.name: path.read_bytes() for path in Path(col.media.dir()).iterdir()}
    assert stored == {one.name: b"one", two.name: b"two"}


@pytest.mark.parametrize("allowed", [True, False])
def test_html_of_a_card_is_kept_or_shown_and_none_of_it_runs(tmp_path: Path, allowed: bool) -> None:
    text = '## Q? {#q}\n\n<kbd onclick="evil()">Ctrl</kbd><script>evil()</script>\n'
    toml = f'name = "demo"\nallow_html = {str(allowed).lower()}\n'
    folder = write_deck(tmp_path / "deck", {"en/01.md": text}, toml=toml)
    built = build_deck(folder, tmp_path / "out", only="apkg")
    assert not built.failed
    with collection(tmp_path) as col:
        import_package(col, tmp_path / "out/demo-en.apkg")
        shown = col.get_card(col.find_cards("Slug:q")[0]).answer()
    assert ("<kbd>Ctrl</kbd>" in shown) == allowed
    assert ("&lt;kbd onclick=" in shown) != allowed
    assert "<script>evil" not in shown and "&lt;script&gt;evil" in shown
