"""What a card states, in the forms that other tools have, is held against what came out."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

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


def fields_of(package: Path) -> list[str]:
    """The fields of each note of a package."""
    with ZipFile(package) as archive:
        (package.parent / "collection").write_bytes(archive.read("collection.anki2"))
    with closing(sqlite3.connect(package.parent / "collection")) as collection:
        return [fields for (fields,) in collection.execute("SELECT flds FROM notes")]


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


def test_a_card_with_a_program_that_is_not_run_is_not_verified(tmp_path: Path) -> None:
    text = "## A {#a}\n\n```python\n1\n```\n\n```\nprint(1 / 0)\n```\n"
    statuses, problems = verdicts(tmp_path, text)
    assert statuses == {"a": "not-run"}
    assert [(p["code"], p["severity"], p["line"]) for p in problems] == [
        ("not-run-language", "warning", 7)
    ]
    assert proofdeck("check", "deck", cwd=tmp_path).code == 0
    assert proofdeck("check", "deck", "--strict", cwd=tmp_path).code == 1


IN_PART = """\
## Address {#address}

```python {match=ellipsis}
class A: pass
print(A(), [1, 2])
A()
```

```output
<__main__.A object at 0x...> [1, 2]
<__main__.A object at ...>
```

## Marked {#marked}

```python {match=ellipsis varies}
import time
print(f"took {time.perf_counter()} s")
```

```output
took ... s
```

## Comment {#comment}

```python {match=ellipsis}
import time
print("a")
print(f"took {time.perf_counter()} s")  # => took ... s
```

## Session {#session}

```pycon
>>> object()  # doctest: +ELLIPSIS
<object object at 0x...>
```

## List {#list}

```python {match=ellipsis}
print(list(range(20)))
```

```output
[0, 1, ..., 18, 19]
```

## Other line {#other-line}

```python {match=ellipsis}
import time
print(f"took {time.perf_counter()} s")  # => took ... s
print(time.perf_counter())
```

## Other words {#other-words}

```python {match=ellipsis}
import time
print(f"took {time.perf_counter()} s")
```

```output
took ... ms
```

## Not said {#not-said}

```python
print(list(range(20)))
```

```output
[0, 1, ..., 18, 19]
```
"""


def test_what_is_left_open_may_vary_and_nothing_else(tmp_path: Path) -> None:
    statuses, problems = verdicts(tmp_path, IN_PART)
    good = ["address", "marked", "comment", "session", "list"]
    bad = ["other-line", "other-words", "not-said"]
    assert statuses == dict.fromkeys(good, "verified") | dict.fromkeys(bad, "failed")
    found = {(p["card"].rpartition("/")[2], p["code"]) for p in problems}
    assert found == {
        ("other-line", "varies"), ("other-words", "varies"), ("other-words", "false-claim"),
        ("not-said", "false-claim"),
    }  # fmt: skip


def test_a_card_shows_the_stated_words_where_it_varies_and_says_so(tmp_path: Path) -> None:
    write_deck(tmp_path / "deck", {"en/01.md": IN_PART.partition("## Other line")[0]})
    built = []
    for number in (1, 2):
        done = proofdeck("build", "deck", "--output", str(number), cwd=tmp_path,
                         env={"PROOFDECK_CACHE": str(tmp_path / f"cache{number}")})  # fmt: skip
        assert done.code == 0, done.err
        built.append({path.name: path.read_bytes() for path in (tmp_path / str(number)).iterdir()})
    assert built[0] == built[1]
    (package,) = (tmp_path / "1").glob("*.apkg")
    notes = fields_of(package)
    told = [text for text in notes if "stands for varies" in text]
    assert len(told) == 4
    assert all("0x7f" not in text for text in told)
    assert sum("[0, 1, 2, 3" in text for text in notes) == 1  # steady, so shown whole
    assert "5 still true" in proofdeck("verify", package, cwd=tmp_path).out


TERMINAL = """\
## Progress {#progress}

