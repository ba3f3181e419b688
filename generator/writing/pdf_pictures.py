"""Finds the pictures that the PDF compiler cannot draw, or not within bounds.

The compiler names no picture when it fails, and the text of a vector picture does not show how
long it takes to draw: a filter of three hundred characters may take a minute.
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

from generator.launching import ask, folder_of, isolated
from generator.model import Media
from generator.writing import pdf_child

SECONDS = 5.0  # of processor time, for one picture
MEMORY = 3 * 1024**3
_MOST_WAITING: Final = 24.0  # times as long on the clock, since other processes run, too
_DEAR: Final = re.compile(rb"filter|image|marker|mask|pattern|style|text|\0")
_SMALL: Final = 1_000_000  # bytes of plain shapes, which are drawn in a second
_MOST_ENDS: Final = 5  # pictures that end the compiler, in one report: each costs seconds


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Why a picture is not drawn, and what its author can do."""

    message: str
    hint: str


_NO_IMAGE: Final = "open the file: it must be a PNG, JPEG, GIF, WebP or SVG image"
_SIMPLER: Final = "make it simpler or smaller, without filters, or export it as a PNG"
_WAITED: Final = Undrawn("it takes minutes to draw", _SIMPLER)


def may_be_dear(media: Mapping[str, Media]) -> list[str]:
    """The names of vector pictures with elements that may take long to draw, or wide characters."""
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
        told, why = _draw(left, root, fonts)
        for each in told:
            if "failed" in each:
                found[each["failed"]] = Undrawn(each["message"], _NO_IMAGE)
        begun = [each["begun"] for each in told if "begun" in each]
        if why is None or not begun:
            break
        if why is _WAITED and len(begun) > 1:  # the machine is busy; this one is tried alone
            left = left[len(begun) - 1 :]
            continue
        found[begun[-1]] = why
        left = left[len(begun) :]
        ends += 1
    return found


def _draw(
    names: Sequence[str], root: Path, fonts: Sequence[str]
) -> tuple[list[dict[str, Any]], Undrawn | None]:
    """What the compiler reports on the pictures in turn, and why the last of these was not drawn;
    None if all were.
    """
    job = {
        "main": str(root / "picture.typ"),
        "root": str(root),
        "font_folders": fonts,
        "memory": MEMORY,
        "packages": folder_of("typst"),
        "pictures": {name: {"src": f"media/{name}"} for name in names},
        "seconds": SECONDS,
    }
    try:
        done = ask(
            isolated(sys.executable, pdf_child.__file__),
            told=json.dumps(job),
            seconds=_MOST_WAITING * SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        return _told(error.stdout or b""), _WAITED
    told = _told(done.stdout)
    if done.returncode == 0:
        return told, None
    if hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU:
        return told, Undrawn(f"it takes more than {SECONDS:g} seconds to draw", _SIMPLER)
    message = f"drawing it crashes the PDF compiler (status {done.returncode}); "
    return told, Undrawn(message + "it may need too much memory", _SIMPLER)


def _told(output: str | bytes) -> list[dict[str, Any]]:
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    whole = text[: text.rfind("\n") + 1]
    return [json.loads(line) for line in whole.splitlines()]
