"""The parts of the documentation that are made from tables: `make docs` writes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from generator.explaining.codes import errors_page
from generator.kinds.basic import BASIC
from generator.kinds.table import KINDS

_KINDS: Final = re.compile(r"(?s)(?<=<!-- kinds: made by `make docs` -->\n).*?(?=<!-- end -->)")


def kinds_table() -> str:
    """What each kind of card shows, as a table in Markdown."""
    rows = [
        f"| {'–' if kind is BASIC else f'`.{kind.name}`'} | {kind.front} | {kind.back} |\n"
        for kind in KINDS.values()
    ]
    return "\n| kind | front | back |\n|---|---|---|\n" + "".join(rows) + "\n"


def written_pages(docs: Path) -> dict[Path, str]:
    """The pages that have such parts, and their text as it should be. Raises OSError."""
    cards = docs / "cards.md"
    return {
        docs / "errors.md": errors_page(),
        cards: _KINDS.sub(lambda _: kinds_table(), cards.read_text("utf-8")),
    }


def write_pages(docs: str) -> None:
    """Bring the pages in the folder `docs` up to date."""
    for path, text in written_pages(Path(docs)).items():
        path.write_text(text, "utf-8")
