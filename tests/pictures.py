"""The pictures of docs/cards.md: every kind of card as Anki shows it.

    python -m tests.pictures deck FOLDER    # builds the deck of the examples there
    python -m tests.pictures join FOLDER    # docs/kinds/*.png, of what Anki showed

Between the two, import the package into Anki, in a window of 440 pixels, and take a picture of the
question and the answer of each card, without Anki's own bars: 00-q.png, 00-a.png, 01-q.png …
Fronts stand beside their backs, in wider pictures (for `.compare`, of 880 pixels) above them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from generator import build_deck
from tests.support.decks import write_deck
from tests.support.documented import PAGE, TOML, files, pictured

CARDS = {"reversed": 2, "cloze": 2, "cloze.typed": 2}  # where a note has more than one
WIDE, GAP, RULE = 600, 16, (200, 200, 200)


def build(folder: Path) -> None:
    """The package of the examples."""
    built = build_deck(write_deck(folder / "deck", files(), toml=TOML), folder)
    sys.exit("\n".join(f"{p.place}: {p.message}" for p in built.problems))


def join(folder: Path) -> None:
    """A picture for each kind, with both sides beside each other."""
    shots = iter(sorted(folder.glob("*-q.png")))
    for kind, one in pictured().items():
        rows = [next(shots) for _ in range(CARDS.get(kind, 1))]
        picture = _below([_both(front, Path(f"{str(front)[:-5]}a.png")) for front in rows])
        about = PngInfo()
        about.add_text("Source", one.digest)
        path = PAGE.parent / one.picture
        path.parent.mkdir(exist_ok=True)
        picture.quantize(32, dither=Image.Dither.NONE).save(path, optimize=True, pnginfo=about)
        print(f"{path.name}: {picture.width} x {picture.height}, {path.stat().st_size:,} bytes")


def _trimmed(path: Path) -> Image.Image:
    """A picture without the empty ground at its end."""
    shot = Image.open(path).convert("RGB")
    ground = Image.new("RGB", shot.size, shot.getpixel((2, shot.height - 3)))  # type: ignore[arg-type]
    found = ImageChops.difference(shot, ground).getbbox()
    if found is None:
        sys.exit(f"{path} shows nothing: take it again, once the card is there")
    return shot.crop((0, 0, shot.width, min(found[3] + GAP, shot.height)))


def _both(front: Path, back: Path) -> Image.Image:
    left, right = _trimmed(front), _trimmed(back)
    if left.width > WIDE:
        return _below([left, right])
    ground = left.getpixel((2, left.height - 3))
    sheet = Image.new("RGB", (left.width + 1 + right.width, max(left.height, right.height)), RULE)
    for shot, x in ((left, 0), (right, left.width + 1)):
        sheet.paste(ground, (x, 0, x + shot.width, sheet.height))
        sheet.paste(shot, (x, 0))
    return sheet


def _below(rows: list[Image.Image]) -> Image.Image:
    height = sum(row.height + 1 for row in rows) - 1
    sheet = Image.new("RGB", (rows[0].width, height), RULE)
    top = 0
    for row in rows:
        sheet.paste(row, (0, top))
        top += row.height + 1
    return sheet


if __name__ == "__main__":
    {"deck": build, "join": join}[sys.argv[1]](Path(sys.argv[2]))
