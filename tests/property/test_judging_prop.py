"""Whatever came out of a program, or is said to have: its card is judged, and the next one too."""

from __future__ import annotations

import contextlib
import dataclasses
import io
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator.accepting.edits import edits_for
from generator.checking.determinism import differences
from generator.checking.digests import output_digest
from generator.checking.verdict import judge
from generator.cli.problem_report import print_problems
from generator.model import (
    CellRun,
    Deck,
    DeckConfig,
    Difference,
    Ending,
    Environment,
    Frame,
    Note,
    Output,
    ProblemsError,
    Raised,
    Run,
    Structure,
    in_order,
)
from generator.reading.chapter import read_chapter
from generator.reading.source import Source
from generator.rendering.faces import make_faces
from generator.rendering.rendered import render_chapter
from generator.running.programs.program import Plan, plan_card
from tests.support.running import unmet_here

CARDS = """# Chapter

```python {.setup}
x = [1.0, 2.0]
```

## Exact {#exact}

```python
print(x)  # => [1.0, 2.0]
x
# Output: [1.0, 2.0]
```

```output
[1.0, 2.0]
```

## Close {#close}

```python {match=close tol="0.1"}
x[0] / 3  # => 0.333
```

```output
[0.3, 1e400, nan, 1+2j]
```

## Shape {#shape}

```python {match=shape}
x  # shape: (2, 2)
```

```output
{'a': (2, 2), 'b': [(1,), ()]}
```

## Dtype {#dtype}

```python {match=dtype}
x  # dtype: float32
```

```output
[float32, int64]
```

## Contains {#contains}

```python {match=contains}
print(x)
```

```output
2.0
```

## Ellipsis {#ellipsis}

```python {match=ellipsis}
for each in x:
    print(each)  # => 1.0, 2.0
```

```output
1.0
...
9 ... 9
```

## Agreement {#agreement .compare}

```python {#one}
x
```

```python {agrees=one}
x
```

```python {agrees=one tol="1e-9"}
x
```

## Raising {#raising .bug}

```python {raises="ValueError: no"}
raise ValueError("no")  # => ValueError: no
```

---

```python {.varies}
y = 3
print(y)
```

## Inline {#inline}

So many: `{python} len(x)`, and `{python} x[0]`.

## Typed {#typed .typed}

```python
print(x[0])
```

## Typed by a value {#typed-value .typed}

`{python} x[0]`

## Predict {#predict .predict}

```python
print(x)
```

## Cloze {#cloze .cloze}

This is {{c1::hidden}}.

```python {blank="x"}
print(x)
```

## Choice {#choice .choice}

Which?

```python
print(x)
```

- [x] this
- [ ] that `{python} len(x)`

## Nothing {#nothing}

No code.

## Not run {#not-run}

```python {.norun reason="why"}
print(x)
```
"""
CONFIG = DeckConfig("demo", ".", ("en",), {"en": "Demo"})
STRANGE = (
    "", "\n", "nan", "inf", "-0.0", "1e999", "9" * 5000, "1e" + "9" * 5000, "1+2j", "(nan+infj)",
    "[1, 2]", "...", "torch.float32", "(2, 2)", "'a'", "é\x00\x1b[31m", "\u202e", "{{c1::x}}", "</pre>",
    "Traceback (most recent call last):", "KeyError: 'a'", "ValueError: no", "1.0", "[1.0, 2.0]",
    "ModuleNotFoundError: No module named ''", "name 'np' is not defined", "\ufdd0", "0x7f0123456789",
)  # fmt: skip
texts = st.sampled_from(STRANGE) | st.text(max_size=20)
numbers = (
    st.integers(-3, 3)
    | st.floats()
    | st.booleans()
    | st.sampled_from((10**400, -(10**400), 2**4096, 2**63))
)
values = st.lists(numbers | texts | st.none(), max_size=5).map(tuple)
indices = st.integers(-2, 6) | st.sampled_from((10**30,))
kinds = st.sampled_from(("array", "number", "bool", "text", "sequence", "mapping", "none", "other"))
types = st.sampled_from(("list", "tuple", "torch.Size", "float", "torch.Tensor", "torch.dtype", ""))
dtypes = st.sampled_from(("", "float32", "int64", "bool", "complex64", "object", "<U3")) | texts


