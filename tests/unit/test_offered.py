"""The edits in the report of a check: what an editor offers to write."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from generator.accepting.offered import offered_edits
from generator.accepting.proposal import propose, write
from generator.building.built import Built
from generator.building.deck import check_deck
from generator.model import Place, TextEdit
from generator.reading.source import LINE_END
from generator.running.run_options import RunOptions
from tests.support.decks import write_deck

FALSE = """\
# T

```python {.setup}
zero = 0
print(zero)  # => 1
```

## Fence {#fence}

```python
print(1)
print("```")
print(3)
```
```output
0
1
2

```

## Comments {#comments}

```python
x = [1, 2]
len(x)  # => 3, of course
x[0]  # => 1
print("a\\nb")
# a
# c
# d
```

> - ```python
>   print("x")
>   ```
>   ```output
>   ```

## Session {#session}

```pycon
>>> print("a\\nb")
a
>>> 1 + 1
3
```
"""


ONCE = RunOptions(once=True)


def checked(folder: Path, text: str) -> Built:
    return check_deck(write_deck(folder, {"en/01.md": text}), options=ONCE)


def applied(text: str, edits: Mapping[Place, TextEdit]) -> str:
    """The text after all edits, made as an editor makes them: about the text as it was."""
    starts = [0, *(end.end() for end in LINE_END.finditer(text))]

    def offset(place: Place) -> int:
        return starts[place.line - 1] + place.column - 1

    ranges = sorted((offset(e.start), offset(e.end), e.text) for e in edits.values())
    assert all(one[1] <= other[0] for one, other in pairwise(ranges))
    for start, end, new in reversed(ranges):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_editor_that_makes_all_edits_writes_what_accept_writes(
    tmp_path: Path, end: str, mark: str
) -> None:
    text = FALSE.replace("\n", end)
    write_deck(tmp_path, {"en/01.md": (mark + text).encode()})
    built = check_deck(tmp_path, options=ONCE)
    edits = offered_edits(built)
    false = [problem.place for problem in built.problems if problem.code == "false-claim"]
    assert len(false) >= 6 and set(edits) == set(false)
    assert set(write(propose(tmp_path, options=ONCE)).values()) == {None}
    assert mark + applied(text, edits) == (tmp_path / "en/01.md").read_bytes().decode()


def test_each_edit_alone_mends_its_own_claim(tmp_path: Path) -> None:
    edits = offered_edits(checked(tmp_path, FALSE))
    for place, edit in edits.items():
        left = offered_edits(checked(tmp_path, applied(FALSE, {place: edit})))
        assert len(left) == len(edits) - 1, edit


def test_nothing_is_offered_where_accept_would_leave_the_claim(tmp_path: Path) -> None:
    crashes = "## A {#a}\n\n```python\nprint(1)  # => 2\n1 / 0\n```\n"
    assert offered_edits(checked(tmp_path, crashes)) == {}
    varies = "## A {#a}\n\n```python {varies}\nprint(1)\n```\n```output\n2\n```\n"
    assert offered_edits(checked(tmp_path, varies)) == {}


def test_nothing_is_offered_for_a_file_that_has_changed_since(tmp_path: Path) -> None:
    built = checked(tmp_path, FALSE)
    assert offered_edits(built)
    (tmp_path / "en/01.md").write_text("\n" + FALSE, "utf-8")
    assert offered_edits(built) == {}
    (tmp_path / "en/01.md").unlink()
    assert offered_edits(built) == {}
