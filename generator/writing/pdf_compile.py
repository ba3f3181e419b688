"""Data and a template → a PDF, compiled by a process that is not this one."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.model import FacedDeck
from generator.rendering.typst import deck_media, typst_deck
from generator.writing import pdf_child
from generator.writing.fonts import font_families, font_paths, raise_for_glyphs
from generator.writing.pdf_problems import broken, image_unreadable, refused, timed_out

_TEMPLATES = Path(__file__).parent / "typst"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the compiler may use: `seconds` of wall clock, `seconds_per_card` added to them, and
    `memory` in bytes of address space (where the system can limit it).
    """

    seconds: float = 120.0
    seconds_per_card: float = 0.5
    memory: int = 6 * 1024**3


USUAL: Final = Limits()


def compile_deck(deck: FacedDeck, template: str, paper: Mapping[str, Any], limits: Limits) -> bytes:
    """The PDF of `deck` through `typst/<template>`, with `paper` added to the deck's data.

    Raises ProblemsError for what cannot be printed: a glyph that no font has, an image that
    cannot be read, a formula that is too wide.
    """
    raise_for_glyphs(deck)
    data = {**typst_deck(deck), "fonts": font_families(deck.language), **paper}
    with tempfile.TemporaryDirectory(prefix="proofdeck-") as name:
        root = Path(name)
        _fill(root, data, deck)
        folders = sorted({str(file.parent) for file in font_paths(deck.language)})
        compiler = _Compiler(root, folders, limits, len(deck.faces))
        try:
            report = compiler.run(template)
            if report is not None:
                unreadable = compiler.unreadable(deck)
                raise image_unreadable(deck, unreadable) or refused(deck, report)
        except subprocess.TimeoutExpired as error:
            raise timed_out(deck, error.timeout) from None
        except _BrokenError as error:
            raise broken(deck, error.status, error.stderr) from None
        return compiler.output.read_bytes()


def _fill(root: Path, data: Mapping[str, Any], deck: FacedDeck) -> None:
    """Put into `root` all that the compiler may read: nothing else is within its reach."""
    for source in _TEMPLATES.glob("*.typ"):
        shutil.copyfile(source, root / source.name)
    (root / "deck.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (root / "media").mkdir()
    for media in deck_media(deck).values():
        (root / "media" / media.name).write_bytes(media.data)


class _BrokenError(Exception):
    """The compiler ended without saying why."""

    def __init__(self, status: int, stderr: str) -> None:
        super().__init__(status)
        self.status = status
        self.stderr = stderr


@dataclass(frozen=True, slots=True)
class _Compiler:
    root: Path
    font_folders: Sequence[str]
    limits: Limits
    cards: int

    @property
    def output(self) -> Path:
        return self.root / "out.pdf"

    def run(self, template: str, inputs: Mapping[str, str] | None = None) -> dict[str, Any] | None:
        """Compile; None where it worked, else what the compiler reports.

        Raises TimeoutExpired, _BrokenError, and OSError where the file cannot be written.
        """
        job = {
            "main": str(self.root / template),
            "root": str(self.root),
            "output": str(self.output),
            "font_folders": self.font_folders,
            "memory": self.limits.memory,
            "inputs": inputs or {},
        }
        # -P keeps the script's own folder, with its `typst`, out of the module search path.
        done = subprocess.run(
            [sys.executable, "-P", pdf_child.__file__, json.dumps(job)],
            capture_output=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL,
            timeout=self.limits.seconds + self.limits.seconds_per_card * self.cards, check=False,
        )  # fmt: skip
        if done.returncode == pdf_child.FAILED:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
        if done.returncode == pdf_child.REFUSED:
            refusal = json.loads(done.stdout)
            raise OSError(refusal["errno"] or errno.EIO, refusal["message"])
        if done.returncode != 0:
            raise _BrokenError(done.returncode, done.stderr)
        return None

    def unreadable(self, deck: FacedDeck) -> dict[str, str]:
        """The images that cannot be read by themselves, and why.

        The compiler's own report does not name them.
        """
        found = {}
        for name in deck_media(deck):
            report = self.run("picture.typ", {"src": f"media/{name}"})
            if report is not None:
                found[name] = str(report["message"])
        return found
