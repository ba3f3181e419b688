"""`proofdeck study`, as a learner uses it: no grade is lost, and what cannot be studied is named."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import Result, proofdeck
from tests.support.decks import write_deck
from tests.support.local_pages import GENEROUS, next_of, wait_until
from tests.support.previews import Preview, left_running, previewing

PLAIN = "## One? {#one}\n\nYes.\n\n## Two? {#two}\n\nNo.\n"
FALSE = "## False? {#false}\n\n```python\nprint(1)\n```\n\n```output\n2\n```\n"
ENDLESS = "## Long? {#long}\n\n```python {timeout=600}\nimport time\ntime.sleep(500)\n```\n"

signals = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a deck `demo` that was built once."""
    write_deck(tmp_path / "demo", {"en/01.md": PLAIN})
    assert proofdeck("build", "demo", "--only", "apkg", cwd=tmp_path).code == 0
    return tmp_path


def study(folder: Path, *arguments: str) -> Result:
    return proofdeck("study", *arguments, cwd=folder, env={"PROOFDECK_DATA": str(folder / "data")})


def next_card(preview: Preview) -> Any:
    found: list[Any] = []

    def there() -> bool:
        found[:] = [preview.client.ask("/api/next").json["card"]]
        return found[0] is not None

    wait_until(there)
    return found[0]


def graded(preview: Preview, card: Any, token: str) -> Any:
    body = {
        "card": card["key"],
        "turn": card["turn"],
        "grade": 4,
        "token": token,
        "at": 0,
        "took": 0,
    }
    return preview.client.post("/api/grade", body).json


@signals
def test_a_server_that_is_killed_loses_no_grade_and_counts_none_twice(folder: Path) -> None:
    with previewing(folder, "demo", command="study") as before:
        first = next_card(before)
        assert graded(before, first, "a")["stored"]
        before.process.kill()
        before.process.wait(GENEROUS)
    with previewing(folder, "demo", command="study") as after:
        assert after.client.port == before.client.port
        assert graded(after, first, "a")["repeated"]
        assert next_card(after)["id"] == "en/two"
        assert after.client.ask("/api/next").json["today"]["reviews"] == 1
    assert left_running(folder) == []


@signals
def test_a_signal_ends_it_at_once_whatever_runs_and_whoever_listens(folder: Path) -> None:
    (folder / "demo/en/02.md").write_text(ENDLESS)
    with (
        previewing(folder, "demo", command="study") as preview,
        preview.client.listening() as following,
    ):
        next_of(following, "hello")
        assert next_card(preview)["id"] == "en/one"
        assert preview.client.ask("/api/deck").json["reading"] is True
        assert preview.end(signal.SIGINT) == 128 + signal.SIGINT
    assert left_running(folder) == []


def test_the_status_names_what_is_due_and_what_cannot_be_studied(folder: Path) -> None:
    (folder / "demo/en/02.md").write_text(FALSE)
    said = study(folder, "demo", "--status", "--new", "1")
    assert said.code == 0
    assert said.out.splitlines()[:2] == ["demo", "due today: 1 new, 0 learning, 0 to review"]
    assert "demo/en/02.md:1: en/false: cannot be studied: " in said.err
    found = json.loads(study(folder, "demo", "--status", "--format", "json").out)
    assert found["due"] == {"new": 1, "learning": 0, "review": 0}  # the option is kept
    assert [left["id"] for left in found["left_out"]] == ["en/false"]
    package = next((folder / "build").glob("*.apkg"))
    assert (
        json.loads(study(folder, str(package), "--status", "--format", "json").out)["due"]["new"]
        == 1
    )


def test_a_new_deck_is_studied_before_it_is_built(tmp_path: Path) -> None:
    assert proofdeck("new", "deck", cwd=tmp_path).code == 0
    first, second = (study(tmp_path, "deck", "--status") for _ in range(2))
    assert (first.code, second.code) == (0, 0)
    assert "deck/deck.lock written" in first.err
    assert "written" not in second.err
    assert proofdeck("build", "deck", "--only", "apkg", cwd=tmp_path).code == 0


def test_what_keeps_it_from_starting_is_said_with_the_mend(tmp_path: Path) -> None:
    write_deck(tmp_path / "new")
    (tmp_path / "no.apkg").write_bytes(b"nothing")
    (tmp_path / "new/deck.lock").write_text('{"version": 3}')
    other = study(tmp_path, "new", "--language", "fr")
    assert other.code == 2
    assert "no card is in the language 'fr': there is en" in other.err
    assert study(tmp_path, "no.apkg").code == 1
    assert study(tmp_path, "no.apkg", "new").code == 2
    assert study(tmp_path, "new", "--format", "json").code == 2
