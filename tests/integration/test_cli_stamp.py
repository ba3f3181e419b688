"""`proofdeck stamp`, as an author uses it."""

from __future__ import annotations

from pathlib import Path

from tests.support.cli import proofdeck
from tests.support.decks import write_deck

TEXT = "# T\n\n## What?\n\nx\n\n## What?\n\ny\n"


def test_slugs_are_shown_and_written_once_the_author_agrees(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "cards", {"en/01.md": TEXT})
    asked = proofdeck("stamp", cwd=tmp_path)
    assert (asked.code, (deck / "en/01.md").read_text()) == (1, TEXT)
    assert "pass --yes" in asked.err
    assert "\n-## What?\n+## What? {#what}\n" in asked.out
    done = proofdeck("stamp", "--yes", cwd=tmp_path)
    assert (done.code, done.err) == (0, "cards/en/01.md: 2 slugs written\n")
    assert (deck / "en/01.md").read_text() == TEXT.replace("?", "? {#what}", 1).replace(
        "?\n\ny", "? {#what-2}\n\ny"
    )
    again = proofdeck("stamp", cwd=tmp_path)
    assert (again.code, again.out, again.err) == (0, "", "Every card has a slug.\n")
