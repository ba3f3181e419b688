"""What a plain interpreter or a notebook does with a program, so does a card."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from textwrap import dedent

import pytest

from generator.model import Cell
from generator.running import LocalPool
from tests.integration.test_running_interpreters import interpreters
from tests.support.running import printed, program, texts


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    with LocalPool() as pool:
        yield pool


def plain(code: str, python: str = sys.executable) -> str:
    """What a plain interpreter prints."""
    done = subprocess.run(
        [python, "-c", dedent(code)], capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


AT_EXIT = """\
class A:
    def __init__(self, name): self.name = name
    def __del__(self): print("gone", self.name)
a, b = A(1), A(2)
A(3)
print("hi")
""", """\
class A:
    def __del__(self): print("gone")
a = A()
a.me = a
del a
print("hi")
""", """\
import atexit, weakref
class B: pass
b = B()
weakref.finalize(b, print, "finalized")
atexit.register(print, "exit handler")
def steps():
    try: yield 1
    finally: print("closed")
s = steps()
print(next(s))
""", """\
async def f(): pass
c = f()
print("never awaited")
"""  # fmt: skip


@pytest.mark.parametrize("code", AT_EXIT)
def test_what_objects_say_at_the_end_is_part_of_the_output(pool: LocalPool, code: str) -> None:
    (run,) = pool.run([program(code)])
    assert run.ended == "finished"
    assert "".join(text for _, text in texts(run)) == plain(code)


def test_what_comes_out_at_the_end_is_no_inline_value(pool: LocalPool) -> None:
    code = 'class A:\n    def __del__(self): print("gone")\na = A()\nprint("hi")'
    (run,) = pool.run([program(code, Cell("1 + 1", 60, "eval"))])
    assert printed(run) == "hi\ngone\n"
    assert [texts(run, cell) for cell in (0, 1)] == [
        [("stdout", "hi\n"), ("stdout", "gone\n")], [("value", "2")],
    ]  # fmt: skip


DEPTH = """\
import sys
def count(n):
    try:
        return count(n + 1)
    except RecursionError:
        return n
def f(n): return n and f(n - 1)
print(f(990), count(0), sys.getrecursionlimit())
sys.setrecursionlimit(500)
print(count(0), sys.getrecursionlimit())
for limit in (-1, 0, 1, "a"):
    try: sys.setrecursionlimit(limit)
    except Exception as error: print(type(error).__name__, error)
"""


@pytest.mark.parametrize("python", [sys.executable, *interpreters()])
def test_a_program_may_call_itself_as_deep_as_anywhere(python: str) -> None:
    with LocalPool(python=python) as pool:
        (run,) = pool.run([program(DEPTH)])
    assert printed(run) == plain(DEPTH, python)


def test_what_awaits_outside_of_functions_runs(pool: LocalPool) -> None:
    (run,) = pool.run(
        [
            program(
                "import asyncio\nasync def f(n):\n    await asyncio.sleep(0)\n    return n\n"
                "print(await f(1))\nawait f(2)",
                "task = asyncio.create_task(f(3))\nawait f(0);",
                "print(await task)\nasync with asyncio.Lock():\n    print('locked')",
                "async def g():\n    for i in range(2):\n        yield i\n[i async for i in g()]",
                "async def slow():\n    try:\n        await asyncio.sleep(99)\n    finally:\n"
                "        print('cancelled')\nleft = asyncio.create_task(slow())\n"
                "await asyncio.sleep(0)",
                Cell("await f(4)", 90, "eval"),
            )
        ]
    )
    assert run.ended == "finished", run.cells[-1].raised
    assert printed(run) == "1\n3\nlocked\ncancelled\n"
    values = [text for cell in range(6) for kind, text in texts(run, cell) if kind == "value"]
    assert values == ["2", "0", "[0, 1]", "4"]


def test_an_exception_that_was_awaited_shows_the_program_s_own_lines(pool: LocalPool) -> None:
    (run,) = pool.run([program("async def f():\n    raise ValueError('x')\nawait f()")])
    raised = run.cells[0].raised
    assert raised is not None and raised.text == "ValueError: x"
    assert [(frame.cell, frame.line) for frame in raised.frames] == [(0, 3), (0, 2)]
    assert raised.causes == ()


@pytest.mark.parametrize(
    ("code", "raises"),
    [("def f():\n    await g()", None), ("await f()", "SyntaxError"), ("return 1", None)],
)
def test_an_await_that_is_a_mistake_stays_one(
    pool: LocalPool, code: str, raises: str | None
) -> None:
    (run,) = pool.run([program(Cell(code, 41, raises=raises))])
    raised = run.cells[0].raised
    assert raised is not None and raised.name == "SyntaxError"
    assert "outside" in raised.text


@pytest.mark.parametrize(
    "drawing", ["plt.plot([1, 2])", "plt.imshow([[1, 2]])", "plt.scatter([1], [2])",
                "plt.boxplot([1, 2])", "plt.pie([1, 2])", "plt.subplots()[1].plot([1]), 1"],
)  # fmt: skip
def test_parts_of_a_figure_are_shown_as_the_figure(pool: LocalPool, drawing: str) -> None:
    (run,) = pool.run([program(f"import matplotlib.pyplot as plt\n{drawing}")])
    assert [output.kind for output in run.cells[0].outputs] == ["svg"]


def test_other_values_beside_a_figure_are_shown(pool: LocalPool) -> None:
    for code in ("len(plt.plot([1]))", "plt.title('x').get_text()", "plt.plot([1]); object()"):
        (run,) = pool.run([program(f"import matplotlib.pyplot as plt\n{code}")])
        assert [output.kind for output in run.cells[0].outputs] == ["value", "svg"]
    (run,) = pool.run([program("from matplotlib.lines import Line2D\nLine2D([1], [2])")])
    assert [output.kind for output in run.cells[0].outputs] == ["value"]
