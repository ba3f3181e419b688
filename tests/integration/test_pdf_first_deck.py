"""The first deck on paper, as it looks in the PDFs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from generator.writing.pdf import CheatSheetWriter, CutCardsWriter
from tests.support.first_deck import exercises, first_deck
from tests.support.overlaps import overlaps
from tests.support.paper import pdf_text

Printed = Callable[[type[CheatSheetWriter] | type[CutCardsWriter], str, str], Path]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printed]:
    """The first deck as one of its PDFs in a language and on a paper, made once."""
    made: dict[object, Path] = {}

    def get(
        writer: type[CheatSheetWriter] | type[CutCardsWriter], language: str, paper: str
    ) -> Path:
        key = (writer, language, paper)
        if key not in made:
            folder = tmp_path_factory.mktemp("printed")
            made[key] = writer().write(first_deck(language, paper), folder)
        return made[key]

    yield get


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_no_card_of_the_first_deck_is_split_in_two_but_exercises(
    paper: str, language: str, printed: Printed
) -> None:
    notes = first_deck(language, paper).notes
    path = printed(CutCardsWriter, language, paper)
    slugs = "|".join(note.slug for note in notes)
    split = dict(re.findall(rf"({slugs}) \(1/(\d+)\)", pdf_text(path)))
    assert set(split) <= exercises()
    cards = len(notes) + sum(int(parts) - 1 for parts in split.values())
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2 * -(-cards // 8)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("writer", [CheatSheetWriter, CutCardsWriter])
def test_no_text_of_the_first_deck_stands_on_another(
    writer: type[CheatSheetWriter] | type[CutCardsWriter], language: str, printed: Printed
) -> None:
    assert overlaps(printed(writer, language, "A4")) == []
