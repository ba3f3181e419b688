"""A cache that others can write to would have them say what a card shows: it is not used.

Nor is one that is found from the folder one stands in, which may be a deck's.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import proofdeck
from tests.support.decks import write_deck

CARD = "# Sums\n\n## What is it? {#sum}\n\n```python\nprint(1 + 1)\n```\n"


@pytest.mark.parametrize("command", ["check", "build", "accept", "audit"])
def test_a_cache_that_is_not_ones_own_is_left_alone_and_costs_no_build(
    command: str, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    deck = write_deck(tmp_path / "deck", {"en/sums.md": CARD})
    asked = deck / "en" / "sums.md" if command == "audit" else deck
    more = ["-o", str(tmp_path / "out")] if command == "build" else []
    done = proofdeck(command, asked, *more, cwd=tmp_path)
    assert done.code == 0, done
    assert "the cache is not used" in done.err and "all users can write to it" in done.err
    assert not list(cache.iterdir())


@pytest.mark.parametrize("named", ["cache", "./cache", "../deck/cache"])
@pytest.mark.parametrize("command", ["matrix", "check", "cache"])
def test_no_deck_can_bring_a_cache_to_whoever_stands_in_it(
    command: str, named: str, tmp_path: Path
) -> None:
    deck = write_deck(tmp_path / "deck", {"en/sums.md": CARD})
    words = ["--with", "no-such-package==1.0"] if command == "matrix" else []
    done = proofdeck(command, *words, cwd=deck, env={"PROOFDECK_CACHE": named})
    assert done.code == 2
    assert f"PROOFDECK_CACHE is '{named}'" in done.err and "set an absolute path" in done.err
    assert not (deck / "cache").exists()


@pytest.mark.parametrize("named", ["a-file", "a-file/x", "/dev/null/x", "a-link"])
def test_a_cache_that_cannot_be_kept_is_told_once_and_costs_no_build(
    named: str, tmp_path: Path
) -> None:
    (tmp_path / "a-file").write_text("mine")
    (tmp_path / "a-link").symlink_to("nowhere")
    deck = write_deck(tmp_path / "deck", {"en/sums.md": CARD})
    cache = tmp_path / named
    env = {"PROOFDECK_CACHE": str(cache)}
    done = proofdeck("check", deck, cwd=tmp_path, env=env)
    assert done.code == 0, done
    assert done.err.count(f"{cache}: the cache is not used: ") == 1
    for words in (["cache"], ["cache", "--clear"]):
        told = proofdeck(*words, cwd=tmp_path, env=env)
        assert told.out == f"{cache}: not used\n"
        assert told.err.count("the cache is not used: ") == 1
    assert (tmp_path / "a-file").read_text() == "mine"
