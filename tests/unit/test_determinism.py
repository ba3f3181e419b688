"""Why two runs differ, named from what they printed and the code."""

from __future__ import annotations

import pytest

from generator.checking.determinism import cause_of, differences
from generator.model import CellRun, Environment, Note, Output, Raised, Run, Structure


def run(*cells: CellRun, ended: str = "finished", status: int = 0) -> Run:
    return Run("x", ended, cells, Environment("3"), status)  # type: ignore[arg-type]


def cell(*texts: str, **more: object) -> CellRun:
    return CellRun(tuple(Output("stdout", text) for text in texts), **more)  # type: ignore[arg-type]


def number(value: float) -> Structure:
    return Structure("float", "number", values=(value,))


def test_equal_runs_do_not_differ() -> None:
    one = run(cell("a\n", value=number(1.0), notes=(Note(1, "value", "1.0", number(1.0)),)))
    assert differences(one, one, "") == ()


def test_only_the_lines_from_the_first_that_differs_are_told() -> None:
    (found,) = differences(run(cell("a\nb\nc\n")), run(cell("a\nx\nc\n")), "")
    assert (found.cell, found.first, found.second, found.line) == (0, "b\nc", "x\nc", 0)


@pytest.mark.parametrize(
    "second",
    [
        run(cell("a\n"), cell("b\n")),
        run(cell("a\n"), ended="exit", status=3),
        run(cell("a\n", raised=Raised("E", "E", (), "E: x"))),
        run(cell("a\n", value=number(1.0))),
        run(CellRun((Output("svg", "<svg>"),))),
        run(cell("a\n", notes=(Note(1, "print", "x"),))),
        run(),
    ],
)
def test_anything_that_can_be_seen_or_stated_counts(second: Run) -> None:
    assert len(differences(run(cell("a\n")), second, "")) == 1


def test_digits_that_were_not_shown_do_not_count() -> None:
    one, other = (run(cell("0.3\n", value=number(value))) for value in (0.3, 0.3 + 1e-9))
    assert differences(one, other, "") == ()
    far = run(cell("0.3\n", value=number(0.31)))
    assert len(differences(one, far, "")) == 1


def test_a_noted_value_that_varies_only_in_its_elements_is_told_by_its_line() -> None:
    def noted(value: float, shape: tuple[int, ...]) -> Run:
        structure = Structure("torch.Tensor", "array", shape, "float32", values=(value,))
        return run(cell(notes=(Note(3, "value", f"tensor([{value}])", structure),)))

    (found,) = differences(noted(0.1, (1,)), noted(0.7, (1,)), "torch.rand(1)")
    assert (found.line, found.cause) == (3, "unseeded random numbers of PyTorch")
    (found,) = differences(noted(0.1, (1,)), noted(0.7, (1, 1)), "")
    assert found.line == 0


@pytest.mark.parametrize(
    ("first", "second", "code", "word"),
    [
        ("<A object at 0x7f01>", "<A object at 0x7f02>", "", "unknown"),
        ("<A at 0x7f0112345678>", "<A at 0x7f0212345678>", "print(A())", "address"),
        ("{'a', 'b'}", "{'b', 'a'}", "print({'a', 'b'})", "set"),
        ("[1, 2]", "[2, 1]", "import random\nx = [1, 2]\nrandom.shuffle(x)", "unseeded"),
        ("0.5", "0.7", "import random\nrandom.seed(0)\nimport time\ntime.time()", "clock"),
        ("0.5", "0.7", "from random import gauss as g\ng()", "unseeded random numbers"),
        ("0.5", "0.7", "import numpy.random as r\nr.rand()", "NumPy"),
        ("0.5", "0.7", "import torch as t\nt.randn(1)", "PyTorch"),
        ("0.5", "0.7", "import torch\ntorch.manual_seed(0)\nimport numpy as np\nnp.random.rand()", "NumPy"),
        ("0.5", "0.7", "model = nn.Sequential(nn.Linear(1, 1))", "PyTorch"),
        ("0.1234567", "0.1234568", "import torch\ntorch.manual_seed(0)\ntorch.rand(9).sum()", "threads"),
        ("1 0.5", "2 0.5", "import torch\ntorch.get_num_threads()", "threads"),
        ("1e-310", "2e+16", "import numpy as np\nnp.empty(1)", "memory"),
        ("3", "4", "import os\nos.getpid()", "process"),
        ("3", "4", "hash('a')", "hash"),
        ("/tmp/tmpabcdefg1", "/tmp/tmpabcdefg2", "import tempfile\ntempfile.mkdtemp()", "temporary"),
        ("1795451923.0", "1795451924.0", "import time\ntime.time()", "clock"),
        ("2026-01-01", "2026-01-02", "import datetime as dt\ndt.date.today()", "clock"),
        ("a\nb", "b\na", "import threading\nthreading.Thread(target=f).start()", "threads or processes"),
        ("'localhost'", "'faraway'", "import socket\nsocket.gethostname()", "name of the machine"),
        ("'localhost\\n'", "'faraway\\n'", "import os\nos.popen('hostname').read()", "the machine"),
        ("('UTC', 'UTC')", "('NPT', 'NPT')", "import time\ntime.tzname", "time zone"),
        ("0", "-20700", "import time\ntime.timezone", "time zone"),
        ("2026-01-01 10:00:00,5 x", "2028-03-04 17:43:21,9 x", "import logging\nlogging.info(1)", "clock"),
        ("'Mon, 30 Nov 2026 06:57:59 -0000'", "'Fri, 11 Feb 2028 14:41:20 -0000'", "f()", "clock"),
        ("[0, 2]", "[0, 1]", "import random\nrandom.sample(range(3), 2)", "unseeded random numbers"),
        ("['b', 'a1']", "['a1', 'b']", "import os\nos.listdir('.')", "folder"),
        ("1", "0", "import torch\ntorch.seed() % 2", "seed"),
        ("1", "2", "import random\nrandom.seed()\nrandom.randint(1, 3)", "seed"),
        ("1", "0", "import uuid\nuuid.getnode() % 2", "network card"),
        ("b'1'", "b'0'", "import subprocess\nsubprocess.check_output('x')", "another program"),
        ("a", "b", "x = (", "unknown"),
        ("a", "b", "f()", "unknown"),
    ],
)  # fmt: skip
def test_the_likely_cause_is_named_with_a_mend(
    first: str, second: str, code: str, word: str
) -> None:
    cause, hint = cause_of(first, second, code)
    assert word in cause
    assert word == "PyTorch" or "PyTorch" not in cause or "torch" in code or "nn." in code
    assert hint
    assert "varies" not in hint  # which a check offers beside it
