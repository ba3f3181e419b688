"""The picture of docs/publish.md: the first page of the deck's site, and a card on a phone at night.

python -m tests.site_picture SITE    # a site of `cards`, as `proofdeck publish cards SITE` makes it
"""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path

from PIL import Image

from tests.support.browsing import Browser, browser
from tests.support.cli import ROOT

PICTURE = ROOT / "docs" / "site.png"
HEIGHT, GAP = 844, 24
CARD = "zh/card/y-is-x.html"
OPEN = "document.querySelector('details.answer').open = true"


def main(site: Path) -> None:
    """Take both pictures, beside each other."""
    with browser() as seen:
        seen.command("Emulation.setScrollbarsHidden", hidden=True)
        seen.go((site / "en" / "index.html").absolute().as_uri())
        wide = _shot(seen, 1200)
        seen.night(True)
        seen.size(390, HEIGHT, mobile=True)
        seen.go((site / CARD).absolute().as_uri())
        seen.run(OPEN)
        narrow = _shot(seen, 390)
    both = Image.new("RGB", (wide.width + GAP + narrow.width, HEIGHT), "white")
    both.paste(wide, (0, 0))
    both.paste(narrow, (wide.width + GAP, 0))
    both.quantize(256, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE.name}: {both.width} x {both.height}, {PICTURE.stat().st_size:,} bytes")


def _shot(seen: Browser, width: int) -> Image.Image:
    seen.size(width, HEIGHT, mobile=width < 600)
    shot = seen.command("Page.captureScreenshot", format="png")
    return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
