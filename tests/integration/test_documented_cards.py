"""The cards that the documentation shows: they build, and their pictures are of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from generator.kinds.table import KINDS
from tests.support.cli import ROOT, proofdeck
from tests.support.decks import write_deck
from tests.support.documented import PAGE, TOML, Pictured, examples, pictured

MOST_BYTES = 25_000


@pytest.mark.parametrize(("page", "least"), [("README.md", 1), ("docs/cards.md", len(KINDS) + 1)])
def test_every_card_that_a_page_shows_can_be_copied_as_it_is(
    tmp_path: Path, page: str, least: int
) -> None:
    shown = examples((ROOT / page).read_text("utf-8"))
    assert len(shown) >= least
    files = {f"en/{number:02}.md": text for number, text in enumerate(shown)}
    done = proofdeck("check", write_deck(tmp_path / "deck", files, toml=TOML), cwd=tmp_path)
    assert (done.code, done.err) == (0, ""), done.out
    assert done.out.splitlines()[1].split()[0] == str(len(shown)), done.out


def test_every_kind_of_card_is_shown_with_its_picture() -> None:
    assert set(pictured()) == set(KINDS)


@pytest.mark.parametrize(("kind", "one"), pictured().items())
def test_the_picture_of_a_card_is_of_the_text_beside_it(kind: str, one: Pictured) -> None:
    path = PAGE.parent / one.picture
    assert path.stem == kind
    with Image.open(path) as picture:
        assert picture.info.get("Source") == one.digest, "take it anew: see tests/pictures.py"
    assert path.stat().st_size < MOST_BYTES


def test_no_picture_is_kept_that_no_page_shows() -> None:
    assert {PAGE.parent / one.picture for one in pictured().values()} == set(
        (PAGE.parent / "kinds").iterdir()
    )
