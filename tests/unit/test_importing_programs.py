"""Cards of notebooks and articles, whose programs are tried."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.importing.documents.file_readers import read_article, read_notebook_cards
from generator.importing.found import FoundDeck
from generator.model import ProblemsError
from generator.running.run_options import RunOptions

ONCE = RunOptions(once=True)


def markdown(source: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": source}


def code(source: str, *tags: str, shows: str = "") -> dict[str, Any]:
    stream = {"output_type": "stream", "name": "stdout", "text": shows}
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": list(tags)},
        "source": source.splitlines(keepends=True),
        "outputs": [stream] if shows else [],
    }


def notebook(folder: Path, *cells: dict[str, Any], run: bool = True) -> FoundDeck:
    path = folder / "cards.ipynb"
    metadata = {"kernelspec": {"language": "python", "name": "python3"}}
    value = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(value, indent=1), "utf-8")
    return read_notebook_cards(path, ONCE if run else None)


def test_cells_that_are_tagged_or_ask_something_are_cards(tmp_path: Path) -> None:
    found = notebook(
        tmp_path,
        markdown("# Title\n\nwords"),
        code("import math\ndata = [3, 1]"),
        markdown("## What does sorted give?\n\nThis:"),
        code("sorted(data)\nprint(sorted(data))", shows="[1, 3]\n"),
        markdown("A list."),
        markdown("## Rounding"),
        code("#| card: round-half\n#| tags: maths\nprint(round(2.5))", shows="2\n"),
        code("print(math.floor(2.5))", "card", "py", shows="99\n"),
        markdown("What is a list?\n\nA sequence.", "flashcard"),
        markdown("## Words\nno card"),
        code("data"),
    )
    first, second, third, fourth = found.cards
    needed = "```python {.hidden}\nimport math\ndata = [3, 1]\n```"
    assert (first.front, first.kind, first.deck) == ("What does sorted give?", "", ("Title",))
    assert first.back == (
        f"{needed}\n\nThis:\n\n```python\nsorted(data)\nprint(sorted(data))\n```\n\n"
        "```output\n[1, 3]\n```\n\nA list."
    )
    assert (second.front, second.slug, second.tags) == (
        "Rounding: what does this print?", "round-half", ("maths",),
    )  # fmt: skip
    assert (second.kind, second.back) == (
        "predict", "```python\nprint(round(2.5))\n```\n\n```output\n2\n```",
    )  # fmt: skip
    # What the notebook stores is no claim where it does not come out.
    assert third.back == f"{needed}\n\n```python\nprint(math.floor(2.5))\n```"
    assert third.tags == ("py",)
    assert (fourth.front, fourth.back) == ("What is a list?", "A sequence.")
    assert {one: number for (one, _), number in found.passed_over.items()} == {
        "cell of text outside of cards": 2,
        "cell of code outside of cards": 2,
        "stored output that does not come out": 1,
    }


def test_a_notebook_of_which_nothing_is_run_states_nothing(tmp_path: Path) -> None:
    found = notebook(
        tmp_path, code("print(1)", "card", shows="1\n"), markdown("## Q?\n\nA"), run=False
    )
    assert [card.back for card in found.cards] == ["A"]
    assert [out.place.line for out in found.left_out] == [12]


def test_code_of_another_language_and_pictures_in_cells_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "r.ipynb"
    picture = {
        **markdown("## What?\n\n![p](attachment:a.png)"),
        "attachments": {"a.png": {"image/png": "AA\n=="}},
    }
    value = {
        "cells": [picture, code("x <- 1")],
        "metadata": {"kernelspec": {"language": "R", "name": "ir"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(value), "utf-8")
    (card,) = read_notebook_cards(path, ONCE).cards
    assert card.back == "![p](data:image/png;base64,AA==)\n\n```r\nx <- 1\n```"


def test_a_card_of_a_notebook_without_an_answer_is_told(tmp_path: Path) -> None:
    found = notebook(tmp_path, markdown("## Why?"), markdown("## Next?\n\nA"))
    assert [card.front for card in found.cards] == ["Next?"]
    assert [out.reason for out in found.left_out] == [
        "the card of cell 1 has no answer; write one below it"
    ]


ARTICLE = """\
# On lists

Words.

## Sorted

```python
a = [3, 1]
print(sorted(a))
```

Output:

```
[1, 3]
```

## Length

```python
len(a)  # => 3
```

## Joined

```python
",".join([1])
```

## Nothing

```python
b = 1
```

```pycon
>>> 1 + 1
3
>>> 2 + 2
4
```
"""


def test_an_article_gives_cards_of_what_holds_and_of_what_is_false(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_text(ARTICLE, "utf-8")
    found = read_article(path, ONCE)
    sound, false, crash, session = found.cards
    assert (sound.front, sound.kind) == ("Sorted: what does this print?", "predict")
    assert sound.back == "```python\na = [3, 1]\nprint(sorted(a))\n```\n\n```output\n[1, 3]\n```"
    assert (false.front, false.kind) == ("Length: what is wrong here?", "bug.predict")
    assert false.back == (
        "```python {.hidden}\na = [3, 1]\nprint(sorted(a))\n```\n\n"
        "The article says that this comes out:\n\n```text\n3\n```\n\n"
        "```python\nlen(a)\n```\n\nThe article says otherwise."
    )
    assert crash.kind == "bug.predict"
    assert '```python {raises=TypeError}\n",".join([1])\n```' in crash.back
    assert "```text\n3\n```" in session.back
    assert "```pycon\n>>> 1 + 1\n>>> 2 + 2\n4\n```" in session.back
    assert [card.place.line for card in found.cards] == [7, 20, 26, 36]
    assert dict(found.passed_over) == {("block that shows nothing", "blocks that show nothing"): 1}
    assert found.title == "On lists"


def test_an_article_of_which_nothing_may_run_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_text(ARTICLE, "utf-8")
    with pytest.raises(ProblemsError):
        read_article(path, None)
