"""How tall listings are by their lines, against how tall the compiler sets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typst

from generator.building.deck import check_deck
from generator.model.paper import PAPERS
from generator.running.run_options import RunOptions
from generator.writing.chapter_sheets import chapters_paper
from generator.writing.fonts import font_paths
from generator.writing.pdf_compile import _fill
from generator.writing.unprinted import Boxes
from tests.support.decks import write_deck

LONG = "print(" + ", ".join(f"'number {i}'" for i in range(12)) + ")"
TEXT = f"""
# Listings

## Lines that are too long, empty and Chinese? {{#long}}

```python
x = 1
{LONG}
print("z" * 200)

# 中文的注释，很长，比一栏还要长得多，所以必须换行，而且还要再长一些
```

## Beside each other? {{#pair .compare}}

```python {{#one}}
a = 2

sum(value * value for value in range(a))
```

```python {{agrees=one}}
b = 2
sum([value * value for value in range(b)])
```

## A traceback? {{#trace}}

```python {{raises=ZeroDivisionError}}
def a_function_with_a_long_name_that_is_in_the_traceback_of_this_card(x):
    return x / 0

a_function_with_a_long_name_that_is_in_the_traceback_of_this_card(1)
```
"""

ASKED = """
#import "theme.typ": chapters, themed
#import "sheet-parts.typ": ctx-of
#import "blocks.typ": column, height-known
#show: themed
#context [#metadata(chapters.first().cards.map(card => (false, true).map(wide => card.sheet.map(node => {
  let ctx = ctx-of(card, wide: wide, zoom: float(sys.inputs.zoom))
  let known = height-known(node, ctx)
  (node.t, if known != none { known.pt() }, measure(column((node,), ctx)).height.pt())
})).flatten().chunks(3)).join())<heights>]
"""


@pytest.mark.parametrize("zoom", [1, 1.33])
def test_columns_are_filled_by_heights_that_listings_have(zoom: float, tmp_path: Path) -> None:
    folder = write_deck(tmp_path / "deck", {"en/01.md": TEXT})
    built = check_deck(folder, only=(), fresh=True, options=RunOptions(once=True))
    assert not built.failed, built.problems
    deck = built.rendered("en")
    root = tmp_path / "root"
    root.mkdir()
    _fill(root, deck, {**chapters_paper(PAPERS["A4"]), "part": [1, 1]}, Boxes("en"))
    (root / "asked.typ").write_text(ASKED)
    folders = sorted({str(file.parent) for file in font_paths("en")})
    found = typst.query(
        str(root / "asked.typ"),
        "<heights>",
        field="value",
        one=True,
        root=str(root),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=folders),
        sys_inputs={"zoom": str(zoom)},
    )
    listings = [each for each in json.loads(found) if each[0] in ("listing", "columns")]
    assert {each[0] for each in listings} == {"listing", "columns"}
    for _, known, measured in listings:
        assert known == pytest.approx(measured, abs=0.001)
