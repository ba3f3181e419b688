"""Pictures that the PDF compiler cannot draw, or not within bounds, each found by itself.

The compiler names no picture when it fails, and what a vector picture takes to draw cannot be
told from its text: a filter of three hundred characters may take a minute.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.launching import ask, isolated
from generator.model import Media
from generator.writing import pdf_child

SECONDS = 5.0  # of processor time, for one picture
MEMORY = 3 * 1024**3
_MOST_WAITING: Final = 12.0  # times as long on the clock: other processes run, too
_DEAR: Final = re.compile(rb"filter|image|marker|mask|pattern|style|text")
_SMALL: Final = 1_000_000  # bytes of shapes alone, which are drawn in a second


# So many pictures that end the compiler are named at once; each costs its seconds.
_MOST_ENDS: Final = 5


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Why a picture is not drawn, and what its author can do."""

    message: str
    hint: str


_NO_IMAGE: Final = "open the file: it must be a PNG, JPEG, GIF, WebP or SVG image"
_SIMPLER: Final = "make it simpler or smaller, without filters, or export it as a PNG"


def may_be_dear(media: Mapping[str, Media]) -> list[str]:
    """The names of vector pictures that hold what may take long to draw."""
    return [
        name
        for name, each in media.items()
        if name.endswith(".svg") and (len(each.data) > _SMALL or _DEAR.search(each.data))
    ]


def undrawn(names: Iterable[str], root: Path, fonts: Sequence[str]) -> dict[str, Undrawn]:
    """Those of the pictures `media/<name>` in `root` that cannot be drawn within bounds."""
    found: dict[str, Undrawn] = {}
    left = list(names)
    ends = 0
    while left and ends < _MOST_ENDS:
        told, ended = _draw(left, root, fonts)
        begun = [each["begun"] for each in told if "begun" in each]
        for each in told:
            if "failed" in each:
                found[each["failed"]] = Undrawn(each["message"], _NO_IMAGE)
        if ended is None or not begun:
            break
        found[begun[-1]] = ended
        ends += 1
        left = left[len(begun) :]
    return found


def _draw(
    names: Sequence[str], root: Path, fonts: Sequence[str]
) -> tuple[list[dict[str, Any]], Undrawn | None]:
    """What the compiler tells of the pictures, one after another, and what the last one did to
    it, None where it came to its end.
    """
    job = {
        "main": str(root / "picture.typ"),
        "root": str(root),
        "font_folders": fonts,
        "memory": MEMORY,
        "pictures": {name: {"src": f"media/{name}"} for name in names},
        "seconds": SECONDS,
    }
    slow = Undrawn(f"it takes more than {SECONDS:g} seconds to draw", _SIMPLER)
    try:
        done = ask(
            isolated(sys.executable, pdf_child.__file__),
            told=json.dumps(job),
            seconds=_MOST_WAITING * SECONDS + len(names),
        )
    except subprocess.TimeoutExpired as error:
        return _told(error.stdout or b""), slow
    told = _told(done.stdout)
    if done.returncode == 0:
        return told, None
    if hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU:
        return told, slow
    message = f"drawing it ends the PDF compiler (status {done.returncode}); "
    return told, Undrawn(message + "it may need too much memory", _SIMPLER)


def _told(output: str | bytes) -> list[dict[str, Any]]:
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    whole = text[: text.rfind("\n") + 1]
    return [json.loads(line) for line in whole.splitlines()]
