"""The picture of docs/importing.md: Anki's import dialog with the options to choose.

    pip install 'aqt[qt6]==VERSION'   # in the version of `anki` that is installed; no test needs it
    python -m tests.import_picture    # docs/import-options.png

It starts the desktop, without a screen, imports a deck, corrects its card, tags the note as a reader
would, and imports again as the picture says. The picture is kept only if the correction arrives.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from generator import build_deck
from tests.support.anki_desktop import environment, start
from tests.support.cli import ROOT
from tests.support.decks import write_deck

PICTURE = ROOT / "docs" / "import-options.png"
WIDTH, SCALE = 700, 1.4  # of the window, in its own pixels, and how many of the picture each has
FINER = 4  # how much larger the marks are drawn, so that their edges are smooth
RED = (200, 40, 30)

CARD = "## What is `int(2.7)`? {{#int-of-float}}\n\nThe number {}.\n"
WRONG, RIGHT = "three", "two"
CHOSEN = [["Merge note types", True], ["Update notes\nAlways", None]]

ROWS = """
    const rows = [...document.querySelectorAll("details .setting-title")].map(each => each.closest(".row"));
    const row = name => rows.find(each => each.innerText.trim().startsWith(name));
"""
CHOOSE = [
    'document.querySelector("details").open = true',
    'row("Merge note types").querySelector("input:not(:checked)")?.click()',
    'row("Update notes").querySelector("[role=combobox]").click()',
    """[...document.querySelectorAll("[role=option], .dropdown-item")]
        .find(each => each.innerText.trim() === "Always" && each.offsetParent).click()""",
    'row("Update notes").querySelector("[role=combobox]").click()',  # which folds the list
]
PLACES = """
    const at = each => { const r = each.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
    return JSON.stringify({
        chosen: rows.slice(0, 2).map(each => [each.innerText.trim(), each.querySelector("input")?.checked]),
        marks: [document.querySelector("summary"), ...rows.slice(0, 2)].map(at),
        card: at(document.querySelector("h1").closest(".container")),
    });
"""


def window(folder: Path) -> Any:
    """Anki's main window, with an empty collection."""
    folder.mkdir()
    os.environ.update(environment(os.getpid()), QT_SCALE_FACTOR=str(SCALE))
    start(folder, "User 1")
    import aqt
    from aqt.theme import Theme

    wait(lambda: aqt.mw is not None and aqt.mw.col is not None)
    aqt.mw.set_theme(Theme.LIGHT)
    return aqt.mw


def wait(until: Callable[[], bool] = lambda: False, *, seconds: float = 30) -> None:
    """Let Anki work until something holds, or for some time."""
    from aqt.qt import QApplication

    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)


def ask(dialog: Any, script: str) -> Any:
    """What a script in the dialog's page returns."""
    answers: list[Any] = []
    dialog.web.evalWithCallback(f"(() => {{{ROWS}{script}}})()", answers.append)
    wait(lambda: bool(answers))
    return answers[0] if answers else None


def choose(anki: Any, package: Path) -> Any:
    """Anki's dialog for a package, in which the options are chosen."""
    from aqt.import_export.import_dialog import AnkiPackageArgs, ImportDialog

    dialog = ImportDialog(anki, AnkiPackageArgs(str(package)))
    dialog.resize(WIDTH, 480)
    wait(lambda: bool(ask(dialog, "return rows.length")))
    for step in CHOOSE:
        ask(dialog, step)
        wait(seconds=0.7)  # Anki moves what it shows
    return dialog


def marked(shot: Path, places: dict[str, Any]) -> Image.Image:
    """The dialog as far as it shows something, with numbers, and frames around what is to be set."""
    picture = Image.open(shot).convert("RGB")
    scale = SCALE * FINER
    marks = Image.new("RGBA", (picture.width * FINER, picture.height * FINER), (*RED, 0))
    draw = ImageDraw.Draw(marks)
    font = ImageFont.load_default(13 * scale)
    left, _, right, bottom = places["card"]
    for number, (_, top, _, low) in enumerate(places["marks"], 1):
        if number > 1:
            box = [(left + 9) * scale, (top - 1) * scale, (right - 9) * scale, (low + 1) * scale]
            draw.rounded_rectangle(box, 6 * scale, outline=RED, width=round(1.5 * scale))
        x, y, r = (left - 18) * scale, (top + low) / 2 * scale, 10 * scale
        draw.ellipse((x - r, y - r, x + r, y + r), fill=RED)
        draw.text((x, y), str(number), "white", font, anchor="mm")
    marks = marks.resize(picture.size, Image.Resampling.BOX)
    picture.paste(marks, mask=marks.getchannel("A"))
    edges = (left - 36) * SCALE, 0, (right + 16) * SCALE, (bottom + 14) * SCALE
    return picture.crop(tuple(round(each) for each in edges))  # type: ignore[arg-type]


def main(folder: Path) -> str | None:
    """What went wrong, or nothing."""
    anki = window(folder / "anki")
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    packages = []
    for answer in (WRONG, RIGHT):
        deck = write_deck(
            folder / "deck", {"en/01.md": CARD.format(answer)}, toml='name = "python"\n'
        )
        if problems := build_deck(deck, folder / answer).problems:
            return "\n".join(f"{p.place}: {p.message}" for p in problems)
        packages.append(folder / answer / "python-en.apkg")
        wait(seconds=1.1)  # Anki's times are whole seconds
    request = ImportAnkiPackageRequest(
        package_path=str(packages[0]), options=ImportAnkiPackageOptions()
    )
    anki.col.import_anki_package(request)
    (note,) = (anki.col.get_note(each) for each in anki.col.find_notes(""))
    note.add_tag("mine")
    anki.col.update_note(note)

    dialog = choose(anki, packages[1])
    dialog.grab().save(str(folder / "shot.png"))
    places = json.loads(ask(dialog, PLACES))
    if places["chosen"] != CHOSEN:
        return f"The dialog does not show what was to be chosen, but {places['chosen']}"
    ask(dialog, 'document.querySelector("button.primary").click()')
    wait(lambda: bool(anki.col.find_notes(RIGHT)))
    if not anki.col.find_notes(RIGHT):
        return "The correction did not arrive"

    picture = marked(folder / "shot.png", places)
    picture.quantize(64, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE.name}: {picture.width} x {picture.height}, {PICTURE.stat().st_size:,} bytes")
    return None


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="anki-", ignore_cleanup_errors=True) as temporary:
        fault = main(Path(temporary))
    if fault:
        print(fault, file=sys.stderr)
    sys.stdout.flush()
    os._exit(1 if fault else 0)  # Anki's own end asks and waits
