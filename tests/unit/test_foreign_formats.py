"""A file of another tool is one problem that names the tool and the way, not hundreds."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Problem
from generator.reading.whole_deck import read_deck
from tests.support.decks import read_text, write_deck

UUID = "c9e1b1f0-1234-4abc-8def-0123456789ab"
# text of a file → the line that tells, a word of the message, a word of the hint
FILES = {
    "mdanki": ("## What is X?\n\nThis.\n\n## And Y?\n\nfront\n\n%\n\nback\n\n[#y]()\n", 9, "mdanki", "`---`"),
    "ankdown": ("What?\n\n%\n\nThis.\n", 3, "ankdown", "{#slug}"),
    "md2anki": (f"# Deck ({UUID})\n\n## What is X ({UUID})\n\nThis.\n", 1, "Md2Anki", "stamp"),
    "o2a": ("# N\n\nSTART\nBasic\nWhat?\nBack: This.\n<!--ID: 15-->\nEND\n", 3, "Obsidian_to_Anki", "{#slug}"),
    "o2a-inline": ("Text\n\nSTARTI [Basic] What? Back: This. ENDI\n", 3, "Obsidian_to_Anki", "{#slug}"),
    "o2a-deck": ("TARGET DECK\nMaths\n\ntext\n", 1, "Obsidian_to_Anki", "{#slug}"),
    "repetition": ("---\naliases: [x]\n---\n\n# N\n\n## Part\n\nA::B\n\n#flashcards\n", 11, "repetition", "{#slug}"),
    "repetition-sides": ("# N\n\nWhat is it\n?\nThis.\n", 4, "repetition", "{#slug}"),
    "repetition-line": ("The capital of France::Paris\n\nOf Spain:::Madrid\n", 1, "repetition", "{#slug}"),
    "repetition-date": ("## What?\n\nThis.\n<!--SR:!2021-05-20,4,270-->\n", 4, "repetition", "{#slug}"),
    "hashcards": ("Q: What?\nA: This.\n\n---\n\nC: The [capital].\n", 1, "hashcards", "{#slug}"),
    "hashcards-cloze": ("C: The [capital] of [France].\n", 1, "hashcards", "{#slug .cloze}"),
    "mochi": ("What is the capital of France?\n\n---\n\nParis\n", 3, "Mochi", "{#slug}"),
    "mochi-setext": ("# What is it?\n\nThat\n---\nThis\n", 4, "Mochi", "{#slug}"),
    "inka": ("# N\n\n---\n\nDeck: Default\n\n1. What?\n\n> This.\n\n---\n", 5, "Inka", "{#slug}"),
    "inka-first": ("---\nDeck: Default\nTags: a b\n\n1. What?\n\n> This.\n---\n", 2, "Inka", "{#slug}"),
    "logseq": ("- What is it? #card\n\t- This.\n", 1, "Logseq", "{#slug}"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_tool_is_one_problem(tmp_path: Path, name: str) -> None:
    text, line, tool, way = FILES[name]
    (problem,) = read_text(tmp_path, text + "\nMore.\n" * 300)[1]
    assert (problem.code, problem.severity, problem.place.line) == ("foreign-format", "error", line)
    assert tool in problem.message
    assert way in problem.hint
    assert "exclude" in problem.hint


@pytest.mark.parametrize("name", FILES)
def test_what_looks_like_another_tool_is_a_card_where_cards_have_slugs(
    tmp_path: Path, name: str
) -> None:
    text = FILES[name][0].removeprefix("---\naliases: [x]\n---\n").replace("## ", "### ")
    deck, problems = read_text(tmp_path, f"## Q {{#q}}\n\nA.\n\n{text}")
    assert [card.slug for card in deck.cards()][:1] == ["q"]
    assert "foreign-format" not in [each.code for each in problems]


@pytest.mark.parametrize("name", FILES)
def test_what_stands_in_a_fence_tells_nothing(tmp_path: Path, name: str) -> None:
    _, problems = read_text(tmp_path, f"# T\n\n````text\n{FILES[name][0]}````\n")
    assert "foreign-format" not in [each.code for each in problems]


def test_a_deck_without_slugs_is_told_to_stamp_them(tmp_path: Path) -> None:
    text = (
        "# Deck\n\n## First question\n\nAnswer.\n\n## Second question\n\n`a::b` and std::vector.\n"
    )
    (problem,) = read_text(tmp_path, text)[1]
    assert problem.code == "no-slug"
    assert "proofdeck stamp" in problem.hint


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("deck.json", '{"__type__": "Deck", "crowdanki_uuid": "x"}', "CrowdAnki"),
        ("notes.txt", "#separator:tab\n#html:true\na\tb\n", "text export of Anki"),
        ("deck.apkg", "PK", "package of Anki"),
        ("Deck.MOCHI", "PK", "Mochi"),
    ],
)
def test_a_file_of_cards_that_is_no_markdown_is_not_passed_over_in_silence(
    tmp_path: Path, name: str, data: str, what: str
) -> None:
    def found(toml: str = 'name = "x"\n') -> tuple[Problem, ...]:
        files = {"en/01.md": "## Q {#q}\n\nA.\n", f"en/{name}": data}
        return read_deck(write_deck(tmp_path, files, toml=toml))[1]

    (problem,) = found()
    assert (problem.code, problem.severity) == ("foreign-format", "warning")
    assert what in problem.message
    assert found(f'name = "x"\nexclude = ["{name}"]\n') == ()


def test_data_of_programs_is_no_file_of_cards(tmp_path: Path) -> None:
    files = {"en/01.md": "## Q {#q}\n\nA.\n", "en/data.json": "{}", "en/x.txt": "a\tb\n"}
    assert read_deck(write_deck(tmp_path, files))[1] == ()


def test_notes_without_cards_are_one_warning_and_one_error(tmp_path: Path) -> None:
    text = "# Notes\n\n" + "A paragraph.\n\n" * 2_000 + "```python\n1\n```\n\n" * 40
    _, problems = read_text(tmp_path, text)
    assert sorted((each.code, each.place.line) for each in problems) == [
        ("stray-program", 4003), ("stray-text", 3)]  # fmt: skip


def test_a_file_whose_cards_are_headings_of_another_level_is_told_so(tmp_path: Path) -> None:
    _, problems = read_text(tmp_path, "# T\n\n### One?\n\nA.\n\n### Two?\n\nB.\n")
    (told,) = [each for each in problems if each.code == "stray-text"]
    assert "`##` for `###`" in told.hint and "stamp" in told.hint


@pytest.mark.parametrize(
    ("matter", "told"),
    [
        ("title: X\ndate: 2024-01-01\naliases: [y]\ntags: [a]", [("unknown-key", "warning", 2)]),
        ("tags: [a]\ncssclasses: wide", [("unknown-key", "warning", 3)]),
        ("tag: [a]\ntitle: X", [("unknown-key", "error", 2), ("unknown-key", "warning", 3)]),
    ],
)
def test_keys_of_other_tools_in_a_front_matter_are_one_warning(
    tmp_path: Path, matter: str, told: list[tuple[str, str, int]]
) -> None:
    deck, problems = read_text(tmp_path, f"---\n{matter}\n---\n\n## Q {{#q}}\n\nA.\n")
    assert sorted((p.code, p.severity, p.place.line) for p in problems) == told
    assert [card.slug for card in deck.cards()] == ["q"]
