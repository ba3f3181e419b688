"""`proofdeck check --format`, as a CI system uses it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from generator import __version__
from generator.reporting.report_json import SCHEMA_FILE
from tests.support.cli import Result, proofdeck
from tests.support.decks import write_deck

ENGLISH = """\
# T

## True {#true}

```python
import numpy as np
print(1)
```
```output
1
```

## False {#false}

```python
print("\\x1b[31m中")
```
```output
2
```

## Needs {#needs}

```python {requires="no-such-thing>=1"}
1
```
"""
CHINESE = """\
# 章

## 真 {#true}

```python
import numpy as np
print(1)
```
```output
1
```
"""
TOML = 'name = "two"\nlanguages = ["en", "zh"]\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    write_deck(folder / "cards", {"en/01.md": ENGLISH, "zh/01.md": CHINESE}, toml=TOML)
    return folder


def valid(result: Result) -> dict[str, object]:
    loaded = json.loads(result.out)
    Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8"))).validate(loaded)
    assert isinstance(loaded, dict)
    return loaded


def test_json_is_one_valid_object_and_people_read_the_rest_elsewhere(folder: Path) -> None:
    result = proofdeck("check", "--format", "json", cwd=folder)
    report = valid(result)
    assert result.code == 1
    assert "cards/en/01.md:19:1: error: the card says `2`, but " in result.err
    cards = report["cards"]
    assert isinstance(cards, list)
    assert [(card["id"], card["language"], card["status"]) for card in cards] == [
        ("true", "en", "verified"),
        ("false", "en", "failed"),
        ("needs", "en", "not-run"),
        ("true", "zh", "verified"),
    ]
    assert [(card["path"], card["line"]) for card in cards][1::2] == [
        ("cards/en/01.md", 13),
        ("cards/zh/01.md", 3),
    ]
    environment = report["environment"]
    assert isinstance(environment, dict)
    assert environment["proofdeck"] == __version__
    assert environment["python"].startswith("3.")
    assert list(environment["packages"]) == ["numpy"]
    summary = report["summary"]
    assert isinstance(summary, dict)
    assert (summary["errors"], summary["warnings"]) == (1, 2)


def test_junit_of_a_real_run_can_be_read(folder: Path) -> None:
    result = proofdeck("check", "--format", "junit", "--quiet", cwd=folder)
    root = ET.fromstring(result.out.encode())
    assert result.code == 1
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("4", "1", "1")
    assert "\n+ 中" in (root.findtext(".//failure") or "")


def test_github_gets_a_command_for_each_problem(folder: Path) -> None:
    result = proofdeck(
        "check", "--format", "github", cwd=folder, env={"LC_ALL": "C", "PYTHONUTF8": "0"}
    )
    lines = result.out.strip().split("\n")
    assert [line.split(" ")[0] for line in lines] == ["::warning", "::error", "::warning"]
    assert lines[1].startswith("::error file=cards/en/01.md,line=19,col=1,title=false%3A false-")
    assert "中" in lines[1]


@pytest.mark.parametrize("style", ["json", "junit", "github"])
def test_a_deck_that_cannot_be_read_still_gives_a_report(tmp_path: Path, style: str) -> None:
    result = proofdeck("check", "--format", style, cwd=tmp_path)
    assert result.code == 1
    assert "cards/deck.toml:1:1:" in result.err
    if style == "json":
        assert valid(result)["deck"] is None
    elif style == "junit":
        assert ET.fromstring(result.out.encode()).get("failures") == "1"
    else:
        assert result.out.startswith("::error file=cards/deck.toml,line=1,col=1,title=")


def test_warnings_fail_only_when_asked_to(tmp_path: Path) -> None:
    files = {"en/01.md": "## A {#a}\n\nx\n\n## B {#b}\n\ny\n", "zh/01.md": "## 甲 {#a}\n\nx\n"}
    write_deck(tmp_path / "cards", files, toml=TOML)
    assert proofdeck("check", cwd=tmp_path).code == 0
    assert proofdeck("check", "--fail-on", "warning", cwd=tmp_path).code == 1
    failing = proofdeck("check", "--format", "junit", "--fail-on", "warning", cwd=tmp_path)
    assert ET.fromstring(failing.out.encode()).get("failures") == "1"


def test_an_unknown_format_is_wrong_usage(tmp_path: Path) -> None:
    assert proofdeck("check", "--format", "xml", cwd=tmp_path).code == 2


def test_paths_from_the_root_are_on_request_in_the_text_too(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": "## A {#a .cloz}\n\nx\n"})
    place = ":1:10: error: unknown kind `.cloz`"
    plain = proofdeck("check", cwd=tmp_path)
    assert plain.err.startswith(f"cards/en/01.md{place}")
    whole = proofdeck("check", "--absolute", "--summary", "table.md", cwd=tmp_path)
    assert whole.err.startswith(f"{tmp_path.as_posix()}/cards/en/01.md{place}")
    assert whole.err.replace(f"{tmp_path.as_posix()}/", "") == plain.err
    # The table links to files of the repository, by their paths in it.
    assert tmp_path.as_posix() not in (tmp_path / "table.md").read_text("utf-8")


def test_the_json_has_the_edit_that_makes_a_claim_true(tmp_path: Path) -> None:
    text = "## A {#a}\n\n```python\nprint(1)\n```\n```output\n2\n```\n"
    write_deck(tmp_path / "cards", {"en/01.md": text})
    done = proofdeck("check", "--format", "json", "--absolute", cwd=tmp_path)
    (problem,) = json.loads(done.out)["problems"]
    assert problem["edit"] == {
        "line": 7, "column": 1, "end_line": 7, "end_column": 2, "text": "1",
    }  # fmt: skip
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads(done.out))
