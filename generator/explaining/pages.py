"""The parts of the documentation that are made from tables: `make docs` writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, get_args

from generator.explaining.codes import errors_page
from generator.kinds.basic import BASIC
from generator.kinds.table import KINDS
from generator.model import MatchName
from generator.model.paper import DEFAULT_PAPER, PAPERS

_PART: Final = re.compile(r"(?s)(<!-- (\w+): written by make docs -->).*?(?=<!-- end -->)")


def _kinds() -> str:
    """A table of what each kind of card shows."""
    rows = [
        f"| {'–' if kind is BASIC else f'`{kind.classes}`'} | {kind.front} | {kind.back} |\n"
        for kind in KINDS.values()
    ]
    return "\n\n| kind | front | back |\n|---|---|---|\n" + "".join(rows) + "\n"


def _matches() -> str:
    """The option with all its values, in a cell of a table."""
    names = r"\|".join(get_args(MatchName))
    return f"`match={names}`"


def _papers() -> str:
    """The default and its alternatives, as two cells of a table."""
    others = ", ".join(f'`"{name}"`' for name in PAPERS if name != DEFAULT_PAPER)
    return f'`"{DEFAULT_PAPER}"` | Or {others}.'


_PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "kinds": _kinds,
    "matches": _matches,
    "papers": _papers,
}


def written_pages(docs: Path) -> dict[Path, str]:
    """The pages that have such parts, and their text as it should be. Raises OSError."""
    pages = {docs / "errors.md": errors_page()}
    for name in ("cards.md", "deck.md"):
        text = (docs / name).read_text("utf-8")
        pages[docs / name] = _PART.sub(lambda found: found[1] + _PARTS[found[2]](), text)
    return pages


def write_pages(docs: str) -> None:
    """Bring the pages in the folder `docs` up to date."""
    for path, text in written_pages(Path(docs)).items():
        path.write_text(text, "utf-8")
