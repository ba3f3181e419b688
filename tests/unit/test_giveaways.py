"""A front that gives its answer away is named: where, and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.checking.verdict import judge
from generator.model import CellRun, DeckConfig, Faces, Output, Problem, Structure
from generator.rendering.faces import make_faces
from generator.rendering.giveaways import giveaways
from generator.running.programs.program import plan_card
from tests.support.decks import read_text
from tests.support.kinds import faces_of, failed, printed, valued
from tests.support.running import unmet_here


def faces_of_all(folder: Path, text: str) -> list[Faces]:
    """The faces of cards without programs."""
    config = DeckConfig("demo", str(folder))
    deck, problems = read_text(folder, text)
    assert not problems
    return [
        make_faces(judge(plan_card(card, config, unmet_here), None), config)
        for card in deck.cards()
    ]


def found(folder: Path, text: str, *cells: CellRun) -> list[Problem]:
    problems = list(giveaways([faces_of(folder, text, *cells)]))
    assert {(p.code, p.severity) for p in problems} <= {("gives-itself-away", "warning")}
    return problems


@pytest.mark.parametrize(
    ("card", "where"),
    [
        ("## Is it `x`? {#q .typed}\n\n`x`\n", "heading"),
        ("## Type torch.float32 now {#q .typed}\n\n`torch.float32`\n", "heading"),
        ("## Q {#q .typed}\n\nNot float16, but float32.\n\n---\n\n`float32`\n", "front"),
        ("## Q {#q .typed}\n\n```text\nuse(jit)\n```\n\n---\n\n`use(jit)`\n", "front"),
        ("## The gradient {#q .cloze}\n\nIt is the {{c1::gradient}}.\n", "heading"),
        ("## 梯度下降 {#q .cloze}\n\n这叫{{c1::梯度下降}}。\n", "heading"),
        ("## Q {#q .cloze}\n\nCall {{c1::backward}} and then backward again.\n", "front"),
        ("## Q {#q .cloze}\n\n{{c1::softmax}} is {{c2::a softmax of rows}}.\n", "front"),
        ("## Q {#q .cloze}\n\n{{c1::softmax::the softmax}} it is.\n", "front"),
        (
            '## Q {#q .cloze}\n\nUse `sorted`.\n\n```python {.norun reason=r blank="sorted"}\n'
            "sorted(a)\n```\n",
            "front",
        ),
        ("## Q {#q .cloze}\n\n$E = {{c1::mc^2 + V}}$, so $mc^2 + V$.\n", "front"),
    ],
)
def test_an_answer_that_stands_in_front_is_named(tmp_path: Path, card: str, where: str) -> None:
    (problem,) = found(tmp_path, card)
    assert problem.message.startswith(f"the {where} of this card has the answer on it")
    assert problem.card == "q" and problem.hint


@pytest.mark.parametrize(
    "card",
    [
        "## Is it `x` or `y`? {#q .typed}\n\n`x`\n",  # one of several is a fair question
        "## Is it x? {#q .typed}\n\n`x`\n",
        "## Does `numpy.float32` fit? {#q .typed}\n\n`float`\n",  # a part of a word
        "## What is 2000 + 20? {#q .typed}\n\n`2000`\n",
        "## `keepdim=True`? {#q .typed}\n\n`True`\n",
        "## Q {#q .cloze}\n\n{{c1::softmax}} and {{c1::softmax}}\n",
        "## Q {#q .cloze}\n\n{{c1::a}} and a\n",
        "## Q {#q .cloze}\n\n{{c1::zero_grad}} of grad\n",
        "## Q {#q .cloze}\n\nIt is {{c1::softmax}}.\n\n---\n\nA softmax.\n",
        '## Q {#q .cloze}\n\n```python {.norun reason=r blank="sorted"}\nsorted(sorted(a))\n```\n',
    ],
)
def test_what_a_reader_must_still_know_is_not_named(tmp_path: Path, card: str) -> None:
    assert found(tmp_path, card) == []


def test_the_front_of_the_next_card_gives_an_answer_away(tmp_path: Path) -> None:
    text = "## Q {#a .typed}\n\n`jax.vmap`\n\n## What does jax.vmap do? {#b}\n\nMap.\n"
    (problem,) = giveaways(faces_of_all(tmp_path, text))
    assert (problem.card, "next card" in problem.message) == ("a", True)
    assert "`b`" in problem.hint
    apart = text.replace("## What", "## Else? {#c}\n\nA.\n\n## What")
    assert list(giveaways(faces_of_all(tmp_path, apart))) == []


BUG = """## Why? {#q .bug}

```python {raises=RuntimeError}
x.numpy()
```

```python
x.detach().numpy()
```
"""


def test_an_error_that_says_how_to_fix_the_program_is_named(tmp_path: Path) -> None:
    use = failed("RuntimeError: Use x.detach().numpy() instead.")
    (problem,) = found(tmp_path, BUG, use, valued("1"))
    assert "`detach`" in problem.message and ".predict" in problem.hint
    asked = BUG.replace(".bug", ".bug .predict")
    assert found(tmp_path, asked, use, valued("1")) == []
    other = failed("RuntimeError: numpy() of a tensor")
    assert found(tmp_path, BUG, other, valued("1")) == []


def test_a_warning_that_says_so_counts_as_the_error_does(tmp_path: Path) -> None:
    text = BUG.replace(" {raises=RuntimeError}", "")
    warned = CellRun((Output("stderr", "UserWarning: call detach() first"), Output("value", "1")))
    assert len(found(tmp_path, text, warned, printed("1"))) == 1


@pytest.mark.parametrize(
    ("right", "named"),
    [
        ("It is a copy of the list, made element by element, not deep", True),
        ("It is a copy of it", False),
        ("x", False),
    ],
)
def test_the_only_right_option_being_the_longest_by_far_is_named(
    tmp_path: Path, right: str, named: bool
) -> None:
    card = (
        f"## Q {{#q .choice}}\n\n- [ ] It is a view of it\n- [x] {right}\n\n  Why so.\n- [ ] no\n"
    )
    problems = found(tmp_path, card)
    assert [p.message for p in problems] == ["the only right option is the longest by far"] * named
    assert [p.place.line for p in problems] == [4] * named
    two = card.replace("- [ ] no", "- [x] no")
    assert found(tmp_path, two) == []


def test_a_program_to_compare_does_not_show_the_blank_of_the_other(tmp_path: Path) -> None:
    text = (
        "## Q {#q .compare}\n\n```python {#a}\nf(axis=0)\n```\n\n"
        '```python {agrees=a blank="axis=0"}\ng(axis=0)\n```\n'
    )
    one = CellRun((Output("value", "1"),), value=Structure("int", "number", values=(1,)))
    (problem,) = found(tmp_path, text, one, one)
    assert problem.place.line == 7
