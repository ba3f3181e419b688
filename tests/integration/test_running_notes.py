"""What is taken down of single lines, and that taking it down changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.model import Cell, Note, Run, Spot
from generator.reading.prompts import echoing
from generator.running import LocalPool
from tests.support.running import printed, program, spots, texts
from tests.support.varying import NOTED


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    with LocalPool() as pool:
        yield pool


def run(pool: LocalPool, code: str, *lines: int, more: tuple[str, ...] = ()) -> Run:
    (result,) = pool.run([program(Cell(code, 41, notes=spots(code, *lines)), *more)])
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


def test_a_statement_over_several_lines_is_told_where_it_starts(pool: LocalPool) -> None:
    result = run(pool, "x = [1,\n     2,\n]\nprint(\n    x\n)", 1, 2, 3, 4, 6)
    assert notes(result) == [
        (1, "value", "[1, 2]"),
        (4, "print", "[1, 2]"),
        (4, "value", "None"),
    ]


def spotted(pool: LocalPool, code: str, *asked: Spot) -> list[tuple[int, int, str, str, str]]:
    (result,) = pool.run([program(Cell(code, 41, notes=asked))])
    return [(n.line, n.column, n.kind, n.name, n.text) for n in result.cells[0].notes]


def test_statements_that_share_a_line_are_told_apart(pool: LocalPool) -> None:
    found = spotted(pool, "abs(-3); '中'; 1", Spot(1, 9), Spot(1, 16))
    assert found == [(1, 9, "value", "", "'中'"), (1, 16, "value", "", "1")]


def test_whatever_is_assigned_or_returned_is_told(pool: LocalPool) -> None:
    code = "a, b = 1, 2\nx = y = 3\nd = {}\nd['k'] = 4\ndef f():\n    return 5\nf()"
    spots = [Spot(line) for line in (1, 2, 4)]
    assert spotted(pool, code, *spots, Spot(6, 4)) == [
        (1, 0, "value", "", "(1, 2)"),
        (2, 0, "value", "", "3"),
        (4, 0, "value", "", "4"),
        (6, 4, "value", "", "5"),
    ]


def test_names_are_told_as_they_are_after_the_statement(pool: LocalPool) -> None:
    code = "x = 1\nx += 2\nd = [[1]]\nd[0].append(x)\nabs(x)\nx = nowhere = 9"
    asked = (
        Spot(2, 0, ("x",)),
        Spot(4, 0, (), ("d[0]", "x")),
        Spot(5, 0, (), ("x",)),
        Spot(6, 0, ("d[7]", "unknown", "x")),
    )
    assert spotted(pool, code, *asked) == [
        (2, 0, "value", "x", "3"),
        (4, 0, "value", "", "None"),
        (4, 0, "value", "d[0]", "[1, 3]"),
        (4, 0, "value", "x", "3"),
        (5, 0, "value", "", "3"),
        (6, 0, "value", "", "9"),
        (6, 0, "value", "x", "9"),
    ]


def test_a_module_is_nothing_that_a_call_has_changed(pool: LocalPool) -> None:
    code = "import random\nx = [1]\nrandom.shuffle(x)"
    assert spotted(pool, code, Spot(3, 0, (), ("random", "x"))) == [
        (3, 0, "value", "", "None"),
        (3, 0, "value", "x", "[1]"),
    ]


def test_members_of_literals_and_what_is_printed_are_told_where_they_stand(
    pool: LocalPool,
) -> None:
    code = "x = [\n    1 + 1,\n    {'k':\n     2 + 2},\n]\nprint(\n    3,\n    *x,\n)"
    assert spotted(pool, code, Spot(2, 4), Spot(3, 4), Spot(4, 5), Spot(7, 4)) == [
        (2, 4, "value", "", "2"),
        (4, 5, "value", "", "4"),
        (3, 4, "value", "", "{'k': 4}"),
        (7, 4, "value", "", "3"),
    ]


def test_an_exception_is_told_of_its_line_though_it_is_caught(pool: LocalPool) -> None:
    code = (
        "try:\n    int('x')\nexcept ValueError:\n    y = 1\n    try:\n        1 / 0\n"
        "    except ZeroDivisionError:\n        pass\nraise KeyError('k')"
    )
    found = spotted(pool, code, Spot(2, 4), Spot(4, 4), Spot(6, 8), Spot(9))
    assert [(line, kind, text) for line, _, kind, _, text in found] == [
        (2, "error", "ValueError: invalid literal for int() with base 10: 'x'"),
        (4, "value", "1"),
        (6, "error", "ZeroDivisionError: division by zero"),
        (9, "error", "KeyError: 'k'"),
    ]


def test_what_ran_more_often_than_notes_are_taken_says_so(pool: LocalPool) -> None:
    found = spotted(pool, "for i in range(10**3):\n    i\n3", Spot(2, 4), Spot(3))
    assert [note[2] for note in found].count("more") == 1
    assert found[-1] == (3, 0, "value", "", "3")


def test_a_string_that_is_a_statement_is_told_and_stays_a_docstring(pool: LocalPool) -> None:
    code = "'Doc.'\ndef f():\n    'Of f.'\nf()\nf.__doc__, __doc__\n'last'"
    asked = (Spot(1), Spot(3, 4), Spot(5), Spot(6))
    assert spotted(pool, code, *asked) == [
        (1, 0, "value", "", "'Doc.'"),
        (3, 4, "value", "", "'Of f.'"),
        (5, 0, "value", "", "('Of f.', 'Doc.')"),
        (6, 0, "value", "", "'last'"),
    ]
    (result,) = pool.run([program(Cell(code, 41, notes=asked))])
    assert texts(result) == [("value", "'last'")]


def test_the_value_that_a_session_shows_is_told(pool: LocalPool) -> None:
    assert spotted(pool, echoing("1 + 1\n2"), Spot(1)) == [(1, 0, "value", "", "2")]


def test_lines_in_blocks_are_told_each_time_they_run(pool: LocalPool) -> None:
    code = "with open('f', 'w') as f:\n    n = 1\nfor i in range(2):\n    n = n + i\ntry:\n    print(n)\nfinally:\n    n = 5\nif n == 6:\n    print('never')"
    result = run(pool, code, 2, 4, 6, 8, 10)
    assert notes(result) == [
        (2, "value", "1"),
        (4, "value", "1"),
        (4, "value", "2"),
        (6, "print", "2"),
        (6, "value", "None"),
        (8, "value", "5"),
    ]


def test_a_line_that_fails_tells_what_it_printed_and_raised(pool: LocalPool) -> None:
    result = run(pool, "def f():\n    print('so far')\n    return 1 / 0\nx = f()", 4)
    assert notes(result) == [
        (4, "print", "so far"),
        (4, "error", "ZeroDivisionError: division by zero"),
    ]
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
        cards.append(program(Cell(code, 41, notes=spots(code, *lines)), id=f"{index} noted"))
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
    assert len(silent) == 1  # a syntax error
