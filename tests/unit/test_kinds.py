"""What a learner sees of each kind of card, and what its run must show."""

from __future__ import annotations

import dataclasses
import importlib
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.kinds import table
from generator.kinds.choice import shuffled
from generator.kinds.kind import Kind
from generator.kinds.table import KINDS
from generator.model import CellRun, Node, Output, Problem, Structure
from generator.model.walking import plain_text, walk
from generator.rendering.anki_notes import render_note
from generator.rendering.typst_card import typst_card
from tests.support.anki_decks import CONFIG
from tests.support.decks import read_text
from tests.support.kinds import faces_of, failed, printed, valued, verdict_of

TYPED = "## Q {#q .typed}\n\n"
CHOICE = "- [x] one\n\n  why one\n\n- [ ] two\n\n  why two\n\n- [ ] three\n"
SIX = CellRun((Output("value", "6"),), value=Structure("int", "number", values=(6,)))
COMPARE = "```python {#a}\n1\n```\n\n```python {agrees=a}\n2\n```\n"


def listings(nodes: Iterable[Node]) -> list[str | None]:
    return [node.listing.code for node in walk(nodes) if node.listing is not None]


def kinds(nodes: Iterable[Node]) -> list[str]:
    return [node.kind for node in nodes]


def problems(folder: Path, text: str, *cells: CellRun) -> list[Problem]:
    return list(verdict_of(folder, text, *cells).problems)


@pytest.mark.parametrize(
    ("answer", "cells", "typed"),
    [
        ("It is `torch.float32`, not `float32`.", (), "torch.float32"),
        ("- a **`b`**\n", (), "b"),
        ("`a\xa0b`", (), "a b"),  # no keyboard has that space, and Anki would want it
        ("`{python} 1 + 1` and `x`", (valued("2"),), "2"),
        ("```python\n1\n```\n\n`x`\n", (valued("1"),), "1"),
        ("```python\nx = 1\n```\n\n`x`\n", (CellRun(),), "x"),
        ("```python {.hidden}\nprint(1)\n```\n\n`x`\n", (printed("1"),), "x"),
        ('```python {.norun reason="r"}\nx\n```\n\n`y`\n', (), "y"),
        ("```python\nx\n```\n\n```python\ny\n```\n\n`z`", (CellRun(), valued("y")), "y"),
        ("```python\nplot()\n```\n\n`y`\n",
         (CellRun((Output("value", "<Figure>"), Output("svg", "<svg/>", rich=True))),), "y"),
        ("`` ` ``\n", (), "`"),
    ],
)  # fmt: skip
def test_the_first_thing_that_the_answer_says_is_typed(
    tmp_path: Path, answer: str, cells: tuple[CellRun, ...], typed: str
) -> None:
    faces = faces_of(tmp_path, TYPED + answer, *cells)
    assert faces.typed == typed
    assert faces.front == ()
    assert len(faces.back) > 0


def test_what_is_typed_is_looked_for_behind_alone_and_not_in_notes(tmp_path: Path) -> None:
    text = TYPED + "`front`\n\n---\n\nIt[^1] is `back`.\n\n[^1]: Or `note`.\n"
    assert faces_of(tmp_path, text).typed == "back"


def test_a_card_never_asks_for_what_was_not_run(tmp_path: Path) -> None:
    missing = '```python {.hidden requires="no-such-thing>=2"}\na\n```\n\n'
    for answer in ("`{python} a` or `x`\n", "```python\na\n```\n\n`x`\n"):
        faces = faces_of(tmp_path, TYPED + missing + answer)
        assert faces.typed == ""
        assert render_note(faces, CONFIG).fields["Typed"] == ""
        assert not typst_card(faces, CONFIG)["typed"]


@pytest.mark.parametrize(
    ("answer", "cells", "line", "word"),
    [
        ("```python\n1\n```\n", (printed("a\nb\nc"),), 3, "3 lines"),
        ("```python\n1\n```\n", (CellRun(),), 3, "show nothing"),
        ("x\n\n`{python} f()`\n", (CellRun((Output("value", ""),)),), 5, "empty"),
        ("`{python} f()`\n", (valued("1\n2"),), 3, "2 lines"),
        (f"`{'x' * 81}`\n", (), 3, "81 characters"),
        ("```python {varies}\n1\n```\n", (printed("a"),), 3, "varies"),
    ],
)
def test_what_nobody_can_type_is_a_mistake_with_its_place(
    tmp_path: Path, answer: str, cells: tuple[CellRun, ...], line: int, word: str
) -> None:
    (problem,) = problems(tmp_path, TYPED + answer, *cells)
    assert (problem.code, problem.place.line, problem.card) == ("bad-typed", line, "q")
    assert word in problem.message
    assert "inline code" in problem.hint
    assert problems(tmp_path, TYPED + f"`{'x' * 80}`\n") == []


