"""What a card is practised with is found in the fields of its note, whoever made it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.model import CellRun, Note, Output
from generator.practicing.note_practice import practice_of
from generator.practicing.practice import Gap, Option
from generator.verifying.outcome import Piece
from tests.support.kinds import failed, printed, valued
from tests.support.practised import fields_of, practised

TWO = "```python\nx = 1\nprint(x)\n```\n\n```python\nx + 1\n```\n"


def test_the_output_that_the_back_shows_is_asked_of_a_predict_card(tmp_path: Path) -> None:
    practice = practised(tmp_path, "## Q {#q .predict}\n\n" + TWO, printed("1"), valued("2"))
    assert practice.kind == "predict" and practice.asked == "output" and practice.runnable
    assert [cell.said for cell in practice.predicted] == [
        (Piece("stdout", "1"),),
        (Piece("value", "2"),),
    ]
    assert [cell.code for cell in practice.editable] == ["x = 1\nprint(x)", "x + 1"]
    assert all(cell.in_front for cell in practice.editable)


def test_programs_behind_the_rule_are_not_asked_for(tmp_path: Path) -> None:
    front, back = TWO.split("\n\n")
    card = f"## Q {{#q .predict}}\n\n{front}\n\n---\n\n{back}"
    practice = practised(tmp_path, card, printed("1"), valued("2"))
    assert [cell.index for cell in practice.predicted] == [0]
    assert [cell.in_front for cell in practice.editable] == [True, False]


def test_a_front_without_its_checked_comments_is_known_by_its_code(tmp_path: Path) -> None:
    card = "## Q {#q .predict}\n\n```python\nx = 1\nprint(x)  # => 1\n```\n"
    ran = replace(printed("1"), notes=(Note(2, "print", "1"),))
    fields = fields_of(tmp_path, card, ran)
    assert "=&gt;" not in fields["Front"]
    practice = practice_of(fields)
    assert practice is not None and practice.asked == "output"
    assert practice.predicted[0].code == "x = 1\nprint(x)  # => 1"


def test_hidden_programs_are_run_and_neither_asked_for_nor_shown(tmp_path: Path) -> None:
    card = (
        "## Q {#q .predict}\n\n```python {.hidden}\nx = 1\n```\n\n```python\nprint(x)\n```\n\n"
        "It is `{python} x`.\n"
    )
    practice = practised(tmp_path, card, CellRun(), printed("1"), valued("1"))
    assert [cell.shown for cell in practice.cells] == [False, True, False]
    assert [cell.index for cell in practice.predicted] == [1]


def test_the_traceback_of_a_bug_that_is_behind_is_asked_for(tmp_path: Path) -> None:
    card = "## Q {#q .bug .predict}\n\n```python {raises=TypeError}\nlen(3)\n```\n\nNo length.\n"
    practice = practised(tmp_path, card, failed("TypeError: no len()"))
    assert practice.kind == "bug.predict" and practice.asked == "output"
    assert practice.predicted[0].said[0].kind == "error"


def test_a_bug_that_shows_its_traceback_asks_for_nothing(tmp_path: Path) -> None:
    card = (
        "## Q {#q .bug}\n\n```python {raises=TypeError}\nlen(3)\n```\n\n```python\nlen([3])\n```\n"
    )
    practice = practised(tmp_path, card, failed("TypeError: no len()"), valued("1"), kind="bug")
    assert practice.asked == "" and practice.runnable and len(practice.editable) == 2


def test_output_that_varies_is_marked_and_not_asked_of_as_if_it_did_not(tmp_path: Path) -> None:
    card = "## Q {#q .predict}\n\n```python {.varies}\nprint(1)\n```\n\n```python\nprint(2)\n```\n"
    practice = practised(tmp_path, card, printed("7"), printed("2"))
    assert [(cell.said[0].text, cell.varies) for cell in practice.predicted] == [
        ("7", True),
        ("2", False),
    ]


def test_a_card_whose_program_shows_nothing_to_type_asks_for_nothing(tmp_path: Path) -> None:
    card = "## Q {#q .predict}\n\n```python\nx = 1\n```\n\nNothing.\n"
    practice = practised(tmp_path, card, CellRun(), kind="predict")
    assert practice.asked == "" and practice.runnable


def test_the_line_to_type_is_plain_text(tmp_path: Path) -> None:
    card = "## Q {#q .typed}\n\n`<b>&amp; [sound:x]`\n"
    practice = practised(tmp_path, card)
    assert (practice.kind, practice.asked, practice.typed) == (
        "typed",
        "typed",
        "<b>&amp; [sound:x]",
    )
    assert not practice.runnable


def test_options_are_told_apart_by_their_marks_on_the_back(tmp_path: Path) -> None:
    card = "## Q {#q .choice}\n\n- [x] `[1]` and\n  two\n\n  Because.\n\n- [ ] a < b\n- [ ] none\n"
    practice = practised(tmp_path, card)
    assert practice.asked == "choice"
    assert set(practice.options) == {
        Option("[1] and two", True),
        Option("a < b", False),
        Option("none", False),
    }


def test_gaps_are_those_of_their_card_in_text_code_and_formulas(tmp_path: Path) -> None:
    card = (
        "## Q {#q .cloze}\n\nThe {{c1::limit::what?}} of {{c2::`f(x)`}} is ${{c1::\\frac{1}{2}}}$.\n\n"
        '```python {blank="len"}\nprint(len("ab"))\n```\n'
    )
    practice = practised(tmp_path, card, printed("2"))
    assert practice.asked == "cloze" and practice.kind == "cloze"
    assert practice.gaps_of(0) == (Gap("limit", "text", "what?"), Gap(r"\frac{1}{2}", "formula"))
    assert practice.gaps_of(1) == (Gap("f(x)", "code"),)
    assert practice.gaps_of(2) == (Gap("len", "code"),)
    assert practice.editable[0].code == 'print(len("ab"))'


def test_a_gap_of_words_and_code_is_one_of_words(tmp_path: Path) -> None:
    card = "## Q {#q .cloze}\n\nIt starts {{c1::at `a`}} and {{c2::`b`}}.\n"
    practice = practised(tmp_path, card)
    assert practice.gaps_of(0) == (Gap("at a"),)
    assert practice.gaps_of(1) == (Gap("b", "code"),)


def test_the_code_of_a_session_is_edited_as_it_is_shown(tmp_path: Path) -> None:
    card = "## Q {#q}\n\n```pycon\n>>> 1\n1\n>>> (2 +\n... 3)\n5\n>>> x = 4; x\n4\n```\n"
    cells = (valued("1"), valued("5"), valued("4"))
    practice = practised(tmp_path, card, *cells)
    assert "displayhook" not in str(practice.editable)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"Front": "What?", "Back": "That."},
        {"Vorderseite": "<b>x", "Rückseite": "</i><ul class=options><li>"},
        {"Front": '<ul class="options"><li>a</li></ul>', "Back": "<p>"},
        {"Text": "{{c0::}} {{c1::}}"},
    ],
)
def test_a_note_of_another_tool_is_practised_with_nothing(fields: dict[str, str]) -> None:
    assert practice_of(fields) is None


def test_gaps_of_another_tools_note_can_be_filled_in() -> None:
    practice = practice_of({"Text": "a <b>{{c1::long&nbsp;answer}}</b> {{c2::x}}", "Extra": ""})
    assert practice is not None and practice.gaps_of(0) == (Gap("long answer"),)


def test_evidence_that_cannot_be_read_is_said_and_the_card_is_practised_without(
    tmp_path: Path,
) -> None:
    fields = dict(fields_of(tmp_path, "## Q {#q .predict}\n\n" + TWO, printed("1"), valued("2")))
    fields["Evidence"] = "<!--proofdeck2 AAAA-->"
    practice = practice_of(fields)
    assert practice is not None and not practice.runnable and "cannot be read" in practice.why


def test_a_field_of_a_million_open_elements_is_read_in_time() -> None:
    assert practice_of({"Front": "<p>" * 300_000 + "</i>" * 50_000, "Back": ""}) is None


def test_what_was_cut_off_for_display_is_no_longer_a_whole_answer(tmp_path: Path) -> None:
    long = CellRun((Output("stdout", "".join(f"{n}\n" for n in range(100))),))
    card = "## Q {#q .predict}\n\n```python\nprint(1)\n```\n"
    practice = practised(tmp_path, card, long)
    assert practice.predicted[0].said[0].text.endswith("more lines")
