"""What is wrong with an exercise is said before a learner meets it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from generator.kinds.exercise import EXERCISE, hints_of
from generator.kinds.exercise_tests import name_of_test, split_tests
from generator.model import CellRun, DeckConfig, Fence, Place
from generator.model.walking import plain_text
from generator.rendering.markdown_sides import markdown_sides
from generator.rendering.typst_card import typst_card
from generator.running.programs.program import plan_card
from tests.support.decks import read_card, read_text
from tests.support.kinds import faces_of
from tests.support.running import unmet_here

HEAD = "## Double {#q .exercise}\n\n"
STARTER = "```python {.starter}\ndef double(x):\n    ...\n```\n\n"
SOLUTION = "```python {.solution}\ndef double(x):\n    return 2 * x\n```\n\n"
TESTS = "```python {.tests}\nassert double(3) == 6\n```\n"
WHOLE = HEAD + STARTER + SOLUTION + TESTS
CALL = "```python {.tests}\n>>> double(3)\n6\n```\n"


def instead(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new, 1)


def test_an_exercise_as_it_should_be_has_no_problem(tmp_path: Path) -> None:
    for text in (
        WHOLE,
        WHOLE + "\n" + CALL,
        instead("    ...\n", "").replace("def double(x):\n", "", 1),
    ):
        _, problems = read_text(tmp_path, text)
        assert [each for each in problems if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (instead(STARTER, ""), 1, "has no starter"),
        (instead(SOLUTION, ""), 1, "has no solution"),
        (instead(TESTS, ""), 1, "has no tests"),
        (instead(STARTER, STARTER * 2), 8, "second starter; the first is on line 3"),
        (instead(SOLUTION, SOLUTION * 2), 13, "second solution; the first is on line 8"),
        (HEAD + SOLUTION + STARTER + TESTS, 8, "the starter stands below the solution"),
        (HEAD + STARTER + TESTS + "\n" + SOLUTION, 12, "the solution stands below the tests"),
        (HEAD + STARTER + SOLUTION + "---\n\n" + TESTS, 8, "the front shows it"),
        (HEAD + "---\n\n" + STARTER + SOLUTION + TESTS, 5, "the front does not show it"),
        (instead(STARTER, STARTER + "> [!hint]\n\n"), 8, "this hint says nothing"),
        (instead(".tests", ".tests .hidden"), 13, "`hidden` does not fit the tests"),
        (instead(".solution", ".solution varies"), 8, "`varies` does not fit the solution"),
        (instead(".solution", ".solution raises=E"), 8, "`raises` does not fit the solution"),
        (instead(".starter", ".starter time=1"), 3, "`time` has no effect here"),
        (instead(".solution", ".solution memory=64MiB"), 8, "`memory` has no effect here"),
        (instead(".tests", '.tests survives="double because x"'), 13, "`survives` has no effect"),
        (instead(".tests", ".tests tol=1e-3"), 13, "no effect on asserts"),
        (WHOLE + "\n```output\n6\n```\n", 13, "this output is no test"),
        (instead("assert double(3) == 6", "double(3)"), 13, "these tests assert nothing"),
        (instead("assert ", "def test_it():\n    assert "), 13, "nothing calls `test_it`"),
        (WHOLE + "\n" + CALL.replace("6\n", ""), 18, "this call states no result"),
        (instead(".tests", ".tests time=1") + "\n" + CALL.replace(".tests", ".tests time=2"), 17,
         "`time` is for all tests together, and line 13 has another value"),
        (instead(" .exercise", ""), 3, "`.starter` has no effect: this card is not an `.exercise`"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_exercise_is_named_where_it_is(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    _, problems = read_text(tmp_path, text)
    found = [each for each in problems if each.code == "bad-exercise"]
    assert [(each.place.line, words in each.message) for each in found[:1]] == [(line, True)], found
    assert all(each.hint for each in found)


@pytest.mark.parametrize(
    ("option", "code", "words"),
    [
        ("time=0", "bad-value", "seconds from 0.1"),
        ("time=soon", "bad-value", "seconds from 0.1"),
        ("memory=1MiB", "bad-value", "at least 16 MiB"),
        ("memory=much", "bad-value", "at least 16 MiB"),
        ('survives="double"', "bad-value", "does not say why"),
        ('survives="triple because it is more"', "bad-value", "does not occur"),
        (".hint", "unknown-option", "unknown option `.hint`"),
        (".starter", "bad-options", "cannot be both `.starter` and `.solution`"),
    ],
)
def test_an_option_that_says_nothing_sensible_is_named(
    tmp_path: Path, option: str, code: str, words: str
) -> None:
    _, problems = read_text(tmp_path, instead(".solution", f".solution {option}"))
    assert any(each.code == code and words in each.message for each in problems), problems


@pytest.mark.parametrize("role", ["starter", "solution", "tests"])
def test_a_part_of_an_exercise_that_is_not_python_says_how_it_is_written(
    tmp_path: Path, role: str
) -> None:
    _, problems = read_text(tmp_path, instead(f"```python {{.{role}}}", f"```text {{.{role}}}"))
    (found,) = (each for each in problems if each.code == "unknown-option")
    assert found.message == f"`{role}` has no effect here, as this code is not Python"
    assert found.hint == f"the {role} of an exercise is a fence ```python {{.{role}}}"


@pytest.mark.parametrize(
    ("written", "seconds"), [("0.5", 0.5), (".5", 0.5), ('"1.5"', 1.5), ("2", 2)]
)
def test_a_fraction_of_a_second_needs_no_quotes(
    tmp_path: Path, written: str, seconds: float
) -> None:
    deck, problems = read_text(tmp_path, instead(".tests", f".tests time={written}"))
    assert not problems
    (card,) = deck.cards()
    assert [each.seconds for each in card.fences if each.role == "tests"] == [seconds]


def test_a_result_stated_where_nothing_verifies_it_is_told(tmp_path: Path) -> None:
    _, problems = read_text(tmp_path, instead("    ...", "    ...\n\ndouble(3)  # => 6"))
    assert "unverifiable-claim" in {each.code for each in problems}
    card = read_card(tmp_path, instead("== 6", "== 6\ndouble(4)  # => 8"))
    assert [each.text for each in card.fences[-1].unread] == ["8"]


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("assert a\nassert b", ["assert a", "assert b"]),
        ("x = 1\nassert x\n\ny = 2\nassert y\nprint(y)",
         ["x = 1\nassert x", "\ny = 2\nassert y\nprint(y)"]),
        ("assert (\n    a\n)", ["assert (\n    a\n)"]),
        ("assert a; assert b", ["assert a; assert b"]),
        ("for x in y:\n    assert x\nassert z", ["for x in y:\n    assert x", "assert z"]),
        ("torch.testing.assert_close(a, b)\nassert z", ["torch.testing.assert_close(a, b)", "assert z"]),
        ("def check(x):\n    assert x\ncheck(1)\ncheck(2)",
         ["def check(x):\n    assert x\ncheck(1)", "check(2)"]),
        ("def check(x):\n    assert x\ny = 1", []),
        ("y = 1", []),
        ("assert (", ["assert ("]),
    ],
)  # fmt: skip
def test_each_assert_is_a_test_with_what_prepares_it(code: str, parts: list[str]) -> None:
    fence = Fence(Place("a.md", 10), code, role="tests")
    tests = split_tests(fence)
    assert [test.code for test in tests] == parts
    starts = [
        1,
        *(1 + sum(part.count("\n") + 1 for part in parts[:n]) for n in range(1, len(parts))),
    ]
    assert [test.place.line for test in tests] == [9 + start for start in starts[: len(tests)]]


def test_a_test_is_called_by_what_it_asserts() -> None:
    assert name_of_test("xs = [1]\nassert f(\n    xs\n) == 2") == "assert f( xs ) == 2"
    assert name_of_test("f(1)") == "f(1)"
    assert len(name_of_test(f"assert {'x' * 300}")) == 80


def test_a_learner_sees_the_task_and_no_hint_of_the_answer(tmp_path: Path) -> None:
    hints = "> [!hint] Add it to itself.\n\n> [!hint]\n> Or `multiply` by $2$.\n\n> [!hint] Loops\n> None.\n\n"
    card = read_card(tmp_path, HEAD + "The task.\n\n" + STARTER + SOLUTION + hints + TESTS)
    assert [node.kind for node in card.front] == ["paragraph", "program", *["callout"] * 3]
    assert [node.kind for node in card.back] == ["program", "program"]
    assert hints_of(card) == ("Add it to itself.", "Or `multiply` by $2$.", "Loops\nNone.")
    front, back = EXERCISE.sides(card, lambda nodes, part="all": nodes)
    folded = [node for node in front if node.kind == "callout"]
    assert [node.attrs["fold"] for node in folded] == ["closed"] * 3
    titles = [plain_text(node.children[0].children) for node in folded]
    assert titles == ["Hint", "Hint", "Loops"]
    assert [plain_text(node.children[1:]).strip() for node in folded] == [
        "Add it to itself.", "Or multiply by 2.", "None.",
    ]  # fmt: skip
    assert len(back) == 2


def test_what_the_tests_may_take_is_said_on_both_sides(tmp_path: Path) -> None:
    text = WHOLE.replace("{.tests}", '{.tests time="1.5" memory=64MiB}')
    for language, said in (
        ("en", "The tests may take 1.5 s of processor time and 64 MiB of memory."),
        ("zh", "测试的上限：处理器时间 1.5 秒，内存 64 MiB。"),
    ):
        card = dataclasses.replace(read_card(tmp_path, text), language=language)
        for side in EXERCISE.sides(card, lambda nodes, part="all": nodes):
            assert said in [plain_text([node]) for node in side]


def test_hints_are_on_paper_in_short_behind_the_tests_and_not_on_the_cheat_sheet(
    tmp_path: Path,
) -> None:
    hints = "> [!hint] Add `x` to itself.\n\n> [!hint]\n> - A list.\n\n"
    text = HEAD + STARTER + hints + SOLUTION + TESTS
    cells = [CellRun() for _ in range(4)]
    tokens = typst_card(faces_of(tmp_path, text, *cells), DeckConfig("demo", str(tmp_path)))
    assert [token["t"] for token in tokens["front"]] == ["listing"]
    assert [token["t"] for token in tokens["back"]] == ["listing", "listing", "p", "quote"]
    assert "Hint" in str(tokens["back"][2]) and " 1" in str(tokens["back"][2])
    assert "Hint" not in str(tokens["sheet"])
    sides = markdown_sides(faces_of(tmp_path, text, *cells))
    assert "Hint" not in sides.front and sides.back.count("**Hint**") == 2


def test_both_languages_share_what_is_tried_out(tmp_path: Path) -> None:
    codes = []
    for words in ("twice", "两倍"):
        text = WHOLE.replace("2 * x", f"2 * x  # {words}").replace("== 6", f"== 6  # {words}")
        plan = plan_card(read_card(tmp_path, text), DeckConfig("demo", str(tmp_path)), unmet_here)
        assert plan.program is not None
        codes.append([[cell.code for cell in each.cells] for each in plan.program.variants])
    assert codes[0] == codes[1]
    assert len(codes[0]) > 2
