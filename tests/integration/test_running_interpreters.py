"""A deck may run in another Python than Proofdeck does."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from generator.checking.determinism import differences
from generator.model import Cell, ProblemsError
from generator.running import Facts, LocalPool, program_key
from generator.running.twice import Twice
from tests.support.running import printed, program, spots

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
NAMES = [f"3.{minor}" for minor in range(9, 15) if f"3.{minor}" != HERE]
CODE = "import sys, json\nprint('%d.%d' % sys.version_info[:2])\nx = {'a': [1, 2.5]}\nx"


def interpreters() -> list[str]:
    """One of each other version on this machine: installed by pyenv, or on the path."""
    found = {name: path for name in NAMES if (path := shutil.which(f"python{name}"))}
    for folder in sorted((Path.home() / ".pyenv" / "versions").glob("3.*/bin")):
        name = folder.parent.name.rpartition(".")[0]
        if name in NAMES and (folder / f"python{name}").exists():
            found[name] = str(folder / f"python{name}")
    return list(found.values())


@pytest.mark.parametrize("python", interpreters() or [None])
def test_cards_run_in_the_python_of_the_deck(python: str | None) -> None:
    if python is None:
        pytest.skip("no other Python here")
    try:
        facts = Facts.of(python)
    except ProblemsError:
        pytest.skip("this one does not start")
    card = program(Cell(CODE, 5, notes=spots(CODE, 2, 3)), Cell("1 / 0", 20))
    with LocalPool(python=python) as pool:
        (run,) = Twice(pool, differences).run([card])
    version = facts.version.rpartition(".")[0]
    assert printed(run) == version + "\n"
    assert (run.ended, run.times, run.differences) == ("raised", 2, ())
    assert run.environment.python == facts.version
    assert [(note.line, note.text) for note in run.cells[0].notes] == [
        (2, version),
        (2, "None"),
        (3, "{'a': [1, 2.5]}"),
    ]
    assert run.cells[0].value is not None
    assert run.cells[0].value.items[0][1].items[1][1].values == (2.5,)
    assert run.cells[1].raised is not None
    assert run.cells[1].raised.frames[0].line == 1
    assert program_key(card, facts) != program_key(card, Facts.of())


def test_what_is_installed_is_asked_of_the_python_of_the_deck(tmp_path: Path) -> None:
    facts = Facts.of()
    assert facts.version_of("pytest") == pytest.__version__
    assert facts.version_of("no-such-distribution") is None
    import venv

    venv.create(tmp_path / "empty", symlinks=True)
    empty = Facts.of(str(tmp_path / "empty" / "bin" / "python"))
    assert empty.version == facts.version
    assert empty.version_of("pytest") is None


def test_a_python_that_is_too_old_is_refused_in_words(tmp_path: Path) -> None:
    answer = '{"interpreter": {"version": "3.8.18"}, "packages": {}, "versions": {}}'
    old = tmp_path / "python3.8"
    old.write_text(f"#!/bin/sh\necho '{answer}'\n")
    old.chmod(0o755)
    with pytest.raises(ProblemsError) as caught:
        Facts.of(str(old))
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("python", "Python 3.8.18 is too old")
    assert "3.9" in problem.hint
