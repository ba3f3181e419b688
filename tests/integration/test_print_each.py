"""Each printed file can be read by everybody, is the same each time, and is set once."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from generator.printing.print_deck import print_deck
from generator.printing.print_plan import Wanted
from generator.printing.products import PRODUCTS
from generator.writing.compiler import Compiler
from tests.support.decks import write_deck

TEXT = "# First\n\n## One? {#one}\n\nAnswer one.\n\n## Two? {#two .typed}\n\n`{python} 1 + 1`\n"
FOLDED = "-sheets.pdf"  # of which a reader cannot follow the pages


@pytest.mark.parametrize("what", PRODUCTS)
def test_each_file_is_tagged_has_bookmarks_and_is_kept(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": TEXT})
    wanted = Wanted(
        what=(what,), exam={"versions": ("A", "B")}, settings={"guide": what == "cards"}
    )
    first = print_deck(deck, tmp_path / "first", wanted)
    assert first.files and not first.failed
    for file in first.files:
        with pikepdf.open(file.path) as pdf:
            if not (what == "booklet" and file.path.name.endswith(FOLDED)):
                assert pdf.Root.MarkInfo.Marked and pdf.Root.Lang == "en"
                assert pdf.open_metadata()["pdfuaid:part"] == "1"
                shown = {each.title for top in pdf.open_outline().root for each in top.children}
                numbered = {"1 One?", "2 Two?"}, {"2 One?", "1 Two?"}
                assert shown >= {"One?", "Two?"} or shown in numbered
    monkeypatch.setattr(Compiler, "run", None)
    again = print_deck(deck, tmp_path / "again", wanted)
    assert [each.path.name for each in again.files] == [each.path.name for each in first.files]
    for one, other in zip(first.files, again.files, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()