def test_a_program_that_fails_is_told_once(tmp_path: Path) -> None:
    for answer in ("```python\n1\n```\n", "`{python} f()`\n"):
        found = problems(tmp_path, TYPED + answer, failed("KeyError: 1"))
        assert [p.code for p in found] == ["crash"]


def options(nodes: Iterable[Node]) -> list[tuple[str, str]]:
    """The options of a side: text and mark."""
    (found,) = [node for node in nodes if node.kind == "options"]
    return [(plain_text(one.children[:1]), one.attrs.get("mark", "")) for one in found.children]


def test_a_choice_asks_in_the_order_in_which_it_answers(tmp_path: Path) -> None:
    faces = faces_of(tmp_path, f"## Q {{#q .choice}}\n\nabove\n\n{CHOICE}\n\nbelow\n")
    order = [text for text, _ in options(faces.front)]
    assert options(faces.front) == [(text, "") for text in order]
    assert order == list(shuffled(["one", "two", "three"], "q"))
    marks = {"one": "right", "two": "wrong", "three": "wrong"}
    assert options(faces.back) == [(text, marks[text]) for text in order]
    assert kinds(faces.front) == ["paragraph", "options"]
    assert kinds(faces.back) == ["options", "paragraph"]
    assert "why" not in plain_text(faces.front)
    assert {"why one", "why two"} <= {plain_text([node]) for node in walk(faces.back)}


@pytest.mark.parametrize(
    ("text", "front", "back"),
    [
        (f"a\n\n---\n\nb\n\n{CHOICE}\n\nc\n", "a b options", "options c"),
        (f"a\n\n{CHOICE}\n\nb\n\n---\n\nc\n", "a options b", "options c"),
        (f"{CHOICE}\n\n---\n\nc\n", "options", "options c"),
        (f"{CHOICE}\n\n---\n", "options", "options"),
    ],
)
def test_a_choice_may_have_a_line_on_either_side_of_its_options(
    tmp_path: Path, text: str, front: str, back: str
) -> None:
    faces = faces_of(tmp_path, f"## Q {{#q .choice}}\n\n{text}")

    def names(nodes: tuple[Node, ...]) -> str:
        return " ".join(
            plain_text([node]) if node.kind == "paragraph" else node.kind for node in nodes
        )

    assert (names(faces.front), names(faces.back)) == (front, back)


def test_the_front_of_a_choice_is_the_same_whichever_option_is_right(tmp_path: Path) -> None:
    fronts = set()
    for right in range(3):
        boxes = ["[x]" if index == right else "[ ]" for index in range(3)]
        items = "".join(f"- {box} option {n}\n" for n, box in enumerate(boxes))
        faces = faces_of(tmp_path, f"## Q {{#q .choice}}\n\n{items}")
        card = typst_card(faces, CONFIG)
        fronts.add((render_note(faces, CONFIG).fields["Front"], str(card["front"])))
        assert faces.back != faces.front
    assert len(fronts) == 1


def test_what_a_footnote_says_of_an_option_stands_behind(tmp_path: Path) -> None:
    text = "Above[^1].\n\n- [x] a[^2]\n- [ ] b\n\n[^1]: first\n[^2]: the reason\n"
    faces = faces_of(tmp_path, f"## Q {{#q .choice}}\n\n{text}")
    fields = render_note(faces, CONFIG).fields
    assert "the reason" not in fields["Front"] and "first" in fields["Front"]
    assert "the reason" in fields["Back"]
    assert kinds(faces.front) == ["paragraph", "options", "footnotes"]


def test_a_choice_says_what_is_right_in_more_than_colour(tmp_path: Path) -> None:
    faces = faces_of(tmp_path, f"## Q {{#q .choice}}\n\n{CHOICE}")
    back = render_note(faces, CONFIG).fields["Back"]
    assert back.count("☑") == 1
    assert '<li class="correct"><span class="box">☑</span><p>one</p>' in back
    assert '<div class="reason"><p>why one</p></div>' in back
    assert back.count('class="wrong"') == 2


def test_a_bug_shows_all_down_to_the_first_program_in_front(tmp_path: Path) -> None:
    text = "a\n\n```python {.hidden}\nh\n```\n\n```python {raises=KeyError}\nb\n```\n\nc\n\n"
    text += "```python\nd\n```\n"
    cells = (CellRun(), failed("KeyError: 1", "seen"), printed("D"))
    faces = faces_of(tmp_path, f"## Q {{#q .bug}}\n\n{text}", *cells)
    assert kinds(faces.front) == ["paragraph", "program"]
    assert listings(faces.front) == ["b"]
    listing = faces.front[1].listing
    assert listing is not None
    assert [shown.kind for shown in listing.shown] == ["stdout", "error"]
    assert listings(faces.back) == ["d"]
    assert plain_text(faces.back[:1]) == "c"


