"""An error of Proofdeck's own costs one card; the others, and the report, are as ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.building import making
from generator.building.built import Built
from generator.building.deck import check_deck
from generator.last_net import DEBUG, internal, net
from generator.last_net import caught as take_note
from generator.model import Place, Problem, ProblemsError, Run
from generator.reading import chapter
from generator.running.pool.job import Job
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

ROOT = Path(__file__).parents[2]
CHAPTER = "# A\n\n" + "\n".join(
    f"## {slug} {{#{slug}}}\n\n```python\nprint('{slug}')\n```\n\n```output\n{slug}\n```\n"
    for slug in ("one", "bad", "two")
)
STEPS = {
    "generator.reading.chapter:_ChapterReader._card": "reading this card",
    "generator.building.verdicts:plan_card": "planning the programs of this card",
    "generator.building.verdicts:judge": "judging this card",
    "generator.building.card_facts:make_faces": "rendering this card",
    "generator.rendering.rendered:_render": "rendering this card",
    "generator.building.card_facts:twin_of": "recording the provenance of this card",
}


def breaking(of: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    """A function that fails at the card `bad`."""

    def broken(*given: Any, **named: Any) -> Any:
        if "bad" in str(given[:2])[:3000]:
            raise error
        return of(*given, **named)

    return broken


def broken_at(step: str, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    module, _, name = step.partition(":")
    target: Any = __import__(module, fromlist=["x"])
    *owners, last = name.split(".")
    for owner in owners:
        target = getattr(target, owner)
    monkeypatch.setattr(target, last, breaking(getattr(target, last), error))


def checked(folder: Path) -> Built:
    return check_deck(write_deck(folder, {"en/01.md": CHAPTER}), runner=InlineRunner())


@pytest.mark.parametrize("step", STEPS)
def test_an_error_at_one_card_leaves_the_others_verified(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: Callable[[], str]
) -> None:
    class StrangeError(Exception):
        def __repr__(self) -> str:
            raise ValueError

    if step.endswith("_card"):
        broken_at(step, monkeypatch, StrangeError("a\nb"))
    else:
        broken_at(step, monkeypatch, IndexError("tuple index out of range"))
    built = checked(tmp_path)
    (problem,) = built.problems
    assert (problem.code, problem.severity) == ("internal", "error")
    assert problem.place.line == CHAPTER.split("\n").index("## bad {#bad}") + 1
    assert STEPS[step] in problem.message
    assert "Error: " in problem.message
    assert "report it" in problem.hint and DEBUG in problem.hint
    assert built.failed
    status = {card.slug: card.status for chapter in built.chapters for card in chapter.cards}
    assert (status["one"], status["two"]) == ("verified", "verified")
    assert caught().count("Traceback") == 1


def test_an_error_in_a_chapter_leaves_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: Callable[[], str]
) -> None:
    files = {"en/01.md": CHAPTER, "en/02.md": "# B\n\n## Good {#good}\n\nThis.\n"}
    folder = write_deck(tmp_path, files)
    for module, name in ((chapter, "read_chapter"), (making, "rare_characters")):
        left = [RecursionError("maximum recursion depth exceeded")]
        real = getattr(module, name)

        def first_fails(*given: Any, left: Any = left, real: Any = real, **named: Any) -> Any:
            if left:
                raise left.pop()
            return real(*given, **named)

        with monkeypatch.context() as patch:
            patch.setattr(module, name, first_fails)
            built = check_deck(folder, runner=InlineRunner())
        found = [(p.code, Path(p.place.path).name) for p in built.problems]
        assert found == [("internal", "01.md")]
        assert "good" in {card.slug for chapter in built.chapters for card in chapter.cards}
    assert caught().count("RecursionError") == 2


def test_what_knows_better_is_not_caught() -> None:
    found: list[Problem] = []
    problem = Problem(Place("a.md"), "known", "this is known")
    with pytest.raises(ProblemsError), net(found.append, Place("a.md"), "x"):
        raise ProblemsError(problem)
    for stop in (KeyboardInterrupt, SystemExit):
        with pytest.raises(stop), net(found.append, Place("a.md"), "x"):
            raise stop
    assert found == []


def test_an_error_without_words_can_be_told(caught: Callable[[], str]) -> None:
    class MuteError(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert take_note(MuteError()) == "MuteError"
    assert take_note(KeyError()) == "KeyError"
    long = internal(ValueError("x " * 100_000), Place("a.md"), "x")
    assert len(long.message) < 500
    assert "\n" not in internal(ValueError("a\nb"), Place("a.md"), "x").message
    assert caught()


def test_an_error_where_a_run_is_put_together_is_that_cards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: Callable[[], str]
) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    broken_at("generator.checking.runners:differences", monkeypatch, ValueError("a strange pair"))
    real = Job.finish

    def finish(job: Job, status: int, limit: str = "") -> Run:
        if "two" in job.program.cells[0].code:
            raise ValueError("a strange end")
        return real(job, status, limit)

    monkeypatch.setattr(Job, "finish", finish)
    built = check_deck(write_deck(tmp_path / "deck", {"en/01.md": CHAPTER}))
    status = {card.slug: card.status for chapter in built.chapters for card in chapter.cards}
    assert status == {"one": "verified", "bad": "failed", "two": "failed"}
    assert {problem.code for problem in built.problems} == {"lost"}
    assert all(word in str(built.problems) for word in ("a strange pair", "a strange end"))
    assert caught()


def command(tmp_path: Path, patch: str, *arguments: str, **env: str) -> Any:
    """The command with an error in it, in a process of its own."""
    write_deck(tmp_path / "deck", {"en/01.md": CHAPTER})
    code = f"import sys\n{patch}\nfrom generator.__main__ import run\nrun()\n"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=tmp_path, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PROOFDECK_CACHE": str(tmp_path / "c"), **env},
    )  # fmt: skip


FAILING = "def fail(*given, **named):\n    raise IndexError('no such card')\n"
EVERYWHERE = (
    FAILING + "import generator.building.deck\ngenerator.building.deck.read_config = fail\n"
)
DISPLAY = FAILING + "import generator.reading.whole_deck as deck\ndeck.read_config = fail\n"


@pytest.mark.parametrize(
    ("patch", "arguments"),
    [
        (EVERYWHERE, ("build", "deck")),
        (EVERYWHERE, ("check", "deck")),
        (EVERYWHERE, ("accept", "deck")),
        (DISPLAY, ("matrix", "deck", "--with", "torch")),
        (
            FAILING + "import generator.auditing.audit_files as a\na.audit_each = fail",
            ("audit", "x.md"),
        ),
        (
            FAILING + "import generator.verifying.package as p\np.read_package = fail",
            ("verify", "x"),
        ),
        (FAILING + "import generator.writing.starter as s\ns.write_starter = fail", ("new", "x")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_no_command_ends_in_a_traceback(
    patch: str, arguments: tuple[str, ...], tmp_path: Path, caught: Callable[[], str]
) -> None:
    done = command(tmp_path, patch, *arguments)
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    assert "IndexError: no such card" in done.stderr and "[internal]" in done.stderr
    assert "report it" in done.stderr
    assert "no such card" in caught()


def test_the_traceback_is_there_for_whoever_asks(tmp_path: Path, caught: Callable[[], str]) -> None:
    done = command(tmp_path, EVERYWHERE, "check", "deck", "--format", "json", **{DEBUG: "1"})
    assert done.returncode == 1
    assert "Traceback (most recent call last):" in done.stderr
    report = json.loads(done.stdout)
    assert [problem["code"] for problem in report["problems"]] == ["internal"]
    assert caught()


def test_an_error_of_what_prints_is_told_all_the_same(
    tmp_path: Path, caught: Callable[[], str]
) -> None:
    patch = (
        FAILING
        + "import generator.cli.problem_report\ngenerator.cli.problem_report.print_problems = fail"
    )
    done = command(tmp_path, patch, "check", "nowhere")
    assert (done.returncode, done.stderr.count("no such card")) == (1, 1)
    assert caught()


def test_wrong_usage_and_a_reader_that_goes_are_no_errors(tmp_path: Path) -> None:
    assert command(tmp_path, "", "check", "--nonsense").returncode == 2
    assert command(tmp_path, "", "--help").returncode == 0
    gone = FAILING.replace("IndexError('no such card')", "BrokenPipeError(32, 'gone')")
    done = command(
        tmp_path, gone + "import generator.building.deck as b\nb.build_deck = fail", "build", "deck"
    )
    assert (done.returncode, done.stderr) == (1, "")
