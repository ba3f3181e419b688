"""Sound and film play in Anki, have a sign on paper, and are named where they cannot be had."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.model import ProblemsError
from generator.reading import images
from generator.rendering.search_text import search_text
from tests.support.both_media import in_both, printed

SOUND = b"ID3\x04\0\0\0\0\0\0"
BEGINNINGS = {
    ".mp3": b"\xff\xfb\x90\x64",
    ".ogg": b"OggS\0\x02",
    ".oga": b"OggS\0\x02",
    ".opus": b"OggS\0\x02" + bytes(22) + b"OpusHead",
    ".wav": b"RIFF\x24\0\0\0WAVEfmt ",
    ".m4a": b"\0\0\0\x20ftypM4A ",
    ".flac": b"fLaC\0\0\0\x22",
    ".mp4": b"\0\0\0\x20ftypisom",
    ".webm": b"\x1a\x45\xdf\xa3\x9f",
    ".mov": b"\0\0\0\x14ftypqt  ",
}
PLAYED = r"\[sound:proofdeck-[0-9a-f]{24}\.\w+\]"


@pytest.mark.parametrize("suffix", BEGINNINGS)
def test_each_kind_of_recording_plays_and_one_of_another_kind_is_told(
    tmp_path: Path, suffix: str
) -> None:
    sign = "▶" if suffix in {".mp4", ".webm", ".mov"} else "♪"
    card = in_both(tmp_path, f"![]({'a' + suffix})", files={"en/a" + suffix: BEGINNINGS[suffix]})
    assert card.problems == []
    assert re.fullmatch(f"<p>{PLAYED}</p>", card.html)
    assert card.html.endswith(f"{suffix}]</p>")
    assert printed(card.tokens) == f"{sign}\u00a0a{suffix}"
    wrong = in_both(tmp_path / "b", f"![](a{suffix})", files={"en/a" + suffix: b"<html>" * 9})
    assert wrong.problems == [("bad-image", 3, 1)]


@pytest.mark.parametrize(
    ("body", "paper"),
    [
        ("![A tone](a.mp3)", "♪\u00a0A tone"),
        ("x ![A *tone*](a.mp3) y", "x ♪\u00a0A tone y"),
        ("![](../media/b%20c.MP3)", "♪\u00a0b c.MP3"),
        ("![](b c.MP3)", None),
        ("![[b c.MP3]]", "♪\u00a0b c.MP3"),
        ("[sound:a.mp3]", "♪\u00a0a.mp3"),
        ("[sound:b c.MP3]", "♪\u00a0b c.MP3"),
        ("x [sound:a.mp3] y", "x ♪\u00a0a.mp3 y"),
        ('<audio controls src="a.mp3"></audio>', "♪\u00a0a.mp3"),
        ("| a |\n|---|\n| [sound:a.mp3] |", "a♪\u00a0a.mp3"),
    ],
)
def test_a_recording_plays_however_it_is_written(
    tmp_path: Path, body: str, paper: str | None
) -> None:
    card = in_both(tmp_path, body, files={"en/a.mp3": SOUND, "media/b c.MP3": SOUND})
    if paper is None:  # a path, not a name
        assert card.problems == [("missing-image", 3, 1)]
        return
    assert card.problems == []
    assert len(re.findall(PLAYED, card.html)) == 1
    assert printed(card.tokens) == paper


@pytest.mark.parametrize(
    ("body", "code", "column", "words"),
    [
        ("x [sound:none.mp3]", "missing-image", 3, "the recording `none.mp3` was not found"),
        ("![](none.mp4)", "missing-image", 1, "the recording `none.mp4` was not found"),
        ("![](https://a.b/c.mp3)", "bad-image", 1, "the recording `https://a.b/c.mp3` is not a"),
        ("[sound:https://a.b/c.mp3]", "bad-image", 1, "is not a file of this deck"),
        ("![](../../out.mp3)", "bad-image", 1, "is outside the deck's folder"),
        ("![](/a.mp3)", "bad-image", 1, "absolute path"),
        ("[sound:a.mid]", "bad-image", 1, "neither an image nor a recording"),
        ("![[a.mp3]] and [sound:no.mp3]", "missing-image", 16, "`no.mp3`"),
    ],
)
def test_a_recording_that_cannot_be_had_is_told_with_its_place(
    tmp_path: Path, body: str, code: str, column: int, words: str
) -> None:
    (tmp_path / "out.mp3").write_bytes(SOUND)
    card = in_both(tmp_path / "deck", body, files={"en/a.mp3": SOUND, "en/a.mid": b"MThd"})
    assert card.problems == [(code, 3, column)]
    assert words in card.told[0].message
    assert card.told[0].severity == "error"


@pytest.mark.parametrize("body", [r"\[sound:a.mp3]", "`[sound:a.mp3]`", "[sound: loud]"])
def test_text_about_sound_marks_stays_text(tmp_path: Path, body: str) -> None:
    card = in_both(tmp_path, body)
    assert card.problems == []
    assert "[sound:" not in card.html
    assert "[sound:" in printed(card.tokens)


@pytest.mark.parametrize("body", ["![](a.mp3){width=50%}", "![[a.mp3|300]]"])
def test_a_size_that_a_recording_cannot_have_is_told(tmp_path: Path, body: str) -> None:
    card = in_both(tmp_path, body, files={"en/a.mp3": SOUND})
    (problem,) = card.told
    assert (problem.code, problem.severity) == ("html-ignored", "warning")
    assert re.search(PLAYED, card.html)


def test_a_recording_that_is_too_large_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MOST_RECORDING", 9)
    (problem,) = in_both(tmp_path, "![](a.mp3)", files={"en/a.mp3": SOUND}).told
    assert problem.code == "bad-image"
    assert "it has 10 bytes; the limit is 9" in problem.message


def test_a_search_does_not_find_the_marks_of_recordings() -> None:
    html = "<p>a [sound:proofdeck-0.mp3] b</p><p>&#91;sound:c.mp3]</p>"
    assert search_text(html) == "a b\n&#91;sound:c.mp3]"


def test_a_file_of_a_recording_is_watched_for_changes(tmp_path: Path) -> None:
    card = in_both(tmp_path, "[sound:a.mp3]", files={"media/a.mp3": SOUND}).card
    assert str((tmp_path / "media" / "a.mp3").resolve()) in images.image_files(tmp_path, card)
    (tmp_path / "media" / "a.mp3").unlink()
    with pytest.raises(ProblemsError):
        images.read_image(tmp_path, card, images.image_nodes(card)[0])
