"""Whose draw it is: the program's, or one of a library for purposes of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from generator.running.worker.world.generators import is_own

INSTALLED = str(Path(sys.prefix, "lib/a_library.py"))
FORMS = {
    "module": "draw()",
    "class": "class A:\n    drawn = draw()",
    "function": "def name():\n    draw()\nname()",
}


def owned(code: str, file: str, name: str) -> bool:
    """Whether a draw is the program's own, in a module of that file which it imports."""
    told: list[bool] = []
    module: dict[str, Any] = {
        "__name__": name, "draw": lambda: told.append(is_own(sys._getframe(1)))
    }  # fmt: skip
    main = {"__name__": "__main__", "run": lambda: exec(compile(code, file, "exec"), module)}
    exec("run()", main)
    (found,) = told
    return found


@pytest.mark.parametrize("form", FORMS)
def test_what_a_library_draws_as_it_is_imported_costs_no_program_more_worlds(form: str) -> None:
    assert not owned(FORMS[form], INSTALLED, "a_library")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["helper", ""])
def test_what_a_program_draws_in_code_of_its_own_is_its_own(form: str, name: str) -> None:
    assert owned(FORMS[form], "/work-of-a-program/helper.py", name)


def test_what_a_program_has_a_library_draw_is_its_own() -> None:
    code = "def f():\n    draw()"
    told: list[bool] = []
    module: dict[str, Any] = {
        "__name__": "a_library", "draw": lambda: told.append(is_own(sys._getframe(1)))
    }  # fmt: skip
    exec(compile(code, INSTALLED, "exec"), module)
    exec("f()", {"__name__": "__main__", "f": module["f"]})
    assert told == [True]


def test_names_that_libraries_make_up_for_files_are_no_draws() -> None:
    assert not owned(FORMS["function"], "/anywhere/tempfile.py", "tempfile")
