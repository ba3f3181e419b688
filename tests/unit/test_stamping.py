"""`proofdeck stamp` writes slugs into headings, and changes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.reading.whole_deck import read_deck
from generator.stamping import propose_stamps, write_stamps
from generator.writing.lock import Entry, Lock
from tests.support.decks import write_deck

BEFORE = """\
---
tags: [a]
---

# T

## Kept {#kept}

x

## What is it?  ##

x

## What is it? {.cloze tags="b"}

{{c1::x}}

```markdown
## Not a card
```

## `code` and *words* <!-- todo -->

x"""
AFTER = (
    BEFORE.replace("it?  ##", "it? {#what-is-it}  ##")
    .replace("{.cloze", "{#what-is-it-2 .cloze")
    .replace("todo -->", "todo --> {#code-and-words}")
)


def stamp(deck: Path, part: str = "") -> None:
    stamps = propose_stamps(deck, chapters=deck / part if part else ())
    assert stamps.problems == ()
    assert set(write_stamps(stamps).values()) <= {None}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_slugs_are_written(tmp_path: Path, end: str, mark: str) -> None:
    deck = write_deck(tmp_path, {"en/01.md": mark + BEFORE.replace("\n", end)})
    stamp(deck)
    assert (deck / "en/01.md").read_bytes().decode() == mark + AFTER.replace("\n", end)
    found, problems = read_deck(deck)
    assert problems == ()
    assert [card.slug for card in found.cards()] == [
        "kept", "what-is-it", "what-is-it-2", "code-and-words"]  # fmt: skip
    assert propose_stamps(deck).files == ()


def test_only_the_chapter_that_was_named_is_written(tmp_path: Path) -> None:
    text = "## What?\n\nx\n"
    deck = write_deck(tmp_path, {"en/01.md": text, "en/02.md": text})
    stamp(deck, "en/02.md")
    assert (deck / "en/01.md").read_text() == text
    assert (deck / "en/02.md").read_text() == text.replace("What?", "What? {#what-2}")


def test_the_slug_of_a_card_that_is_gone_is_not_given_to_another(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, {"en/01.md": "## What?\n\nx\n"})
    lock = Lock({"en/what": Entry("0" * 20, "basic", "0" * 64, 1)}, deck="0" * 16)
    (deck / "deck.lock").write_text(lock.text())
    stamp(deck)
    assert "{#what-2}" in (deck / "en/01.md").read_text()


def test_a_heading_that_takes_no_slug_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    text = (
        "## One\n\nx\n\n## Two `open {#a}`\n\nx\n\n## Three {.cloze .x=}\n\nx\n\ntext\n---\n\nx\n"
    )
    deck = write_deck(tmp_path, {"en/01.md": text})
    stamps = propose_stamps(deck)
    write_stamps(stamps)
    written = (deck / "en/01.md").read_text()
    assert written == text.replace("## One", "## One {#one}").replace("{#a}`", "{#a}` {#two-open}")
    assert [(each.code, each.place.line) for each in stamps.problems] == [("no-slug", 13)]


def test_a_file_that_changed_in_the_meantime_is_not_written(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, {"en/01.md": "## One\n\nx\n"})
    stamps = propose_stamps(deck)
    (deck / "en/01.md").write_text("## Other\n\nx\n")
    assert [each and each.code for each in write_stamps(stamps).values()] == ["changed"]
    assert (deck / "en/01.md").read_text() == "## Other\n\nx\n"
