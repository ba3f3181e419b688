"""What programs print, show and raise, run for real in the local pool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.model import Cell, Output, Run
from generator.running import LocalPool
from generator.running.pool.job import Job, Pipe
from tests.support.running import last, printed, program, texts


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    with LocalPool() as pool:
        yield pool


def run(pool: LocalPool, *codes: str | Cell, **settings: object) -> Run:
    (result,) = pool.run([program(*codes, **settings)])
    return result


def test_a_card_shows_what_a_repl_would(pool: LocalPool) -> None:
    result = run(pool, "x = 20\nprint('hi')\nx + 1", "_", "None", "_ * 2")
    assert result.ended == "finished"
    assert texts(result, 0) == [("stdout", "hi\n"), ("value", "21")]
    assert [texts(result, n) for n in (1, 2, 3)] == [[("value", "21")], [], [("value", "42")]]


def test_an_inline_value_is_what_an_f_string_would_show(pool: LocalPool) -> None:
    result = run(pool, "x = 'abc'", Cell(" x ", 60, "eval"), Cell("f'{len(x)}'", 60, "eval"))
    assert texts(result, 1) == [("value", "abc")]
    assert texts(result, 2) == [("value", "3")]


def test_stdout_and_stderr_keep_their_order(pool: LocalPool) -> None:
    code = """
        import sys
        for i in range({count}):
            print(i, end=""); print(i, file=sys.stderr, end="")
    """
    result = run(pool, code.format(count=1000))
    expected = [(kind, str(i)) for i in range(1000) for kind in ("stdout", "stderr")]
    assert texts(result) == expected


def test_what_c_code_and_other_processes_print_is_on_the_card(pool: LocalPool) -> None:
    result = run(
        pool,
        """
        import ctypes, os, subprocess, sys
        print("python")
        ctypes.CDLL(None).printf(b"from C\\n")
        ctypes.CDLL(None).fflush(None)
        print("error", file=sys.stderr)
        subprocess.run(["echo", "from echo"])
        os.write(2, b"raw\\n")
        print("end")
        """,
        "import ctypes; ctypes.CDLL(None).printf(b'held back') and None",
        "print('next cell')",
    )
    assert texts(result, 0) == [
        ("stdout", "python\nfrom C\n"),
        ("stderr", "error\n"),
        ("stdout", "from echo\n"),
        ("stderr", "raw\n"),
        ("stdout", "end\n"),
    ]
    assert texts(result, 1) == [("stdout", "held back")]
    assert texts(result, 2) == [("stdout", "next cell\n")]


@pytest.mark.parametrize("order", [("result", "stdout", "stderr"), ("stderr", "stdout", "result")])
def test_what_was_printed_when_does_not_depend_on_when_it_is_read(
    monkeypatch: pytest.MonkeyPatch, order: tuple[Pipe, ...]
) -> None:
    """A busy machine may read everything at the end, in any order: nothing lands elsewhere."""
    read = Job.read
    monkeypatch.setattr("generator.running.pool.job.PIPES", order)
    monkeypatch.setattr(Job, "read", lambda job, chunks=0: read(job, chunks) if chunks else None)
    with LocalPool() as pool:
        result = run(
            pool,
            "print(1); import sys; print(2, file=sys.stderr); print(3); sys.stderr.write('4'); 5",
            "import os; os.write(1, b'first') and print('second', file=sys.stderr)",
            "os.write(2, b'third') and None",
            "import subprocess; subprocess.run(['echo', 'child']); print('err', file=sys.stderr)",
            "6",
            "os.write(1, b'fourth') and None",
            "import ctypes; ctypes.CDLL(None).printf(b'held back\\n') and None",
            "os.write(2, b'fifth') and print('sixth')",
        )
    assert [texts(result, cell) for cell in range(8)] == [
        [("stdout", "1\n"), ("stderr", "2\n"), ("stdout", "3\n"), ("stderr", "4"), ("value", "5")],
        [("stdout", "first"), ("stderr", "second\n")],
        [("stderr", "third")],
        [("stdout", "child\n"), ("stderr", "err\n")],
        [("value", "6")],
        [("stdout", "fourth")],
        [("stdout", "held back\n")],
        [("stderr", "fifth"), ("stdout", "sixth\n")],
    ]


def test_a_flood_is_cut_and_counted_and_the_next_cell_starts_afresh(pool: LocalPool) -> None:
    result = run(pool, "for i in range(10**6): print(i)", "print('after')", "print('x' * 10**6)")
    (output,) = result.cells[0].outputs
    assert output.text == "".join(f"{i}\n" for i in range(1000))
    assert output.dropped == 10**6 - 1000
    assert texts(result, 1) == [("stdout", "after\n")]
    assert len(last(result).text) == 64 * 1024
    assert last(result).dropped == 1


def test_text_in_any_script_survives_and_bytes_that_are_no_text_do_not_break_a_card(
    pool: LocalPool,
) -> None:
    result = run(
        pool,
        "print('中文 🃏')",
        "print('\\ud800')",
        "import sys; sys.stdout.buffer.write(b'\\xff!\\n') and None",
        "'\\ud800'",
        "import os, time\nfor byte in '中'.encode(): os.write(1, bytes([byte])); time.sleep(0.01)",
    )
    shown = [cell.outputs[0].text for cell in result.cells]
    assert shown == ["中文 🃏\n", "\\ud800\n", "\ufffd!\n", "'\\ud800'", "中"]


def test_rich_values_have_their_form_and_a_broken_one_falls_back_to_text(pool: LocalPool) -> None:
    result = run(
        pool,
        """
        class Table:
            def __repr__(self): return "table"
            def _repr_html_(self): return "<b>table</b>"
        Table()
        """,
        """
        class Broken(Table):
            def _repr_html_(self): raise ValueError
        Broken()
        """,
        """
        class Image:
            def __repr__(self): return "image"
            def _repr_png_(self): return b"\\x89PNG"
        Image()
        """,
        "class Huge(Table):\n    def _repr_html_(self): return 'x' * 2 ** 21\nHuge()",
        "from unittest.mock import MagicMock\nrepr(MagicMock()._repr_html_)[:1]; Table",
    )
    assert texts(result, 0) == [("value", "table"), ("html", "<b>table</b>")]
    assert texts(result, 1) == [("value", "table")]
    assert result.cells[2].outputs == (
        Output("value", "image"),
        Output("png", data=b"\x89PNG", rich=True),
    )
    assert texts(result, 3) == [("value", "table")]
    assert texts(result, 4) == [("value", "<class '__main__.Table'>")]


def test_a_huge_value_is_cut(pool: LocalPool) -> None:
    result = run(
        pool, "'x' * 10**6", "print; type('L', (), {'__repr__': lambda s: 'a\\n' * 1500})()"
    )
    assert len(result.cells[0].outputs[0].text) == 64 * 1024
    assert result.cells[1].outputs[0].text.count("\n") == 999
    assert result.cells[1].outputs[0].dropped == 500


def test_figures_are_drawn_the_same_every_time_and_belong_to_their_cell(pool: LocalPool) -> None:
    card = program(
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        "print(len(plt.get_fignums()))",
        "plt.title('$x^2$'); fig2 = plt.figure()",
    )
    first, second = pool.run([card, card])
    assert first.ended == "finished"
    kinds = [[output.kind for output in cell.outputs] for cell in first.cells]
    assert kinds == [["svg"], ["stdout"], ["svg", "svg"]]
    assert first.cells[0].outputs[0].text.startswith("<?xml")
    assert [c.outputs for c in first.cells] == [c.outputs for c in second.cells]


def test_a_traceback_counts_lines_within_the_cell_and_hides_the_machinery(pool: LocalPool) -> None:
    card = ("def f():\n    return {}['key']", "import json\n\ndef g():\n    f()\ng()")
    runs = [run(pool, *card), run(pool, *card, line=7, path="/elsewhere/notes.md")]
    for result in runs:
        raised = result.cells[1].raised
        assert result.ended == "raised"
        assert raised is not None
        assert (raised.name, raised.text) == ("KeyError", "KeyError: 'key'")
        assert raised.bases[:2] == ("LookupError", "Exception")
        places = [(frame.cell, frame.line, frame.name, frame.source) for frame in raised.frames]
        assert places == [
            (1, 5, "<module>", "g()"),
            (1, 4, "g", "f()"),
            (0, 2, "f", "return {}['key']"),
        ]
    assert runs[0].cells[1].raised == runs[1].cells[1].raised


def test_a_program_that_prints_its_own_place_prints_the_same_wherever_the_card_stands(
    pool: LocalPool,
) -> None:
    code = """
        import os, traceback, warnings
        def f():
            traceback.print_stack()
            warnings.warn("careful")
        f()
        try:
            1 / 0
        except ZeroDivisionError:
            traceback.print_exc()
        print(os.getcwd(), os.path.abspath("data.txt"), os.path.expanduser("~"))
    """
    one, two = run(pool, code), run(pool, code, line=3)
    assert texts(one) == texts(two)
    assert 'File "<card>", line 5, in <module>\n    f()\n' in texts(one)[0][1]
    assert "<card>:4: UserWarning: careful" in texts(one)[0][1]
    assert "generator" not in texts(one)[0][1]
    assert printed(one) == ". data.txt ~\n"


def test_a_syntax_error_shows_its_line_and_leaves_the_cells_before_it_alone(
    pool: LocalPool,
) -> None:
    result = run(pool, "print(1)", "x = 1\nreturn x")
    assert texts(result, 0) == [("stdout", "1\n")]
    raised = result.cells[1].raised
    assert raised is not None
    assert raised.text.startswith('  File "<card>", line 2\n    return x\n')
    assert raised.text.endswith("SyntaxError: 'return' outside function")
    assert raised.frames == ()


def test_a_misspelt_name_gets_the_hint_that_python_gives(pool: LocalPool) -> None:
    raised = run(pool, "prnt(1)").cells[0].raised
    assert raised is not None
    assert raised.text == "NameError: name 'prnt' is not defined. Did you mean: 'print'?"


def test_frames_of_libraries_name_the_library_not_the_machine(pool: LocalPool) -> None:
    raised = run(pool, "import json\njson.loads('{')").cells[0].raised
    assert raised is not None
    assert raised.qualified == "json.decoder.JSONDecodeError"
    assert [frame.path for frame in raised.frames][:2] == ["<card>", "json/__init__.py"]


def test_notes_and_hostile_exceptions_are_told(pool: LocalPool) -> None:
    noted = run(pool, "e = ValueError('x')\ne.add_note('look here')\nraise e").cells[0].raised
    assert noted is not None
    assert noted.text == "ValueError: x\nlook here"
    hostile = run(
        pool,
        """
        class Hostile(Exception):
            def __str__(self): raise RuntimeError
            __repr__ = __str__
        raise Hostile
        """,
    )
    assert hostile.ended == "raised"
    assert hostile.cells[0].raised is not None
    assert hostile.cells[0].raised.text == "Hostile: <exception str() failed>"


LONG_CHAIN = """
def deep(n):
    try:
        raise ValueError(n)
    except ValueError:
        deep(n - 1) if n else 1 / 0
