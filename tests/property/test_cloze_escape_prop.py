"""Any text can be in a cloze card: Anki's own renderer gives it back unbroken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection
from anki.notes import Note
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.model import Blank, Node
from generator.rendering.anki_notes import render_note
from tests.support.anki_decks import (
    CONFIG,
    build,
    cloze,
    code,
    collection,
    deck,
    faces,
    import_package,
    paragraph,
    program,
    text,
    texts,
)

MARKUP = [
    "{{c1::", "{{c2::", "{{", "}}", "}", "::", ":", r"\(", r"\)", r"\[", "\\", "[sound:", "[latex]",
    "[/latex]", "[$]", "[anki:", "[[type:", "]", "<b>", "</span>", "&amp;", "&", "#", "<!--", "\n",
    "\r\n", "\t", "\x1f", "\x00", "\ud800", "'", '"', "名", "🙂",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(st.one_of(st.sampled_from(MARKUP), st.text(max_size=2)), max_size=10).map("".join),
)


def seen(written: str) -> str:
    """What a reader sees of text with characters that HTML or Anki's database cannot hold."""
    written = written.replace("\r\n", "\n")
    written = re.sub("[\x00-\x08\x0b-\x1f]", lambda one: chr(0x2400 + ord(one[0])), written)
    return re.sub("[\ud800-\udfff]", "\ufffd", written.replace("\x7f", "\u2421"))


@pytest.fixture(scope="module")
def note(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Note]:
    """A note of the cloze note type in a real collection, to be filled and shown unsaved."""
    folder: Path = tmp_path_factory.mktemp("anki")
    build(folder, deck(faces("any", kind="cloze", front=[paragraph(cloze(1, text("x")))])))
    with collection(folder) as col:
        import_package(col, folder / "demo-en.apkg")
        yield _first(col)


def _first(col: Collection) -> Note:
    return col.get_note(col.find_notes("")[0])


def shown(note: Note, front: list[Node], number: int) -> tuple[str, str]:
    rendered = render_note(faces("any", kind="cloze", front=front), CONFIG)
    assert number in rendered.cloze_numbers
    note["Text"] = rendered.fields["Text"]
    card = note.ephemeral_card(number - 1)
    return card.question(), card.answer()


def paragraphs(html: str) -> list[str]:
    return texts(html, lambda tag, _: tag == "p")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=TEXTS, hidden=TEXTS, after=TEXTS, hint=TEXTS.map(str.strip), coded=st.booleans())
def test_any_text_in_and_around_a_cloze_comes_back_unbroken(
    note: Note, before: str, hidden: str, after: str, hint: str, coded: bool
) -> None:
    inside = code(hidden) if coded else text(hidden)
    front = [paragraph(text(before), cloze(1, inside, hint=hint), text(after)),
             paragraph(code(before), cloze(2, text(after)))]  # fmt: skip
    question, answer = shown(note, front, 1)
    first, second, _ = paragraphs(answer)
    assert first == seen(before) + seen(hidden) + seen(after)
    assert second == seen(before) + seen(after)
    first, second = paragraphs(question)
    assert first == f"{seen(before)}[{seen(hint) or '...'}]{seen(after)}"
    assert second == seen(before) + seen(after)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=TEXTS.filter(lambda code: "\r" not in code), cut=st.data())
def test_any_part_of_any_program_can_be_blanked(
    note: Note, source: str, cut: st.DataObject
) -> None:
    source += "x"
    start = cut.draw(st.integers(0, len(source) - 1))
    end = cut.draw(st.integers(start + 1, len(source)))
    question, answer = shown(note, [program(source, blanks=(Blank(start, end, 3),))], 3)
    (told,) = texts(answer, lambda tag, _: tag == "pre")
    (asked,) = texts(question, lambda tag, _: tag == "pre")
    assert told == seen(source)
    assert asked == f"{seen(source[:start])}[...]{seen(source[end:])}"