```python
import sys
for i in range(3):
    sys.stdout.write(f"\\r{i + 1}/3")
print()
```

```output
3/3
```

## Colour {#colour}

```python
print("\\033[31mred\\033[0m")  # => red
"\\033[1mbold\\033[0m"
```

```output
red
'\\x1b[1mbold\\x1b[0m'
```

## Both streams {#both}

```python
import sys
print("working", end="", flush=True)
print("\\rdone...", file=sys.stderr)
```

```output
done...
```

## Tab {#tab}

```python
print("a\\tb")
```

```output
a       b
```

## Raw {#raw}

```python
print("\\033[31mred\\033[0m")
```

```output
\033[31mred\033[0m
```

## Raised {#raised}

```python {raises="ValueError: bad"}
raise ValueError("\\033[31mbad\\033[0m")
```

```output
ValueError: bad
```

## Overwritten {#overwritten}

```python
print("1/2\\r2/2")
```

```output
1/2
```

## Other colour {#other-colour}

```python
print("\\033[31mred\\033[0m")
```

```output
\033[32mred\033[0m
```
"""


def test_a_claim_states_what_a_terminal_shows_in_the_end(tmp_path: Path) -> None:
    statuses, problems = verdicts(tmp_path, TERMINAL)
    good = ["progress", "colour", "both", "tab", "raw", "raised"]
    bad = ["overwritten", "other-colour"]
    assert statuses == dict.fromkeys(good, "verified") | dict.fromkeys(bad, "failed"), problems
    assert {p["code"] for p in problems} == {"false-claim"}


def test_many_lines_can_be_stated(tmp_path: Path) -> None:
    code = '```python\nprint(*range({0}), sep="\\n")\n```\n\n```output\n{1}\n```\n'
    lines = [str(number) for number in range(300)]
    wrong = [*lines[:-1], "x"]
    text = "## A {#a}\n\n" + code.format(300, "\n".join(lines))
    text += "\n## B {#b}\n\n" + code.format(300, "\n".join(wrong))
    statuses, problems = verdicts(tmp_path, text)
    assert statuses == {"a": "verified", "b": "failed"}
    false = [problem for problem in problems if problem["code"] != "print-long"]
    assert [text.split("\n")[problem["line"] - 1] for problem in false] == ["x"]


DATA = """\
## Read {#read}

```python
print(open("near.txt").read(), open("data/far.txt").read())
try:
    open("near.txt", "w")
except OSError as error:
    print("refused")
```

```output
near far
refused
```

## Own {#own}

```python
open("own.txt", "w").write("mine")
print(open("own.txt").read())
```

```output
mine
```
"""


def test_a_file_beside_the_deck_is_read_by_its_name_and_never_written(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"en/near.txt": "near", "data/far.txt": "far"}
    write_deck(tmp_path / "other", files)
    (tmp_path / "deck").mkdir()
    for name in files:
        (tmp_path / "deck" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "other" / name).rename(tmp_path / "deck" / name)
    statuses, problems = verdicts(tmp_path, DATA)
    assert statuses == {"read": "verified", "own": "verified"}, problems
    assert {name: (tmp_path / "deck" / name).read_text() for name in files} == files
    (tmp_path / "deck/en/near.txt").write_text("changed")
    statuses, problems = verdicts(tmp_path, DATA)
    assert statuses == {"read": "failed", "own": "verified"}, problems
    assert "changed far" in problems[0]["message"]


def test_without_a_sandbox_a_file_beside_the_deck_is_a_copy(tmp_path: Path) -> None:
    code = 'open("near.txt", "w").write("overwritten")\nprint(open("near.txt").read())'
    write_deck(tmp_path / "deck", {"en/01.md": f"## A {{#a}}\n\n```python\n{code}\n```\n"})
    (tmp_path / "deck/en/near.txt").write_text("near")
    done = proofdeck("check", "deck", "--sandbox", "off", cwd=tmp_path)
    assert done.code == 0, done.err
    assert (tmp_path / "deck/en/near.txt").read_text() == "near"
