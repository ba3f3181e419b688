"""Sound and film of a deck in its built files: they play in the real Anki, and print."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

from tests.support.anki_decks import collection, import_package
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.paper import pdf_text

TEXT = """\
# Sounds

## What do you hear? {#hear}

[sound:tone.wav]

---

A tone, ![the same, louder](loud.wav), and ![](film.mp4).

## Which tone? {.cloze #gap}

The tone is {{c1::high [sound:tone.wav]}}.
"""


def tone(level: int) -> bytes:
    """A tenth of a second of one tone."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes([128 + level, 128 - level] * 400))
    return written.getvalue()


def test_recordings_play_on_their_side_of_the_card_and_are_named_on_paper(tmp_path: Path) -> None:
    soft, loud, film = tone(20), tone(90), b"\0\0\0\x20ftypisom" + bytes(20)
    files = {"media/tone.wav": soft, "en/loud.wav": loud, "en/film.mp4": film}
    folder = write_deck(tmp_path / "d", {"en/01.md": TEXT, **files})
    done = proofdeck("build", folder, "--output", tmp_path / "out", cwd=tmp_path)
    assert done.code == 0, done.err
    (package,) = (tmp_path / "out").rglob("*.apkg")
    with collection(tmp_path) as col:
        import_package(col, package)
        stored = {path.name: path.read_bytes() for path in Path(col.media.dir()).iterdir()}

        def played(tags: list[Any]) -> list[bytes]:
            return [stored[tag.filename] for tag in tags]

        hear = col.get_card(col.find_cards("Slug:hear")[0])
        assert played(hear.question_av_tags()) == [soft]
        assert played(hear.answer_av_tags())[-2:] == [loud, film]
        gap = col.get_card(col.find_cards("Slug:gap")[0])
        assert played(gap.question_av_tags()) == []
        assert played(gap.answer_av_tags())[-1:] == [soft]
        assert not col.find_cards("Search:*sound:*")
    assert sorted(stored.values()) == sorted([soft, loud, film])
    pdfs = list((tmp_path / "out").rglob("*.pdf"))
    assert pdfs
    for pdf in pdfs:
        text = pdf_text(pdf).replace("\u00a0", " ")
        assert all(mark in text for mark in ("♪ tone.wav", "♪ the same, louder", "▶ film.mp4"))
