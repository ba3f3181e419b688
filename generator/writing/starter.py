"""A small deck to start from, written by `proofdeck new`."""

from __future__ import annotations

import json
import re
import shutil
import string
import tempfile
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Final

from generator.model import Place, Problem, ProblemsError
from generator.model.paper import DEFAULT_PAPER, PAPERS
from generator.reading.source import UNNAMED, display_path

_STRANGE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST: Final = 80
_DECK: Final = Path(__file__).parent / "starter_deck"


def write_starter(path: Path) -> tuple[Path, ...]:
    """Write the starter deck to a new or empty folder and return its files.

    Raises ProblemsError if the folder is not empty or cannot be written.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        message = "something already exists here, and is left as it is"
        hint = "name a folder that does not exist yet"
        raise ProblemsError(Problem(Place(display_path(path)), "exists", message, hint))
    folder = path.resolve().name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".proofdeck-") as made:
            fresh = Path(made) / "deck"
            shutil.copytree(_DECK, fresh, ignore=shutil.ignore_patterns("__pycache__"))
            settings = fresh / "deck.toml"
            text = string.Template(settings.read_text("utf-8")).substitute(
                name=deck_name(folder),
                title=json.dumps(_title(folder), ensure_ascii=False),
                paper=DEFAULT_PAPER,
                papers=_other_papers(),
            )
            settings.write_text(text, "utf-8")
            fresh.replace(path)
    except OSError as error:
        message = f"this cannot be written: {(error.strerror or str(error)).lower()}"
        raise ProblemsError(Problem(Place(display_path(path)), "unwritable", message)) from None
    return tuple(sorted(file for file in path.rglob("*") if file.is_file()))


def deck_name(folder: str) -> str:
    """A name for files after that of a folder: without accents, with a hyphen for what is neither
    a letter nor a digit. Where letters are lost, a digest keeps it apart from other names.
    """
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", folder.replace("ß", "ss"))
        if not unicodedata.combining(sign)
    )
    name = _STRANGE.sub("-", plain).strip("-._")[:_LONGEST]
    if any(sign.isalnum() and not sign.isascii() for sign in plain) or not name:
        name = f"{name or 'deck'}-{sha256(folder.encode('utf-8', 'replace')).hexdigest()[:6]}"
    return name


def _title(folder: str) -> str:
    """The folder's name as a title may be."""
    return UNNAMED.sub(" ", folder).replace("::", ": ").strip() or "Deck"


def _other_papers() -> str:
    return " ".join(f'or "{name}"' for name in PAPERS if name != DEFAULT_PAPER)
