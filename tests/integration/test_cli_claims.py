"""What a card states, in every form, is held against what came out; what varies is found."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.cli import Result, proofdeck
from tests.support.decks import write_deck

TRUE = """\
## Comments {#comments}

```python
import numpy as np
x = np.zeros((2, 3))  # shape: (2, 3)
for i in range(2):
    print(i)  # => 0, 1
print(x.dtype)  # 输出：float64
float(x.sum())  # -> 0.0
def double(n):
    return 2 * n
double(4)
# => 8
```

## Close {#close}

```python {tol=1e-3}
print([0.5001, 2])
```

```output
[0.5, 2]
```

## Shape {#shape}

```python {match=shape}
import numpy as np
np.ones((2, 2))
```

```output
(2, 2)
```

## Contains {#contains}

```python {match=contains}
print("one\\ntwo\\nthree")
```

```output
two
```

## Ellipsis {#ellipsis}

```python {match=ellipsis}
for i in range(9): print(i)
```

```output
0
...
8
```

## Message {#message}

```python {raises="ValueError: could not convert"}
float("x")
```

## Agreement {#agreement}

```python {#one}
import numpy as np
np.array([0.1 + 0.2, 1.0])
```

```python {agrees=one}
np.array([0.3, 1.0])
```
"""


def check(tmp_path: Path, text: str, *options: str) -> Result:
    write_deck(tmp_path / "cards", {"en/01.md": text})
    return proofdeck("check", *options, cwd=tmp_path)


def test_every_form_of_a_true_claim_passes(tmp_path: Path) -> None:
    checked = check(tmp_path, TRUE)
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.split("\n")[1].split()[:4] == ["7", "7", "0", "7"]


def test_every_form_of_a_false_claim_is_found_at_its_place(tmp_path: Path) -> None:
    lies = [
        ("# shape: (2, 3)", "# shape: (3, 2)"),
        ("# => 0, 1", "# => 0, 2"),
        ("输出：float64", "输出：float32"),
        ("# -> 0.0", "# -> 0"),
        ("# => 8", "# => 9"),
        ("[0.5, 2]", "[0.5, 3]"),
        ("\n(2, 2)\n", "\n(2, 3)\n"),
        ("```output\ntwo", "```output\nfour"),
        ("...\n8", "...\n7"),
        ("ValueError: could not convert", "ValueError: no way"),
        ("[0.3, 1.0]", "[0.3, 1.1]"),
    ]
    text = TRUE
    for true, false in lies:
        assert text.count(true) == 1
        text = text.replace(true, false)
    checked = check(tmp_path, text, "--format", "json")
    assert checked.code == 1
    problems = json.loads(checked.out)["problems"]
    codes = sorted(problem["code"] for problem in problems)
    assert codes == ["disagreement"] + ["false-claim"] * 9 + ["wrong-exception"]
    lines = text.split("\n")
    stated = [lines[p["line"] - 1] for p in problems if p["code"] == "false-claim"]
    for line, word in zip(
        stated,
        ["(3, 2)", "0, 2", "float32", "-> 0", "=> 9", "0.5, 3", "(2, 3)", "four", ""],
        strict=True,
    ):
        assert word in line


def test_editing_a_claim_in_a_comment_never_runs_code_again(tmp_path: Path) -> None:
    assert check(tmp_path, TRUE).code == 0
    checked = check(tmp_path, TRUE.replace("# => 8", "# => 9"))
    assert checked.code == 1
    assert checked.out.split("\n")[1].split()[:3] == ["7", "0", "7"]


def test_a_program_that_varies_is_a_problem_with_its_cause_and_mend(tmp_path: Path) -> None:
    text = "## Q {#q}\n\n```python\nimport random\nprint(random.random())\n```\n"
    checked = check(tmp_path, text)
    assert checked.code == 1
    assert "cards/en/01.md:3:1: error: this varies from run to run (" in checked.err
    assert "[varies]" in checked.err
    assert "random.seed(0)" in checked.err


def test_what_is_said_to_vary_may_and_its_shape_may_be_stated(tmp_path: Path) -> None:
    text = (
        "## Q {#q}\n\n```python {varies}\nimport random\nprint(random.random())\n```\n\n"
        "## R {#r}\n\n```python\nimport numpy as np\nx = np.random.rand(2)  # shape: (2,)\n```\n"
    )
    checked = check(tmp_path, text)
    assert (checked.code, checked.err) == (0, "")


def test_once_does_not_see_what_varies_and_says_so(tmp_path: Path) -> None:
    text = "## Q {#q}\n\n```python\nimport random\nprint(random.random())\n```\n"
    checked = check(tmp_path, text, "--once")
    assert checked.code == 0
    assert "ran once (--once)" in checked.out
    assert check(tmp_path, text).code == 1


def test_every_result_can_be_held_against_a_fresh_interpreter(tmp_path: Path) -> None:
    checked = check(tmp_path, TRUE, "--cold")
    assert (checked.code, checked.err) == (0, "")


def test_provenance_is_written_beside_the_decks(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": TRUE})
    built = proofdeck("build", cwd=tmp_path)
    assert (built.code, built.err) == (0, "")
    told = json.loads((tmp_path / "build/demo.provenance.json").read_text())
    cards = told["cards"]["en"]
    assert [card["status"] for card in cards] == ["verified"] * 7
    assert cards[0]["environment"]["packages"]["numpy"]


UNPARSED = """
```python
x = 1
for y in [x]:
print(y)
```
"""


def test_code_that_is_no_python_is_placed_at_its_own_line(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": "# T\n\n## A {#a}\n" + UNPARSED})
    done = proofdeck("check", deck, cwd=tmp_path)
    assert "deck/en/01.md:8:1: error: this program fails: IndentationError" in done.err
    assert "deck/en/01.md, line 8" in done.err
    assert done.err.count("after 'for' statement on line 7") == 2


def test_a_card_about_code_that_is_no_python_may_move_in_its_file(tmp_path: Path) -> None:
    card = "## A {#a}\n" + UNPARSED.replace("```python", "```python {raises=IndentationError}")
    locks = []
    for text in ("# T\n\n" + card, "# T\n\n\n\n## B {#b}\n\nx\n\n" + card):
        deck = write_deck(tmp_path / "deck", {"en/01.md": text})
        out = tmp_path / f"b{len(locks)}"  # without its lock the deck is another one each time
        assert proofdeck("build", deck, "-o", out, cwd=tmp_path).code == 0
        lock = json.loads((deck / "deck.lock").read_text())
        locks.append(lock["notes"]["en/a"])
    assert locks[0] == locks[1]


CRASHING = """\
## One crashes {#crash}

```python
x = [2, 1]
x.sort()  # => [2, 1]
def first(values):
    print(len(values))  # => 2, 1
    return values[0]
sum(x)  # => 3
for size in (2, 1, 0):
    print(size)  # => 2, 1, 0
    first(x[:size])  # => 1, 1
max(x)  # => 7
```

## One raises another error {#other}

```python {raises=ValueError}
len("abc")  # => 4
{}["key"]  # => 0
```

## One raises nothing {#none}

```python {raises=ValueError}
len("abc")  # => 5
int("3")
```
"""


def test_results_that_are_false_before_a_program_fails_are_told_in_the_same_run(
    tmp_path: Path,
) -> None:
    found = check(tmp_path, CRASHING, "--format", "json")
    assert found.code == 1
    told = [(each["line"], each["code"]) for each in json.loads(found.out)["problems"]]
    # What might hold if the program went on is not judged: the calls, the loop, what stands below.
    assert sorted(told) == [
        (5, "false-claim"), (8, "crash"),
        (19, "false-claim"), (20, "wrong-exception"),
        (25, "no-exception"), (26, "false-claim"),
    ]  # fmt: skip