def structures(depth: int = 3) -> st.SearchStrategy[Structure]:
    items: Any = st.just(())
    if depth:
        members = st.tuples(texts, structures(depth - 1))
        items = st.lists(members, max_size=3).map(tuple)
    return st.builds(
        Structure,
        type=types,
        kind=kinds,
        shape=st.none() | st.lists(st.integers(-2, 3) | st.just(10**30), max_size=4).map(tuple),
        dtype=dtypes,
        device=texts,
        requires_grad=st.sampled_from((None, True, False)),
        values=values,
        digest=st.sampled_from(("", "a", "b")),
        items=items,
    )


structure = st.none() | structures()
outputs = st.builds(
    Output,
    kind=st.sampled_from(("stdout", "stderr", "value", "html", "svg", "png")),
    text=texts,
    data=st.binary(max_size=4),
    dropped=st.sampled_from((0, 1, 20_000, 10**18)),
    rich=st.booleans(),
)
names = st.sampled_from(("ValueError", "KeyError", "", "SyntaxError")) | texts
frames = st.builds(
    Frame, path=texts, line=indices, name=texts, source=texts, cell=st.none() | indices
)
raised = st.builds(
    Raised,
    name=names,
    qualified=names,
    bases=st.lists(names, max_size=2).map(tuple),
    text=texts,
    frames=st.lists(frames, max_size=3).map(tuple),
)
notes = st.builds(
    Note, line=indices, kind=st.sampled_from(("print", "value")), text=texts, structure=structure
)
cells = st.builds(
    CellRun,
    outputs=st.lists(outputs, max_size=3).map(tuple),
    raised=st.none() | raised,
    seconds=st.floats(0, 1e9),
    notes=st.lists(notes, max_size=4).map(tuple),
    value=structure,
)
differing = st.builds(
    Difference, cell=indices, first=texts, second=texts, cause=texts, hint=texts, line=indices
)
runs = st.builds(
    Run,
    id=st.just("en/x"),
    ended=st.sampled_from(get_args(Ending)),
    cells=st.lists(cells, max_size=5).map(tuple),
    environment=st.just(Environment("3.11.7")),
    status=st.integers(-1, 300),
    detail=texts,
    differences=st.lists(differing, max_size=3).map(tuple),
)


@cache
def plans() -> tuple[Deck, dict[str, Plan]]:
    problems: list[Any] = []
    chapter, _ = read_chapter(Source.of("en/01.md", CARDS), "en", problems.append)
    assert not problems, problems
    found = {card.slug: plan_card(card, CONFIG, unmet_here) for card in chapter.cards}
    return Deck(CONFIG, (chapter,)), found


SLUGS = [line.partition("{#")[2].split()[0].rstrip("}") for line in CARDS.split("\n") if "{#" in line and line.startswith("##")]  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
@settings(
    max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(run=runs, whole=st.booleans())
def test_every_run_is_judged_and_the_verdict_can_be_told(slug: str, run: Run, whole: bool) -> None:
    deck, known = plans()
    plan = known[slug]
    if whole:  # else much of a verdict is never come to
        cells = (run.cells or (CellRun(),)) * len(plan.origins)
        run = dataclasses.replace(run, ended="finished", cells=cells[: len(plan.origins)])
    verdict = judge(plan, run)
    ran = run.ended == "finished" and len(run.cells) == len(plan.origins)
    if verdict.status == "verified":
        assert ran or (run.ended == "raised" and len(run.cells) <= len(plan.origins))
        assert plan.program is not None
    told = in_order(verdict.problems)
    assert all(problem.message and problem.place.line >= 1 for problem in told)
    with contextlib.redirect_stderr(io.StringIO()):
        print_problems(told)
    output_digest(plan, run)
    edits_for((verdict,))
    try:
        faces = make_faces(verdict, CONFIG)
    except ProblemsError:
        return
    render_chapter(deck.chapters[0], [faces], CONFIG)


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(first=runs, second=runs)
def test_any_two_runs_can_be_compared(first: Run, second: Run) -> None:
    assert all(each.cell >= 0 for each in differences(first, second, "x = {1}\n" + "-" * 9000))


def test_a_run_that_is_none_of_the_cards_is_no_reason_to_stop(tmp_path: Path) -> None:
    _, known = plans()
    run = Run("x", "finished", (CellRun(),) * 9, Environment("3.11.7"))
    for plan in known.values():
        assert judge(plan, run).status != "verified" or plan.program is None