deep(30)
"""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (r"a\n\x1b[2J", "Exception: a\n\\x1b[2J"),
        (r"\x1b[2K\x1b[1Gx", "Exception: \\x1b[2K\\x1b[1Gx"),
        (r"\x1b[31ma\n\x1b[0m", "Exception: a"),
    ],
    ids=["screen", "line", "colours"],
)
def test_no_message_erases_the_name_of_its_exception(
    pool: LocalPool, said: str, shown: str
) -> None:
    raised = run(pool, f'raise Exception("{said}")').cells[0].raised
    assert raised is not None
    assert raised.text == shown


def test_what_an_exception_was_raised_from_is_told_oldest_first(pool: LocalPool) -> None:
    def causes(code: str) -> tuple[str, ...]:
        raised = run(pool, code).cells[0].raised
        assert raised is not None
        return raised.causes

    handled = """
    try:
        try:
            {}['a']
        except KeyError:
            1 / 0
    except ZeroDivisionError as error:
        raise ValueError('last') HOW
    """
    first = ("KeyError: 'a'", "ZeroDivisionError: division by zero")
    assert causes(handled.replace("HOW", "from error")) == first
    assert causes(handled.replace("HOW", "")) == first
    assert causes(handled.replace("HOW", "from None")) == ()
    assert causes("raise ValueError('alone')") == ()
    liar = """
    class Liar(Exception):
        __cause__ = __context__ = property(lambda self: 1 / 0)
    one, other = Liar(), Liar()
    BaseException.__cause__.__set__(one, other)
    BaseException.__cause__.__set__(other, one)
    raise one
    """
    assert causes(liar) == ("Liar: <exception str() failed>",)
    assert len(causes(LONG_CHAIN)) == 8


def test_an_expected_exception_does_not_end_the_card(pool: LocalPool) -> None:
    result = run(pool, Cell("1 / 0", 5, raises="ZeroDivisionError"), "print('on')", "1 / 0", "2")
    assert [cell.raised.name if cell.raised else None for cell in result.cells] == [
        "ZeroDivisionError",
        None,
        "ZeroDivisionError",
    ]
    assert result.ended == "raised"


def test_future_imports_last_for_the_cells_below(pool: LocalPool) -> None:
    result = run(
        pool, "from __future__ import annotations", "def f(x: Nope): ...\nf.__annotations__"
    )
    assert texts(result, 1) == [("value", "{'x': 'Nope'}")]


def test_code_is_a_real_file(pool: LocalPool) -> None:
    result = run(
        pool,
        """
        import dataclasses, inspect, os, pickle, sys, typing
        @dataclasses.dataclass
        class Point:
            x: int
            next: "Point | None" = None
        os.chdir("/")
        print(inspect.getsource(Point), end="")
        print(pickle.loads(pickle.dumps(Point(1))))
        typing.get_type_hints(Point)["x"], __name__, os.path.isfile(__file__), sys.stdin.read()
        """,
    )
    assert printed(result) == (
        "@dataclasses.dataclass\nclass Point:\n    x: int\n"
        '    next: "Point | None" = None\nPoint(x=1, next=None)\n'
    )
    assert last(result).text == "(<class 'int'>, '__main__', True, '')"


def test_other_processes_can_import_the_card(pool: LocalPool) -> None:
    result = run(
        pool,
        """
        import multiprocessing as mp
        def square(x):
            if x < 0:
                raise ValueError(x)
            return x * x
        if __name__ == "__main__":
            for method in ("fork", "spawn"):
                with mp.get_context(method).Pool(1) as workers:
                    print(workers.map(square, [1, 2, 3]))
            mp.get_context("spawn").Process(target=square, args=(-1,)).start()
        """,
    )
    assert printed(result) == "[1, 4, 9]\n[1, 4, 9]\n"
    assert 'File "<card>", line 4, in square\n    raise ValueError(x)' in last(result).text


def test_threads_and_exit_handlers_finish_as_in_a_script(pool: LocalPool) -> None:
    result = run(
        pool,
        """
        import atexit, threading, time
        atexit.register(print, "bye")
        def work():
            time.sleep(0.05)
            print("thread")
        threading.Thread(target=work).start()
        """,
        "print('last cell')",
    )
    assert texts(result, 1) == [("stdout", "last cell\nthread\nbye\n")]


def test_random_numbers_are_those_of_a_program_whatever_ran_before_it(pool: LocalPool) -> None:
    draw = "import random, numpy as np\nprint(random.random(), np.random.rand(), random.Random().random())"
    cards = [program(draw, id="a"), program(draw, id="b"), program("1", draw, id="c")]
    found = {run.id: printed(run).split() for run in pool.run(cards)}
    assert found["a"] == found["b"]
    assert len({*found["a"], *found["c"]}) == 6


def test_no_secret_of_the_builder_reaches_a_program(
    pool: LocalPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    result = run(pool, "import os\nprint('SECRET_TOKEN' in os.environ, os.environ['TZ'])")
    assert printed(result) == "False UTC\n"


def test_files_outside_the_scratch_folder_are_noted(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = tmp_path_factory.mktemp("data") / "x.csv"
    data.write_text("1,2")
    with LocalPool(folder=data.parent) as pool:
        result = run(
            pool,
            f"open({str(data)!r}).read()\nopen('own.txt', 'w').close()\nopen('own.txt').close()",
            "import json, this; open('/etc/hosts').close()",
        )
    assert result.reads == (str(data),)
