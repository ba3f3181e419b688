"""What a program's comments claim is no part of what comes out of it."""

from __future__ import annotations

from generator.running import LocalPool
from tests.support.running import program, texts


def test_a_traceback_shows_no_claim_that_a_stored_result_could_outlive() -> None:
    code = "import traceback\ntry:\n    1 / 0  # => {}\nexcept ZeroDivisionError:\n    traceback.print_exc()\n1 / 0  # => {}"
    with LocalPool() as pool:
        one, two = pool.run([program(code.format(n, n), id=str(n)) for n in (1, 2)])
    assert one.cells[0].raised == two.cells[0].raised
    assert texts(one) == texts(two)
    assert "    1 / 0  # =>\n" in texts(one)[0][1]


def test_a_program_that_shows_its_own_source_shows_all_of_it() -> None:
    code = "import inspect\ndef f():\n    print(1)  # => 1\nprint(inspect.getsource(f))"
    with LocalPool() as pool:
        (run,) = pool.run([program(code)])
    assert "# => 1" in texts(run)[0][1]
