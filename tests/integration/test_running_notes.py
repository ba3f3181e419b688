"""What is taken down of single lines, and that taking it down changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.model import Cell, Note, Run
from generator.running import LocalPool
from tests.support.running import printed, program
from tests.support.varying import NOTED


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    with LocalPool() as pool:
        yield pool


def run(pool: LocalPool, code: str, *lines: int, more: tuple[str, ...] = ()) -> Run:
    (result,) = pool.run([program(Cell(code, 41, notes=lines), *more)])
    return result


def notes(result: Run, cell: int = 0) -> list[tuple[int, str, str]]:
    return [(note.line, note.kind, note.text) for note in result.cells[cell].notes]


def structure(note: Note) -> tuple[str, tuple[object, ...]]:
    assert note.structure is not None
    return note.structure.type, note.structure.values


def test_a_line_without_notes_costs_and_tells_nothing(pool: LocalPool) -> None:
    result = run(pool, "print(1)\nx = 2\nx")
    assert result.cells[0].notes == ()


def test_prints_and_values_are_told_by_line(pool: LocalPool) -> None:
    result = run(pool, "x = 4.5\nprint(x)\nprint('a', 'b')\nx * 2", 1, 2, 3, 4)
    assert notes(result) == [
        (1, "value", "4.5"),
        (2, "print", "4.5"),
        (2, "value", "None"),
        (3, "print", "a b"),
        (3, "value", "None"),
        (4, "value", "9.0"),
    ]
    first, one, _, two, *_, last = result.cells[0].notes
    assert structure(first) == structure(one) == ("float", (4.5,))
    assert structure(last) == ("float", (9.0,))
    assert two.structure is None
    assert result.cells[0].value == last.structure


def test_a_print_in_a_function_belongs_to_its_line_and_to_that_of_the_call(
    pool: LocalPool,
) -> None:
    code = "def f(n):\n    print('in', n)\n    return n\nclass A:\n    def m(self): return f(7)\nfor i in range(2):\n    f(i)\nA().m()"
    result = run(pool, code, 2, 7, 8)
    assert [note for note in notes(result) if note[1] == "print"] == [
        (2, "print", "in 0"),
        (7, "print", "in 0"),
        (2, "print", "in 1"),
        (7, "print", "in 1"),
        (2, "print", "in 7"),
        (8, "print", "in 7"),
    ]


def test_a_statement_over_several_lines_is_told_at_its_first_and_its_last(
    pool: LocalPool,
) -> None:
    result = run(pool, "x = [1,\n     2,\n]\nprint(\n    x\n)", 1, 2, 3, 6)
    assert notes(result) == [
        (1, "value", "[1, 2]"),
        (3, "value", "[1, 2]"),
        (6, "print", "[1, 2]"),
        (6, "value", "None"),
    ]


def test_lines_in_blocks_are_told_each_time_they_run(pool: LocalPool) -> None:
    code = "with open('f', 'w') as f:\n    n = 1\nfor i in range(2):\n    n += i\ntry:\n    print(n)\nfinally:\n    n = 5\nif n == 6:\n    print('never')"
    result = run(pool, code, 2, 4, 6, 8, 10)
    assert notes(result) == [
        (2, "value", "1"),
        (4, "value", "1"),
        (4, "value", "2"),
        (6, "print", "2"),
        (6, "value", "None"),
        (8, "value", "5"),
    ]


def test_a_line_that_fails_tells_only_what_it_printed(pool: LocalPool) -> None:
    result = run(pool, "def f():\n    print('so far')\n    return 1 / 0\nx = f()", 4)
    assert notes(result) == [(4, "print", "so far")]
    assert result.ended == "raised"


def test_output_elsewhere_is_no_print_of_the_line(pool: LocalPool) -> None:
    code = "import contextlib, io, sys\nwith contextlib.redirect_stdout(io.StringIO()):\n    print('kept')\nprint('e', file=sys.stderr)\nprint()"
    result = run(pool, code, 3, 4, 5)
    assert [note for note in notes(result) if note[1] == "print"] == [(5, "print", "")]


def test_a_generator_that_waits_is_not_blamed_for_what_others_print(pool: LocalPool) -> None:
    code = "def g():\n    x = yield print('mine')\nit = g()\nnext(it)\nprint('other')\nlist(it)"
    result = run(pool, code, 2, 5)
    assert [note for note in notes(result) if note[1] == "print"] == [
        (5, "print", "other"),
        (2, "print", "mine"),
    ]


def test_a_function_called_from_a_later_cell_is_noted_where_it_stands(pool: LocalPool) -> None:
    result = run(pool, "def f():\n    print('f')", 2, more=("f()",))
    assert [note for note in notes(result) if note[1] == "print"] == [(2, "print", "f")]
    assert result.cells[1].notes == ()


def test_a_line_in_a_long_loop_leaves_room_for_the_lines_below(pool: LocalPool) -> None:
    code = "for i in range(10**4):\n    print(i)\nprint('x' * 10**5)\nlist(range(10**5))"
    result = run(pool, code, 2, 3, 4)
    found = notes(result)
    assert len(found) <= 200
    assert found[0] == (2, "print", "0")
    assert [(line, kind, len(text)) for line, kind, text in found[-3:]] == [
        (3, "print", 4096),
        (3, "value", 4),
        (4, "value", 4096),
    ]


def test_text_of_notes_holds_no_place(pool: LocalPool) -> None:
    result = run(pool, "import os\nos.getcwd() + '/x'\nos.path.expanduser('~')", 2, 3)
    assert notes(result) == [(2, "value", "'x'"), (3, "value", "'~'")]


def test_a_value_whose_repr_fails_or_prints_disturbs_nothing(pool: LocalPool) -> None:
    code = (
        "class Bad:\n    def __repr__(self): print('!'); raise ValueError\nx = Bad()\nprint('fine')"
    )
    result = run(pool, code, 3)
    assert notes(result) == [(3, "value", "<no repr>")]
    assert printed(result) == "fine\n"


def test_functions_that_are_compiled_from_their_bytecode_are_left_alone(pool: LocalPool) -> None:
    code = "import dis\ndef f(x):\n    y = x + 1\n    return y\nprint(len(list(dis.get_instructions(f))))\nf(1)"
    plain, noted = run(pool, code), run(pool, code, 3, 6)
    assert printed(plain) == printed(noted)
    assert notes(noted) == [(6, "value", "2")]


def test_taking_notes_of_every_line_changes_nothing_else(pool: LocalPool) -> None:
    cards = []
    for index, code in enumerate(NOTED):
        lines = tuple(range(1, code.count("\n") + 2))
        cards.append(program(code, id=f"{index} plain"))
        cards.append(program(Cell(code, 41, notes=lines), id=f"{index} noted"))
    runs = {each.id: each for each in pool.run(cards)}
    silent = []
    for index, code in enumerate(NOTED):
        plain, noted = runs[f"{index} plain"], runs[f"{index} noted"]
        assert (plain.ended, plain.status) == (noted.ended, noted.status), code
        for one, other in zip(plain.cells, noted.cells, strict=True):
            assert (one.outputs, one.raised, one.value) == (
                other.outputs,
                other.raised,
                other.value,
            ), code
        silent += [] if noted.cells[0].notes else [code]
    assert len(silent) == 3  # a syntax error, and two that fail at their first statement
