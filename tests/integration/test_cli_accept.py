"""`proofdeck accept`, as an author uses it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli import ROOT, proofdeck
from tests.support.decks import write_deck

DECK = """\
# T

## One {#one}

> - ```python
>   print("a", 1)
>   1 + 1
>   ```
>
>   ~~~output
>   a 2
>   3
>   ~~~

## Error {#error}

```python {raises=ZeroDivisionError}
1 / 0
```

```output
ZeroDivisionError: never
```

## Broken {#broken}

```python
1 / 0
```

```output
7
```
"""
ACCEPTED = DECK.replace("a 2\n>   3", "a 1\n>   2").replace(": never", ": division by zero")


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return write_deck(tmp_path / "cards", {"en/01.md": DECK.replace("\n", "\r\n")})


def text_of(deck: Path) -> str:
    return (deck / "en/01.md").read_bytes().decode()


def test_accepting_makes_the_claims_true_and_says_what_it_left(tmp_path: Path, deck: Path) -> None:
    result = proofdeck("accept", "--yes", cwd=tmp_path)
    assert text_of(deck) == ACCEPTED.replace("\n", "\r\n")
    assert "\n->   a 2\n->   3\n+>   a 1\n+>   2\n" in result.out
    assert "cards/en/01.md: 2 claims rewritten" in result.err
    assert "cards/en/01.md:31:1: left alone: this program fails: ZeroDivisionError" in result.err
    assert result.code == 1
    assert "false-claim" not in proofdeck("check", cwd=tmp_path).err
    again = proofdeck("accept", "--yes", cwd=tmp_path)
    assert again.out == ""
    assert text_of(deck) == ACCEPTED.replace("\n", "\r\n")


def test_claims_are_those_of_the_interpreter_that_was_asked_for(tmp_path: Path, deck: Path) -> None:
    python = tmp_path / "elsewhere" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    code = "import sys\nprint(sys.executable, *map(type, [id(object())]))"
    text = f"## P {{#p}}\n\n```python\n{code}\n```\n\n```output\nx\n```\n"
    (deck / "en/01.md").write_text(text)
    result = proofdeck("accept", "--yes", "--once", "--python", str(python), cwd=tmp_path)
    assert (result.code, result.err) == (0, "cards/en/01.md: 1 claim rewritten\n")
    assert f"\n{python} <class 'int'>\n" in text_of(deck)
    result = proofdeck("accept", "--yes", "--python", str(tmp_path / "none"), cwd=tmp_path)
    assert result.code == 1 and "[python]" in result.err


def test_where_nobody_can_be_asked_the_difference_is_shown_and_nothing_written(
    tmp_path: Path, deck: Path
) -> None:
    result = proofdeck("accept", "cards", "one", cwd=tmp_path)
    assert result.code == 1
    assert "+>   a 1" in result.out
    assert "division" not in result.out
    assert "hint: review the diff, then pass --yes" in result.err
    assert text_of(deck) == DECK.replace("\n", "\r\n")


def test_only_the_named_cards_are_accepted(tmp_path: Path, deck: Path) -> None:
    result = proofdeck("accept", "error", "--yes", cwd=tmp_path)
    assert (result.code, result.err) == (0, "cards/en/01.md: 1 claim rewritten\n")
    assert text_of(deck) == DECK.replace(": never", ": division by zero").replace("\n", "\r\n")


def test_an_unknown_card_is_wrong_usage_and_names_the_nearest(tmp_path: Path, deck: Path) -> None:
    for words in (["eror"], ["cards", "eror"]):
        result = proofdeck("accept", *words, cwd=tmp_path)
        assert result.code == 2
        assert "no card has the slug `eror`: did you mean `error`?" in result.err
    assert text_of(deck) == DECK.replace("\n", "\r\n")


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_on_a_terminal_it_asks_first(tmp_path: Path, deck: Path, answer: str, code: int) -> None:
    keyboard, terminal = pty.openpty()
    os.write(keyboard, f"{answer}\n".encode())
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PROOFDECK_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", "generator", "accept", "one"],
        cwd=tmp_path,
        env=env,
        stdin=terminal,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    os.close(keyboard)
    os.close(terminal)
    assert done.returncode == code
    assert "Rewrite 1 claim in 1 file? [y/N]" in done.stderr + done.stdout
    assert ("a 1" in text_of(deck)) is (answer == "y")


def test_claims_in_comments_are_accepted_too(tmp_path: Path) -> None:
    code = (
        "x = [1, 2]\nlen(x)  # => 3\nfor i in x:\n    print(i)  # => 1, 3\nprint(x)\n# 输出：[2]\n"
    )
    deck = write_deck(tmp_path / "cards", {"en/01.md": f"## Q {{#q}}\n\n```python\n{code}```\n"})
    result = proofdeck("accept", "--yes", cwd=tmp_path)
    assert (result.code, result.err) == (0, "cards/en/01.md: 3 claims rewritten\n")
    true = code.replace("=> 3", "=> 2").replace("1, 3", "1, 2").replace("[2]", "[1, 2]")
    assert text_of(deck) == f"## Q {{#q}}\n\n```python\n{true}```\n"
    checked = proofdeck("check", cwd=tmp_path)
    assert (checked.code, checked.err) == (0, "")


def test_a_deck_whose_claims_hold_has_nothing_to_accept(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards")
    result = proofdeck("accept", cwd=tmp_path)
    assert (result.code, result.out) == (0, "")
    assert "nothing to accept" in result.err


def test_no_deck_is_a_problem_like_everywhere(tmp_path: Path) -> None:
    for words in ([], ["./nowhere"], ["some-card"]):
        result = proofdeck("accept", *words, cwd=tmp_path)
        assert result.code == 1
        assert "deck.toml:1:1:" in result.err


def test_claims_beside_the_marks_of_clozes_are_accepted_in_their_place(tmp_path: Path) -> None:
    text = (
        "# T\n\n## Q {#q .cloze}\n\n```python\na = {{c1::sorted}}([2, 1])  # => [1, 3], in order\n"
        "b = [{{c2::a,\n  1}}]\nprint(b)  # => 7\n```\n"
    )
    folder = write_deck(tmp_path / "cards", {"en/01.md": text})
    done = proofdeck("accept", folder, "--yes", cwd=tmp_path)
    assert done.code == 0, done.err
    wanted = text.replace("[1, 3], in", "[1, 2], in").replace("=> 7", "=> [[1, 2], 1]")
    assert text_of(folder) == wanted
