"""What a card states, in the forms that other tools have, is held against what came out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.cli import proofdeck
from tests.support.decks import write_deck


def verdicts(folder: Path, text: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The status of each card of a chapter, and the problems found."""
    write_deck(folder / "deck", {"en/01.md": text})
    done = proofdeck("check", "deck", "--format", "json", cwd=folder)
    report = json.loads(done.out)
    return {card["id"].rpartition("/")[2]: card["status"] for card in report["cards"]}, report[
        "problems"
    ]


SESSIONS = """\
## True {#true}

```pycon
>>> x = 3
>>> x; x + 1
3
4
>>> for i in range(2):
...     i
0
1
>>> print("a\\n\\nb")
a
<BLANKLINE>
b
>>> int("x")
Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
ValueError: invalid literal for int() with base 10: 'x'
```

## Value {#value}

```
>>> 1 + 1
3
```

## Earlier {#earlier}

```python
>>> 1 + 1
>>> 2 + 2
4
```

## Message {#message}

```pycon
>>> int("x")
Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
ValueError: another
```

## Error {#error}

```{code-block} pycon
>>> int("x")
Traceback (most recent call last):
KeyError: another
```

## Sphinx {#sphinx}

```{testcode}
print(2)
```

```{testoutput}
3
```
"""


def test_a_session_is_verified_prompt_by_prompt(tmp_path: Path) -> None:
    statuses, problems = verdicts(tmp_path, SESSIONS)
    assert statuses.pop("true") == "verified"
    assert set(statuses.values()) == {"failed"}
    lines = SESSIONS.split("\n")
    found = [(lines[p["line"] - 1], p["code"]) for p in problems]
    assert found == [
        ("3", "false-claim"),
        ("4", "false-claim"),
        ("ValueError: another", "false-claim"),
        ('>>> int("x")', "wrong-exception"),
        ("3", "false-claim"),
    ]


def test_accept_writes_what_came_out_of_a_session(tmp_path: Path) -> None:
    false = '## Q {#q}\n\n> ```pycon\n> >>> print("a\\n\\nb")\n> a\n>\n> c\n>\n> >>> 1 + 1\n> 3\n> ```\n'
    write_deck(tmp_path / "deck", {"en/01.md": false})
    assert proofdeck("accept", "deck", "--yes", cwd=tmp_path).code == 0
    mended = (tmp_path / "deck/en/01.md").read_text("utf-8")
    expected = false.replace("> >>> 1 + 1\n> 3", "> >>> 1 + 1\n> 2")
    assert mended == expected.replace("> a\n>\n> c\n", "> a\n> <BLANKLINE>\n> b\n")
    assert proofdeck("check", "deck", cwd=tmp_path).code == 0
