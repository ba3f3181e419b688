"""A stated result that nothing was held against is told wherever a check is told of, and its card
is not called verified.
"""

from __future__ import annotations

import json
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

from tests.support.cli import Result, proofdeck
from tests.support.decks import write_deck

DECK = """\
## Read {#read}

```python
abs(-3)  # => 3, the absolute value
```

## Words {#words}

```python
x = [3]  # -> next layer
abs(-3)  # => 3 apples
```

## Accepted {#accepted}

```python {unread}
abs(-3)  # => 3 apples
```

## Needless {#needless}

```python {unread}
abs(-3)  # => 3
```
"""
WORDS = DECK.split("## Accepted")[0]


def checked(tmp_path: Path, text: str, *options: str) -> Result:
    write_deck(tmp_path / "cards", {"en/01.md": text})
    return proofdeck("check", *options, cwd=tmp_path)


def test_what_is_not_read_is_a_warning_with_its_place_and_how_to_write_it(tmp_path: Path) -> None:
    result = checked(tmp_path, DECK)
    assert result.code == 0
    lines = [line for line in result.err.split("\n") if "claim-not-read" in line]
    assert [line.split(": ")[:2] for line in lines] == [
        ["cards/en/01.md:10:10", "warning"],
        ["cards/en/01.md:11:10", "warning"],
    ]
    assert "hint: write `# => 3`, and any words after a comma" in result.err
    assert "cards/en/01.md:22:1: warning: `unread` is not needed here" in result.err
    head, row, told, *_ = result.out.split("\n")
    counts = dict(zip(head.split("  "), row.split(), strict=False))
    assert " ".join(head.split()).startswith("cards programs run from cache verified not read")
    assert row.split()[:5] == ["4", "4", "0", "2", "2"], counts
    assert told.strip() == "3 stated results were not read"


def test_with_strict_it_is_an_error_unless_its_author_accepts_it(tmp_path: Path) -> None:
    assert checked(tmp_path, WORDS).code == 0
    strict = checked(tmp_path, WORDS, "--strict")
    assert strict.code == 1
    assert "warning" not in strict.err
    accepted = DECK.split("## Words")[0] + "## Accepted" + DECK.split("## Accepted")[1]
    assert checked(tmp_path, accepted.split("## Needless")[0], "--strict").code == 0
    write_deck(tmp_path / "cards", {"en/01.md": WORDS})
    assert proofdeck("build", "--strict", cwd=tmp_path).code == 1
    assert proofdeck("build", cwd=tmp_path).code == 0


def test_reports_for_programs_count_it_and_give_the_card_a_status_of_its_own(
    tmp_path: Path,
) -> None:
    report = json.loads(checked(tmp_path, DECK, "--format", "json").out)
    summary = report["summary"]
    assert (summary["verified"], summary["not-read"], summary["claims-not-read"]) == (2, 2, 3)
    assert [(card["id"], card["status"], card["claims-not-read"]) for card in report["cards"]] == [
        ("read", "verified", 0),
        ("words", "not-read", 2),
        ("accepted", "not-read", 1),
        ("needless", "verified", 0),
    ]
    assert report["cards"][1]["reason"] == "2 stated results not read"
    told = [(p["code"], p["severity"], p["line"], p["card"]) for p in report["problems"]]
    assert told[:2] == [
        ("claim-not-read", "warning", 10, "words"),
        ("claim-not-read", "warning", 11, "words"),
    ]
    suite = ET.fromstring(checked(tmp_path, DECK, "--format", "junit").out).find("testsuite")
    assert suite is not None
    cases = {case.get("name"): case for case in suite}
    skipped = cases["words"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "2 stated results not read"
    assert "claim-not-read" in (cases["words"].findtext("system-out") or "")
    assert cases["read"].find("skipped") is None
    annotations = checked(tmp_path, DECK, "--format", "github").out
    assert (
        "::warning file=cards/en/01.md,line=10,col=10,title=words%3A claim-not-read::"
        in annotations
    )
    strict = json.loads(checked(tmp_path, WORDS, "--format", "json", "--strict").out)
    assert strict["cards"][1]["status"] == "failed"


def test_a_card_with_a_result_that_is_not_read_is_not_shown_as_verified(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": DECK})
    assert proofdeck("build", cwd=tmp_path).code == 0
    (package,) = (tmp_path / "build").glob("*.apkg")
    with zipfile.ZipFile(package) as archive:
        name = next(n for n in archive.namelist() if n.startswith("collection.anki2"))
        (tmp_path / "collection").write_bytes(archive.read(name))
    with sqlite3.connect(tmp_path / "collection") as db:
        notes = [row[0] for row in db.execute("SELECT flds FROM notes ORDER BY id")]
    assert ["verified ·" in note for note in notes] == [True, False, False, True]
    told = json.loads((tmp_path / "build/demo.provenance.json").read_text())["cards"]["en"]
    assert [card["status"] for card in told] == ["verified", "not-read", "not-read", "verified"]


def test_what_a_compiled_function_states_is_not_read_and_what_calls_it_does_is(
    tmp_path: Path,
) -> None:
    text = (
        "## Q {#q}\n\n```python\nimport dis\ndef f(x):\n    y = x + 1  # => 4\n    return y\n"
        "len(list(dis.get_instructions(f))) > 0  # => True\nf(3)  # => 4\n```\n"
    )
    result = checked(tmp_path, text)
    assert result.code == 0
    (line,) = [line for line in result.err.split("\n") if "claim-not-read" in line]
    assert "01.md:6:16: warning: `4` is not read: its function is compiled" in line


def test_what_varies_beside_a_comment_that_states_nothing_is_no_difference(tmp_path: Path) -> None:
    text = "## Q {#q}\n\n```python\nclass A: pass\nx = A()  # 3\nobject()  # 4\nprint(1)\n```\n"
    result = checked(tmp_path, text)
    assert (result.code, result.err) == (0, "")
    varies = checked(tmp_path, text.replace("# 4", "# => 4"))
    assert varies.code == 1


def test_comments_of_a_session_state_what_its_lines_come_to(tmp_path: Path) -> None:
    session = (
        "## Q {#q}\n\n```pycon\n>>> x = [2, 1]\n>>> x.sort()  # => [1, 2]\n>>> abs(-3)  # => 3\n3\n"
        ">>> [1,\n...  1 + 1,  # => 2\n... ]\n[1, 2]\n>>> abs(-1); abs(-2)  # => 2\n1\n2\n```\n"
    )
    result = checked(tmp_path, session)
    assert result.code == 0
    (line,) = [line for line in result.err.split("\n") if "claim-not-read" in line]
    assert line.startswith("cards/en/01.md:12:23: warning: `2` is not read: another statement")
    for true, false in (
        ("=> [1, 2]", "=> [2, 1]"),
        ("# => 3", "# => 4"),
        ("# => 2\n...", "# => 3\n..."),
    ):
        assert "false-claim" in checked(tmp_path, session.replace(true, false)).err
