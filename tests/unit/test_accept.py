"""Accepting writes what is true, where it was false, and keeps its hands off the rest."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from generator.accepting.came_out import came_out
from generator.accepting.comment_claim import rewrite_comment
from generator.accepting.edits import Edit
from generator.accepting.fence_claim import rewrite_fence
from generator.accepting.lines import split_lines
from generator.accepting.listings import Listings
from generator.accepting.proposal import Proposal, propose, write
from generator.accepting.replacement import replace_bytes
from generator.accepting.rewrite import rewrite
from generator.accepting.same_values import same_values
from generator.model import (
    CellRun,
    Claim,
    Fence,
    Frame,
    MatchName,
    Note,
    Output,
    Place,
    Raised,
    Structure,
)
from generator.reading.chapter import read_chapter
from generator.reading.comments import stated_claims
from generator.reading.source import Source
from generator.running.run_options import RunOptions
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner
from tests.support.kinds import verdict_of

CARD = "## Q {#q}\n\n```python\nprint(1)\n```\n```output\n2\n```\n"
ARRAY = Structure("torch.Tensor", "array", (2, 2), "float32")
VECTOR = Structure("torch.Tensor", "array", (3,), "int64")
PAIR = Structure("list", "sequence", items=(("0", ARRAY), ("1", VECTOR)))


def proposal_for(folder: Path, text: str, *slugs: str, fix: bool = False) -> Proposal:
    write_deck(folder, {"en/01.md": text})
    return propose(folder, slugs, values_only=fix, runner=InlineRunner())


def accepted(folder: Path, text: str, *slugs: str, fix: bool = False) -> str:
    proposal = proposal_for(folder, text, *slugs, fix=fix)
    assert not proposal.problems
    assert set(write(proposal).values()) <= {None}
    return (folder / "en/01.md").read_bytes().decode("utf-8")


def test_a_false_claim_states_what_came_out(tmp_path: Path) -> None:
    assert accepted(tmp_path, CARD) == CARD.replace("2\n", "1\n")


def test_a_program_without_a_claim_gets_none(tmp_path: Path) -> None:
    text = CARD.split("```output")[0]
    assert proposal_for(tmp_path, text).files == ()


def test_lines_that_were_true_keep_their_spaces_and_empty_lines_at_the_end(tmp_path: Path) -> None:
    text = CARD.replace("print(1)", 'print("a\\nb")').replace("2\n", "a \t\nc\n \n\n")
    assert accepted(tmp_path, text) == text.replace("c\n", "b\n")


@pytest.mark.parametrize("mark", ["```", "~~~", "~~~~~"])
def test_output_with_a_fence_in_it_stays_inside_the_claim(tmp_path: Path, mark: str) -> None:
    text = CARD.replace("print(1)", f'print("{mark}")').replace("```output", f"{mark}output")
    text = text.replace("2\n```", f"2\n{mark}")
    new = accepted(tmp_path, text)
    assert new.endswith(f"\n{mark[0]}{mark}output\n{mark}\n{mark[0]}{mark}\n")
    assert accepted(tmp_path, new) == new


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_keeps_its_byte_order_mark_and_line_ends(tmp_path: Path, end: str) -> None:
    text = "\ufeff" + CARD.replace("print(1)", 'print("a\\nb")').replace("\n", end)
    assert accepted(tmp_path, text) == text.replace(f"{end}2{end}", f"{end}a{end}b{end}")


@pytest.mark.parametrize("printed", [r"a\rb", r"\0", r"50%\r100%"])
def test_what_markdown_cannot_hold_is_a_problem_and_the_other_claims_are_written(
    tmp_path: Path, printed: str
) -> None:
    text = CARD.replace("print(1)", f"print('{printed}')") + "\n" + CARD.replace("#q", "#r")
    proposal = proposal_for(tmp_path, text)
    assert [(p.code, p.place.line, p.card) for p in proposal.problems] == [
        ("unstatable-claim", 6, "q")
    ]
    assert [edit.card for file in proposal.files for edit in file.edits] == ["r"]
    assert proposal.stay_false


def test_claims_of_a_card_that_crashed_are_left_alone_and_said_so(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, CARD + "\n```python\n1 / 0\n```\n```output\n7\n```\n")
    assert proposal.files == ()
    assert [(left.place.line, left.card) for left in proposal.edits.left] == [(6, "q"), (13, "q")]
    assert "ZeroDivisionError" in proposal.edits.left[0].reason
    assert proposal.stay_false


def test_claims_that_were_not_run_are_left_alone_and_are_no_failure(tmp_path: Path) -> None:
    text = CARD.replace("```python", '```python {requires="no-such-thing>=1"}')
    proposal = proposal_for(tmp_path, text)
    assert proposal.files == ()
    assert [left.false for left in proposal.edits.left] == [False]
    assert not proposal.stay_false


def test_an_exception_other_than_promised_is_never_accepted(tmp_path: Path) -> None:
    text = CARD.replace("```python", "```python {raises=KeyError}").replace("print(1)", "1 / 0")
    proposal = proposal_for(tmp_path, text)
    assert proposal.files == ()
    assert "should raise KeyError" in proposal.edits.left[0].reason


def test_one_set_up_claim_is_rewritten_once_for_all_cards(tmp_path: Path) -> None:
    setup = "```python {.setup}\nprint(1)\n```\n```output\n2\n```\n\n"
    text = setup + CARD.replace("2", "1") + "\n" + CARD.replace("2", "1").replace("#q", "#r")
    assert accepted(tmp_path, text) == text.replace("2\n", "1\n")


def test_a_set_up_claim_is_mended_though_one_card_of_the_file_crashes(tmp_path: Path) -> None:
    setup = "```python {.setup}\nprint(1)\n```\n```output\n2\n```\n\n"
    crash = "## C {#c}\n\n```python\n1 / 0\n```\n\n"
    text = setup + crash + CARD.replace("2", "1")
    proposal = proposal_for(tmp_path, text)
    assert [edit.claim.place.line for edit in proposal.edits.edits] == [4]
    assert proposal.edits.left == ()


def test_a_set_up_claim_that_is_not_the_same_each_time_is_left_alone(tmp_path: Path) -> None:
    code = (
        "import itertools; sys = __import__('sys'); sys.n = getattr(sys, 'n', 0) + 1; print(sys.n)"
    )
    setup = f"```python {{.setup}}\n{code}\n```\n```output\n0\n```\n\n"
    text = setup + CARD.replace("2", "1") + "\n" + CARD.replace("2", "1").replace("#q", "#r")
    proposal = proposal_for(tmp_path, text)
    assert proposal.files == ()
    assert proposal.edits.left[0].reason == "its output varies from run to run"


def test_a_set_up_claim_that_holds_on_another_card_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "ran", 0, raising=False)  # each card runs twice
    code = "sys = __import__('sys'); sys.ran += 1; print(int(sys.ran > 2))"
    setup = f"```python {{.setup}}\n{code}\n```\n```output\n1\n```\n\n"
    text = setup + CARD.replace("2", "1") + "\n" + CARD.replace("2", "1").replace("#q", "#r")
    proposal = proposal_for(tmp_path, text)
    assert proposal.files == (), "each would be undone by accepting once more"
    assert proposal.edits.left[0].reason == "its output varies from run to run"


@pytest.mark.parametrize("said", ["[1,2]", "[1,  2 ]", "\n[1, 2]", "[ 1 , 2 ]"])
def test_fix_leaves_a_claim_alone_whose_values_hold(tmp_path: Path, said: str) -> None:
    text = CARD.replace("print(1)", "print([1, 2])").replace("2\n```\n", f"{said}\n```\n")
    assert accepted(tmp_path, text, fix=True) == text
    assert "output\n[1, 2]\n" in accepted(tmp_path, text).replace("\n\n", "\n")


def test_fix_rewrites_a_claim_whose_values_changed(tmp_path: Path) -> None:
    text = CARD.replace("print(1)", "print('x\\n[1, 2]')").replace("2\n```\n", "x \n[1, 3]\n```\n")
    assert accepted(tmp_path, text, fix=True) == text.replace("[1, 3]", "[1, 2]")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1. 2.", "1.  2.", True), ("1. 2.", "1.2.", False), ("[3 -1]", "[3-1]", False),
        ("a\n\nb", "a\nb", True), ("a b", "a\nb", False), ("1", "1.0", False), ("(2,)", "(2, )", True),
    ],
)  # fmt: skip
def test_spaces_are_layout_only_between_values(one: str, other: str, same: bool) -> None:
    assert same_values(one, other) is same


FRAMES = (Frame("card.md", 1, "<module>", "{}['a']", 0),)
RAISED = CellRun(raised=Raised("KeyError", "KeyError", (), "KeyError: 'a'", FRAMES))


@pytest.mark.parametrize("full", [True, False])
def test_an_exception_keeps_the_form_its_author_chose(full: bool) -> None:
    said = "Traceback (most recent call last):\nKeyError: 'b'" if full else "KeyError: 'b'"
    claim = Claim(Place("card.md", 5), said)
    text = came_out(claim, Fence(Place("card.md"), "{}['a']", claim=claim), RAISED)
    assert text is not None
    assert text.startswith("Traceback") is full
    assert text.endswith("KeyError: 'a'")


def fence_with(claim: Claim, match: MatchName = "exact") -> Fence:
    return Fence(Place("card.md", 3), "f()", claim=claim, match=match)


@pytest.mark.parametrize(
    ("match", "said", "structure", "text"),
    [
        ("shape", "(3, 3)", ARRAY, "(2, 2)"),
        ("shape", "torch.Size([3])", ARRAY, "torch.Size([2, 2])"),
        ("shape", "[(2,), (3,)]", PAIR, "[(2, 2), (3,)]"),
        ("shape", "(3, 3)", None, None),
        ("dtype", "float64", ARRAY, "float32"),
        ("dtype", "torch.float64", ARRAY, "torch.float32"),
        ("dtype", "float64", Structure("str", "text"), None),
        ("contains", "x", ARRAY, None),
        ("ellipsis", "x ... y", ARRAY, None),
        ("close", "1.0", None, "some text"),
    ],
)
def test_a_claim_of_a_shape_or_dtype_states_that_and_one_of_a_part_is_its_authors(
    match: MatchName, said: str, structure: Structure | None, text: str | None
) -> None:
    claim = Claim(Place("card.md", 5), said)
    cell = CellRun((Output("value", "some text"),), value=structure)
    assert came_out(claim, fence_with(claim, match), cell) == text


@pytest.mark.parametrize("match", get_args(MatchName))
def test_accept_is_offered_where_it_can_write_the_claim(tmp_path: Path, match: MatchName) -> None:
    stated = "float64" if match == "dtype" else "(3, 3)"
    text = f"```python {{match={match}}}\nf()\n```\n\n```output\n{stated}\n```\n"
    cell = CellRun((Output("value", "other text"),), value=ARRAY)
    verdict = verdict_of(tmp_path, f"## Q {{#q}}\n\n{text}", cell)
    (problem,) = verdict.problems
    (fence,) = verdict.plan.card.fences
    assert fence.claim is not None
    offered = "proofdeck accept" in problem.hint
    assert offered == (came_out(fence.claim, fence, cell) is not None)


@pytest.mark.parametrize(
    ("said", "forced", "notes", "text"),
    [
        ("1", None, [Note(2, "print", "5"), Note(3, "print", "6")], "5"),
        ("1", None, [Note(2, "value", "5")], "5"),
        ("1", None, [Note(2, "print", "5"), Note(2, "print", "5")], "5"),
        ("1, 2", None, [Note(2, "print", "5"), Note(2, "print", "6")], "5, 6"),
        ("1; 2", None, [Note(2, "print", "5"), Note(2, "print", "6")], "5; 6"),
        ("1\n2", None, [Note(2, "print", "5"), Note(2, "print", "6")], "5\n6"),
        ("(1,)", "shape", [Note(2, "print", "tensor(…)", ARRAY)], "(2, 2)"),
        ("int8", "dtype", [Note(2, "value", "tensor(…)", ARRAY)], "float32"),
        ("1", None, [Note(9, "print", "5")], None),
        ("1", None, [Note(2, "value", "None", Structure("NoneType", "none"))], "None"),
        ("1", None, [Note(2, "error", "ValueError: no")], "ValueError: no"),
    ],
)
def test_a_comment_states_what_its_line_came_to(
    said: str, forced: MatchName | None, notes: list[Note], text: str | None
) -> None:
    claim = Claim(Place("card.md", 5), said, "comment", forced, about=2)
    fence = Fence(Place("card.md", 3), "f()", stated=(claim,))
    assert came_out(claim, fence, CellRun(notes=tuple(notes))) == text


NONE = Note(2, "value", "None", Structure("NoneType", "none"))


@pytest.mark.parametrize(
    ("stated", "notes", "text"),
    [
        ({"text": "0.7", "says": "rounded"}, [Note(2, "value", "0.3333")], "0.3"),
        ({"text": "7", "says": "rounded"}, [Note(2, "value", "2.0")], "2"),
        ({"text": "KeyError", "says": "error"}, [Note(2, "error", "a.ValueError: no")], "a.ValueError"),
        ({"text": "KeyError: k", "says": "error"}, [Note(2, "error", "ValueError: no")], "ValueError: no"),
        ({"text": "KeyError", "says": "error"}, [Note(2, "value", "1")], None),
        ({"text": "nothing", "says": "nothing"}, [Note(2, "print", "1")], None),
        ({"text": "[2]", "names": ("x",)}, [NONE, Note(2, "value", "[1]", name="x")], "[1]"),
        ({"text": "2", "names": ("x",), "named": True}, [Note(2, "value", "5"), Note(2, "value", "1", name="x")], "1"),
        ({"text": "3\n4", "before": ((1, 0),)}, [Note(1, "print", "1"), Note(2, "print", "2")], "1\n2"),
    ],
)  # fmt: skip
def test_every_form_of_comment_states_what_came_out_in_its_own_way(
    stated: dict[str, Any], notes: list[Note], text: str | None
) -> None:
    claim = Claim(Place("card.md", 5), source="comment", about=2, **stated)
    fence = Fence(Place("card.md", 3), "f()", stated=(claim,))
    assert came_out(claim, fence, CellRun(notes=tuple(notes))) == text


def test_what_is_not_read_is_left_alone_with_why_and_is_no_failure(tmp_path: Path) -> None:
    text = CARD.replace("print(1)", "print(1)  # prints 3 times").replace("2\n", "1\n")
    proposal = proposal_for(tmp_path, text)
    assert proposal.files == ()
    (left,) = proposal.edits.left
    assert (left.place.line, left.false) == (4, False)
    assert left.reason.startswith("it is not read: the words after the value")
    assert not proposal.stay_false


def with_comment(code: str, text: str, margin: str = "") -> str | None:
    """The code with its last claim in a comment rewritten; None where that is refused."""
    source = "".join(f"{margin}{line}\n" for line in ("```python", *code.split("\n"), "```"))
    stated = stated_claims(code, lambda line, column: Place("card.md", line + 1, column))
    lines = rewrite_comment(split_lines(source), Listings.of(source), stated[-1], text)
    if lines is None:
        return None
    new = [line.text.removeprefix(margin) for line in lines[1:-2]]
    assert all(line.text.startswith(margin) for line in lines[:-1])
    return "\n".join(new)


@pytest.mark.parametrize("margin", ["", "  ", "> "])
@pytest.mark.parametrize(
    ("code", "text", "new"),
    [
        ("f(1)  #=> 1 \nx", "2", "f(1)  #=> 2 \nx"),
        ("f('# => 1')  # => 1", "2", "f('# => 1')  # => 2"),
        ("f()  # => 1，因为", "2", "f()  # => 2，因为"),
        ("f()\n# 输出：1\ng()", "2", "f()\n# 输出：2\ng()"),
        ("f()\n# => 1\ng()", "[2,\n 3]", "f()\n# => [2,\n#     3]\ng()"),
        ("f()\n# => [1,\n#     2]\n", "3", "f()\n# => 3\n"),
        ("f()\n# => [1,\n#     2]", "[1,\n 3,\n 4]", "f()\n# => [1,\n#     3,\n#     4]"),
        ("f()\n# Output:\n# 1\n# 2", "1\n3\n4", "f()\n# Output:\n# 1\n# 3\n# 4"),
        ("print(x)\n# => 1\n# => 2", "1\n3\n4", "print(x)\n# => 1\n# => 3\n# => 4"),
        ("f()  # => 1, the first", "2", "f()  # => 2, the first"),
        ("f()  # -> 1 (absolute)", "-2", "f()  # -> -2 (absolute)"),
        ("f()  # prints 1", "2", "f()  # prints 2"),
        ("f()  # 结果是 1，因为", "2", "f()  # 结果是 2，因为"),
        ("f()  # => about 0.7, or so", "0.3", "f()  # => about 0.3, or so"),
        ("f()  # raises KeyError", "ValueError", "f()  # raises ValueError"),
        ("x = y  # x = 1, now", "2", "x = y  # x = 2, now"),
        ("x = [\n    1,  # => 2\n]", "1", "x = [\n    1,  # => 1\n]"),
        ("f()  # 1", "2", "f()  # 2"),
        ("f()  # the sum  # => 1", "2", "f()  # the sum  # => 2"),
        ("f()  # x => 1", "2", "f()  # x => 2"),
        ("f()  # => shape (2, 3), rows first", "(3, 3)", "f()  # => shape (3, 3), rows first"),
        (
            "print(x)\nprint(y)\n# Output:\n# 1\n# 2\n# 3",
            "1\n3\n4\n5",
            "print(x)\nprint(y)\n# Output:\n# 1\n# 3\n# 4\n# 5",
        ),
        ("f()  # => 1", "2\n3", None),
    ],
)
def test_a_comment_keeps_its_marker_its_column_and_its_remarks(
    code: str, text: str, new: str | None, margin: str
) -> None:
    rewritten = with_comment(code, text, margin)
    assert rewritten == new
    if rewritten is not None:
        stated = stated_claims(rewritten, lambda line, column: Place("card.md", line, column))
        assert stated[-1].text == text


def test_a_comment_that_says_something_else_is_never_rewritten() -> None:
    source = "```python\nf()  # => 1\n```\n"
    for line, said in ((2, "7"), (1, "1"), (9, "1")):
        claim = Claim(Place("card.md", line, 6), said, "comment", about=1)
        assert rewrite_comment(split_lines(source), Listings.of(source), claim, "2") is None


def test_a_claim_that_is_not_at_its_place_is_never_rewritten() -> None:
    for line, said in ((6, "3"), (5, "2"), (3, "2")):
        claim = Claim(Place("card.md", line), said)
        assert rewrite_fence(split_lines(CARD), Listings.of(CARD), claim, "1") is None
        assert rewrite(CARD, [Edit(claim, "1", "q")]) == (CARD, ())


def test_a_file_that_changed_before_it_is_replaced_is_not_written(tmp_path: Path) -> None:
    proposal = proposal_for(tmp_path, CARD)
    path = tmp_path / "en/01.md"
    path.write_text("mine\n", "utf-8")
    (problem,) = write(proposal).values()
    assert problem is not None
    assert problem.code == "changed"
    assert path.read_text("utf-8") == "mine\n"
    assert [file.name for file in path.parent.iterdir()] == ["01.md"]


def test_a_file_that_changed_while_the_deck_was_checked_is_not_written(tmp_path: Path) -> None:
    code = f"with open({str(tmp_path / 'en/01.md')!r}, 'a') as file:\n    _ = file.write('more')"
    write_deck(tmp_path, {"en/01.md": CARD, "en/00.md": f"## W {{#w}}\n\n```python\n{code}\n```\n"})
    proposal = propose(tmp_path, runner=InlineRunner(), options=RunOptions(once=True))
    assert set(write(proposal).values()) != {None}
    assert (tmp_path / "en/01.md").read_text("utf-8") == CARD + "more"


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert replace_bytes(link, b"old", b"new") is None
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)


@pytest.mark.skipif(os.name != "posix", reason="folders that are files")
def test_a_file_that_is_gone_is_a_problem_and_leaves_nothing_behind(tmp_path: Path) -> None:
    problem = replace_bytes(tmp_path / "gone.md", b"old", b"new")
    assert problem is not None
    assert problem.code == "unwritable"
    assert list(tmp_path.iterdir()) == []


def test_hundreds_of_claims_are_rewritten_in_a_few_readings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = "## Q {{#q-{0}}}\n\n```python\nprint({0})  # => 7\nprint('a\\nb')  # => 8\nprint('\\0')  # => 9\n```\n\n"
    read: list[str] = []

    def counting(source: Source, *rest: Any, **named: Any) -> Any:
        read.append(source.path)
        return read_chapter(source, *rest, **named)

    monkeypatch.setattr("generator.accepting.reread.read_chapter", counting)
    text = "# T\n\n" + "".join(card.format(number) for number in range(10, 60))
    proposal = proposal_for(tmp_path, text)
    assert len(proposal.files[0].edits) == 50
    assert len(proposal.problems) == 100
    assert len(read) <= 3
