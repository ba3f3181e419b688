"""Cards that are as wide as two columns of a sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.building.deck import check_deck
from generator.running.run_options import RunOptions
from generator.writing.pdf import CheatSheetWriter
from tests.support.decks import write_deck
from tests.support.overlaps import overlaps
from tests.support.paper import Glyph, glyphs

MM = 72 / 25.4
PAIR = """
## How do both do {n}? {{#both-{n} .compare}}

```python {{#p{n}}}
left{n} = sum(value * value for value in range({n}))
left{n}
```

```python {{agrees=p{n}}}
right{n} = sum([value * value for value in range({n})])
right{n}
```
"""


def first_of(path: Path, word: str) -> Glyph:
    found = glyphs(path)
    text = "".join(each.char for each in found)
    return found[text.index(word)]


def sheet_of(folder: Path, text: str) -> Path:
    deck = write_deck(folder / "deck", {"en/01.md": text})
    built = check_deck(deck, only=(), fresh=True, options=RunOptions(once=True))
    assert not built.failed, built.problems
    return CheatSheetWriter().write(built.rendered("en"), folder)


def plain(n: int, lines: int = 1) -> str:
    return f"\n## Ordinary{n}? {{#o{n}}}\n\n" + f"word{n} " * (11 * lines) + "\n"


def test_programs_are_compared_beside_each_other_where_a_column_is_too_narrow(
    tmp_path: Path,
) -> None:
    path = sheet_of(tmp_path, "# C\n" + plain(1) + PAIR.format(n=1) + plain(2))
    left, right = first_of(path, "left1"), first_of(path, "right1")
    assert left.box[1] == pytest.approx(right.box[1], abs=0.1)
    assert right.box[0] - left.box[0] == pytest.approx(69.9 * MM, abs=1)
    assert overlaps(path) == []


def test_a_card_across_two_columns_passes_no_title_of_a_chapter_and_none_is_lost(
    tmp_path: Path,
) -> None:
    text = ""
    for n in range(12):
        text += f"\n# Chapter{n}\n" if n % 4 == 0 else ""
        text += PAIR.format(n=n) if n % 3 == 0 else plain(n, 3 + 5 * (n % 5))
    path = sheet_of(tmp_path, text)
    assert overlaps(path) == []
    order = "".join(each.char for each in glyphs(path))
    words = [f"left{n}" if n % 3 == 0 else f"Ordinary{n}?" for n in range(12)]
    titles = [order.index(f"Chapter{n}") for n in (0, 4, 8)]
    for n, word in enumerate(words):
        assert order.count(f"{word}=" if "left" in word else word) == 1
        at = order.index(word)
        assert at > titles[n // 4] and (n >= 8 or at < titles[n // 4 + 1]), word


def test_a_wide_card_leaves_few_blanks_where_it_stands_between_others(tmp_path: Path) -> None:
    text = "# C\n" + "".join(
        plain(n, 5 + n % 4) + (PAIR.format(n=n) if n % 2 else "") for n in range(40)
    )
    path = sheet_of(tmp_path, text)
    lowest: dict[tuple[int, int], float] = {}
    for each in glyphs(path):
        if each.box[1] > 16 * MM:
            column = (each.page, int((each.box[0] / MM - 8) // 71.4))
            lowest[column] = min(lowest.get(column, 1e9), each.box[1] / MM)
    last = max(page for page, _ in lowest)
    full = [low for (page, _), low in lowest.items() if page < last]
    assert full and sum(full) / len(full) < 60  # millimetres above the edge; columns end at 14
