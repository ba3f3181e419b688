"""Imports that a shared process must not do for its programs: each shows its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.running import LocalPool
from generator.running.machine import environ
from generator.running.programs import scan as scan_module
from tests.support.running import last, printed, program


def test_an_import_that_fails_fails_on_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scan_module.PRELOADS, "no_such_framework", ("no_such_framework",))
    cards = [
        program("import no_such_framework", id="a"),
        program(
            "try:\n    import no_such_framework\nexcept ImportError as e:\n    print(e)", id="b"
        ),
    ]
    with LocalPool() as pool:
        runs = {run.id: run for run in pool.run(cards)}
    raised = runs["a"].cells[0].raised
    assert raised is not None
    assert raised.text == "ModuleNotFoundError: No module named 'no_such_framework'"
    assert printed(runs["b"]) == "No module named 'no_such_framework'\n"


def test_what_an_import_prints_is_on_every_card_that_imports_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(scan_module.PRELOADS, "this", ("this",))
    with LocalPool() as pool:
        for name in ("first", "second"):
            (run,) = pool.run([program(f"import this\nprint('{name}')")])
            assert printed(run).startswith("The Zen of Python")
            assert printed(run).endswith(f"\n{name}\n")


def test_a_framework_with_threads_is_not_forked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "threaded.py").write_text(
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    )
    monkeypatch.setitem(scan_module.PRELOADS, "threaded", ("threaded",))
    monkeypatch.setitem(environ.FIXED, "PYTHONPATH", str(tmp_path))
    with LocalPool(folder=tmp_path) as pool:
        (run,) = pool.run([program("import threaded, threading\nthreading.active_count()")])
    assert last(run).text == "2"  # in a fork it would be 1


def test_a_closed_pool_says_so() -> None:
    pool = LocalPool()
    pool.close()
    with pytest.raises(RuntimeError):
        next(pool.run([program("1")]))


def test_closing_a_pool_ends_a_run_that_is_held_elsewhere() -> None:
    pool = LocalPool()
    runs = pool.run([program("1", id="quick"), program("while True: pass", id="loop")])
    assert next(runs).id == "quick"
    pool.close()
    assert list(runs) == []
