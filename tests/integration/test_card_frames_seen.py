"""Frames look as the reviewer of the real Anki does: the same lines, at the same places."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from generator import Built, RunOptions, build_deck
from generator.rendering.anki_sides import card_sides
from generator.rendering.card_frames import frame_document
from generator.rendering.formula_font import formula_font
from tests.support.anki_reviewer import Window, review
from tests.support.decks import write_deck
from tests.support.documented import PAGE, examples
from tests.support.frames_seen import chromium, layout, picture, require_browser, resize
from tests.support.pixels import PNG

REVIEWER = os.environ.get("PROOFDECK_AQT", "")
WINDOWS = (
    Window("light", 760, 900),
    Window("night", 760, 900, night=True),
    Window("phone", 400, 800),
)
# What may differ: the letters of formulas are those of a sister font.
WIDTH = 0.06  # of a formula, as a share
NEAR = 8.0  # pixels, beside formulas
SAME = 1.0  # pixels, elsewhere
FAINT = 20  # of 255 levels of grey: less is how edges of letters are smoothed
DIFFERENT = 0.003  # of the pixels of a picture
TEXT = r"""# Text

## Everything {#everything}

A [link](https://example.com), **bold**, *italic*, `code`, ~~gone~~, a long line so that there is something to wrap, and

- a list
- with two items

| a | b |
|---|--:|
| 1 | 2 |

> A quotation.

---

> [!warning] Title
> A callout with a note[^1].

![A picture](pic.png)

[^1]: The note.

## Prefix {#prefix .typed}

Which command lists files?

---

`ls`

## Either way {#either .reversed}

One.

## Softmax {#softmax}

What does $\mathrm{softmax}(x)_i$ compute, for $x \in \mathbb{R}^n$ and temperature $T > 0$?

---

$$\mathrm{softmax}(x)_i = \frac{e^{x_i / T}}{\sum_{j=1}^n e^{x_j / T}}$$

It is invariant to $x + c$, since $e^{x_i + c} = e^c e^{x_i}$, and its Jacobian is
$\operatorname{diag}(p) - p p^\top$ where $p = \mathrm{softmax}(x)$.

## Energy {#energy .cloze .typed}

The law by {{c1::Einstein::who?}}: $E = {{c2::mc^2}}$, with $f'(x)$ and $\hat{y}$ and $\{1, 2\}$.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    require_browser()
    folder = tmp_path_factory.mktemp("deck")
    shown = enumerate(examples(PAGE.read_text("utf-8")))
    files: dict[str, str | bytes] = {f"en/{number:02}.md": text for number, text in shown}
    deck = write_deck(folder / "deck", files | {"en/98.md": TEXT, "en/pic.png": PNG})
    made = build_deck(deck, folder / "build", only="apkg", options=RunOptions(once=True))
    assert not made.failed, made.problems
    return made


@dataclass(frozen=True)
class Seen:
    """A side in Anki and here."""

    name: str
    anki: dict[str, Any]
    ours: dict[str, Any]
    anki_picture: Path
    our_picture: bytes


@pytest.fixture(scope="module")
def seen(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Seen]]:
    if not REVIEWER:
        pytest.skip("PROOFDECK_AQT does not name a Python with `aqt`, whose reviewer is looked at")
    folder = tmp_path_factory.mktemp("seen")
    (package,) = (path for path in built.files if path.suffix == ".apkg")
    layouts = review(REVIEWER, package, WINDOWS, folder)
    assert built.lock is not None
    yield list(_seen(built, layouts, folder))


def _seen(built: Built, layouts: dict[str, Any], folder: Path) -> Iterator[Seen]:
    assert built.lock is not None
    (folder / "math.otf").write_bytes(formula_font() or b"")
    page = folder / "page.html"
    with chromium(folder / "chromium") as browser:
        for window in WINDOWS:
            for note in built.rendered("en").notes:
                for media in note.media:
                    (folder / media.name).write_bytes(media.data)
                for sides in card_sides(note):
                    for side in ("q", "a"):
                        guid = built.lock.entries[note.id].guid
                        name = f"{window.name}/{guid}/{sides.ordinal}/{side}"
                        anki = layouts[name]
                        html = frame_document(
                            note, sides, back=side == "a", night=window.night, font="math.otf"
                        )
                        page.write_text(html, "utf-8")
                        resize(browser, anki["width"], anki["height"])
                        ours = layout(browser, page)
                        path = folder / f"{name.replace('/', '-')}.png"
                        shown = f"{window.name} {note.slug} {sides.ordinal} {side}"
                        yield Seen(shown, anki, ours, path, picture(browser))


