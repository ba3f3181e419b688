"""Every way to mark code as Python is known, on cards as in audits, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from generator.reading.fence_names import dialect_of, meant_by, read_info


@pytest.mark.parametrize(
    "info",
    ["python", "py", "python3", "Python", "PYTHON", "{python}", "{python, echo=FALSE}", ".python",
     "{.python .line-numbers}", "python title='x'", "python:main.py", "ipython", "ipython3",
     "python3.11", "python {.norun}", " py3 ", "Py", "{ .py3 .annotate }", "{#x .python .hidden}",
     "python {1,3}", "python{1,3}", "python,ignore", "python=12", "sourcecode python",
     "code-block python", "jupyter-python", "run-python", "{code-cell} ipython3", "{code-cell}",
     "{code-block} python", "{code} python3", "{sourcecode} py", "{testcode}", "{testsetup}",
     "{jupyter-execute}", "{python #x .hidden}", "{python setup, echo=F}"],
)  # fmt: skip
def test_every_way_to_mark_python_is_known(info: str) -> None:
    assert dialect_of(info, "x = 1") in ("python", "ipython")
    assert dialect_of(info, "\n>>> x") == "session"


@pytest.mark.parametrize(
    "info", ["pycon", "pycon3", "python-console", "python-repl", "pyrepl", "doctest", "{doctest}",
             "{.pycon}", "{code-block} pycon", "ipythonconsole", "PyCon"],
)  # fmt: skip
def test_every_way_to_mark_a_session_is_known(info: str) -> None:
    assert dialect_of(info, ">>> x") == "session"


@pytest.mark.parametrize(
    "info",
    ["", "pythonic", "js", "output", "text", "{r}", "python2", "pyx", "cython", "pytb", "{note} x",
     "{code-block} js", "{code-block}", "{testoutput}", "{=html}", "{.norun}", "main.py", "{}", "{",
     "}", "{ }", "é", ":::", "c++"],
)  # fmt: skip
def test_other_languages_are_not_run(info: str) -> None:
    assert dialect_of(info, "x = 1") is None
    assert dialect_of(info, ">>> x") is None


@pytest.mark.parametrize(
    "word", ["pyton", "phyton", "pyhton", "pythn", "Pyton3", "python4", "pythonic", "py2", "python2",
             "=py", "=python", "main.py", "src/x.py", "ipyton", "pycn"],
)  # fmt: skip
def test_a_name_that_is_nearly_python_is_noticed(word: str) -> None:
    assert meant_by(word)


@pytest.mark.parametrize(
    "word", ["", "cython", "jython", "micropython", "pytest", "php", "julia", "ruby", "pyi", "pytb",
             "text", "typescript", "=html", "mermaid", "tython" * 9, "bython"[:2]],
)  # fmt: skip
def test_other_names_are_left_alone(word: str) -> None:
    assert not meant_by(word)


@pytest.mark.parametrize(
    ("info", "mark"),
    [("python,ignore", "ignore"), ("python no_run", "no_run"), ("py {.norun}", "norun"),
     ("python notest", "notest"), ("{python, eval=FALSE}", "eval=FALSE"), ("py noexec", "noexec"),
     ('python exec="off"', 'exec="off"'), ('py {test="skip"}', 'test="skip"'),
     ("{code-cell} python skip-execution", "skip-execution"), ("pycon +SKIP", "+SKIP"),
     ('py {reason="no run today"}', ""), ('python title="ignore me"', ""), ("python", ""),
     ("python ignored", ""), ("python:skip.py", ""), ("python {#skip}", "")],
)  # fmt: skip
def test_what_other_tools_leave_out_is_told(info: str, mark: str) -> None:
    assert read_info(info).left_out == mark


def test_options_stand_where_the_author_wrote_them() -> None:
    for info in ("py {.hidden x=1}", "{.py .hidden x=1}", "{code-cell} python {.hidden}",
                 "python:a.py {.hidden}", "{python, .hidden}"):  # fmt: skip
        found = read_info(info)
        at = found.options.index(".hidden")
        assert info[found.start + at :].startswith(".hidden")
    assert read_info("python:a.py {.hidden}").file == "a.py"
    assert read_info("{python}").options == read_info("{code-cell}").options == ""
    assert read_info("{testoutput}").is_output and read_info("output").is_output
    assert not read_info("outputs").is_output


def test_a_long_info_string_is_read_in_linear_time() -> None:
    for text in ("{" + "#a " * 50_000, "py " + '="' * 50_000, "py " + "x " * 50_000, "{" * 100_000):
        assert read_info(text).left_out == ""
