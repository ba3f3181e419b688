"""A deck with a card of each kind, and faces of cards without running anything."""

from __future__ import annotations

from pathlib import Path

from generator.checking.verdict import Verdict, judge
from generator.model import CellRun, DeckConfig, Environment, Faces, Output, Raised, Run
from generator.rendering.faces import make_faces
from generator.running.programs.program import plan_card
from tests.support.decks import read_card
from tests.support.running import unmet_here

TOML = 'name = "kinds"\nlanguages = ["en", "zh"]\n'
ENVIRONMENT = Environment("3.11.7")

ENGLISH = """# Kinds

## What does `1 < 2 & 4` give? {#typed .typed}

```python
1 < 2 & 4
```

`&` binds tighter.

## Type what markup eats {#typed-markup .typed}

`<b>&amp; [sound:x] {{c1::y}} \\(z\\) '"`.

## What does `[1] * 2` give? {#choice .choice}

Lists, not numbers:

- [x] `[1, 1]`, and $1 + 1$ items

  Because *repetition* joins copies.

- [ ] `[2]`

  Arrays do so, lists never:

  ```python
  [2] == [1] * 2
  ```

- [ ] `TypeError`
- [ ] none of these, 一个也不是

```python
[1] * 2
```

```output
[1, 1]
```

Behind the list.

## Why does this fail? {#bug .bug}

```python {raises=TypeError}
print("before")
len(3)
```

An `int` has no length.

```python
len([3, 3])
```

```output
2
```

## How do both add up? {#compare .compare}

Each in its way.

```python {#loop}
total = 0
for number in [1, 2, 3]:
    total += number
total
```

```output
6
```

```python {.hidden}
hidden = "unseen"
```

```python {agrees=loop}
sum([1, 2, 3])
```

One is shorter.
"""

CHINESE = (
    ENGLISH.replace("# Kinds", "# 题型")
    .replace("What does", "结果是什么：")
    .replace("Because *repetition* joins copies.", "因为*重复*会连接副本。")
    .replace("Each in its way.", "各有各的办法。")
)
FILES = {"en/01.md": ENGLISH, "zh/01.md": CHINESE}


def printed(text: str) -> CellRun:
    return CellRun((Output("stdout", text + "\n"),))


def valued(text: str) -> CellRun:
    return CellRun((Output("value", text),))


def failed(text: str, *before: str) -> CellRun:
    raised = Raised(text.partition(":")[0], "", (), text)
    return CellRun(tuple(Output("stdout", one + "\n") for one in before), raised)


def verdict_of(folder: Path, text: str, *cells: CellRun) -> Verdict:
    """What is judged of a card with the slug `q` whose cells came out so."""
    plan = plan_card(read_card(folder, text), DeckConfig("demo", str(folder)), unmet_here)
    return judge(plan, Run("en/q", "finished", cells, ENVIRONMENT) if plan.program else None)


def faces_of(folder: Path, text: str, *cells: CellRun) -> Faces:
    """The faces of a card that must be without problems."""
    verdict = verdict_of(folder, text, *cells)
    assert not verdict.problems, verdict.problems
    return make_faces(verdict, DeckConfig("demo", str(folder)))
