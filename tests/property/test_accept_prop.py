"""Accepting changes claims that are false, and not one byte beside them."""

from __future__ import annotations

import ast
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.accepting.proposal import propose, write
from generator.building.deck import check_deck
from generator.reading.whole_deck import read_deck
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

# The first line of a container, and the margin of the lines below it.
CONTAINERS = [
    ("", ""), ("- ", "  "), ("10. ", "    "), ("> ", "> "), (">", ">"), ("> - ", ">   "),
    ("- > ", "  > "), ("-\t", "\t"), ("> > ", "> > "), (">\t", ">\t"), ("Term\n: ", "  "),
    ("- - ", "    "), ("- [ ] x\n\n  ", "  "),
]  # fmt: skip
PIECES = st.sampled_from(
    ["a", "1.0", " ", "  ", "\t", "```", "~~~", "````", "`", ">", "> ", "- ", "1. ", "## ", "{#a}",
     "---", "    ", "<b>", "中", "：", "\\", "$", "&amp;", "\x0b", "\u2028", "\ufeff", "|", "]", ":"]
)  # fmt: skip
# Those that a careless rewrite breaks on.
HARD = st.sampled_from(
    ["```", "~~~", "   ````", " ~~~~~ ", "```python", " a", "\ta", "", "> a", "- a"]
)
LINE = st.one_of(HARD, st.lists(PIECES, max_size=4).map("".join))
LINES = st.lists(LINE, max_size=4)


@dataclass(frozen=True)
class Piece:
    """Markdown up to a claim, the fence of the claim, and what is printed instead."""

    before: str
    fence: str
    printed: tuple[str, ...]


@st.composite
def pieces(draw: st.DrawFn, number: int) -> Piece:
    first, margin = draw(st.sampled_from(CONTAINERS))
    printed = draw(LINES)
    said = draw(
        st.one_of(LINES, st.just(printed), st.just([*printed, "more"]), st.just(printed[1:]))
    )
    mark = draw(st.sampled_from("`~"))
    runs = [len(match[0]) for line in said for match in re.finditer(f"{re.escape(mark)}+", line)]
    fence = mark * max([3, draw(st.integers(3, 5)), *(run + 1 for run in runs)])
    inner = margin + " " * draw(st.integers(0, 3))
    blank = draw(st.sampled_from(["", margin.rstrip()])) if ">" not in margin else margin.rstrip()
    code = f"print({chr(10).join(printed)!r})"
    before = [
        f"## Q {{#card-{number}}}",
        "",
        f"{first}```python",
        f"{margin}{code}",
        f"{margin}```",
    ]
    before += [blank] * draw(st.integers(0, 2))
    claim = [f"{inner}{fence}output", *(inner + line for line in said), f"{inner}{fence}"]
    return Piece("\n".join(before) + "\n", "\n".join(claim) + "\n", tuple(printed))


