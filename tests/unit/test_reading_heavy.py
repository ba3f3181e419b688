"""Nothing that somebody writes, or puts where a file is read, hangs a build or ends it in a
traceback: it becomes cards, or problems with a place, and few of them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import given
from generator.auditing.pages.docstrings import MOST_CODE
from generator.auditing.pages.notebooks import MOST_BYTES
from generator.auditing.read import read_document
from generator.given import read_regular
from generator.model import Place, Problem, ProblemsError, in_order
from generator.model.walking import walk
from generator.reading import bounds
from generator.reading.markdown import parse_markdown
from generator.reading.whole_deck import read_deck
from generator.rendering import math_bounds
from tests.support.cli import proofdeck
from tests.support.decks import read_card, read_text, write_deck
from tests.support.heavy import CARD, CHAPTERS, DECKS

HANGING = 1200  # seconds for all decks together; the process itself is given fewer of processor
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, Any]]:
    """What came of each heavy deck, read by a process that is ended if it hangs."""
    command = [sys.executable, "-m", "tests.support.heavy"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, timeout=HANGING, check=False, stdout=subprocess.PIPE
        )
        lines = done.stdout.splitlines()
    except subprocess.TimeoutExpired as expired:
        lines = (expired.stdout or b"").splitlines()
    found = (json.loads(line) for line in lines)
    return {each["name"]: each for each in found}


@pytest.mark.parametrize("name", DECKS)
def test_a_deck_that_is_hard_to_read_ends_as_cards_or_as_located_problems(
    name: str, outcomes: dict[str, dict[str, Any]]
) -> None:
    outcome = outcomes.get(name)
    assert outcome is not None, "it hung, or the one before it did"
    assert "failed" not in outcome, outcome["failed"]
    assert outcome["cards"] or outcome["problems"]
    said = [message + hint for _, _, message, hint in outcome["problems"]]
    assert all(line >= 1 for line, *_ in outcome["problems"])
    assert len(said) <= 420, "problems of one kind in one file are cut at 200"
    assert sum(map(len, said)) < 60_000


@pytest.mark.parametrize(
    "name",
    ["quotes", "lists", "columns", "rows-left-empty", "word", "brackets", "stars", "references",
     "notes-in-a-row", "options", "fences", "long-code", "comments", "nested-emphasis", "tabs",
     *(name for name in CHAPTERS if name.startswith(("many-blocks-", "many-lines-of-")))],
)  # fmt: skip
def test_what_is_too_much_to_read_is_said_with_its_bound(
    name: str, outcomes: dict[str, dict[str, Any]]
) -> None:
    told = [hint + message for _, code, message, hint in outcomes[f"chapter-{name}"]["problems"]
            if code == "too-much"]  # fmt: skip
    assert told
    assert all(any(character.isdigit() for character in text) for text in told)


@pytest.mark.parametrize(
    "name",
    [f"{what}-is-{strange}" for what in ("chapter", "image", "settings", "lock")
     for strange in ("pipe", "endless", "link-to-itself", "link-out", "folder")],
)  # fmt: skip
def test_no_pipe_device_or_link_out_of_the_deck_is_read_in_place_of_a_file(
    name: str, outcomes: dict[str, dict[str, Any]]
) -> None:
    assert outcomes[name]["problems"]
    assert "root:" not in json.dumps(outcomes[name]), "a line of /etc/passwd was shown"


@pytest.mark.parametrize("name", sorted(name for name in CHAPTERS if name.startswith("req")))
def test_what_is_no_requirement_is_named_where_it_stands(
    name: str, outcomes: dict[str, dict[str, Any]]
) -> None:
    codes = {(line, code) for line, code, *_ in outcomes[f"chapter-{name}"]["problems"]}
    assert codes == {(5, "bad-value")}


@pytest.mark.parametrize(
    "build",
    [
        lambda n: "a[^0]\n\n" + "".join(f"[^{i}]: x\n\n" for i in range(n)),
        lambda n: "- a\n" * n,
        lambda n: "- [ ] a\n" * n,
        lambda n: "".join(f"[a{i}]: x\n" for i in range(n)),
        lambda n: ("[" * 500 + "\n\n") * (n // 100),
        lambda n: "|a|b|\n|-|-|\n|c|d|\n\n" * (n // 4),
        lambda n: "a **b** `c` [d](e)\n\n" * (n // 4),
    ],
    ids=["notes", "items", "options", "references", "brackets", "tables", "paragraphs"],
)
def test_four_times_as_much_text_takes_about_four_times_as_long(
    build: Callable[[int], str],
) -> None:
    parse_markdown(build(40))
    few, many = (min(_seconds(build(n)) for _ in range(3)) for n in (400, 1600))
    assert many < 10 * few + 0.05, "sixteen times as long would be quadratic"


def _seconds(text: str) -> float:
    start = time.process_time()
    parse_markdown(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "text",
    [
        CARD + "|a|b|c|d|\n|-|-|-|-|\n" + "|w|x|y|z|\n" * 400,
        CARD + ("word " * 1500 + "\n\n") * 5,
        CARD + "".join("  " * depth + "- item\n" for depth in range(8)),
        CARD + "- item\n" * 400,
        CARD + "```text\n" + "line of output\n" * 900 + "```\n",
        "# T\n\n" + "".join(f"## Q {{#q-{i}}}\n\n*A* `b`.\n\n" + "text\n" * 12 for i in range(300)),
        CARD + "".join(f"[a{i}] " for i in range(500)) + "\n\n"
        + "".join(f"[a{i}]: https://example.org/{i}\n" for i in range(500)),
        CARD + "".join(f"a[^{i}] " for i in range(50)) + "\n\n"
        + "".join(f"[^{i}]: note\n\n" for i in range(50)),
        "# T\n\n" + "".join(
            f"## Q {{#q-{i}}}\n\n```text\n" + "a line of the code of a card\n" * 20 + "```\n\n"
            for i in range(500)),
        "# T\n\n" + "".join(f"## Q {{#q-{i}}}\n\n" + "$x_i+y'=z$ " * 20 + "\n\n" for i in range(400)),
        "# T\n\n" + "".join(
            f"## Q {{#q-{i}}}\n\n*A* `b`, [c](https://d.e).\n\n- e\n- f\n\n```text\ng\n```\n\n" for i in range(2000)),
    ],
    ids=["table", "prose", "lists", "items", "listing", "chapter", "links", "notes", "code", "formulas", "cards"],
)  # fmt: skip
def test_no_bound_is_felt_by_who_writes_much(tmp_path: Path, text: str) -> None:
    _, problems = read_text(tmp_path, text)
    assert problems == ()


def cards(count: int, body: str) -> str:
    return "# T\n\n" + "".join(f"## Q {{#q-{i}}}\n\n{body}\n\n" for i in range(count))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (cards(40, "```html\n" + "<a " * 3_000 + "\n```"), 6 * 33 + 5, "300,000 characters"),
        (cards(40, "```python\n#" + "a" * 8_998 + "\n```"), 6 * 33 + 5, "300,000 characters"),
        (cards(20, "$" + "x+" * 4_500 + "x$"), 4 * 11 + 5, "100,000 characters"),
        (cards(20, "$$\n" + "x+" * 4_500 + "x\n$$"), 6 * 11 + 5, "100,000 characters"),
        (CARD + ("![" * 4_900 + "\n\n") * 5, 5, "counts as 10"),
        ("# T\n\n## A {#a " + ".a " * 100 + "}\n\nA.\n", 3, "the limit is 50"),
    ],
    ids=["html", "programs", "formulas", "blocks-of-formulas", "unclosed", "braces"],
)
def test_what_is_too_much_of_a_chapter_is_named_once_where_it_is_reached(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    _, problems = read_text(tmp_path, text)
    assert [(each.code, each.place.line) for each in problems] == [("too-much", line)]
    assert words in problems[0].message


def test_code_and_formulas_beyond_the_bound_are_neither_run_nor_typeset(tmp_path: Path) -> None:
    body = "```python\n#" + "a" * 8_998 + "\n```\n\n$" + "x+" * 4_500 + "x$\n\n$$\nx\n$$"
    deck, _ = read_text(tmp_path, cards(40, body))
    runs = [bool(card.fences) for card in deck.cards()]
    assert runs == [True] * 33 + [False] * 7
    typeset = [
        any(node.kind.startswith("math") for node in walk(card.back)) for card in deck.cards()
    ]
    assert typeset == [True] * 11 + [False] * 29


def test_text_that_is_nested_too_deeply_is_not_lost_in_silence(tmp_path: Path) -> None:
    deep = "".join("  " * depth + "- item\n" for depth in range(14))
    _, problems = read_text(tmp_path, CARD + deep)
    assert ("too-much", 14) in [(each.code, each.place.line) for each in problems]


def test_the_audit_misses_no_block_because_of_its_depth(tmp_path: Path) -> None:
    article = tmp_path / "article.md"
    article.write_text(">" * 30 + " ```python\n" + ">" * 30 + " 1 / 0\n", "utf-8")
    done = proofdeck("audit", article, cwd=tmp_path)
    assert done.code == 1
    assert "too deeply" in done.err + done.out


def test_a_file_that_is_too_large_is_said_with_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 2001)
    assert len(read_regular(path, 2001)) == 2001
    with pytest.raises(OSError, match=r"2,001 bytes; the limit is 2,000"):
        read_regular(path, 2000)


def test_a_chapter_that_links_to_another_of_its_deck_is_read(tmp_path: Path) -> None:
    folder = write_deck(tmp_path, {"en/01.md": "## Q {#q}\n\nA.\n", "shared/02.md": CARD + "x\n"})
    (folder / "en/02.md").symlink_to("../shared/02.md")
    deck, problems = read_deck(folder)
    assert [card.slug for card in deck.cards()] == ["q", "one"]
    assert problems == ()


def test_a_footnote_that_another_footnote_cites_stands_on_the_card(tmp_path: Path) -> None:
    card = read_card(tmp_path, CARD + "a[^x]\n\n[^x]: first[^y]\n\n[^y]: second[^x]\n")
    notes = card.back[-1]
    assert [note.attrs["label"] for note in notes.children] == ["1", "2"]
    cited = [node for note in notes.children for node in note.children[0].children
             if node.kind == "footnote_ref"]  # fmt: skip
    assert [node.attrs["label"] for node in cited] == ["2", "1"]


def test_a_message_is_short_however_much_it_quotes() -> None:
    problem = Problem(Place("a.md"), "code", "x" * 100_000, "y" * 100_000, detail="z" * 1_000_000)
    assert len(problem.message) <= 1000
    assert len(problem.hint) <= 1000
    assert len(problem.detail) <= 50_000
    assert "99," in problem.message, "how much is left out is said"


def test_many_problems_of_one_kind_become_a_few_and_their_number() -> None:
    line = [Problem(Place("a.md", 3, column), "code", f"m{column}") for column in range(1, 50_001)]
    shown = in_order([*line, Problem(Place("a.md", 3), "other", "m")])
    assert len(shown) == 11
    assert "49,990 more" in "".join(problem.message for problem in shown)


def test_a_problem_in_a_line_of_a_megabyte_is_shown_with_a_part_of_it(tmp_path: Path) -> None:
    folder = write_deck(tmp_path / "d", {"en/01.md": CARD + "x" * 1_000_000 + "\n"})
    done = proofdeck("check", folder, cwd=tmp_path)
    assert done.code == 1
    assert "1,000,000 characters" in done.err
    assert len(done.err) < 5000


def test_a_deck_of_any_settings_is_refused_with_words(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="nested"):
        read_deck(write_deck(tmp_path, toml='name = "a"\nx = ' + "[" * 2000 + "]" * 2000))


def test_the_bounds_that_are_documented_are_those_that_hold() -> None:
    text = (ROOT / "docs" / "bounds.md").read_text("utf-8")
    numbers = [value for name, value in vars(bounds).items() if name.startswith("MOST_")]
    numbers[numbers.index(bounds.MOST_NESTING)] = bounds.MOST_NESTING // 2 - 1
    for number in (*numbers, bounds.MOST_NESTING, bounds.MOST_NESTING - 1, given.MOST_IMAGE):
        assert re.search(rf"(?<!\d)(?<!\d,){number:,}(?!,?\d)", text), number
    formula = f"{math_bounds.LONGEST:,} characters, {math_bounds.LONGEST_WITH_MACROS:,} where"
    assert f"a formula | {formula}" in text
    assert f"{math_bounds.DEEPEST} levels" in text
    assert f"a recording (sound or film) | {given.MOST_RECORDING:,} bytes" in text
    assert f"docstrings are audited | {MOST_CODE:,} characters" in text
    assert f"a notebook, or a report for `--baseline` | {MOST_BYTES // given.MIB} MiB" in text
    assert f"{given.MOST_TEXT // given.MIB} MiB" in text
    assert f"{given.MOST_LOCK // given.MIB} MiB" in text
    assert f"{given.MOST_SETTINGS // 1024} KiB" in text


@pytest.mark.parametrize(
    ("text", "most", "line"),
    [
        ("x\n\n", bounds.MOST_PARTS, 2 * bounds.MOST_PARTS + 1),
        ("***\n", bounds.MOST_PARTS, bounds.MOST_PARTS + 1),
        # A list, and in it items, each with a paragraph.
        ("- x\n", bounds.MOST_PARTS // 2 - 1, bounds.MOST_PARTS // 2),
        (
            "|a|b|\n|-|-|\n|c|d|\n\n",
            bounds.MOST_CELLS_TOGETHER // 4,
            bounds.MOST_CELLS_TOGETHER + 1,
        ),
        ("\n", bounds.MOST_LINES_TOGETHER, bounds.MOST_LINES_TOGETHER + 1),
        ("*" * 999 + "x\n*\n\n", bounds.MOST_MARKS // 1001, bounds.MOST_MARKS // 1001 * 3 + 1),
    ],
    ids=["paragraphs", "rules", "items", "tables", "lines", "marks"],
)
def test_what_a_file_has_too_much_of_is_told_once_and_where_it_is(
    text: str, most: int, line: int
) -> None:
    assert parse_markdown(text * most)[1] == ()
    tokens, (excess,) = parse_markdown(text * (most + 100))
    assert excess.line == line
    assert sum(token.nesting for token in tokens) == 0
    assert all(token.map is None or token.map[0] < line for token in tokens) or not excess.loses


def test_programs_that_run_before_every_card_are_few(tmp_path: Path) -> None:
    setup = "```python {.setup}\n1\n```\n\n"
    for count in (bounds.MOST_SETUPS, bounds.MOST_SETUPS + 5):
        deck, problems = read_text(
            tmp_path / str(count), "# T\n\n" + setup * count + "## Q {#q}\n\nx\n"
        )
        assert [len(card.setup) for card in deck.cards()] == [bounds.MOST_SETUPS]
        assert [(each.code, each.place.line) for each in problems] == (
            [] if count == bounds.MOST_SETUPS else [("too-much", 3 + 4 * bounds.MOST_SETUPS)]
        )


def test_an_article_that_is_too_long_to_be_read_as_a_whole_is_not_audited_in_part(
    tmp_path: Path,
) -> None:
    article = tmp_path / "article.md"
    article.write_text("```python\n1\n```\n\n" + "- a\n" * bounds.MOST_PARTS, "utf-8")
    with pytest.raises(ProblemsError, match="this file has more than"):
        read_document(article)


def test_a_chapter_of_thousands_of_cards_is_told_to_be_divided(tmp_path: Path) -> None:
    many = "".join(f"## Q{i} {{#q{i}}}\n\nx\n\n" for i in range(bounds.MOST_CARDS + 500))
    deck, problems = read_text(tmp_path, many)
    assert len(list(deck.cards())) == bounds.MOST_CARDS
    (problem,) = problems
    assert problem.code == "too-much" and problem.place.line == 4 * bounds.MOST_CARDS + 1
    assert "2,500 cards" in problem.message and "divide" in problem.hint
