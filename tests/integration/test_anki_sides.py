"""Both sides of every card, as the real Anki renders them from the package that was built."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest

from generator import RunOptions, build_deck
from generator.building.deck_files import LOCK_NAME
from generator.rendering.anki_sides import card_sides
from generator.rendering.rendered import RenderedDeck
from generator.writing.apkg import ApkgWriter
from generator.writing.lock import Lock
from tests.support.anki_decks import collection, import_package
from tests.support.decks import write_deck
from tests.support.documented import PAGE, examples
from tests.support.first_deck import FOLDER, first_deck

KINDS = r"""# Kinds

## Prefix {#prefix .typed}

Which command lists files?

---

`ls`

## Either way {#either .reversed}

One with a sound [sound:tone.wav] and $a < b$.

[sound:tone.wav]

## Energy {#energy .cloze}

The law by {{c1::Einstein::who?}}: $E = {{c2::mc^2}}$, {{c1,3::both {{c2::a-b}}}} {{c3::`a::b}}`}} 🙂

$$x = {{c3::\frac{1}{{2}}}}$$

## Typed {#typed .cloze .typed}

It is {{c1::`sort`}} and $y = {{c2::x}}$.
"""


def compared(deck: RenderedDeck, package: Path, folder: Path) -> int:
    """How many sides were compared, all of them equal. Anki's collection is made in `folder`."""
    sides = 0
    with collection(folder) as anki:
        import_package(anki, package)
        for note in deck.notes:
            ours = card_sides(note)
            (found,) = anki.find_notes(f'"Slug:{note.slug}"')
            cards = [anki.get_card(card) for card in anki.get_note(found).card_ids()]
            assert {card.ord for card in cards} == {one.ordinal for one in ours}, note.id
            for card in cards:
                (one,) = (each for each in ours if each.ordinal == card.ord)
                output = card.render_output()
                assert one.front == output.question_text, note.id
                assert one.back == output.answer_text, note.id
                assert list(one.front_sounds) == [each.filename for each in output.question_av_tags]
                assert list(one.back_sounds) == [each.filename for each in output.answer_av_tags]
                sides += 2
        assert sides == 2 * anki.card_count()
    return sides


def test_cards_of_all_kinds_look_as_in_anki(tmp_path: Path) -> None:
    tone = io.BytesIO()
    with wave.open(tone, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(1600))
    shown = dict(enumerate(examples(PAGE.read_text("utf-8"))))
    files: dict[str, str | bytes] = {f"en/{number:02}.md": text for number, text in shown.items()}
    files |= {"en/98.md": KINDS, "en/tone.wav": tone.getvalue()}
    deck = write_deck(tmp_path / "deck", files)
    built = build_deck(deck, tmp_path / "build", only="apkg", options=RunOptions(once=True))
    assert not built.failed, [f"{each.place}: {each.message}" for each in built.problems]
    (package,) = (path for path in built.files if path.suffix == ".apkg")
    assert compared(built.rendered("en"), package, tmp_path) >= 2 * (len(shown) + 8)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_deck_looks_as_in_anki(language: str, tmp_path: Path) -> None:
    deck = first_deck(language, "A4")
    package = ApkgWriter(Lock.read(FOLDER / LOCK_NAME)).write(deck, tmp_path)
    assert compared(deck, package, tmp_path) >= 400
