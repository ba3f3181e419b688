"""A cheat sheet: what is on it, what is not, and that its marks change nothing else."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from generator.keeping.shelf import Shelf
from generator.model.print_settings import PrintSettings
from generator.printing.cheat_sheet import CheatSheet, cheat_sheet
from generator.printing.chosen_cards import cards_known
from generator.printing.products import PRODUCTS
from generator.reading.whole_deck import read_deck
from generator.rendering.rendered import RenderedDeck
from generator.writing.compiler import Compiler
from generator.writing.pdf import CutCardsWriter, pdf_of
from tests.support.decks import write_deck
from tests.support.overlaps import overlaps
from tests.support.paper import pdf_text, printed_deck

TOML = 'name = "demo"\nlanguages = ["{}"]\n'
BUG = (
    """# One

## Why does it fail? {#why .bug}

```python
import torch
w = torch.ones(3)
torch.save(w)
```

```python
import torch
w = torch.ones(3)
torch.save(w, "w.pt")
```

## Long? {#long}

"""
    + ("Words that nobody reads on a sheet, " * 9)
    + """

Short key.%s

```text%s
as it is
```
"""
)


def sheet_of(folder: Path, deck: RenderedDeck, paper: str = "A4") -> tuple[CheatSheet, bytes]:
    product = PRODUCTS["cheatsheet"]
    told = product.paper_of(paper, PrintSettings())
    sheet = cheat_sheet(deck, cards_known(folder, ()), told, CutCardsWriter())
    wishes = product.wishes(PrintSettings())
    return sheet, pdf_of(sheet.deck, product.template, sheet.told, wishes, CutCardsWriter())


def test_a_key_mark_changes_the_cheat_sheet_alone(tmp_path: Path) -> None:
    plain = printed_deck(tmp_path / "plain", BUG % ("", ""))
    marked = printed_deck(tmp_path / "marked", BUG % ("\n{.key}", " {.key}"))
    for one, other in zip(plain.cards, marked.cards, strict=True):
        assert (one.tokens, one.note.fields) == (other.tokens, other.note.fields)
    sheet, data = sheet_of(tmp_path / "plain", plain)
    text = pdf_text(data)
    assert list(sheet.left_out) == ["long"]
    assert "- torch.save(w)" in text and '+ torch.save(w, "w.pt")' in text
    assert "torch.ones" not in text and "torch.save 1" in text
    sheet, data = sheet_of(tmp_path / "marked", marked)
    text = pdf_text(data)
    assert not sheet.left_out
    assert "Short key." in text and "as it is" in text and "nobody reads" not in text


def test_a_second_sheet_of_the_same_cards_is_not_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = printed_deck(tmp_path / "deck", BUG % ("", ""))
    known = cards_known(tmp_path / "deck", ())
    told = PRODUCTS["cheatsheet"].paper_of("A4", PrintSettings())
    how = CutCardsWriter(shelf=Shelf(tmp_path / "kept"))
    first = cheat_sheet(deck, known, told, how)
    monkeypatch.setattr(Compiler, "run", None)
    again = cheat_sheet(deck, known, told, how)
    assert (again.told, again.left_out) == (first.told, first.left_out)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_two_pages_have_no_room_for_is_named_and_not_lost(
    language: str, tmp_path: Path
) -> None:
    answer = "An answer of so many words that it takes two lines" if language == "en" else (
        "一个比较长的答案，一行里写不完，所以需要两行才能放下"
    )  # fmt: skip
    cards = "".join(
        f"\n## Question{i} with `torch.f{i}` in it? {{#q{i}}}\n\n{answer}. {'Word ' * (i % 9)}"
        f"{'{.key}' if i == 116 else ''}\n"
        for i in range(120)
    )
    deck = printed_deck(tmp_path, "# C\n" + cards, language=language)
    sheet, data = sheet_of(tmp_path, deck, "A5")
    shown = {card.note.slug for card in sheet.deck.cards}
    assert len(shown) + len(sheet.left_out) == 120 and len(shown) > 40
    assert shown.isdisjoint(sheet.left_out) and "q116" in shown  # marked, and one of the longest
    assert any("no room" in why for why in sheet.left_out.values())
    path = tmp_path / "sheet.pdf"
    path.write_bytes(data)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2 and pdf.Root.MarkInfo.Marked
    assert overlaps(path) == []
    assert sheet_of(tmp_path, deck, "A5")[1] == data


@pytest.mark.parametrize(
    "body",
    ["```python {.hidden .key}\nx = 1\n```", "Text.\n\n{.key}", "| a {.key} |\n|---|\n| b |"],
)
def test_a_key_mark_that_marks_nothing_is_refused(body: str, tmp_path: Path) -> None:
    text = f"# C\n\n## Q? {{#q}}\n\n{body}\n\nAnswer.\n"
    _, problems = read_deck(write_deck(tmp_path, {"en/01.md": text}, toml=TOML.format("en")))
    assert [(each.code, each.severity) for each in problems] == [("bad-options", "error")]
    assert "key" in problems[0].message and problems[0].hint


def test_programs_that_nobody_marked_give_way_before_a_card_is_left_out(tmp_path: Path) -> None:
    program = "".join(f"line{i} = {i}\n" for i in range(6))
    cards = "".join(
        f"\n## Question{i}? {{#q{i} .predict}}\n\n```python\n{program}print({i})\n```\n\n"
        f"```output\n{i}\n```\n\nSentence{i}.\n"
        for i in range(40)
    )
    marked = "\n## Marked? {#marked}\n\n```python {.key}\nline0 = 'kept'\n```\n"
    deck = printed_deck(tmp_path, f"# C\n{cards}{marked}")
    sheet, data = sheet_of(tmp_path, deck, "A5")
    text = pdf_text(data)
    assert sheet.left_out == {} and "line0 = 'kept'" in text
    assert 0 < text.count("line0 = 0") < 40  # as many programs as there is room for
    assert all(f"Sentence{i}." in text or f"print({i})" in text for i in range(40))
