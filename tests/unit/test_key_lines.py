"""What a cheat sheet shows of a card that nobody marked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.kinds.table import KINDS
from generator.printing.api_names import ApiNames, api_index
from generator.printing.key_lines import key_lines
from generator.printing.key_sentences import first_sentence, texts
from generator.rendering.rendered import RenderedCard


def p(*parts: str) -> dict[str, Any]:
    """A paragraph, every second part of it code."""
    names = ("text", "code")
    return {"t": "p", "c": [{"t": names[i % 2], "s": [part]} for i, part in enumerate(parts)]}


def code(*lines: str, outs: tuple[str, ...] = (), ink: str = "") -> dict[str, Any]:
    def shown(texts: tuple[str, ...], ink: str) -> list[dict[str, Any]]:
        return [{"n": len(text), "r": [[ink, text, len(text)]] if text else []} for text in texts]

    came = [{"k": "stdout", "lines": shown(outs, "")}] if outs else []
    return {"t": "listing", "code": shown(lines, ink), "outs": came, "mark": "", "reason": "",
            "columns": 40, "wide": False, "program": "python"}  # fmt: skip


def card(
    back: list[Any], front: list[Any] | None = None, sheet: list[Any] | None = None
) -> RenderedCard:
    tokens = {"question": [], "front": front or [], "back": back, "sheet": sheet or back}
    note: Any = None  # nothing of it is asked
    return RenderedCard(note, json.dumps(tokens))


def lines(tokens: Any) -> list[str]:
    found = []
    for token in tokens:
        if token["t"] == "listing":
            found += ["".join(run[1] for run in line["r"]) for line in token["code"]]
            found += ["".join(run[1] for run in line["r"])
                      for out in token["outs"] for line in out["lines"]]  # fmt: skip
        else:
            found.append("".join(texts(token)))
    return found


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [(("One. Two.",), "One."), (("Call ", "f.g()", " first. It is e.g. 3.", "x"), "Call f.g() first."),
     (("About 2.5 of it, e.g. half? Yes.",), "About 2.5 of it, e.g. half?"),
     (("一句。两句。",), "一句。"), (("No end",), "No end")],
)  # fmt: skip
def test_the_first_sentence_ends_where_a_reader_ends_it(
    parts: tuple[str, ...], sentence: str
) -> None:
    assert lines(first_sentence([p(*parts)])) == [sentence]


def test_a_sentence_that_is_long_or_announces_something_is_no_key_line() -> None:
    assert first_sentence([p("Words of it, " * 20), p("Do so:")]) == []
    assert lines(first_sentence([p("Do so:"), p("Then this. That.")])) == ["Then this."]


def test_a_line_of_output_stands_behind_the_print_that_wrote_it() -> None:
    one = card([p("Why.")], sheet=[code("import x", "", "print(x.f)", outs=("3",))])
    assert lines(key_lines(one, "predict").full) == ["print(x.f)  # 3"]
    two = card([p("Why.")], sheet=[code("print(1)", "print(2)", outs=("1", "2"))])
    assert lines(key_lines(two, "predict").full) == ["print(1)", "print(2)", "1", "2"]


def test_what_is_long_gives_way_to_a_sentence_and_what_has_none_is_told() -> None:
    program = code(*(f"line{i} = {i}" for i in range(9)), outs=("3",))
    long = key_lines(card([p("Why it is. More.")], sheet=[program]), "predict")
    assert lines(long.full) == lines(long.brief) == ["Why it is."]
    some = code(*(f"line{i} = {i}" for i in range(6)), "print(1)", outs=("3",))
    crowded = key_lines(card([p("Why it is. More.")], sheet=[some]), "predict")
    assert len(lines(crowded.full)) == 7 and lines(crowded.brief) == ["Why it is."]
    for kind in KINDS:
        none = key_lines(card([program, p("Words of it, " * 20)]), kind)
        assert none.full or "mark its key lines with {.key}" in none.why


def test_a_gap_is_shown_filled_with_its_line_alone() -> None:
    back = [code("import x", "a = 1", outs=("3",))]
    back[0]["code"].append({"n": 6, "r": [["", "  f(", 4], ["a", "a)", 2]]})
    assert lines(key_lines(card(back), "cloze").full) == ["f(a)"]


def test_of_an_exercise_the_bounds_of_its_tests_are_no_key_line() -> None:
    solution = code(*(f"line{i} = {i}" for i in range(9)))
    back = [
        solution,
        p("The tests may take 2 s of processor time."),
        p("Each counts. So."),
        code("t"),
    ]
    assert lines(key_lines(card(back), "exercise").full) == ["Each counts."]
    assert not key_lines(card([solution, code("t"), p("Hint.")]), "exercise").full


def test_names_of_libraries_are_in_full_and_none_is_of_another_library() -> None:
    one = card([code("import jax.numpy as np", "from jax import grad", "grad(np.sin)")])
    two = card([p("See ", "nn.Linear", " and ", "grad", " of ", "np.exp", ".")])
    three = card([code("import numpy as np", "from torch import nn"), p("Or ", "np.exp", ".")])
    assert api_index([one, two, three]) == [("numpy.exp", [2]), ("torch.nn.Linear", [1])]
    tokens = json.loads(one.tokens)
    assert ApiNames([one]).named(tokens, tokens["back"], programs=True) == {
        "jax.grad",
        "jax.numpy.sin",
    }
