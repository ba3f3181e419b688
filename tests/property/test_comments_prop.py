"""Whatever stands in the comments of a program: reading and judging it ends well, and says of every
mark what became of it.
"""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.checking.claims import exact_or_dotted
from generator.checking.stated import judge_comments
from generator.model import CellRun, Note, Place, Structure
from generator.reading.comment_forms import is_marked
from generator.reading.comments import read_comments, spots_of, without_claims

CODE = st.sampled_from(
    ["x", "print(x)", "x = f(1)", "x += 1", "d['k'][0] = 1", "x.sort()", "a, b = 1, 2", "abs(-3); 1",
     "import a", "pass", "def f():\n    return 1", "for i in r:\n    print(i)", "x = [\n    1,\n    2]",
     "if x: print(1)", "'''\n>>> f()\n4\n'''", "raise ValueError", "f(\n    1\n)", "", "\n", "x = (", "x.é = '中'"]
)  # fmt: skip
MARK = st.sampled_from(
    ["=>", "->", "→", "#>", "=", "==", "Output:", "Out[1]:", "prints", "returns:", "结果是", "输出：", "返回", "≈",
     "about", "raises", "raises:", "shape:", "dtype:", "x =", "x =>", "x.shape:", "is", "", "prints nothing", "("]
)  # fmt: skip
TEXT = st.sampled_from(
    ["4", "[1, 2]", "'a'", '"a"', "True", "(2, 3)", "float32", "ValueError", "ValueError: no", "4 apples", "...",
     "1.", "0.333...", "2 * 3", "1e999999999", "9" * 5000, "((((", "'", "\\", "tensor([1.])", "<a b", "next layer",
     "4, five", "4 (five)", "4，五", "4、5", "nothing", "(batch, 3)", "", " ", "\x0b", "\u2028", "1_", "--- 3"]
)  # fmt: skip
COMMENT = st.builds(
    "{}# {} {}".format, st.sampled_from(["", "  ", "\n", "\n\n", "\n    "]), MARK, TEXT
)
PROGRAM = st.lists(st.one_of(CODE, COMMENT, st.text(max_size=8)), max_size=12).map(
    lambda parts: "".join(f"{part}\n" if part[:1].isalnum() else part for part in parts)
)
TEXTS = st.one_of(TEXT, st.sampled_from(["None", "", "<class 'int'>", "np.float64(4.0)", "4", "a"]))
STRUCTURE = st.sampled_from(
    [None, Structure("NoneType", "none"), Structure("str", "text", values=("a",)),
     Structure("int", "number", values=(4,)), Structure("torch.Tensor", "array", (2, 3), "float32")]
)  # fmt: skip


def at(line: int, column: int) -> Place:
    return Place("c.md", line, column)


@given(PROGRAM, st.data())
@settings(max_examples=400, deadline=None)
def test_any_comment_is_read_and_judged(code: str, data: st.DataObject) -> None:
    found = read_comments(code, at)
    lines = code.split("\n")
    spots = spots_of(found.claims)
    assert len({(spot.line, spot.column) for spot in spots}) == len(spots)
    notes = [
        Note(spot.line, kind, data.draw(TEXTS), data.draw(STRUCTURE), spot.column, name)
        for spot in spots
        for kind, name in data.draw(
            st.lists(st.tuples(st.sampled_from(["print", "value", "error", "more"]),
                               st.sampled_from(["", *spot.names, *spot.changed])), max_size=3)
        )
    ]  # fmt: skip
    judged = judge_comments(found.claims, CellRun(notes=tuple(notes)), exact_or_dotted)
    assert len(judged) == len(found.claims)
    for each in judged:
        assert (each.truth == "false") == (each.mismatch is not None)
        assert (each.truth == "unread") == (each.unread is not None)
        assert each.truth != "none" or each.claim.sure in ("bare", "faint")
    for place in (*(c.place for c in found.claims), *(u.place for u in found.unread)):
        assert lines[place.line - 1][place.column - 1 :]
    assert without_claims(code).count("\n") == code.count("\n")


@given(CODE, MARK, TEXT)
@example("x = [\n    1,\n    2]", "=>", "4 apples")
@settings(max_examples=400, deadline=None)
def test_nothing_that_is_marked_goes_unheard(code: str, mark: str, text: str) -> None:
    comment = f"# {mark} {text}".rstrip()
    if "\n" in comment or "\x0b" in comment or not is_marked(comment):
        return
    for program in (f"{code}  {comment}", f"{code}\n{comment}", f"{code}\n\n# words\n{comment}\n"):
        if not re.search(r"^'''|\($", code) and program.strip() != comment:
            found = read_comments(program, at)
            assert found.claims or found.unread, program
