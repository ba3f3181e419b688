"""The corpus of small articles: each right, and with the errors that are seeded in it.

`⟦2¦3⟧` stands for `2` in the right version of an article, and for `3` in the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.auditing.document import Audited, JudgedClaim

ARTICLES: Final = Path(__file__).parents[1] / "corpus/articles"
_SEED: Final = re.compile(r"⟦(.*?)¦(.*?)⟧", re.DOTALL)


def articles() -> list[Path]:
    return sorted(path for path in ARTICLES.iterdir() if path.is_file())


def right(text: str) -> str:
    return _SEED.sub(lambda found: found[1], text)


def wrong(text: str) -> str:
    return _SEED.sub(lambda found: found[2], text)


def errors(text: str) -> Iterator[int]:
    """The lines of the wrong version in which an error starts."""
    line, end = 1, 0
    for found in _SEED.finditer(text):
        line += text.count("\n", end, found.start())
        yield line
        line += found[2].count("\n")
        end = found.end()


def write(folder: Path, version: str) -> list[Path]:
    """Write all articles, "right" or "wrong"."""
    folder.mkdir()
    found = []
    for path in articles():
        text = path.read_text("utf-8")
        copy = folder / path.name
        copy.write_text(right(text) if version == "right" else wrong(text), "utf-8")
        found.append(copy)
    return found


@dataclass(frozen=True)
class Figure:
    """How many seeded errors there are, and what became of them."""

    errors: int
    refuted: int
    named: int
    missed: tuple[str, ...]

    @property
    def share(self) -> float:
        return (self.refuted + self.named) / self.errors

    def __str__(self) -> str:
        return (
            f"{self.errors} errors in {len(articles())} articles: {self.refuted} refuted, "
            f"{self.named} named as not read, {len(self.missed)} missed"
        )


def measured(audited: Sequence[Audited]) -> Figure:
    """What an audit of the wrong versions found."""
    known = {Path(each.path).name: each for each in audited}
    seeded = refuted = named = 0
    missed = []
    for path in articles():
        text = path.read_text("utf-8")
        claims = list(_claims(known[path.name]))
        for line in errors(text):
            seeded += 1
            truths = {claim.truth for claim in claims if _is_at(claim, line, path)}
            if "false" in truths:
                refuted += 1
            elif "unread" in truths:
                named += 1
            else:
                missed.append(f"{path.name}:{line}: {wrong(text).split(chr(10))[line - 1].strip()}")
    return Figure(seeded, refuted, named, tuple(missed))


def _claims(audited: Audited) -> Iterator[JudgedClaim]:
    for finding in audited.findings:
        yield from finding.claims
    yield from audited.claims


def _is_at(claim: JudgedClaim, line: int, path: Path) -> bool:
    # An exception of a notebook is stored in two lines: its name and what it says.
    further = claim.said.count("\n") + (path.suffix == ".ipynb")
    return claim.place.line <= line <= claim.place.line + further