def test_every_word_stands_where_it_stands_in_anki(seen: list[Seen]) -> None:
    assert len(seen) > 100
    for one in seen:
        theirs, ours = one.anki["words"], one.ours["words"]
        assert [word[0] for word in ours] == [word[0] for word in theirs], one.name
        assert starts_of_lines(ours) == starts_of_lines(theirs), one.name
        within = NEAR if one.anki["formulas"] else SAME
        for word, other in zip(ours, theirs, strict=True):
            assert word[1:] == pytest.approx(other[1:], abs=within), (one.name, word, other)


def starts_of_lines(words: list[Any]) -> list[int]:
    return [number for number in range(1, len(words)) if words[number][1] < words[number - 1][1]]


def test_formulas_are_as_wide_as_in_anki(seen: list[Seen]) -> None:
    assert any(one.anki["formulas"] for one in seen)
    for one in seen:
        widths = [[width for width, _ in each["formulas"]] for each in (one.ours, one.anki)]
        assert widths[0] == pytest.approx(widths[1], rel=WIDTH), one.name


def test_the_box_and_the_answer_that_is_typed_are_where_they_are_in_anki(seen: list[Seen]) -> None:
    assert any(one.anki["fields"] for one in seen)
    for one in seen:
        for ours, theirs in zip(one.ours["fields"], one.anki["fields"], strict=True):
            assert ours == pytest.approx(theirs, abs=SAME), one.name


def test_pictures_are_those_of_anki(seen: list[Seen]) -> None:
    for one in seen:
        focused = one.anki["fields"] and one.name.endswith("q")  # the box, in Anki
        scrolled = one.anki["scrolled"]  # to the answer, in Anki
        if one.anki["formulas"] or focused or scrolled:
            continue
        with (
            Image.open(one.anki_picture) as theirs,
            Image.open(io.BytesIO(one.our_picture)) as ours,
        ):
            assert ours.size == theirs.size, one.name
            apart = ImageChops.difference(ours.convert("L"), theirs.convert("L"))
            different = sum(apart.histogram()[FAINT:]) / (ours.width * ours.height)
        assert different < DIFFERENT, one.name


def test_a_closed_frame_shows_formulas_pictures_and_players(built: Built, tmp_path: Path) -> None:
    """What a browser shows in a frame that may run nothing and belongs to nobody."""
    require_browser()
    folder = tmp_path
    (folder / "math.otf").write_bytes(formula_font() or b"")
    notes = {note.slug: note for note in built.rendered("en").notes}
    frames = []
    for slug in ("everything", "softmax"):
        (sides,) = card_sides(notes[slug])
        html = frame_document(notes[slug], sides, back=True, night=True, font="math.otf")
        (folder / f"{slug}.html").write_text(html, "utf-8")
        frames.append(f'<iframe sandbox="" src="{slug}.html" width=700 height=600></iframe>')
        for media in notes[slug].media:
            (folder / media.name).write_bytes(media.data)
    page = folder / "page.html"
    page.write_text("".join(frames), "utf-8")
    with chromium(folder / "chromium") as browser:
        resize(browser, 1500, 700)
        browser.get(page.as_uri())
        shown = []
        for number in (0, 1):
            browser.switch_to.frame(number)
            found = browser.find_elements("css selector", "img, math")
            shown += [(each.tag_name, each.rect["width"] > 0) for each in found]
            paper = browser.find_element("css selector", "body").value_of_css_property(
                "background-color"
            )
            assert paper != "rgba(255, 255, 255, 1)", "a frame at night is dark"
            browser.switch_to.default_content()
    assert ("img", True) in shown and ("math", True) in shown and all(seen for _, seen in shown)