def test_a_line_in_a_bug_moves_what_is_shown_in_front(tmp_path: Path) -> None:
    text = "```python\na\n```\n\n```python\nb\n```\n\n---\n\n```python\nc\n```\n"
    faces = faces_of(tmp_path, f"## Q {{#q .bug}}\n\n{text}", CellRun(), printed("B"), CellRun())
    assert listings(faces.front) == ["a", "b"]
    assert listings(faces.back) == ["c"]


def test_a_bug_that_nobody_can_see_is_a_mistake(tmp_path: Path) -> None:
    text = "## Q {#q .bug}\n\n```python\na\n```\n\n```python\nb\n```\n"
    (problem,) = problems(tmp_path, text, CellRun(), printed("B"))
    assert (problem.code, problem.place.line) == ("bad-bug", 3)
    assert "`---`" in problem.hint
    assert problems(tmp_path, text, printed("A"), CellRun()) == []


def test_a_bug_that_cannot_be_run_here_says_so_instead(tmp_path: Path) -> None:
    text = '## Q {#q .bug}\n\n```python {requires="no-such-thing>=2"}\na\n```\n\n'
    faces = faces_of(tmp_path, text + "```python\nb\n```\n")
    marks = [n.listing.mark for n in (*faces.front, *faces.back) if n.listing is not None]
    assert marks == ["not run", "not run"]


def test_programs_to_compare_stand_side_by_side_whatever_is_hidden_between(tmp_path: Path) -> None:
    hidden = COMPARE.replace("\n\n", "\n\n```python {.hidden}\nh\n```\n\n")
    text = f"## Q {{#q .compare}}\n\nabove\n\n{hidden}\nbelow\n"
    faces = faces_of(tmp_path, text, SIX, CellRun(), SIX)
    assert faces.front == ()
    assert kinds(faces.back) == ["paragraph", "columns", "paragraph"]
    assert [listings([column]) for column in faces.back[1].children] == [["1"], ["2"]]
    html = render_note(faces, CONFIG).fields["Back"]
    assert html.count('<div class="column">') == 2


def test_a_program_after_a_comparison_stands_alone(tmp_path: Path) -> None:
    text = f"## Q {{#q .compare}}\n\n{COMPARE}\nthen\n\n```python\n3\n```\n"
    faces = faces_of(tmp_path, text, SIX, SIX, printed("3"))
    assert kinds(faces.back) == ["columns", "paragraph", "program"]


def test_the_cheat_sheet_shows_options_once_and_answered(tmp_path: Path) -> None:
    faces = faces_of(tmp_path, f"## Q {{#q .choice}}\n\nabove\n\n{CHOICE}\n\nbelow\n")
    sheet = typst_card(faces, CONFIG)["sheet"]
    assert [token["t"] for token in sheet] == ["p", "list", "p"]
    assert sorted(item["box"] for item in sheet[1]["items"]) == ["right", "wrong", "wrong"]


def test_the_note_changes_with_what_is_typed(tmp_path: Path) -> None:
    faces = faces_of(tmp_path, TYPED + "`a`\n")
    notes = [render_note(dataclasses.replace(faces, typed=one), CONFIG) for one in ("a", "b")]
    assert notes[0].digest != notes[1].digest
    assert [note.fields["Typed"] for note in notes] == ["a", "b"]


def test_every_file_of_a_kind_has_its_row() -> None:
    folder = Path(table.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "kind", "table"}
    found = {
        name: value
        for file in sorted(files)
        for name, value in vars(importlib.import_module(f"generator.kinds.{file}")).items()
        if isinstance(value, Kind)
    }
    assert set(map(id, found.values())) == set(map(id, KINDS.values()))
    assert {name.lower().replace("_", ".") for name in found} == set(KINDS)


def test_no_step_asks_for_the_name_of_a_kind() -> None:
    """What a kind does otherwise stands in its file, or the next kind is forgotten somewhere."""
    root = Path(table.__file__).parents[1]
    asked = re.compile(r"\bcard\.kind (==|!=|in|not in) |match [\w.]*card\.kind\b")
    texts = {path: path.read_text("utf-8") for path in root.rglob("*.py")}
    assert len(texts) > 200
    found = [path.name for path, text in texts.items() if asked.search(text)]
    assert found == ["authoring.py"]  # writes no class for a plain card


def test_a_bug_to_predict_may_be_mended_in_words(tmp_path: Path) -> None:
    bug = "## Q {#q .bug .predict}\n\n```python\nprint(1)\n```\n"
    assert not problems(tmp_path / "words", f"{bug}\nIn words.\n", printed("1"))
    for name, text in (("none", bug), ("plain", f"{bug.replace(' .predict', '')}\nWords.\n")):
        (told,) = read_text(tmp_path / name, text)[1]
        assert "no fixed program" in told.message
