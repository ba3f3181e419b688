"""`--sandbox` and `--trust`: what a user is told, and that nothing ran before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.running.sandbox import confinement
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.sandbox import needs_full

CARD = "# C\n\n## Q? {#one}\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n"
WEAK = {
    "readable": [],
    "landlock": 7,
    "missing": {"landlock": "", "seccomp": "", "netns": "the setting x.y forbids them"},
}


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    write_deck(tmp_path / "cards", {"en/01.md": CARD})
    return tmp_path / "cards"


@pytest.fixture
def weak(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that forbids namespaces."""
    monkeypatch.setattr(confinement, "_probe", lambda python: WEAK)
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


def report(*arguments: str | Path, cwd: Path) -> dict[str, Any]:
    done = proofdeck("check", *arguments, "--format", "json", cwd=cwd)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


@pytest.mark.usefixtures("weak")
@pytest.mark.parametrize(
    "command", ["check", "build", "accept", "audit", "matrix", "verify", "preview"]
)
def test_strict_refuses_before_anything_runs_and_says_why(
    command: str, deck: Path, tmp_path: Path
) -> None:
    proof = tmp_path / "ran"
    write_deck(deck, {"en/01.md": CARD.replace("print(1)", f"open({str(proof)!r}, 'w')")})
    target = {"audit": deck / "en/01.md", "verify": tmp_path / "x.apkg"}.get(command, deck)
    more = ["--python", "python"] if command == "matrix" else []
    done = invoke(command, target, "--sandbox", "strict", *more)
    assert done.exit_code == 1
    assert not proof.exists()
    if command != "verify":  # which has no package to speak of
        assert "the setting x.y forbids them" in done.output
        assert "namespaces" in done.output and "hint:" in done.output


@pytest.mark.usefixtures("weak")
def test_below_full_strength_a_foreign_deck_waits_for_trust(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "generator.running.sandbox.trust.whose", lambda folder: "it belongs to mallory"
    )
    for command in ("check", "preview"):
        refused = invoke(command, deck)
        assert refused.exit_code == 1
        assert "nothing was run: it belongs to mallory" in refused.output
        assert "landlock7+seccomp" in refused.output and "--trust" in refused.output
    assert invoke("check", deck, "--trust", "--once").exit_code == 0


def test_a_result_without_a_sandbox_is_said_and_not_taken_for_one(
    deck: Path, tmp_path: Path
) -> None:
    off = proofdeck("check", deck, "--sandbox", "off", cwd=tmp_path)
    assert off.code == 0 and "sandbox: none" in off.out
    again = report(deck, "--sandbox", "off", cwd=tmp_path)
    assert again["timings"]["from-cache"] == 1
    assert again["environment"]["sandbox"] == "none"
    first = report(deck, cwd=tmp_path)
    assert first["timings"]["from-cache"] == 0
    assert first["environment"]["sandbox"] != "none"


@needs_full
def test_strict_takes_no_result_of_a_weaker_sandbox(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    with monkeypatch.context() as weak:
        weak.setattr(confinement, "_probe", lambda python: {**WEAK, "readable": ["/usr"]})
        weak.setattr("generator.running.sandbox.trust.whose", lambda folder: "")
        invoke("check", deck)
    found = report(deck, "--sandbox", "strict", cwd=tmp_path)
    assert found["environment"]["sandbox"].endswith("+seccomp+netns")
    assert found["timings"]["programs-run"] == 1
    assert report(deck, "--sandbox", "strict", cwd=tmp_path)["timings"]["from-cache"] == 1


@needs_full
def test_a_strangers_package_runs_at_full_strength_without_trust(
    deck: Path, tmp_path: Path
) -> None:
    assert proofdeck("build", deck, cwd=tmp_path).code == 0
    done = proofdeck("verify", "build/demo-en.apkg", cwd=tmp_path)
    assert (done.code, "1 still true" in done.out) == (0, True), done


def test_a_card_that_needs_loopback_is_not_run_where_there_is_none(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = CARD.replace("```python", '```python {requires="loopback"}')
    write_deck(deck, {"en/01.md": needs})
    monkeypatch.setattr(confinement, "_probe", lambda python: WEAK)
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    done = invoke("check", deck, "--format", "json")
    (card,) = json.loads(done.stdout)["cards"]
    assert card["status"] == "not-run"
    assert "needs loopback" in card["reason"]
