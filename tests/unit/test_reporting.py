"""What programs are told about a check is what a person is told, in whatever format."""

from __future__ import annotations

import dataclasses
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generator.building.deck import check_deck
from generator.model import Place, Problem
from generator.reporting.report import Report, report_on, report_unread
from generator.reporting.report_github import as_github
from generator.reporting.report_json import SCHEMA_FILE, as_json
from generator.reporting.report_junit import as_junit
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

DECK = """\
# T

## Holds {#holds}

```python
print(1)
```
```output
1
```

## False {#false}

```python
print(1)
```
```output
2
```

## Elsewhere {#elsewhere}

```python {.norun reason="needs <8> GPUs"}
print(1)
```

## Prose {#prose}

Only prose.

## Option {#option}

```python {.hiden}
print(1)
```
"""
BROKEN_SETUP = """\
# T

```python {.setup}
1 / 0
```

## One {#one}

```python
print(1)
```

## Two {#two}

```python
print(1)
```
"""
NASTY = "50% of\r\n::error::a, \x1b[2J\x00\ufffe\ud800 & <b>]]> 中"


def report_of(folder: Path, files: dict[str, str], toml: str = 'name = "demo"\n') -> Report:
    deck = write_deck(folder, dict(files), toml=toml)
    built = check_deck(deck, runner=InlineRunner())
    return report_on(dataclasses.replace(built, seconds=1.25))


def nasty() -> Report:
    places = Place("a,b:c/x.md", 3, 7), Place("a,b:c/x.md", 4)
    error = Problem(places[0], "crash", NASTY, NASTY, "error", "slug", NASTY)
    return report_unread((error, Problem(places[1], "missing-twin", "m", severity="warning")))


def valid(report: Report) -> dict[str, Any]:
    loaded = json.loads(as_json(report))
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(loaded)
    assert isinstance(loaded, dict)
    return loaded


def test_json_says_of_every_card_what_is_known_and_matches_its_schema(tmp_path: Path) -> None:
    report = valid(report_of(tmp_path, {"en/01.md": DECK}))
    assert [(card["id"], card["status"], card["reason"]) for card in report["cards"]] == [
        ("holds", "verified", None),
        ("false", "failed", None),
        ("elsewhere", "not-run", "needs <8> GPUs"),
        ("prose", "no-code", None),
        ("option", "failed", None),
    ]
    assert [card["line"] for card in report["cards"]] == [3, 12, 21, 27, 31]
    assert report["summary"] == {
        "cards": 5, "verified": 1, "not-run": 1, "failed": 2, "no-code": 1, "errors": 2,
        "warnings": 0, "not-read": 0, "claims-not-read": 0,
    }  # fmt: skip
    assert report["environment"]["python"] == "3.11.7"
    assert report["timings"]["seconds"] == 1.25


def test_a_problem_names_its_card_even_where_only_its_place_tells(tmp_path: Path) -> None:
    problems = valid(report_of(tmp_path, {"en/01.md": DECK}))["problems"]
    assert [(p["code"], p["line"], p["column"], p["card"]) for p in problems] == [
        ("false-claim", 18, 1, "false"),
        ("unknown-option", 33, 12, "option"),
    ]
    assert problems[0]["detail"] == "- 2\n+ 1"
    assert all(problem["hint"] for problem in problems)


def test_a_broken_set_up_is_one_problem_and_fails_every_card_of_its_file(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"en/01.md": BROKEN_SETUP})
    loaded = valid(report)
    assert [problem["code"] for problem in loaded["problems"]] == ["crash"]
    assert [card["status"] for card in loaded["cards"]] == ["failed", "failed"]
    suite = ET.fromstring(as_junit(report)).find("testsuite")
    assert suite is not None
    assert [case.find("failure") is not None for case in suite] == [True, True]


def test_a_deck_that_cannot_be_read_still_gives_one_valid_object() -> None:
    report = valid(nasty())
    assert (report["deck"], report["cards"]) == (None, [])
    assert report["problems"][0]["path"] == "a,b:c/x.md"
    assert report["environment"]["packages"] == {}
    assert report["summary"]["errors"] == report["summary"]["warnings"] == 1
    assert as_json(nasty()).isascii()


def test_a_program_that_a_schema_does_not_allow_is_noticed() -> None:
    loaded = json.loads(as_json(nasty()))
    loaded["problems"][0]["line"] = 0
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(loaded))


