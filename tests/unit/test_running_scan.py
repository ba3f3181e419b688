"""What is read from a program before it runs: imports, the file it becomes, its places."""

from __future__ import annotations

import pytest

from generator.model import Cell
from generator.running.capture.locate import Locator
from generator.running.pool.preloads import preload_of
from generator.running.programs.layout import lay_out
from generator.running.programs.scan import scan
from tests.support.running import program


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("x = 1", ()),
        ("import numpy as np", ("numpy",)),
        ("import torch", ("numpy", "torch", "torch.utils.data")),
        ("from torch.nn import functional", ("numpy", "torch", "torch.utils.data")),
        (
            "import torch\ntorch.optim.SGD([torch.ones(1)])",
            ("numpy", "torch", "torch.utils.data", "torch._dynamo"),
        ),
        (
            "from torch.func import vmap",
            ("numpy", "torch", "torch.utils.data", "torch._dynamo"),
        ),
        ("import re\nre.compile('')", ()),
        ("def f():\n    import jax.numpy as jnp", ("numpy", "jax", "jax.numpy")),
        ("import optax", ("numpy", "jax", "jax.numpy")),
        ("import matplotlib", ()),
        ("from matplotlib import pyplot as plt", ("numpy", "matplotlib.pyplot")),
        ("import importlib\nimportlib.import_module('numpy')", ("numpy",)),
        ("from . import numpy", ()),
        ("import torch as", ()),
    ],
)
def test_a_program_starts_from_what_it_imports_and_no_more(
    code: str, modules: tuple[str, ...]
) -> None:
    preload = preload_of(program(code))
    assert preload.shared
    assert preload.modules == modules


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.environ['A'] = 'b'",
        "from os import environ",
        "import os\nos.putenv('A', 'b')",
        "import os\nprint(os.getenv('A'))",
        "import sys\nprint('torch' in sys.modules)",
        "import importlib, torch\nimportlib.reload(torch)",
    ],
)
def test_a_program_that_could_tell_gets_a_fresh_interpreter(code: str) -> None:
    assert not preload_of(program("import torch", code)).shared


def test_where_processes_meet_is_no_reason_to_import_torch_again() -> None:
    code = """
import os, torch
os.environ["MASTER_ADDR"] = "127.0.0.1"
os.environ["MASTER_PORT"] = "29500"
"""
    assert preload_of(program(code)).shared
    assert preload_of(program(code + "os.environ['XLA_FLAGS'] = ''")).shared
    assert not preload_of(program(code + "os.environ['OMP_NUM_THREADS'] = '4'")).shared


def test_a_broken_cell_does_not_hide_the_imports_of_the_others() -> None:
    broken = program("import torch", "x = (", Cell("numpy.ones(1)", 60, "eval"))
    assert scan(broken).imports == {"torch"}


def test_code_stands_on_its_own_lines() -> None:
    layout = lay_out(program("a = 1\nb = 2", "c = 3", Cell("a", 60, "eval"), line=3))
    assert layout.text.split("\n") == ["", "", "a = 1", "b = 2", "", "", "c = 3", ""]
    assert layout.starts == (3, 7, 60)


def test_cells_that_claim_the_same_lines_all_run() -> None:
    layout = lay_out(program(Cell("a = 1\nb = 2", 5), Cell("c = 3", 6)))
    assert layout.text == "\n\n\n\na = 1\nb = 2\nc = 3\n"
    assert layout.starts == (5, 7)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("cards/en/a.md", "cards/en/a.md"),
        ("/home/me/a.md", "a.md"),
        ("../../etc/passwd", "passwd"),
        ("..", "card.md"),
        ("", "card.md"),
    ],
)
def test_no_path_leads_out_of_the_scratch_folder(path: str, file: str) -> None:
    assert lay_out(program("1", path=path)).path == file


def test_text_is_freed_of_places() -> None:
    locator = Locator(
        lay_out(program("a\nb", "c", line=41, path="en/a.md")),
        work="/tmp/x/1/scratch",
        home="/tmp/x/1/home",
        temporary="/tmp/x/1/tmp",
        worker="/opt/worker",
        libraries=("/lib/site-packages",),
    )
    assert locator('File "en/a.md", line 42, in f') == 'File "<card>", line 2, in f'
    assert locator('File "/tmp/x/1/scratch/en/a.md", line 45') == 'File "<card>", line 1'
    assert locator("en/a.md:41: UserWarning") == "<card>:1: UserWarning"
    assert locator("even/a.md:41: x") == "even/a.md:41: x"
    assert locator("the function f at en/a.md:42 for jit") == "the function f at <card>:2 for jit"
    assert locator("/tmp/x/1/scratch/en/a.md") == "<card>"
    assert locator("en/a.md, en/a.md.bak and en/a.mdx") == "<card>, en/a.md.bak and en/a.mdx"
    assert locator("/lib/site-packages/torch/x.py:3: W") == "torch/x.py:3: W"
    assert locator("/tmp/x/1/home/.cache /tmp/x/1/scratch") == "~/.cache ."
    below = '  File "/opt/worker/cells.py", line 9, in run\n    exec(code)\n    ^^^^\n'
    assert locator(below + '  File "en/a.md", line 41') == '  File "<card>", line 1'
