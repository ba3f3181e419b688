"""Whatever runs the programs, a card's verdict is the same, and none is verified for free."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from generator.building.built import Built
from generator.building.deck import build_deck, check_deck
from generator.building.session import Session
from generator.model import ProblemsError, Program, Run
from generator.running import Facts, LocalPool
from generator.running.programs.requires import unmet
from generator.running.run_options import RunOptions
from generator.verifying.package import read_package
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

RANDOM = "## R {#r}\n\n```python\nimport random\nprint(random.random())\n```\n"
STEADY = "## S {#s}\n\n```python\nprint(2)\n```\n"
NEEDS = '## N {#n}\n\n```python {requires="REQUIREMENT"}\nprint(2)\n```\n'


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))


class Wrapped:
    def __init__(self, pool: LocalPool) -> None:
        self.pool = pool

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        return self.pool.run(programs)


class Boastful(InlineRunner):
    """Says that each program ran twice, and runs it once."""

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for run in super().run(programs[:1]):
            yield dataclasses.replace(run, times=2)


class Silent:
    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        return iter(())


def codes(built: Built) -> list[str]:
    return [problem.code for problem in built.problems]


def test_a_random_card_is_verified_by_no_runner(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": RANDOM + STEADY})
    with LocalPool(folder=deck) as pool:
        built = check_deck(deck, runner=Wrapped(pool))
    assert codes(built) == ["varies"]
    assert [verdict.status for verdict in built.verdicts] == ["failed", "verified"]
    assert codes(check_deck(deck)) == codes(built)


@pytest.mark.parametrize("runner", [Silent(), Boastful()])
def test_a_program_that_a_runner_did_not_run_as_often_as_asked_is_not_verified(
    tmp_path: Path, runner: Silent
) -> None:
    deck = write_deck(tmp_path, {"en/01.md": STEADY})
    built = check_deck(deck, runner=runner)
    assert codes(built) == ["lost"]
    assert "returned no run" in built.problems[0].message
    assert built.count("verified") == 0


def test_a_requirement_is_asked_of_the_machine_that_runs_the_program(tmp_path: Path) -> None:
    class Elsewhere(InlineRunner):
        facts = Facts.of()
        level = "landlock7+seccomp"

    deck = write_deck(tmp_path, {"en/01.md": NEEDS.replace("REQUIREMENT", "loopback")})
    built = check_deck(deck, runner=Elsewhere())
    assert (built.count("not-run"), built.count("verified")) == (1, 0)


def test_a_package_carries_the_programs_that_ran_there_and_not_those_that_would_here(
    tmp_path: Path,
) -> None:
    class There(InlineRunner):
        facts = cast(Facts, SimpleNamespace(version_of={"nowhere": "2.0"}.get))
        level = "none"

    deck = write_deck(tmp_path / "deck", {"en/01.md": NEEDS.replace("REQUIREMENT", "nowhere>=1")})
    built = build_deck(deck, tmp_path / "build", runner=There())
    assert built.count("verified") == 1
    (package,) = tmp_path.glob("build/*.apkg")
    (note,) = read_package(package).notes
    assert note.evidence is not None
    assert [cell.code for cell in note.evidence.program.cells] == ["print(2)"]


def test_loopback_is_closed_only_where_there_is_seccomp_and_no_network_of_ones_own() -> None:
    facts = Facts.of()
    assert unmet("loopback", facts, "landlock7+seccomp") is not None
    assert unmet("loopback", facts, "landlock7+seccomp+netns") is None
    assert unmet("loopback", facts, "landlock7") is None


def test_programs_elsewhere_need_trust_where_the_deck_is_somebody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.running.sandbox.trust.whose", lambda folder: "it is mallory's")
    deck = write_deck(tmp_path, {"en/01.md": STEADY})
    with pytest.raises(ProblemsError, match="mallory"):
        check_deck(deck, runner=InlineRunner())
    assert not check_deck(deck, runner=InlineRunner(), options=RunOptions(trust=True)).failed


def test_an_open_session_builds_again_without_starting_its_workers_again(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": STEADY})
    with Session() as session:
        first = build_deck(deck, tmp_path / "build", session=session)
        (deck / "en/01.md").write_text(STEADY.replace("print(2)", "print(3)"), "utf-8")
        runner = session.runner(deck)
        again = build_deck(deck, tmp_path / "build", session=session)
        assert session.runner(deck) is runner
    assert not first.failed and not again.failed
    assert again.programs(cached=False) == 1


def test_a_session_and_options_of_its_own_are_not_both_given(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, {"en/01.md": STEADY})
    with Session() as session, pytest.raises(TypeError, match="has its own"):
        check_deck(deck, session=session, options=RunOptions())


def test_what_was_built_can_be_read_without_its_files(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": STEADY})
    for _ in range(2):  # made just now, and kept from before
        built = build_deck(deck, tmp_path / "build")
        (card,) = built.rendered("en").cards
        assert card.note.slug == "s" and "print" in card.note.fields["Back"]
        assert built.lock is not None and "en/s" in built.lock.entries