def test_json_says_where_a_problem_ends_and_on_request_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = report_of(tmp_path, {"en/01.md": DECK})
    told = valid(report)["problems"]
    where = ("line", "column", "end_line", "end_column")
    assert [[problem[key] for key in where] for problem in told] == [
        [18, 1, 18, 2],
        [33, 12, 33, 18],
    ]
    whole = valid(report.absolute())
    short = valid(report)
    for kind in ("problems", "cards"):
        assert {entry["path"] for entry in short[kind]} == {"en/01.md"}
        assert {entry["path"] for entry in whole[kind]} == {(tmp_path / "en/01.md").as_posix()}
        assert [entry | {"path": ""} for entry in whole[kind]] == [
            entry | {"path": ""} for entry in short[kind]
        ]
    assert valid(nasty())["problems"][0]["end_line"] is None


def test_junit_has_a_case_for_every_card_and_never_passes_one_that_was_not_run(
    tmp_path: Path,
) -> None:
    toml = 'name = "demo"\nlanguages = ["en", "zh"]\n'
    report = report_of(
        tmp_path, {"en/01.md": DECK, "zh/01.md": "# T\n\n## 一 {#holds}\n\n文\n"}, toml
    )
    root = ET.fromstring(as_junit(report))
    english, chinese = root.findall("testsuite")
    assert (english.get("name"), chinese.get("name")) == ("en", "zh")
    cases = {case.get("name"): case for case in english}
    assert list(cases) == ["holds", "false", "elsewhere", "prose", "option"]
    assert {case.get("classname", "").rpartition("/")[2] for case in english} == {"01.md"}
    failure = cases["false"].find("failure")
    assert failure is not None and failure.text is not None
    assert failure.get("message") == "the card says `2`, but `1` came out"
    assert "- 2\n+ 1\nhint: " in failure.text
    skipped = cases["elsewhere"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "needs <8> GPUs"
    assert [english.get(key) for key in ("tests", "failures", "skipped")] == ["5", "2", "1"]
    assert root.get("tests") == "6"


def test_junit_shows_warnings_and_fails_on_them_only_when_asked(tmp_path: Path) -> None:
    toml = 'name = "demo"\nlanguages = ["en", "zh"]\n'
    files = {"en/01.md": "## A {#a}\n\nx\n", "zh/01.md": "stray\n\n## B {#b}\n\nx\n"}
    report = report_of(tmp_path, files, toml)
    assert not report.failed()
    assert report.failed("warning")
    lax, strict = ET.fromstring(as_junit(report)), ET.fromstring(as_junit(report, "warning"))
    assert (lax.get("failures"), strict.get("failures")) == ("0", "3")
    assert len(lax.findall(".//system-out")) == 3
    stray = [case.get("name") for case in lax.iter("testcase") if " at " in str(case.get("name"))]
    assert stray == ["stray-text at 1:1"]


def test_whatever_a_program_prints_the_xml_can_be_read_and_says_so() -> None:
    text = as_junit(nasty())
    text.encode("utf-8")
    failure = ET.fromstring(text).find(".//failure")
    assert failure is not None and failure.text is not None
    assert "50% of\\r\n::error::a, \\x1b[2J\\x00\\ufffe\\ud800 & <b>]]> 中" in failure.text


@pytest.mark.parametrize("number", [1, 2])
def test_no_text_of_a_card_can_end_a_workflow_command_or_start_another(number: int) -> None:
    lines = as_github(nasty()).split("\n")
    assert len(lines) == 2
    command = re.fullmatch(r"::(error|warning) ([^:]*)::(.*)", lines[number - 1])
    assert command is not None
    assert "\r" not in lines[number - 1]
    properties = dict(pair.split("=", 1) for pair in command[2].split(","))
    assert properties["file"] == "a%2Cb%3Ac/x.md"
    assert list(properties) == ["file", "line", "col", "title"]


def test_github_is_told_place_message_and_hint(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"en/01.md": DECK})
    first = as_github(report).split("\n")[0]
    assert (
        ",line=18,col=1,title=false%3A false-claim::the card says `2`, but `1` came out%0A" in first
    )
    assert first.startswith("::error file=")
    assert "came out%0Acorrect the `output` fence, or the program" in first


def test_a_deck_without_problems_gives_github_nothing(tmp_path: Path) -> None:
    assert as_github(report_of(tmp_path, {"en/01.md": DECK.split("## False")[0]})) == ""