@st.composite
def files(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """What stands around the claims, and the claims, by turns; with line ends as they come."""
    drawn = [draw(pieces(number)) for number in range(draw(st.integers(1, 3)))]
    parts = [text for piece in drawn for text in (piece.before, piece.fence)]
    parts.append("\nThe end, with trailing spaces  \n\tand a tab")
    end = draw(st.sampled_from(["\n", "\r\n", "\r", "mixed"]))
    # A text that ends in LF after one that ends in CR would make CRLF of two line ends.
    ends = st.sampled_from(["\n", "\r\n"]) if end == "mixed" else st.just(end)
    parts = ["".join(draw(ends) if c == "\n" else c for c in part) for part in parts]
    parts[0] = draw(st.sampled_from(["", "\ufeff"])) + parts[0]
    return parts[::2], parts[1::2]


def false_claims(folder: Path) -> list[str]:
    checked = check_deck(folder, runner=InlineRunner(), only=())
    return [problem.card for problem in checked.problems if problem.code == "false-claim"]


@given(files())
@settings(max_examples=120, deadline=None)
def test_after_accepting_every_claim_holds_and_all_else_is_as_it_was(
    file: tuple[list[str], list[str]],
) -> None:
    around, claims = file
    text = "".join(a + b for a, b in zip(around, [*claims, ""], strict=True))
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_deck(Path(temporary), {"en/01.md": text})
        false = false_claims(folder)
        proposal = propose(folder, runner=InlineRunner())
        assert not proposal.problems
        assert [edit.card for edit in proposal.edits.edits] == false
        assert set(write(proposal).values()) <= {None}
        new = (folder / "en/01.md").read_bytes().decode("utf-8")
        assert false_claims(folder) == []
        again = propose(folder, runner=InlineRunner())
        assert (again.files, again.problems) == ((), ())
    pattern = ""
    for number, (before, claim) in enumerate(zip(around, claims, strict=False)):
        pattern += re.escape(before)
        pattern += "((?s:.*?))" if f"card-{number}" in false else re.escape(claim)
    assert re.fullmatch(pattern + re.escape(around[-1]), new)


@given(files())
@settings(max_examples=60, deadline=None)
def test_accepting_one_card_leaves_the_others_alone(file: tuple[list[str], list[str]]) -> None:
    around, claims = file
    text = "".join(a + b for a, b in zip(around, [*claims, ""], strict=True))
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_deck(Path(temporary), {"en/01.md": text})
        false = false_claims(folder)
        write(propose(folder, ["card-0"], runner=InlineRunner()))
        assert false_claims(folder) == [slug for slug in false if slug != "card-0"]
        new = (folder / "en/01.md").read_bytes().decode("utf-8")
    assert new.endswith("".join(a + b for a, b in zip(around[1:], [*claims[1:], ""], strict=True)))


@given(files())
@settings(max_examples=60, deadline=None)
def test_fix_leaves_only_claims_false_whose_values_hold(file: tuple[list[str], list[str]]) -> None:
    around, claims = file
    text = "".join(a + b for a, b in zip(around, [*claims, ""], strict=True))
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_deck(Path(temporary), {"en/01.md": text})
        left = propose(folder, values_only=True, runner=InlineRunner())
        write(left)
        assert false_claims(folder) == [item.card for item in left.edits.left if item.false]
        assert propose(folder, values_only=True, runner=InlineRunner()).files == ()


PRINTED = st.sampled_from(
    ["1", "1.0", "-2", "True", "[1, 2]", "[[1, 2],\n [3, 4]]", "tensor([1., 2.])", "torch.float32",
     "tensor([[1.],\n        [2.]])", "{'a': 1}", "ValueError: no", "a\n\nb", " 7", "#", ""]
)  # fmt: skip
FORMS = st.sampled_from(["# => ", "#=> ", "# -> ", "# Output: ", "# 输出："])


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, str]:
    """A file with a claim in a comment below or beside each print; and the same without them."""
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    first, margin = draw(st.sampled_from(CONTAINERS))
    with_claims, without = list[str](), list[str]()
    for _ in range(draw(st.integers(1, 4))):
        said, indent = draw(PRINTED).split("\n"), draw(st.sampled_from(["", "    "]))
        code = f"{indent}print({draw(PRINTED)!r})"
        if indent:
            with_claims.append("if True:")
            without.append("if True:")
        form = draw(FORMS)
        if len(said) == 1 and draw(st.booleans()):
            with_claims.append(f"{code}  {form}{said[0]}")
        else:
            with_claims += [code, f"{indent}{form}{said[0]}"]
            column = " " * (len(form) - 1)
            with_claims += [f"{indent}#{column}{line}" for line in said[1:]]
        without.append(code)
    head = f"## Q {{#q}}\n\n{first}```python\n"
    file = head + "".join(f"{margin}{line}\n" for line in with_claims) + f"{margin}```\n\nEnd  \n"
    return file.replace("\n", end), "\n".join(without)


@given(commented())
@settings(max_examples=120, deadline=None)
def test_claims_in_comments_are_made_true_and_the_program_stays(drawn: tuple[str, str]) -> None:
    text, program = drawn
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_deck(Path(temporary), {"en/01.md": text})
        before = read_deck(folder)[0].cards()[0].fences
        false = len(false_claims(folder))
        proposal = propose(folder, runner=InlineRunner())
        made = sum(len(file.edits) for file in proposal.files)
        # Some of what is printed has no form in a comment: lines beside code, prose, nothing.
        left = [each for each in proposal.edits.left if each.false]
        assert made + len(proposal.problems) + len(left) == false
        assert set(write(proposal).values()) <= {None}
        assert len(false_claims(folder)) == false - made
        again = propose(folder, runner=InlineRunner())
        assert again.files == ()
        after = read_deck(folder)[0].cards()[0].fences
        new = (folder / "en/01.md").read_bytes().decode("utf-8")
    assert [ast.dump(ast.parse(f.code)) for f in after] == [
        ast.dump(ast.parse(f.code)) for f in before
    ]
    if before:
        assert ast.dump(ast.parse(after[0].code)) == ast.dump(ast.parse(program))
        assert [len(f.stated) for f in after] == [len(f.stated) for f in before]
    kept = [line for line in re.split("\r\n?|\n", text) if "#" not in line]
    assert [line for line in re.split("\r\n?|\n", new) if "#" not in line] == kept
