"""What a card says comes out, and does not mark as `output`, is named and not passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Problem, Unread
from generator.reading.chapter import read_chapter
from generator.reading.source import read_source


def unread(folder: Path, below: str, options: str = "") -> tuple[Unread, ...]:
    """What of a program that prints 1 is not read, with text below it."""
    path = folder / "01.md"
    page = f"# C\n\n## Q? {{#q}}\n\n```python{options}\nprint(1)\n```\n\n{below}\n"
    path.write_text(page, encoding="utf-8")
    problems: list[Problem] = []
    chapter, _ = read_chapter(read_source(path), "en", problems.append)
    (card,) = chapter.cards
    return card.fences[0].unread


@pytest.mark.parametrize(
    "name",
    ["Output", "OUTPUT", "outputs", "out", "stdout", "result", "cell-output", "text output",
     "console output", "text {.output}", 'text title="Output"', "{.stdout}"],
)  # fmt: skip
def test_an_output_by_another_name_is_named(tmp_path: Path, name: str) -> None:
    (found,) = unread(tmp_path, f"```{name}\n2\n```")
    assert (found.place.line, found.text) == (9, "2")
    assert "```output" in found.hint


@pytest.mark.parametrize(
    "words",
    ["Output:", "**Output**", "This prints:", "输出：", "### Output", "The output looks like:",
     "Words.\n\nThis prints:"],
)  # fmt: skip
@pytest.mark.parametrize("fence", ["```\n2\n```", "```text\n2\n```", "    2"])
def test_a_listing_that_is_said_to_come_out_is_named(
    tmp_path: Path, words: str, fence: str
) -> None:
    (found,) = unread(tmp_path, f"{words}\n\n{fence}")
    assert found.text == "2"


def test_an_output_in_another_language_is_named(tmp_path: Path) -> None:
    (found,) = unread(tmp_path, "This gives us:\n\n```json\n2\n```")
    assert found.text == "2"


def test_a_listing_without_a_name_right_below_a_program_is_named(tmp_path: Path) -> None:
    (found,) = unread(tmp_path, "```\n\n2\n3\n```")
    assert found.text == "2"


@pytest.mark.parametrize("words", ["Output: `2`", "This prints `2`.", "输出：`2`"])
def test_an_output_in_a_sentence_is_named(tmp_path: Path, words: str) -> None:
    (found,) = unread(tmp_path, words)
    assert found.text == "2"
    assert "`" in words[found.place.column - 2 : found.place.column]


@pytest.mark.parametrize("words", ["→ `2`", "=> 2", "Prints: 2", "输出：2"])
def test_an_output_after_a_mark_is_named(tmp_path: Path, words: str) -> None:
    (found,) = unread(tmp_path, words)
    assert found.text == words.replace("`", "")


def test_an_output_that_is_folded_away_is_named(tmp_path: Path) -> None:
    folded = "<details><summary>Output</summary>\n\n```\n2\n```\n\n</details>"
    (found,) = unread(tmp_path, folded)
    assert found.text == "2"


def test_an_output_in_a_list_is_named(tmp_path: Path) -> None:
    page = "- one\n\n  ```python\n  2\n  ```\n\n  Output:\n\n  ```text\n  3\n  ```"
    path = tmp_path / "01.md"
    path.write_text(f"# C\n\n## Q? {{#q}}\n\n{page}\n", encoding="utf-8")
    chapter, _ = read_chapter(read_source(path), "en", lambda _: None)
    assert [each.text for each in chapter.cards[0].fences[0].unread] == ["3"]


@pytest.mark.parametrize(
    "below",
    ["```text\nx\n```", "```output\n1\n```", "```output\n1\n```\n\n```\ntree/\n```",
     "Save this as `a.txt`:\n\n```\nx\n```", "The file:\n\n```text\nx\n```",
     "```json\n{}\n```", "Output: the words that a model prints", "See:\n\n```text\nx\n```", "It prints `1` and not `2`, since it counts.", "`print` writes `1`.",
     "Words.\n\n```text\nx\n```", "```output\n1\n```\n\nThe output is `1`.", "- one\n\n  ```\n  x\n  ```", "> ```\n> x\n> ```"],
)  # fmt: skip
def test_what_is_no_output_raises_no_alarm(tmp_path: Path, below: str) -> None:
    assert unread(tmp_path, below) == ()


def test_a_program_that_is_hidden_or_not_run_has_no_output_below(tmp_path: Path) -> None:
    assert unread(tmp_path, "```\nx\n```", " {.hidden}") == ()
    assert unread(tmp_path, "Output:\n\n```\nx\n```", ' {.norun reason="r"}') == ()
